package plan

// Options say what may be done to the target.
type Options struct {
	Dangerous bool // what can lock an account, or shut an address out
	Implicit  bool // there is a port for implicit TLS
	TLS       bool // the tester can make TLS
	Limited   bool // the account lacks permissions: only refusals for that are looked for
	Others    bool // refusals for that are looked for with another account
	Account   bool // the account has information for ACCT
	Host      bool // there is a virtual host
	Family    int  // the state in which the regions begin of which the connection decides
}
