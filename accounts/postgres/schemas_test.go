package postgres

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/sqldb"
	"github.com/portolan-ftp/portolan/accounts/sqldb/sqldbtest"
)

// argon is a hash of "pw" as SFTPGo and Pure-FTPd make them, but a cheap one.
const argon = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$7M2vTguNHCwieXVOG1+uykExCai1Y53o0JkCs978saw"

// schemas are what the queries in the directory schemas find, in tables as other servers have them.
var schemas = map[string]struct {
	tables []string
	finds  map[string]string // by user; all have the password "pw", where they can log in
}{
	"sftpgo": {
		[]string{
			`CREATE TABLE users (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, username varchar(255) NOT NULL UNIQUE, status integer NOT NULL DEFAULT 1,
				expiration_date bigint NOT NULL DEFAULT 0, password text, home_dir text NOT NULL, quota_size bigint NOT NULL DEFAULT 0,
				quota_files integer NOT NULL DEFAULT 0, permissions text NOT NULL, filters text, filesystem text, deleted_at bigint NOT NULL DEFAULT 0)`,
			`CREATE TABLE users_groups_mapping (user_id integer NOT NULL, group_id integer NOT NULL, group_type integer NOT NULL)`,
			`INSERT INTO users (username, password, home_dir, quota_size, quota_files, permissions, filters, filesystem) VALUES
				('ann', '` + strings.Replace(sqldbtest.PW, "$2b$", "$2a$", 1) + `', '/srv/ann', 1000, 7, '{"/":["*"]}', '{"denied_protocols":["SSH"],"allowed_ip":[],"denied_ip":null}', '{"provider":0}'),
				('ben', '` + sqldbtest.PW + `', '/srv/ben', 0, 0, '{"/":["list","download","upload","create_dirs","chmod","delete_files"]}', NULL, NULL),
				('cat', '` + sqldbtest.PW + `', '/srv/cat', 0, 0, '{"/":["upload","overwrite","rename","delete","chmod","chtimes"]}', '{"totp_config":{"enabled":true,"protocols":["SSH"]}}', '{}'),
				('none', '` + sqldbtest.PW + `', '/srv/none', 0, 0, '{"/":["copy"]}', NULL, NULL),
				('sub', '` + sqldbtest.PW + `', '/srv/sub', 0, 0, '{"/":["*"],"/sub":["list"]}', NULL, NULL),
				('bucket', '` + sqldbtest.PW + `', '/srv/b', 0, 0, '{"/":["*"]}', NULL, '{"provider":1}'),
				('ssh', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', '{"denied_protocols":["FTP"]}', NULL),
				('key', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', '{"denied_login_methods":["password"]}', NULL),
				('net', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', '{"allowed_ip":["192.0.2.0/24"]}', NULL),
				('code', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', '{"totp_config":{"enabled":true,"protocols":["FTP"]}}', NULL),
				('grouped', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', NULL, NULL),
				('unix', '$6$salt$digest', '/srv/s', 0, 0, '{"/":["*"]}', NULL, NULL),
				('off', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', NULL, NULL),
				('old', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', NULL, NULL),
				('gone', '` + sqldbtest.PW + `', '/srv/s', 0, 0, '{"/":["*"]}', NULL, NULL)`,
			`UPDATE users SET status = 0 WHERE username = 'off'`, `UPDATE users SET expiration_date = 1000 WHERE username = 'old'`,
			`UPDATE users SET expiration_date = 32503680000000 WHERE username = 'ann'`, `UPDATE users SET deleted_at = 1 WHERE username = 'gone'`,
			`INSERT INTO users_groups_mapping SELECT id, 1, 1 FROM users WHERE username = 'grouped'`,
		},
		map[string]string{
			"ann":  `ann read-write home "/srv/ann" quota 1000/7`,
			"ben":  `ben read,list,delete,mkdir home "/srv/ben" quota 0/0`,
			"cat":  `cat write,append,delete,rename,rmdir,attributes home "/srv/cat" quota 0/0`,
			"none": `none none home "/srv/none" quota 0/0`,
			"sub":  "rejected", "bucket": "rejected", "ssh": "rejected", "key": "rejected", "net": "rejected", "code": "rejected", "grouped": "rejected",
			"unix": "rejected", "off": "rejected", "old": "rejected", "gone": "rejected", "nobody": "rejected",
		},
	},
	"proftpd": {
		[]string{
			`CREATE TABLE users (userid varchar(30) NOT NULL UNIQUE, passwd varchar(80) NOT NULL, uid integer, gid integer, homedir varchar(255), shell varchar(255))`,
			`INSERT INTO users VALUES ('ann', '` + sqldbtest.PW + `', 1000, 1000, '/srv/ann', '/bin/false'), ('ben', '$1$salt$digest', 1000, 1000, '/srv/ben', NULL),
				('cat', 'pw', 1000, 1000, '/srv/cat', NULL), ('dan', '{md5}7E+dkl0UTJsQfZJXVA7N1Q==', 1000, 1000, '/srv/dan', NULL)`,
		},
		map[string]string{"ann": `ann read-write home "/srv/ann" quota 0/0`, "ben": "rejected", "cat": "rejected", "dan": "rejected", "nobody": "rejected"},
	},
	"pureftpd": {
		[]string{
			`CREATE TABLE users ("User" text PRIMARY KEY, "Password" text NOT NULL, "Uid" integer, "Gid" integer, "Dir" text NOT NULL, "QuotaFiles" integer, "QuotaSize" bigint)`,
			`INSERT INTO users VALUES ('ann', '` + sqldbtest.PW + `', 1000, 1000, '/srv/ann', 500, 30), ('ben', 'ARGON', 1000, 1000, '/srv/ben', NULL, NULL),
				('cat', '8fe4c11451281c094a6578e6ddbf5eed', 1000, 1000, '/srv/cat', NULL, NULL), ('dan', '$7$C6..../....salt$digest', 1000, 1000, '/srv/dan', NULL, NULL)`,
		},
		map[string]string{
			"ann": `ann read-write home "/srv/ann" quota 31457280/500`, "ben": `ben read-write home "/srv/ben" quota 0/0`,
			"cat": "rejected", "dan": "rejected", "nobody": "rejected",
		},
	},
}

// otherSchemas: the queries for other servers' schemas are those of the documentation, and lock whoever they cannot do
// justice to.
func otherSchemas(t *testing.T, begin func(*testing.T) *database) {
	files, err := filepath.Glob("schemas/*.sql")
	if err != nil || len(files) != len(schemas) {
		t.Fatalf("%q, %v", files, err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range schemas {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := "schemas/" + name + ".sql"
			if !strings.Contains(string(readme), "("+file+")") {
				t.Errorf("the documentation lacks %s", file)
			}
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d := begin(t)
			for _, statement := range schema.tables {
				d.Does(strings.Replace(statement, "ARGON", argon, 1))
			}
			a := d.Open(sqldb.Options{Query: string(query)})
			if err := a.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			for user, want := range schema.finds {
				got := sqldbtest.Told(a.Authenticate(t.Context(), accounts.Credentials{User: user, Password: "pw"}))
				if want != "rejected" {
					want += " exchange true word false mounts map[]"
				}
				if got != want {
					t.Errorf("%s: %s, want %s", user, got, want)
				}
			}
		})
	}
}
