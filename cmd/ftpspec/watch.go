package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/portolan-ftp/portolan/cmd/ftpspec/watch"
	"github.com/portolan-ftp/portolan/gen/analyzers"
)

// watchFlags are the flags of "ftpspec watch".
type watchFlags struct {
	generate generateFlags
	serve    string   // directory to serve; "" for none
	listen   string   // address of the server
	page     string   // address of the chart's page
	args     []string // of the server
}

// watchCommand is "ftpspec watch".
func watchCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "watch [-- FLAG...]",
		Short: "Do all that is to be done whenever the spec or a handler is saved, and tell what has changed",
		Long: `Do all that is to be done whenever the spec or a handler is saved, and tell what has changed: the spec is checked, Go and
documents are made of it, with stubs for new commands, all is audited, and the handlers are vetted. What was told before
is not told again; a finding that is no more is "gone". A spec that cannot be read is told once, and nothing is done with it.

With --serve a server runs the table and serves the directory. It is built anew and takes the place of the one before on
the same address: whoever is connected to the old one may finish transfers. Flags behind -- are those of "portolan serve";
without any there is one user, with a random password. A page has the chart of "ftpspec chart"; it is loaded again when the
spec has changed, and keeps the session that is played on it.

Ctrl-C ends all.`,
		Example: `  ftpspec watch
  ftpspec watch --serve ./files
  ftpspec watch --serve ./files --listen 127.0.0.1:2100 -- --user me:secret --tls-self-signed
  ftpspec watch --overlay site.yaml --serve ./files`,
	}
	f := watchFlags{generate: generateFlags{spec: specFlag(c), stubs: true}}
	f.generate.overlay.add(c.Flags())
	c.Flags().StringVar(&f.generate.out, "out", "", "with --overlay: the `directory` of its package (default beside the overlay, named like it)")
	c.Flags().StringVar(&f.serve, "serve", "", "serve this `directory` by the table as it is")
	c.Flags().StringVar(&f.listen, "listen", "127.0.0.1:2121", "with --serve: `HOST:PORT` of the server")
	c.Flags().StringVar(&f.page, "page", "127.0.0.1:0", "with --serve: `HOST:PORT` of the chart's page")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 && f.serve == "" {
			return fmt.Errorf("ftpspec watch: %q is for a server, and there is none without --serve DIR", strings.Join(args, " "))
		}
		f.args = args
		ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		return f.run(ctx, c.OutOrStdout(), c.ErrOrStderr())
	}
	return c
}

// run watches until ctx ends.
func (f *watchFlags) run(ctx context.Context, out, errs io.Writer) (err error) {
	w := &watcher{flags: f, out: out, specs: map[string]bool{}}
	if w.files, err = watch.NewFiles(w.wanted); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	if f.serve != "" {
		if err := w.startServing(errs); err != nil {
			return err
		}
	}
	if err := w.round(ctx); err != nil {
		return err
	}
	w.tellAddresses()
	for {
		changed, err := w.files.Next(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		for _, name := range changed {
			if w.wanted(name) { // and no new directory
				w.saved = append(w.saved, name)
			}
		}
		if err := w.round(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// watcher is what is known between two rounds.
type watcher struct {
	flags *watchFlags
	out   io.Writer
	files *watch.Files
	specs map[string]bool // absolute names of the directories whose YAML is watched
	code  string          // absolute name of the directory below which Go is watched
	saved []string        // files that have changed since the last round
	last  round
	vet   *analyzers.Kept

	page   *watch.Page
	server *watch.Server
	work   string // directory of what is built
	url    string // of the server
	builds int
}

// startServing opens the addresses of the server and of the page.
func (w *watcher) startServing(errs io.Writer) (err error) {
	if w.work, err = os.MkdirTemp("", "ftpspec-watch"); err != nil {
		return fmt.Errorf("ftpspec watch: %w", err)
	}
	if w.page, err = watch.NewPage(w.flags.page); err != nil {
		return err
	}
	args, login := w.flags.args, ""
	if len(args) == 0 {
		password := strings.ToLower(rand.Text()[:12])
		login = "portolan:" + password + "@"
		config := filepath.Join(w.work, "config.toml") // others on this machine would see flags
		if err := os.WriteFile(config, fmt.Appendf(nil, "user = [%q]\n", "portolan:"+password), 0o600); err != nil {
			return fmt.Errorf("ftpspec watch: %w", err)
		}
		args = []string{"--config", config}
	}
	args = append([]string{"serve", w.flags.serve}, args...)
	if w.server, err = watch.NewServer(w.flags.listen, errs, args...); err != nil {
		return err
	}
	w.url = "ftp://" + login + w.server.Address() + "/"
	return nil
}

// tellAddresses says where the server and the page are.
func (w *watcher) tellAddresses() {
	if w.server != nil {
		fmt.Fprintf(w.out, "server: %s\nchart: %s\n", w.url, w.page.URL())
	}
}

// close ends all that was begun.
func (w *watcher) close() error {
	var errs []error
	if w.server != nil {
		errs = append(errs, w.server.Close())
	}
	if w.page != nil {
		errs = append(errs, w.page.Close())
	}
	if w.work != "" {
		errs = append(errs, os.RemoveAll(w.work))
	}
	return errors.Join(append(errs, w.files.Close())...)
}
