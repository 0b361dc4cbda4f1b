// The page: its parts, and what they tell each other.
const table = JSON.parse($("#table").textContent);
const engine = newEngine(table);
const session = newSession(table, engine);

let chosen = { command: 0 };
const app = {
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
  help() { $("#help").showModal(); },
  // reveal shows a part of the page below.
  reveal(id) {
    const part = document.getElementById(id);
    if (!part) return;
    part.closest("details")?.setAttribute("open", "");
    part.scrollIntoView({ block: "start" });
    part.focus({ preventScroll: true });
  },
};
const narrow = matchMedia("(max-width: 800px)");
const regions = newRegions(table, engine, session, app);
const commands = newCommands(table, engine, session, app);
const answers = newAnswers(table, engine, session, regions, app);
const dialogue = newDialogue(table, engine, session, regions, app);
newKeys(commands, answers, app);

function say(text) {
  $("#said").textContent = text;
}

// toast tells something that changes nothing.
let toasting;
function toast(text) {
  say(text);
  const t = $("#toast");
  t.textContent = text;
  t.classList.add("shown");
  clearTimeout(toasting);
  toasting = setTimeout(() => t.classList.remove("shown"), 2500);
}

// clip copies text; where the browser does not allow it, a selected field is shown instead.
async function clip(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    const field = $("#clip textarea");
    field.value = text;
    $("#clip").showModal();
    field.select();
  }
}

function jump(change, word) {
  const before = session.now();
  change();
  if (chosen.row !== undefined) chosen = chosen.command === undefined ? { command: 0 } : { command: chosen.command };
  show();
  regions.animate(before, session.now());
  say(word + ". Now " + session.describe(session.now()));
}

function show() {
  regions.show();
  commands.show();
  dialogue.show();
  app.choose(chosen);
  for (const s of $$("#policies select[data-policy]")) {
    s.value = String(session.policy[+s.dataset.policy]);
    s.classList.toggle("set", s.value !== "0");
  }
  for (const s of $$("#policies select[data-begins]")) {
    s.value = String(session.begun[+s.dataset.begins] || 0);
    s.classList.toggle("set", s.value !== "0");
  }
  const language = $("#language");
  if (language) {
    language.value = String(session.language);
    language.classList.toggle("set", session.language !== 0);
  }
  for (const name of ["undo", "reset"]) $("#" + name).disabled = !session.steps.length;
  const address = "#" + session.address();
  if (address !== (location.hash || "#")) history.replaceState(null, "", address);
}

function openAddress() {
  let text = location.hash.slice(1);
  try { text = decodeURIComponent(text); } catch { /* it is shown as it is */ }
  const fault = session.open(text);
  const last = session.steps.at(-1);
  chosen = last ? app.placeOf(last.row) : { command: 0 };
  show();
  if (fault) toast("the link goes no further: " + fault + " is not possible here");
}

for (const [name, act] of Object.entries({ undo: app.undo, reset: app.reset, copy: app.copy, share: app.share, keys: app.help })) {
  $("#" + name).addEventListener("click", act);
}
for (const b of $$("[data-reveal]")) b.addEventListener("click", () => app.reveal(b.dataset.reveal));
// change plays the session again after something that holds for all of it has changed.
function change(rest, what) {
  chosen = chosen.command === undefined ? { command: 0 } : { command: chosen.command };
  show();
  if (rest.length) toast("with this " + what + " the session ends before " + session.labelOf(rest[0]));
}
for (const s of $$("#policies select[data-policy]")) s.addEventListener("change", () => change(session.setPolicy(+s.dataset.policy, +s.value), "policy"));
for (const s of $$("#policies select[data-begins]")) s.addEventListener("change", () => change(session.setBegun(+s.dataset.begins, +s.value), "connection"));
$("#language")?.addEventListener("change", e => { session.language = +e.target.value; show(); });
for (const a of $$("a.play")) a.addEventListener("click", () => app.reveal("top"));
for (const d of $$("dialog")) d.addEventListener("click", e => { if (e.target === d || e.target.closest(".close")) d.close(); });
addEventListener("hashchange", openAddress);
openAddress();

// For tests, and for whoever wants to ask in the browser's console: portolan.answers(portolan.initial()).
window.portolan = {
  table, engine, session,
  initial: engine.initial,
  // answers are the rows that may be given in a configuration, by command, and "" for what happens by itself.
  answers(c, policy = engine.defaults()) {
    const found = { "": engine.happenings(c, policy) };
    for (const k of table.commands) found[k.name] = engine.answers(k, c, policy);
    return found;
  },
  apply: engine.apply,
};
