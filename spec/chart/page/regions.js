// The diagrams: where the session stands, where an answer would lead, and what moved. A region that is in its first state,
// and that nothing touches, is a line.
function newRegions(table, engine, session, layers, app) {
  const cards = $$(".region").sort((a, b) => a.dataset.region - b.dataset.region);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const arrowOf = (svg, from, to) => $(`.arrow[data-from="${from}"][data-to="${to}"]`, svg);
  const active = $("#regions .active"), calm = $("#regions .calm");

  for (const [i, card] of cards.entries()) {
    app.on($(".region-name", card), "click", () => app.choose({ region: i }));
  }

  // touched: the region has been moved by the last step, or would be by the row that is looked at.
  function touched(i, after) {
    const c = session.now(), last = session.steps.at(-1);
    return after.states[i] !== c.states[i] || last !== undefined && last.before.states[i] !== last.after.states[i];
  }

  // arrange draws the regions that are not in their first state, or are touched, and keeps the others in their lines.
  function arrange(after = session.now()) {
    const c = session.now();
    cards.forEach((card, i) => {
      const home = c.states[i] !== 0 || touched(i, after) ? active : calm;
      if (card.parentElement === home) return;
      const focused = card.contains(document.activeElement) ? document.activeElement : null;
      home.insertBefore(card, [...home.children].find(other => +other.dataset.region > i) || null);
      focused?.focus({ preventScroll: true });
    });
  }

  // mark shows a configuration on one drawing.
  function mark(svg, state) {
    for (const node of $$(".state", svg)) node.classList.toggle("current", +node.dataset.state === state);
  }

  function show() {
    const c = session.now();
    cards.forEach((card, i) => {
      const region = table.regions[i];
      mark(card, c.states[i]);
      $(".now", card).textContent = region.states[c.states[i]];
      const carried = (region.carries || []).filter(k => k.states.includes(c.states[i])).map(k => k.name);
      $(".carries", card).textContent = carried.length ? "carries " + carried.join(", ") : "";
    });
    arrange();
    cards.forEach((card, i) => overlay(card, i));
    $("#where").replaceChildren(...summary(c));
  }

  // overlay shows on a drawing which arrows the layers say something of.
  function overlay(svg, i) {
    for (const a of table.regions[i].arrows) {
      const marks = a.rows.flatMap(layers.ofRow);
      const arrow = arrowOf(svg, a.from, a.to);
      arrow?.classList.toggle("marked", marks.length > 0);
      arrow?.classList.toggle("bad", marks.some(m => m.bad));
    }
  }

  // summary is the configuration in words: the regions that are not in their first state.
  function summary(c) {
    const parts = table.regions.flatMap((r, i) => c.states[i]
      ? [el("li", {}, el("span", {}, r.name), " ", el("b", {}, r.states[c.states[i]]))] : []);
    if (engine.busy(c)) parts.push(el("li", {}, el("span", {}, "running"), " ", el("b", {}, table.commands[table.rows[c.running].command].name)));
    return parts.length ? parts : [el("li", {}, el("b", {}, "just connected"))];
  }

  // preview shows on the drawings where a row would lead; without a row it shows nothing.
  function preview(r) {
    const c = session.now();
    const after = r === undefined ? c : engine.apply(r, c);
    arrange(after);
    cards.forEach((card, i) => {
      const moves = after.states[i] !== c.states[i];
      card.classList.toggle("moves", moves);
      for (const node of $$(".state", card)) node.classList.toggle("next", moves && +node.dataset.state === after.states[i]);
      for (const node of $$(".arrow", card)) node.classList.remove("taken");
      if (moves) arrowOf(card, c.states[i], after.states[i])?.classList.add("taken");
    });
  }

  // animate lets a token run along the arrows that a step took.
  function animate(before, after) {
    preview();
    cards.forEach((card, i) => {
      if (before.states[i] === after.states[i]) return;
      card.classList.add("moved");
      setTimeout(() => card.classList.remove("moved"), 900);
      const line = $(".line", arrowOf(card, before.states[i], after.states[i]) || card);
      if (still.matches || !line?.getTotalLength) return;
      const token = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      token.setAttribute("class", "token");
      token.setAttribute("r", "4.5");
      line.ownerSVGElement.append(token);
      run(token, line, performance.now());
    });
  }

  const DURATION = 480; // milliseconds that a token runs

  function run(token, line, begun) {
    const part = Math.min((performance.now() - begun) / DURATION, 1);
    const eased = part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
    const at = line.getPointAtLength(eased * line.getTotalLength());
    token.setAttribute("cx", at.x);
    token.setAttribute("cy", at.y);
    if (part < 1) requestAnimationFrame(() => run(token, line, begun));
    else token.remove();
  }

  return { show, preview, animate, mark, overlay };
}
