// The right side: the dialogue so far, and what may happen by itself. The dialogue is a sequence diagram, or text; both are
// the same list, which the style sheet (sequence.css) draws.
function newDialogue(table, engine, session, regions, app) {
  const list = $("#dialogue"), happenings = $("#happenings");
  const line = l => el("span", { class: "said", "data-side": l.side, "data-flow": l.flow },
    el("span", { class: "side" }, l.side === "-" ? "·" : l.side + ":"), el("span", { class: "words" }, prose(l.text)));

  // turn shows the dialogue in the other way.
  function turn() {
    const drawn = list.classList.toggle("sequence");
    $("#view").setAttribute("aria-pressed", String(drawn));
    list.scrollTop = list.scrollHeight;
  }

  // moved are the regions that a step moved.
  const moved = s => table.regions.flatMap((region, i) => s.after.states[i] === s.before.states[i] ? []
    : [el("span", { class: "led" }, region.name + " ", el("b", {}, region.states[s.after.states[i]]))]);

  function show() {
    const steps = session.steps;
    list.replaceChildren(
      el("li", { class: "step first" }, session.greeting().map(line)),
      ...steps.map((s, i) => el("li", { class: "step", "data-busy": engine.busy(s.before), "data-after": engine.busy(s.after) },
        el("button", { class: "said-at", title: "show the row", onclick: () => app.choose(app.placeOf(s.row)) }, session.lines(i).map(line), moved(s)),
        el("button", { class: "back", title: "go back to before this", "aria-label": "go back to before step " + (i + 1), onclick: () => app.keep(i) }, "↶"))));
    list.scrollTop = list.scrollHeight;
    const c = session.now();
    const found = engine.happenings(c, session.policy);
    const isEnd = r => table.rows[r].kind !== "event" || r === table.engine.opened;
    const ends = found.filter(isEnd), events = found.filter(r => !isEnd(r));
    $("#running").hidden = !engine.busy(c);
    $("#running").textContent = engine.busy(c) ? session.labelOf(c.running) + " is running" : "";
    happenings.replaceChildren(...ends.concat(events).map(happening));
    $("#over").hidden = !engine.closed(c);
    rove($$("button", happenings), $("button", happenings));
  }

  function happening(r) {
    const row = table.rows[r];
    const b = el("button", {
      class: "happening", "data-row": r, "data-end": row.kind !== "event" || r === table.engine.opened,
      title: row.text ? session.textOf(row.text) : "", onclick: () => app.play(r),
      onmouseenter: () => regions.preview(r), onfocus: () => regions.preview(r),
      onmouseleave: () => regions.preview(), onblur: () => regions.preview(),
    }, row.code ? codeChip(row.code) : null, session.eventName(row));
    return el("li", {}, b);
  }

  return { show, turn };
}
