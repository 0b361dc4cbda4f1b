package cli

import "strings"

// The names of flags that are said in more than one place.
const (
	userFlag          = "user"
	usersFlag         = "users"
	anonymousHomeFlag = "anonymous-home"
	policyFlag        = "policy"
)

// settings are the flags by the fields of daemon.Options that they fill. Those of Host are keys of a [[host]] table.
var settings = map[string]string{
	"Directory":                   "DIR",
	"Mounts":                      "--" + mountFlag,
	"HostNames":                   "--host-name",
	"Listen":                      "--listen",
	"Language":                    "--language",
	"Policies":                    "--" + policyFlag,
	"DrainTime":                   "--drain-time",
	"ShutdownTimeout":             "--shutdown-timeout",
	"Network.PassivePorts":        "--passive-ports",
	"Network.PublicAddress":       "--public-address",
	"Network.DataNetworks":        "--data-network",
	"Network.ProxyProtocol":       "--proxy-protocol",
	"Network.NoActive":            "--no-active",
	"Network.NoPassive":           "--no-passive",
	"Network.Pages":               "--allow-pages",
	"TLS.Policy":                  "--tls",
	"TLS.Certificate":             "--tls-cert",
	"TLS.Key":                     "--tls-key",
	"TLS.SelfSigned":              "--tls-self-signed",
	"TLS.Listen":                  "--tls-listen",
	"TLS.DataProof":               "--tls-data",
	"TLS.AllowMissingCloseNotify": "--allow-missing-close-notify",
	"TLS.ClientCA":                "--tls-client-ca",
	"TLS.ClientCRL":               "--tls-client-crl",
	"TLS.ClientCertificate":       "--tls-client-certificate",
	"TLS.ClearCommand":            "--allow-ccc",
	"Exchange.Allowed":            "--allow-fxp",
	"Exchange.Networks":           "--fxp-network",
	"Exchange.CA":                 "--fxp-ca",
	"Users.Static":                "--" + userFlag,
	"Users.File":                  "--" + usersFlag,
	"Users.Anonymous":             "--anonymous",
	"Users.AnonymousHome":         "--" + anonymousHomeFlag,
	"Users.RefuseUnknown":         "--refuse-unknown-users",
	"Guessing.SessionFailures":    "--max-login-failures",
	"Guessing.Guard.MaxFailures":  "--max-login-failures-per-address",
	"Guessing.Guard.Window":       "--login-failure-window",
	"Guessing.Guard.MaxDelay":     "--login-failure-delay",
	"Guessing.Guard.Patience":     "--login-patience",
	"Guessing.Verifier.AtOnce":    "--max-verifications",
	"Guessing.Verifier.Waiting":   "--max-waiting-logins",
	"Files.ReadOnly":              "--read-only",
	"Files.Uploads":               "--uploads",
	"Files.Sync":                  "--sync",
	"Files.CreateHomes":           "--create-homes",
	"Files.ShowDotFiles":          "--show-dot-files",
	"Files.Groups":                "--chgrp-group",
	"Files.MaxUpload":             "--max-upload-size",
	"Limits.Sessions":             "--max-sessions",
	"Limits.SessionsPerAddress":   "--max-sessions-per-address",
	"Shared.SessionsPerUser":      "--max-sessions-per-user",
	"Limits.LoginTimeout":         "--login-timeout",
	"Limits.IdleTimeout":          "--idle-timeout",
	"Limits.NoTransferTimeout":    "--no-transfer-timeout",
	"Limits.DataTimeout":          "--data-timeout",
	"Limits.StallTimeout":         "--stall-timeout",
	"Host.Names":                  "names",
	"Host.Directory":              directoryKey,
	"Host.Mounts":                 mountFlag,
	"Host.UsersFile":              usersFlag,
	"Host.Anonymous":              "anonymous",
	"Host.AnonymousHome":          anonymousHomeFlag,
	"Host.OutOfService":           "out-of-service",
	"Host.Certificate":            "tls-cert",
	"Host.Key":                    "tls-key",
}

// settingName is what the operator calls a field of daemon.Options.
func settingName(field string) string {
	if name := settings[field]; name != "" {
		return name
	}
	return strings.ToLower(field)
}
