package main

import (
	"crypto/tls"
	"fmt"
	"net/netip"

	"github.com/spf13/pflag"

	"github.com/portolan-ftp/portolan/fsm"
)

// exchange is what serve is told about transfers between servers (FXP).
type exchange struct {
	allowed  bool
	networks []netip.Prefix
	ca       string // file, PEM
}

func (e *exchange) define(flags *pflag.FlagSet) {
	flags.BoolVar(&e.allowed, "allow-fxp", false, "let users, but no guests, have data sent to and fetched from other servers (FXP)")
	defineList(flags, &e.networks, "fxp-network", "network", readNetwork, "with --allow-fxp: address or network of other servers, such as 192.0.2.0/24; repeatable (default any)")
	define(flags, &e.ca, "fxp-ca", "file", "", readFile, "with --allow-fxp: authorities of other servers' certificates, or these themselves, PEM; with it they have to show one under PROT P")
}

// check finds what does not go together.
func (e *exchange) check(p *protection) error {
	switch {
	case !e.allowed && (e.networks != nil || e.ca != ""):
		return usagef("--fxp-network and --fxp-ca need --allow-fxp")
	case e.ca != "" && !p.enabled():
		return usagef("--fxp-ca needs --tls-cert and --tls-key, or --tls-self-signed")
	case e.allowed && e.ca == "" && p.enabled() && p.dataProof == fsm.ProofSession:
		return usagef("--allow-fxp with --tls-data required needs --fxp-ca: another server cannot resume the TLS session of a client")
	}
	return nil
}

// options are what the runtime is told; own is the server's certificate.
func (e *exchange) options(p *protection, own shown, from tlsFiles) (o fsm.Exchange, err error) {
	if err := e.check(p); err != nil {
		return o, err
	}
	o.Networks = e.networks
	if own != nil {
		o.Certificate = func() (*tls.Certificate, error) { return own(nil) }
	}
	if e.ca != "" {
		o.Authorities, err = from.authorities("--fxp-ca", e.ca)
	}
	return o, err
}

// readNetwork reads an address, or a network with the length of its prefix.
func readNetwork(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || p.Masked() != p || p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q is no address or network, such as 192.0.2.7 or 192.0.2.0/24", text)
	}
	return p, nil
}
