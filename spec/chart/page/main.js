// The page begins. Its parts that come from the table can be drawn anew, from another table.
let editor = null;
let app = newApp(JSON.parse($("#table").textContent));

for (const d of $$("dialog")) d.addEventListener("click", e => { if (e.target === d || e.target.closest(".close")) d.close(); });

// renew draws another table: parts are the pieces of the page that come from it, as HTML by the ids of their places (made by
// package chart from its templates). The session goes on as far as it is possible.
function renew({ parts, table }) {
  carry(app.table, table);
  app.leave();
  if (parts.calm) $("#regions .active").replaceChildren();
  for (const [id, html] of Object.entries(parts)) document.getElementById(id).innerHTML = html;
  app = newApp(table);
}

// carry takes what was laid over a table to another one: layers that the other has not, and recordings. Rows are the same by
// their names; a recording goes as far as its rows are there.
function carry(from, to) {
  const name = (table, row) => (row.command < 0 ? "" : table.commands[row.command].name) + ":" + row.name;
  const rows = new Map(to.rows.map((row, r) => [name(to, row), r]));
  const there = r => r < 0 || rows.has(name(from, from.rows[r]));
  const moved = x => ({ ...x, row: x.row < 0 ? x.row : rows.get(name(from, from.rows[x.row])) });
  for (const l of from.layers) {
    if (!ownLayers.includes(l.id)) to.layers.push({ ...l, marks: l.marks.filter(m => there(m.row)).map(moved) });
  }
  to.recordings = from.recordings?.map(r => {
    const gone = r.steps.findIndex(s => !there(s.row));
    return { ...r, steps: (gone < 0 ? r.steps : r.steps.slice(0, gone)).map(moved) };
  });
}

if ($("#editor")) editor = newEditor();

// For tests, and for whoever wants to ask in the browser's console: portolan.answers(portolan.initial()).
window.portolan = {
  get table() { return app.table; },
  get engine() { return app.engine; },
  get session() { return app.session; },
  initial: begun => app.engine.initial(begun),
  // answers are the rows that may be given in a configuration, by command, and "" for what happens by itself.
  answers(c, policy = app.engine.defaults()) {
    const found = { "": app.engine.happenings(c, policy) };
    for (const k of app.table.commands) found[k.name] = app.engine.answers(k, c, policy);
    return found;
  },
  apply: (r, c) => app.engine.apply(r, c),
  renew,
};
