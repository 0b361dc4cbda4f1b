// The list of commands: what each would do now, and the search.
function newCommands(table, engine, session, layers, app) {
  const list = $("#commands"), field = $("#search"), only = $("#only"), marked = $("#marked");
  const buttons = $$("button.command", list);
  const command = b => +b.dataset.command;
  const texts = table.commands.map(k => [
    k.name, (k.aliases || []).join(" "), (k.help || []).join(" "), "rfc" + k.rfc, (k.does || []).join(" "), k.feat || "",
    k.all.map(r => table.rows[r].code || "").join(" "),
    k.all.flatMap(r => (table.rows[r].moves || []).map(([region]) => table.regions[region].name)).join(" "),
  ].join(" ").toLowerCase());

  // status is what a command does now: {word, code, effect}.
  function status(k) {
    const c = session.now(), found = engine.answers(k, c, session.policy);
    if (!found.length) return engine.closed(c) ? { word: "closed" } : { word: "waits" };
    const row = table.rows[found[0]];
    if (row.kind === "waiting") return { word: "waits", effect: true };
    if (row.kind === "need" || row.kind === "not-offered") return { word: "refused", code: row.code };
    return { word: "possible", effect: true };
  }

  function show() {
    for (const b of buttons) {
      const s = status(table.commands[command(b)]);
      b.dataset.status = s.word;
      $(".mark", b).textContent = s.code || (s.word === "waits" ? "waits" : "");
      const marks = layers.ofCommand(table.commands[command(b)]);
      b.toggleAttribute("data-marked", marks.length > 0);
      fill($(".signs", b), layers.signs(marks));
      b.setAttribute("aria-label", $(".name", b).textContent + ", " + (s.code ? "refused with " + s.code : s.word) + (marks.length ? ", " + marks.length + " marks" : ""));
    }
    filter();
  }

  function filter() {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    for (const b of buttons) {
      const found = words.every(w => texts[command(b)].includes(w));
      b.parentElement.hidden = !found || only.checked && !["possible", "waits"].includes(b.dataset.status) && !words.length
        || marked.checked && !("marked" in b.dataset);
    }
    for (const section of $$(".section", list)) section.hidden = !$("li:not([hidden])", section);
    $("#nothing").hidden = shown().length > 0;
    if (!shown().some(b => b.tabIndex === 0)) rove(buttons, shown()[0]);
  }

  const shown = () => buttons.filter(b => !b.parentElement.hidden);

  // best is the command that Enter means in the search: one whose name is what was typed, or begins with it.
  function best() {
    const word = field.value.trim().toLowerCase(), found = shown();
    const name = b => table.commands[command(b)].name.toLowerCase();
    return found.find(b => name(b) === word) || found.find(b => name(b).startsWith(word)) || found[0];
  }

  function clear() {
    field.value = "";
    filter();
  }

  function mark(chosen) {
    for (const b of buttons) b.toggleAttribute("aria-current", command(b) === chosen);
    const b = buttons.find(b => command(b) === chosen);
    if (b) rove(buttons, b);
  }

  for (const b of buttons) app.on(b, "click", () => app.choose({ command: command(b) }, true));
  app.on(field, "input", filter);
  app.on(only, "change", filter);
  app.on(marked, "change", filter);

  return { show, clear, shown, best, mark, status, command, field, focus: () => (buttons.find(b => b.tabIndex === 0) || buttons[0]).focus() };
}
