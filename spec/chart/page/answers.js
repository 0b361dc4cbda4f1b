// The middle: the chosen command with its answers, or a region with its moves, and their lines of the spec.
function newAnswers(table, engine, session, regions, layers, app) {
  const panel = $("#answers");
  const { rows, commands } = table;

  const moveText = (region, from, to) => el("span", { class: "move" },
    region.name, el("span", { class: "from" }, from), "→", el("b", {}, to));

  // moves are what a row would change from a configuration.
  function moves(r, c) {
    const after = engine.apply(r, c);
    return table.regions.flatMap((region, i) => after.states[i] === c.states[i] ? []
      : [moveText(region, region.states[c.states[i]], region.states[after.states[i]])]);
  }

  // movedBy is what the last step moved, when it was this row.
  function movedBy(r) {
    const last = session.steps.at(-1);
    return last && last.row === r ? moves(r, last.before) : [];
  }

  const KINDS = { denied: "the account lacks the permission", syntax: "the argument cannot be read", need: "a precondition does not hold" };

  function notes(row) {
    const out = [];
    if (KINDS[row.kind]) out.push(KINDS[row.kind]);
    if (row.on?.length) out.push("on " + row.on.join(", "));
    if (row.then === "send" || row.then === "receive") out.push("a transfer begins");
    if (row.then && !["send", "receive"].includes(row.then)) out.push("then: " + row.then);
    if (row.says) out.push("when " + row.says);
    if (row.cut) out.push("where the lines break off it ends with: " + session.textOf(row.cut));
    if (row.why) out.push(row.why);
    return out.join(" · ");
  }

  // answer is a button that gives a row.
  function answer(r, n) {
    const row = rows[r], c = session.now();
    const b = el("button", {
      class: "answer", "data-row": r, tabindex: -1, onclick: () => app.play(r),
      onmouseenter: () => look(r), onfocus: () => look(r), onmouseleave: () => look(), onblur: () => look(),
    },
    el("kbd", { class: "digit", "aria-hidden": "true" }, n < 9 ? String(n + 1) : ""),
    codeChip(row.code),
    el("span", { class: "what" }, el("b", {}, row.name), " ", layers.signs(layers.ofRow(r)), " ", el("span", { class: "text" }, row.text ? prose(session.textOf(row.text)) : "nothing is sent yet")),
    el("span", { class: "moves" }, moves(r, c)),
    notes(row) ? el("span", { class: "notes" }, notes(row)) : null);
    return el("li", {}, b);
  }

  // look shows what giving a row would do, and its line.
  function look(r) {
    regions.preview(r);
    highlight(r === undefined ? app.shownRow() : r);
  }

  // ---- the lines of the spec

  // Lines are counted through all files of the spec.
  const fileOf = line => table.files.findLast(f => f.from <= line);
  const numberOf = line => line - fileOf(line).from + 1;
  const place = line => line < 0 ? "" : fileOf(line).name + ":" + numberOf(line);

  // block are lines, without the indentation that all of them have.
  function block(from, end) {
    const lines = table.lines.slice(from, end);
    const cut = Math.min(...lines.filter(l => l.trim()).map(l => l.length - l.trimStart().length));
    return lines.map((text, i) => el("span", { class: "line", "data-line": from + i },
      el("span", { class: "number", "aria-hidden": "true" }, String(numberOf(from + i))), yaml(text.slice(cut)), "\n"));
  }

  const inSpec = line => line < 0 ? null : el("h3", {}, "In the spec ", editor && fileOf(line) ? el("button", { class: "link place", onclick: () => editor.reveal(fileOf(line).name, numberOf(line)) }, "edit " + place(line)) : el("span", { class: "place" }, place(line)));

  // source shows lines; above them there is room for a row that stands elsewhere in the spec.
  function source(from, end) {
    if (from < 0) return null;
    return el("pre", { class: "source", tabindex: 0, "aria-label": "lines of " + fileOf(from).name, "data-from": from, "data-end": end },
      el("span", { class: "elsewhere" }), block(from, end));
  }

  // yaml colours keys and comments, nothing more.
  function yaml(text) {
    const comment = /^\s*#/.test(text);
    if (comment) return [el("i", {}, text)];
    return text.split(/([A-Za-z][\w.@ -]*(?=:(?:\s|$)))/).map((part, i) => i % 2 ? el("b", {}, part) : part);
  }

  // highlight marks a row's lines.
  function highlight(r) {
    const pre = $(".source:not(.given .source)", panel);
    if (!pre) return;
    const outside = r !== undefined && rows[r].line >= 0 && (rows[r].line < +pre.dataset.from || rows[r].line >= +pre.dataset.end);
    fill($(".elsewhere", pre), outside ? [block(rows[r].line, rows[r].last), el("span", { class: "gap" }, "⋯\n")] : []);
    for (const line of $$(".line", pre)) {
      const at = +line.dataset.line;
      line.classList.toggle("lit", r !== undefined && at >= rows[r].line && at < rows[r].last);
    }
  }

  // ---- a command

  function needs(k, c) {
    if (!k.needs?.length) return null;
    let refused = false;
    return el("p", { class: "needs" }, "needs ", k.needs.map(need => {
      const held = engine.needHolds(k, need.row, c, session.policy);
      const word = refused ? "later" : held ? "held" : "open";
      refused ||= !held;
      return el("span", { class: "need " + word, title: need.says }, el("span", { "aria-hidden": "true" }, held ? "✓ " : "✗ "),
        rows[need.row].name, el("span", { class: "hidden" }, held ? " (holds)" : " (does not hold)"));
    }));
  }

  const DURING = ["it waits until the transfer has ended", "it is answered at once", "it waits, and nothing behind it is read before it is answered", "it waits, and nothing behind it is read"];
  const BY = ["a handler", "the table", "nobody: it is not offered"];

  function facts(k) {
    const pair = (name, value) => value ? [el("dt", {}, name), el("dd", {}, value)] : [];
    return el("dl", { class: "facts" },
      pair("does", k.does?.length ? k.does.join(", ") + (k.permission?.length ? " (permission " + k.permission.join(", ") + ")" : "") : ""),
      pair("during a transfer", DURING[k.during]),
      pair("answered by", BY[k.by]),
      pair("FEAT", k.feat || ""),
      pair("also", (k.aliases || []).join(", ")),
      pair("invariants", k.invariants?.length ? el("span", {}, k.invariants.map((name, i) => [i ? ", " : "", el("button", { class: "link", onclick: () => app.reveal("invariant-" + name) }, name)])) : ""),
      pair("deviations", k.deviations?.length ? el("span", {}, k.deviations.map((n, i) => [i ? ", " : "", el("button", { class: "link", onclick: () => app.reveal("deviation-" + n) },
        $("#deviation-" + n + " code").textContent)])) : ""));
  }

  function heading(k, c) {
    return el("header", { class: "head" },
      el("h2", { id: "chosen", tabindex: -1 }, prose(k.syntax)), rfcLink(k.rfc), el("p", {}, k.help?.[session.language] || k.help?.[0] || ""), needs(k, c), layers.told(layers.about(k)));
  }

  // given is the row that was chosen in the dialogue or on a diagram.
  function given(r) {
    const row = rows[r];
    return el("section", { class: "given", "aria-label": "the row" },
      el("h3", {}, "This was given"),
      el("p", {}, codeChip(row.code), " ", el("b", {}, session.labelOf(r)), " ", el("span", { class: "text" }, row.text ? prose(session.textOf(row.text)) : "nothing is sent"),
        " ", el("span", { class: "place" }, place(row.line))),
      notes(row) ? el("p", { class: "notes" }, notes(row)) : null,
      el("p", { class: "moves" }, movedBy(r)),
      source(row.line, row.last));
  }

  function showCommand(i, r) {
    const k = commands[i], c = session.now();
    const refusal = x => rows[x].kind === "denied" || rows[x].kind === "syntax";
    const possible = engine.answers(k, c, session.policy);
    const found = [...possible.filter(x => !refusal(x)), ...possible.filter(refusal)];
    const marked = k.all.filter(x => layers.ofRow(x).length);
    const others = k.all.filter(x => !found.includes(x) && !["end", "transfer-end"].includes(rows[x].kind));
    fill(panel, heading(k, c),
      el("h3", {}, found.length ? (found.length === 1 ? "The only answer here" : found.length + " answers are possible here") : "No answer now"),
      found.length ? el("ul", { class: "answers" }, found.map((x, n) => answer(x, n))) : el("p", { class: "quiet" }, silence(k, c)),
      marked.length ? el("section", { class: "layered" }, el("h3", {}, "What the layers say"), marked.map(x => el("div", {}, codeChip(rows[x].code), " ", el("b", {}, rows[x].name), layers.told(layers.ofRow(x))))) : null,
      r === undefined ? null : given(r),
      others.length ? el("details", { class: "others" }, el("summary", {}, others.length === 1 ? "1 answer that is not possible here" : others.length + " answers that are not possible here"),
        el("ul", {}, others.map(x => el("li", {}, codeChip(rows[x].code), " ", el("b", {}, rows[x].name), " ",
          el("span", { class: "text" }, rows[x].text ? prose(session.textOf(rows[x].text)) : ""), el("span", { class: "notes" }, notes(rows[x])))))) : null,
      facts(k),
      inSpec(k.line),
      source(k.line, k.end));
    rove($$(".answer", panel), $(".answer", panel));
    highlight(r);
  }

  function silence(k, c) {
    if (engine.closed(c)) return "The session is closed. Undo (u) or begin again (r).";
    if (engine.closing(c)) return "Nothing more is read: the session ends when the transfer does.";
    return k.name + " is answered after the transfer, in order. End the transfer under “By itself”.";
  }

  // ---- a region

  function showRegion(i) {
    const region = table.regions[i];
    const drawing = document.importNode($("#large-" + i).content, true);
    regions.mark(drawing, session.now().states[i]);
    regions.overlay(drawing, i);
    fill(panel, 
      el("header", { class: "head" }, el("h2", { id: "chosen", tabindex: -1 }, region.name), el("p", {}, region.why || "")),
      el("div", { class: "large" }, drawing),
      region.expires ? el("p", { class: "quiet" }, "One-shot: it goes back to " + region.states[0] + " with the next command" +
        (region.survives?.length ? " other than " + region.survives.join(", ") : "") + ".") : null,
      region.lasts.map(text => el("p", { class: "quiet lasts" }, "Lasts for " + text + ".")),
      region.arrows.map(a => [el("h3", {}, region.states[a.from] + " → " + region.states[a.to]),
        el("p", { class: "rows" }, a.rows.map(r => rowButton(r)))]),
      inSpec(region.line),
      source(region.line, region.line + 1));
  }

  function rowButton(r) {
    const row = rows[r];
    if (row.command < 0) return el("span", { class: "row" }, codeChip(row.code), " ", row.name);
    return el("button", { class: "row", onclick: () => app.choose({ command: row.command, row: r }) }, codeChip(row.code), " ", session.labelOf(r), layers.signs(layers.ofRow(r)));
  }

  // ---- an event

  function showEvent(r) {
    const row = rows[r];
    fill(panel, 
      el("header", { class: "head" }, el("h2", { id: "chosen", tabindex: -1 }, session.eventName(row)), row.rfc ? rfcLink(row.rfc) : null, el("p", {}, row.why || "what happens without a command")),
      el("p", { class: "quiet" }, codeChip(row.code), " ", row.text ? prose(session.textOf(row.text)) : "nothing is sent", " ", el("span", { class: "notes" }, row.says ? "when " + row.says : "")),
      inSpec(row.line),
      source(row.line, row.last));
    highlight(r);
  }

  function show(chosen) {
    if (chosen.region !== undefined) showRegion(chosen.region);
    else if (chosen.command !== undefined) showCommand(chosen.command, chosen.row);
    else showEvent(chosen.row);
  }

  return { show, panel, focus: () => ($(".answer", panel) || $("#chosen", panel)).focus() };
}
