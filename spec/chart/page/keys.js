// The keyboard. Letters act only where nothing is typed.
function newKeys(commands, answers, app) {
  const typing = t => t.matches("input:not([type=checkbox]), select, textarea");
  const group = t => t.closest("#commands, #answers .answers, #happenings, #dialogue");

  // step moves the focus inside a group.
  function step(target, by) {
    const within = group(target);
    if (!within) return false;
    const items = $$("button", within).filter(b => b.offsetParent !== null && !b.matches(".back"));
    const at = items.indexOf(target);
    if (at < 0) return false;
    const next = items[by === "first" ? 0 : by === "last" ? items.length - 1 : Math.max(0, Math.min(items.length - 1, at + by))];
    rove(items, next);
    next.focus();
    return true;
  }

  const MOVES = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" };

  function inSearch(e) {
    if (e.key === "ArrowDown") commands.shown()[0]?.focus();
    else if (e.key === "Enter") { const b = commands.best(); if (b) { commands.clear(); b.click(); } }
    else if (e.key === "Escape") { commands.clear(); commands.focus(); }
    else return;
    e.preventDefault();
  }

  function inGroups(e) {
    if (e.key in MOVES) return step(e.target, MOVES[e.key]);
    if (e.key === "ArrowRight" && e.target.closest("#commands")) { e.target.click(); return true; }
    if ((e.key === "ArrowLeft" || e.key === "Escape") && e.target.closest("#answers, #side")) { commands.focus(); return true; }
    return false;
  }

  const LETTERS = {
    "/": () => { commands.field.focus(); commands.field.select(); },
    "?": () => app.help(),
    u: () => app.undo(), r: () => app.reset(), c: () => app.copy(), s: () => app.share(),
    b: () => $("#happenings button")?.focus(),
    a: () => app.reveal("audit"), d: () => app.view(),
    e: () => editor?.toggle(), n: () => app.forth(), p: () => app.back(),
  };

  app.on(document, "keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]")) return;
    if (e.target === commands.field) return inSearch(e);
    if (typing(e.target)) return;
    const digit = /^[1-9]$/.test(e.key) ? $$("#answers .answer")[+e.key - 1] : null;
    const done = inGroups(e) || digit && (digit.click(), true) || LETTERS[e.key] && (LETTERS[e.key](), true);
    if (done) e.preventDefault();
  });
}
