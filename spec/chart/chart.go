// Package chart draws a protocol table for people: one HTML file in which a session can be played without a
// server, and one SVG of all the small machines that a session is made of.
//
//	model := check.NewModel(s)
//	page, err := chart.Page(chart.Input{Model: model, Report: audit.Audit(model, audit.Checks()), Sources: files})
//	os.WriteFile("chart.html", page, 0o644)
//
// On the page a command is clicked and one of its answers chosen; the regions move on their diagrams, and what
// is possible next is shown beside the lines of the spec that say so:
//
//	S: 220 Service ready.
//	C: USER <user>
//	S: 331 Password, please.
//	-- idle-timeout
//	S: 421 Idle for too long.
//
// A session stands in the address behind "#", so that a link shows it to somebody else; a finding of the audit
// is such a link to its witness. The page needs no network and may not use one (its content security policy
// refuses). Its script decides what is possible by the rules of package explore, in the browser's language; the
// tests compare both in every configuration that can be reached, under every valuation of the policies.
//
// Layers lie over it: what is known of rows and commands beside the table, such as which rows the tests never ran
// (package layers makes them). With a Program the spec can be changed on the page, and is read and audited there: see
// package playground. README.md shows all of it.
//
// The page knows nothing of arguments and of what handlers do: it shows placeholders where a server has values.
package chart

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

//go:generate go run github.com/portolan-ftp/portolan/cmd/ftpspec chart --format svg -o regions.svg

//go:embed page
var pageFiles embed.FS

// Input is what a page is made from.
type Input struct {
	Model      *check.Model
	Report     *report.Report // nil leaves the audit out
	Sources    []syntax.File  // the files of the spec, to be shown beside the rows; those left out are not shown
	Layers     []Layer        // beside those of the audit and of the deviations
	Recordings []Recording    // to step through
	Program    *Program       // with it the spec can be changed on the page; nil leaves that out
	Live       string         // where the page's server tells its edition, by server-sent events; "" for a page that is a file
}

// scripts are the parts of the page's script, in the order in which they are put together.
var scripts = []string{"engine", "session", "dom", "layers", "recording", "regions", "commands", "answers", "dialogue", "keys", "notice", "app", "playground", "editor", "main"}

// Page is the page as one HTML file.
func Page(in Input) ([]byte, error) {
	v, d := draw(in)
	encoded, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("chart: encode the table: %w", err)
	}
	v.Data = template.JS(encoded)
	if v.Style, err = style(); err != nil {
		return nil, err
	}
	if v.Script, err = script(); err != nil {
		return nil, err
	}
	if v.Program, err = in.Program.embed(); err != nil {
		return nil, err
	}
	t, err := templates()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "index.html", v); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return b.Bytes(), nil
}

// draw makes what the templates and the script are given.
func draw(in Input) (*view, *data) {
	machines := machinesOf(in.Model)
	return newView(in, machines), newData(in, machines)
}

func templates() (*template.Template, error) {
	t, err := template.New("").Funcs(template.FuncMap{"thousands": thousands}).ParseFS(pageFiles, "page/*.html")
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return t, nil
}

func style() (template.CSS, error) {
	var b strings.Builder
	for _, name := range []string{"diagram", "page", "regions", "answers", "sequence", "layers", "audit", "widths", "editor"} {
		text, err := pageFiles.ReadFile("page/" + name + ".css")
		if err != nil {
			return "", fmt.Errorf("chart: %w", err)
		}
		b.Write(text)
	}
	return template.CSS(b.String()), nil
}

// script puts the parts together in one scope of their own.
func script() (template.JS, error) {
	var b strings.Builder
	b.WriteString("\"use strict\";\n(() => {\n")
	for _, name := range scripts {
		text, err := pageFiles.ReadFile("page/" + name + ".js")
		if err != nil {
			return "", fmt.Errorf("chart: %w", err)
		}
		b.Write(text)
	}
	b.WriteString("})();\n")
	return template.JS(b.String()), nil
}
