// The parts of the page, and what they tell each other. What has been drawn from one table can be drawn anew from another:
// leave ends what the first one has begun.
function newApp(table) {
  const engine = newEngine(table);
  const session = newSession(table, engine);
  const narrow = matchMedia("(max-width: 800px)");
  const leaving = new AbortController();
  let chosen = { command: 0 };

  const app = {
    table, engine, session,
    // on listens until the page is drawn anew.
    on(target, type, listener) { target.addEventListener(type, listener, { signal: leaving.signal }); },
    leave() { leaving.abort(); },
    // choose shows a command, a region or an event in the middle; enter moves the focus there.
    choose(what, enter) {
      chosen = what;
      commands.mark(what.command);
      answers.show(what);
      regions.preview();
      if (enter) answers.focus();
      if (enter && narrow.matches) answers.panel.scrollIntoView({ block: "start" });
    },
    shownRow: () => chosen.row,
    // placeOf is what the middle shows for a row.
    placeOf: r => table.rows[r].command < 0 ? { row: r } : { command: table.rows[r].command, row: r },
    play(r) {
      const before = session.now();
      const from = document.activeElement;
      const inside = from?.closest("#answers") ? "answers" : from?.closest("#happenings") ? "happenings" : "";
      if (!session.play(r)) return;
      chosen = app.placeOf(r);
      show();
      regions.animate(before, session.now());
      say(session.lines(session.steps.length - 1).map(l => l.text).join(". ") + ". Now " + session.describe(session.now()));
      if (inside === "answers") commands.focus();
      if (inside === "happenings") ($("#happenings button") || commands).focus();
    },
    undo() { jump(() => session.undo(), "undone"); },
    reset() { jump(() => session.keep(0), "from the beginning"); },
    keep(n) { jump(() => session.keep(n), "back to step " + n); },
    async copy() { await clip(session.transcript(), "the dialogue is copied"); },
    async share() { await clip(location.href, "the link is copied"); },
    back() { recording.back(); },
    forth() { recording.forth(); },
    // followed shows where a step through a recording has led.
    followed() {
      const last = session.steps.at(-1);
      chosen = last ? app.placeOf(last.row) : { command: 0 };
      show();
      if (last) regions.animate(last.before, last.after);
      say(last ? session.lines(session.steps.length - 1).map(l => l.text).join(". ") : "the beginning of the recording");
    },
    show: () => show(),
    view() { dialogue.turn(); },
    help() { $("#help").showModal(); },
    // reveal shows a part of the page below.
    reveal(id) {
      const part = document.getElementById(id);
      if (!part) return;
      part.closest("details")?.setAttribute("open", "");
      part.scrollIntoView({ block: "start" });
      part.focus({ preventScroll: true });
    },
    // open plays the session that stands in the page's address.
    open() {
      let text = location.hash.slice(1);
      try { text = decodeURIComponent(text); } catch { /* it is shown as it is */ }
      const fault = session.open(text);
      const last = session.steps.at(-1);
      chosen = last ? app.placeOf(last.row) : { command: 0 };
      show();
      if (fault) toast("the link goes no further: " + fault + " is not possible here");
    },
  };
  const layers = newLayers(table, app);
  const regions = newRegions(table, engine, session, layers, app);
  const commands = newCommands(table, engine, session, layers, app);
  const answers = newAnswers(table, engine, session, regions, layers, app);
  const dialogue = newDialogue(table, engine, session, regions, app);
  const recording = newRecording(table, session, app);
  newKeys(commands, answers, app);

  function jump(change, word) {
    const before = session.now();
    change();
    if (chosen.row !== undefined) chosen = chosen.command === undefined ? { command: 0 } : { command: chosen.command };
    show();
    regions.animate(before, session.now());
    say(word + ". Now " + session.describe(session.now()));
  }

  function show() {
    recording.show();
    regions.show();
    commands.show();
    dialogue.show();
    app.choose(chosen);
    const put = (select, value) => {
      select.value = String(value);
      select.classList.toggle("set", value !== 0);
    };
    for (const s of $$("#policies select[data-policy]")) put(s, session.policy[+s.dataset.policy]);
    for (const s of $$("#policies select[data-begins]")) put(s, session.begun[+s.dataset.begins] || 0);
    if ($("#language")) put($("#language"), session.language);
    showSet();
    editor?.follow();
    for (const name of ["undo", "reset"]) $("#" + name).disabled = !session.steps.length;
    const address = "#" + session.address();
    if (address !== (location.hash || "#")) history.replaceState(null, "", address);
  }

  // showSet names in the header what is not as it is by default.
  function showSet() {
    const set = $$("#policies .set");
    fill($("#set"), set.map(s => el("li", {}, s.parentElement.firstChild.data.trim() + " ", el("b", {}, s.selectedOptions[0].text))));
    fill($("#policy-menu"), "Policies", set.length ? el("span", { class: "count" }, String(set.length)) : null);
  }

  // change plays the session again after something that holds for all of it has changed.
  function change(rest, what) {
    chosen = chosen.command === undefined ? { command: 0 } : { command: chosen.command };
    show();
    if (rest.length) toast("with this " + what + " the session ends before " + session.labelOf(rest[0]));
  }

  for (const [name, act] of Object.entries({ undo: app.undo, reset: app.reset, copy: app.copy, share: app.share, keys: app.help, view: app.view })) {
    app.on($("#" + name), "click", act);
  }
  for (const b of $$("[data-reveal]")) app.on(b, "click", () => app.reveal(b.dataset.reveal));
  for (const s of $$("#policies select[data-policy]")) app.on(s, "change", () => change(session.setPolicy(+s.dataset.policy, +s.value), "policy"));
  for (const s of $$("#policies select[data-begins]")) app.on(s, "change", () => change(session.setBegun(+s.dataset.begins, +s.value), "connection"));
  if ($("#language")) app.on($("#language"), "change", e => { session.language = +e.target.value; show(); });
  for (const a of $$("a.play")) app.on(a, "click", () => app.reveal("top"));
  app.on(window, "hashchange", app.open);
  if (recording.any && !location.hash) recording.go(0);
  else app.open();
  return app;
}
