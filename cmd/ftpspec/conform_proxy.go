package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/portolan-ftp/portolan/spec/conform/proxy"
	"github.com/portolan-ftp/portolan/spec/conform/report"
)

// between stands between clients and the server until it is interrupted, and tells each finding when it is seen first.
func (f *conformFlags) between(c *cobra.Command) (*report.Report, error) {
	expected, err := f.expected()
	if err != nil {
		return nil, err
	}
	o := proxy.Options{Machine: f.options.Machine, Book: f.options.Book, Upstream: f.options.Address, Implicit: f.options.Implicit, TLS: f.options.TLS, Found: tellFinding(c.ErrOrStderr())}
	if f.proxyCert != "" {
		certificate, err := tls.LoadX509KeyPair(f.proxyCert, cmp.Or(f.proxyKey, f.proxyCert))
		if err != nil {
			return nil, fmt.Errorf("ftpspec conform: %w", err)
		}
		o.Certificate = &certificate
	}
	ctx, stop := signal.NotifyContext(commandContext(c), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := proxy.New(o)
	if err := f.serve(ctx, p, c.ErrOrStderr()); err != nil {
		return nil, fmt.Errorf("ftpspec conform: %w", err)
	}
	r := p.Report()
	r.Expect(expected)
	r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool { return f.ID == report.UnexpectedPass }) // nobody may have asked for it
	return r, nil
}

// serve takes clients where the flags say, until the context ends or one of the listeners fails.
func (f *conformFlags) serve(ctx context.Context, p *proxy.Proxy, out io.Writer) error {
	all, ctx := errgroup.WithContext(ctx)
	open := func(listen, upstream string, serve func(context.Context, net.Listener) error) error {
		if listen == "" {
			return nil
		}
		l, err := net.Listen("tcp", listen)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "clients connect to %s; what they say goes on to %s\n", l.Addr(), upstream)
		all.Go(func() error {
			defer l.Close()
			return serve(ctx, l)
		})
		return nil
	}
	err := open(f.proxyImplicit, f.options.Implicit, p.ServeTLS)
	if err == nil {
		err = open(f.proxy, f.options.Address, p.Serve)
	}
	if err != nil {
		all.Go(func() error { return err }) // the other one ends
	}
	return all.Wait()
}

// commandContext is that of a command; one that was not run with a context has none.
func commandContext(c *cobra.Command) context.Context {
	if ctx := c.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// tellFinding writes a finding.
func tellFinding(out io.Writer) func(proxy.Finding) {
	return func(f proxy.Finding) {
		var b strings.Builder
		fmt.Fprintf(&b, "session %d, from %s\n", f.Session, f.Client)
		f.Show(&b, isTerminal(out))
		_, _ = io.WriteString(out, b.String()) // a terminal that is gone ends the program by itself
	}
}
