// The layers: what is known of rows and commands beside the table, each switched on and off. Which ones are on outlasts an
// edit.
const layersOn = new Set();
let layersBegun = false;
const ownLayers = ["audit", "deviations"]; // every table has them

function newLayers(table, app) {
  if (!layersBegun) for (const l of table.layers) if (!ownLayers.includes(l.id)) layersOn.add(l.id); // they were asked for
  layersBegun = true;
  const boxes = table.layers.map(l => el("input", { type: "checkbox", "data-layer": l.id }));
  fill($("#layers"), table.layers.map((l, i) => el("label", {}, boxes[i], el("b", {}, l.title), " ", el("span", {}, l.says))));
  const only = $("#marked");
  const commandOf = m => m.command || (m.row >= 0 && table.rows[m.row].command >= 0 ? table.commands[table.rows[m.row].command].name : "");
  let byRow, byCommand;

  // index sorts the marks of the layers that are on: it is asked for every row.
  function index() {
    byRow = new Map();
    byCommand = new Map();
    const add = (map, key, m) => map.has(key) ? map.get(key).push(m) : map.set(key, [m]);
    for (const m of table.layers.filter(l => layersOn.has(l.id)).flatMap(l => l.marks)) {
      if (m.row >= 0) add(byRow, m.row, m);
      add(byCommand, commandOf(m), m);
    }
  }

  // ofRow, ofCommand and about are marks: of a row, of a command and all its rows, of a command alone.
  const ofRow = r => byRow.get(r) || [];
  const ofCommand = k => byCommand.get(k.name) || [];
  const about = k => ofCommand(k).filter(m => m.row < 0);

  // signs are the signs of marks, each once.
  const signs = list => [...new Map(list.map(m => [m.sign, m])).values()]
    .map(m => el("span", { class: "sign", "data-bad": m.bad, title: m.says }, m.sign));

  // told are marks in words, with their dialogues.
  const told = list => list.length ? el("ul", { class: "marks" }, list.map(m => el("li", { "data-bad": m.bad },
    el("span", { class: "sign", "data-bad": m.bad, "aria-hidden": "true" }, m.sign), m.says,
    m.play ? [" ", el("a", { href: "#" + m.play }, "Play")] : null,
    m.dialogue ? el("details", {}, el("summary", {}, "the dialogue"), el("pre", {}, m.dialogue)) : null))) : null;

  function show() {
    index();
    for (const b of boxes) b.checked = layersOn.has(b.dataset.layer);
    $("#layer-menu").classList.toggle("set", layersOn.size > 0);
    $("#layer-menu").hidden = !boxes.length;
    only.parentElement.hidden = !layersOn.size;
    if (!layersOn.size) only.checked = false;
  }

  for (const b of boxes) app.on(b, "change", () => {
    if (b.checked) layersOn.add(b.dataset.layer);
    else layersOn.delete(b.dataset.layer);
    show();
    app.show();
  });
  show();
  return { ofRow, ofCommand, about, signs, told, on: () => layersOn.size > 0 };
}
