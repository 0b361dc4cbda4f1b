package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// guide is what tells how editors start the server.
const guide = "../../spec/lsp/README.md"

// guideBlock is the one block of the guide for an editor.
func guideBlock(t *testing.T, editor string) string {
	t.Helper()
	blocks := readme.Blocks(read(t, guide), editor)
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d blocks for %s", len(blocks), editor)
	}
	return blocks[0].Text
}

// TestHandlersOf: the server finds the handlers of this module's spec, and from their names back to the spec.
func TestHandlersOf(t *testing.T) {
	entry, err := filepath.Abs("../../spec/ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := decode.Load(entry)
	if err != nil {
		t.Fatal(err)
	}
	file, line := handlersOf{}.Handler(entry, s, "STAT path")
	if filepath.Base(file) != "stat_path.go" || !strings.HasPrefix(lineOf(t, file, line), "func (h *Standard) StatPath(") {
		t.Errorf("STAT path is at %s:%d", file, line)
	}
	if file, _ := (handlersOf{}).Handler(entry, s, "QUIT"); file != "" {
		t.Errorf("QUIT, which the table answers, is at %s", file)
	}
	if m := (handlersOf{}).Names(entry, s)["RetrDone"]; m.Topic != mention.TopicOutcome || m.Of != "RETR" {
		t.Errorf("RetrDone is %+v", m)
	}
}

// lineOf is a line of a file, counted from 1.
func lineOf(t *testing.T, file string, line int) string {
	t.Helper()
	lines := strings.Split(read(t, file), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

// TestHelixLines: the guide's lines for Helix are TOML that starts the server for YAML.
func TestHelixLines(t *testing.T) {
	var config struct {
		Servers map[string]struct {
			Command string
			Args    []string
		} `toml:"language-server"`
		Language []struct {
			Name    string
			Servers []string `toml:"language-servers"`
		}
	}
	if err := toml.Unmarshal([]byte(guideBlock(t, "helix")), &config); err != nil {
		t.Fatal(err)
	}
	if s := config.Servers["ftpspec"]; s.Command != "ftpspec" || fmt.Sprint(s.Args) != "[lsp]" {
		t.Errorf("%+v", config.Servers)
	}
	if len(config.Language) != 1 || config.Language[0].Name != "yaml" || config.Language[0].Servers[0] != "ftpspec" {
		t.Errorf("%+v", config.Language)
	}
}

// neovimScript writes in a chapter as somebody does, and tells what is shown.
const neovimScript = `
local function say(...) io.stdout:write(table.concat({...}, " "), "\n") end
local function shown(word)
  return vim.wait(60000, function()
    for _, d in ipairs(vim.diagnostic.get(0)) do if d.message:find(word, 1, true) then return true end end
    return false
  end, 20)
end
local line = vim.fn.search("^commands:")
vim.api.nvim_buf_set_lines(0, line, line, false, {
  "  SITE COUNT:", "    rfc: 959 4.1.3", "    arg: {path: path}", "    needs: [loged-in]", "    does: [files.list]",
  '    replies: {count: {code: 200, text: {en: "{number:int64} files.", zh: "{number:int64} 个文件。"}}}',
  '    help: {en: "count files", zh: "计数"}' })
say("unknown:", tostring(shown('unknown need "loged-in"')))
vim.api.nvim_buf_set_lines(0, line + 3, line + 4, false, {})
say("P08:", tostring(shown("SITE COUNT does files.list before login")))
vim.api.nvim_win_set_cursor(0, { line + 4, 12 })
local answer = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16"), 60000)
for _, r in pairs(answer or {}) do say("hover:", (r.result.contents.value:gsub("\n.*", "")), (r.result.contents.value:match("\n([^\n]*)"))) end
answer = vim.lsp.buf_request_sync(0, "textDocument/definition", vim.lsp.util.make_position_params(0, "utf-16"), 60000)
for _, r in pairs(answer or {}) do say("definition:", r.result[1].uri:match("[^/]*$")) end
vim.cmd("qall!")
`

// TestNeovim: a real editor, started with the guide's lines, shows what is wrong and explains a name.
func TestNeovim(t *testing.T) {
	testcost.Long(t)
	if _, err := exec.LookPath("nvim"); err != nil {
		testcost.Lacking(t, "Neovim is not installed: apt-get install neovim")
	}
	root := t.TempDir()
	copyModule(t, root)
	build := exec.Command("go", "build", "-o", filepath.Join(root, "bin", "ftpspec"), ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	write(t, filepath.Join(root, "init.lua"), guideBlock(t, "neovim"))
	write(t, filepath.Join(root, "script.lua"), neovimScript)
	nvim := exec.Command("nvim", "--headless", "-u", "init.lua", "-i", "NONE", "spec/chapters/site.yaml", "-c", "luafile script.lua")
	nvim.Dir = root
	nvim.Env = append(os.Environ(), "PATH="+filepath.Join(root, "bin")+":"+os.Getenv("PATH"), "XDG_STATE_HOME="+root, "XDG_DATA_HOME="+root, "HOME="+root)
	out, err := nvim.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text := strings.ReplaceAll(string(out), "\r", "")
	for _, want := range []string{"unknown: true", "P08: true", "hover: ```text files.list, a capability", "definition: server.yaml"} {
		if !strings.Contains(text, want) {
			t.Errorf("Neovim does not say %q:\n%s", want, text)
		}
	}
}
