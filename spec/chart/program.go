package chart

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
)

// Program is package playground, compiled for the browser. The page carries it, and so needs neither a server nor a
// network.
type Program struct {
	Wasm    []byte // the program for GOOS=js GOARCH=wasm
	Support []byte // wasm_exec.js of the same Go, which runs it
}

// viewProgram is the program as the page carries it.
type viewProgram struct{ Worker, Wasm template.HTML }

// embed packs a program; there is none for nil.
func (p *Program) embed() (*viewProgram, error) {
	if p == nil {
		return nil, nil
	}
	worker, err := pageFiles.ReadFile("page/worker.js")
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	worker = append(bytes.Clone(p.Support), worker...)
	for _, mark := range []string{"</script", "<!--"} { // what ends, or hides, a script in HTML
		if bytes.Contains(bytes.ToLower(worker), []byte(mark)) {
			return nil, fmt.Errorf("chart: the support of the program has %q in it, which cannot stand on a page", mark)
		}
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	_, err = w.Write(p.Wasm)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return &viewProgram{Worker: template.HTML(worker), Wasm: template.HTML(base64.StdEncoding.EncodeToString(packed.Bytes()))}, nil
}
