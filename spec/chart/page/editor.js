// The editor: the files of the spec, which can be changed, and what the decoder and the audit say of the change.
function newEditor() {
  const pane = $("#editor"), list = $("#files"), code = $("#code"), gutter = $("#gutter"), judged = $("#judged"), problems = $("#problems");
  const REST = 350; // milliseconds without a key before the text is read
  const files = filesOf(app.table).map(f => ({ ...f, was: f.text, faults: new Set() }));
  let current = files[0], asked = "", resting;
  const playground = newPlayground({ reading, verdict, failure });

  function filesOf(table) {
    return table.files.map((f, i) => ({ name: f.name, text: table.lines.slice(f.from, table.files[i + 1]?.from).join("\n") + "\n" }));
  }

  // ---- the files

  // label is a file's name, with its directory where another file has the same.
  const last = (name, n) => name.split("/").slice(-n).join("/");
  const label = f => last(f.name, files.some(o => o !== f && last(o.name, 1) === last(f.name, 1)) ? 2 : 1);

  const changed = f => f.text !== f.was;

  function showFiles() {
    fill(list, files.map(f => el("li", {}, el("button", {
      class: "file", title: f.name, "aria-current": f === current, "data-file": f.name, "data-changed": changed(f), "data-faulty": f.faults.size > 0,
      onclick: () => { select(f); code.focus(); },
    }, label(f),
    changed(f) ? el("span", { class: "hidden" }, ", changed") : null, f.faults.size ? el("span", { class: "hidden" }, ", with faults") : null))));
    $("#revert").disabled = !changed(current);
    $("#save").disabled = !changed(current);
  }

  function select(f) {
    current = f;
    code.value = f.text;
    code.setSelectionRange(0, 0);
    code.scrollTop = 0;
    code.setAttribute("aria-label", "text of " + f.name);
    showFiles();
    showLines();
  }

  function showLines() {
    fill(gutter, code.value.split("\n").map((_, i) => el("span", { "data-faulty": current.faults.has(i + 1) }, i + 1 + "\n")));
    gutter.scrollTop = code.scrollTop;
  }

  // reveal selects a line of a file.
  function reveal(name, line) {
    const f = files.find(f => f.name === name);
    if (!f) return;
    show(true);
    if (f !== current) select(f);
    const before = code.value.split("\n").slice(0, line - 1), from = before.reduce((n, l) => n + l.length + 1, 0);
    const end = code.value.indexOf("\n", from);
    code.focus();
    code.setSelectionRange(from, end < 0 ? code.value.length : end);
    const height = code.scrollHeight / code.value.split("\n").length;
    code.scrollTop = Math.max(0, (line - 5) * height);
    code.scrollLeft = 0;
  }

  // ---- what is said of it

  const policies = () => app.session.stated();

  // ask has the text read and audited, unless it has been already, under the policies of the page.
  function ask() {
    clearTimeout(resting);
    const request = { files: files.map(({ name, text }) => ({ name, text })), policies: policies() };
    const text = JSON.stringify(request);
    if (text === asked) return;
    asked = text;
    judge("busy", "Reading …");
    playground.ask(request);
  }

  function judge(how, text) {
    judged.dataset.how = how;
    judged.textContent = text;
  }

  const plural = (n, thing) => n + " " + thing + (n === 1 ? "" : "s");
  const placeButton = p => !p.line ? null : el("button", { class: "link place", onclick: () => reveal(p.file, p.line) }, p.file + ":" + p.line);

  function reading(r) {
    for (const f of files) f.faults = new Set(r.faults.filter(x => x.place.file === f.name).map(x => x.place.line));
    showFiles();
    showLines();
    if (r.faults.length) {
      judge("bad", plural(r.faults.length, "fault") + ": the text is no spec yet");
      fill(problems, r.faults.map(x => el("li", { class: "problem" }, el("p", {}, x.message), placeButton(x.place))));
      return;
    }
    judge("busy", "Auditing …");
    renew(r.renewal);
  }

  function verdict(v) {
    if (v.renewal) renew(v.renewal);
    const under = v.all ? "under all combinations of the policies" : v.policies === "defaults" ? "with all policies at their defaults" : "with " + v.policies;
    const found = (v.findings.length ? plural(v.findings.length, "finding") : "No findings") + " " + under + " (" + plural(v.checks, "check") + ")";
    judge(v.fault || v.findings.length ? "bad" : v.all ? "good" : "busy", v.fault || found + (v.all ? "" : " …"));
    judged.dataset.all = v.all;
    if (!v.fault) fill(problems, v.findings.map(finding));
  }

  const finding = f => el("li", { class: "problem" },
    el("h4", {}, el("code", { title: f.title }, f.check), " ", f.at + ": " + f.message),
    f.dialogue ? el("pre", {}, f.dialogue) : null,
    f.notes?.length ? el("pre", { class: "notes" }, f.notes.join("\n")) : null,
    el("p", {}, placeButton(f.place), f.play ? [" ", el("button", { class: "tool play", onclick: () => { location.hash = f.play; } }, "Play this dialogue")] : null));

  function failure(text) {
    asked = "";
    judge("bad", "The playground has failed: " + text);
  }

  // ---- the pane

  function show(open) {
    pane.hidden = !open;
    $("#top").classList.toggle("editing", open);
    $("#left").hidden = open;
    $("#edit").setAttribute("aria-pressed", String(open));
    if (open) ask();
  }

  function typed() {
    current.text = code.value;
    asked = "";
    judge("busy", "…");
    showFiles();
    showLines();
    clearTimeout(resting);
    resting = setTimeout(ask, REST);
  }

  function save() {
    const link = el("a", { href: URL.createObjectURL(new Blob([current.text], { type: "text/yaml" })), download: current.name.slice(current.name.lastIndexOf("/") + 1) });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // keys: Enter keeps the indentation, Escape leaves the text for the list of files.
  function key(e) {
    if (e.key === "Escape") $("[aria-current]", list).focus();
    else if (e.key === "Enter" && !e.ctrlKey && !e.metaKey) {
      const line = code.value.slice(0, code.selectionStart).split("\n").at(-1);
      document.execCommand("insertText", false, "\n" + /^ */.exec(line)[0]); // it keeps the browser's undo
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }

  code.addEventListener("input", typed);
  code.addEventListener("keydown", key);
  code.addEventListener("scroll", () => { gutter.scrollTop = code.scrollTop; });
  $("#edit").addEventListener("click", () => show(pane.hidden));
  $("#revert").addEventListener("click", () => { code.value = current.was; typed(); });
  $("#save").addEventListener("click", save);
  select(current);

  return {
    reveal, show,
    toggle: () => show(pane.hidden),
    // follow asks anew when the policies of the page have changed.
    follow() { if (!pane.hidden && asked && JSON.stringify(JSON.parse(asked).policies) !== JSON.stringify(policies())) ask(); },
  };
}
