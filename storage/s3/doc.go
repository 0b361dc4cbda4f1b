// Package s3 keeps files in an object store that speaks S3.
//
//	bucket, err := s3.Open(ctx, s3.Options{
//		Endpoint: "s3.example.com:443", Secure: true, Bucket: "files",
//		Credentials: credentials.NewEnvAWS(),
//	})
//	anna := bucket.FS("users/anna")    // a storage.FS
//
// README.md beside this says what a store can do, what it cannot, and how files come and are renamed.
package s3
