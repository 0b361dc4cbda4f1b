// A recorded session, to be stepped through forwards and back.
function newRecording(table, session, app) {
  const bar = $("#recording"), pick = $("#recorded");
  const all = table.recordings || [];
  let at = 0;
  const current = () => all[+pick.value || 0];

  // go shows the recording after so many of its steps.
  function go(n) {
    const r = current();
    at = Math.max(0, Math.min(n, r.steps.length));
    session.open(r.open);
    session.follow(r.greeting, r.steps.slice(0, at));
    app.followed();
  }

  // left: something else has been played than what was recorded.
  const left = () => session.steps.length !== at || session.steps.some((s, i) => s.row !== current().steps[i].row);

  function show() {
    bar.hidden = !all.length;
    if (!all.length) return;
    const r = current(), end = at === r.steps.length;
    $("#at").textContent = left() ? "left after " + at : at + " of " + r.steps.length;
    for (const id of ["first", "back"]) $("#" + id).disabled = at === 0 && !left();
    for (const id of ["forth", "last"]) $("#" + id).disabled = end && !left();
    $("#fault").textContent = end && r.fault ? r.fault : end && r.note ? r.note : "";
    $("#fault").classList.toggle("bad", end && !!r.fault);
  }

  if (all.length) {
    fill(pick, all.map((r, i) => el("option", { value: i }, r.name)));
    app.on(pick, "change", () => go(0));
    for (const [id, where] of Object.entries({ first: () => 0, back: () => left() ? at : at - 1, forth: () => left() ? at : at + 1, last: () => Infinity })) {
      app.on($("#" + id), "click", () => go(where()));
    }
  }
  return { show, go, back: () => all.length && go(at - 1), forth: () => all.length && go(at + 1), any: all.length > 0 };
}
