// What is possible in a configuration, and where it leads. The rules are data: the meaning of the spec, as package
// meaning found it. A configuration is {states: [index by region], running: row whose transfer runs, or -1, waiting:
// index of what waits for its end}.
function newEngine(table) {
  const { rows, engine: e, regions, policies } = table;

  // initial is where a session begins. The connection decides about some regions; begun are the states of those.
  const initial = (begun = []) => ({ states: regions.map((_, i) => begun[i] || 0), running: -1, waiting: 0 });
  const defaults = () => policies.map(() => 0);
  const busy = c => c.running >= 0;

  // reached: every term's region, or policy (as ^index), is in one of the states behind it, and so are what runs and waits.
  const reached = (g, c, policy) =>
    !(g.idle && busy(c)) && !(g.busy && !busy(c)) && !(g.runs && !g.runs.includes(c.running)) && !(g.waits && !g.waits.includes(c.waiting)) &&
    (g.at || []).every(term => term.indexOf(term[0] < 0 ? policy[~term[0]] : c.states[term[0]], 1) > 0);

  const holds = (choice, c, policy) => reached(choice, c, policy) && !(choice.unless && reached(choice.unless, c, policy));

  const closed = c => reached(e.closed, c);
  const closing = c => c.waiting === e.last;

  // needHolds: the precondition for which a row of a command stands.
  const needHolds = (k, row, c, policy) => holds(k.choices.find(choice => choice.row === row), c, policy);

  // given are the rows that may be given, of choices that are looked at in order.
  function given(choices, c, policy) {
    const found = [];
    if (closed(c)) return found;
    for (const choice of choices) {
      const held = holds(choice, c, policy), kind = choice.kind || MAY;
      if (kind === REFUSES ? !held : held && choice.row >= 0) found.push(choice.row);
      if (kind !== MAY && held === (kind === FIRST)) break;
    }
    return found;
  }

  // answers are the rows that may answer a command, happenings those that may happen by themselves.
  const answers = (k, c, policy) => given(k.choices, c, policy);
  const happenings = (c, policy) => given(e.happenings, c, policy);

  // apply is the configuration after a row.
  function apply(r, before) {
    const row = rows[r];
    let c = before;
    if (interrupts(r, c)) c = apply(rows[c.running].aborted, c);
    c = { states: c.states.slice(), running: c.running, waiting: c.waiting };
    for (const [region, state] of row.moves || []) c.states[region] = state;
    const over = closed(c);
    if (row.ends) c.running = r;
    else if (row.kind === "end" || row.kind === "transfer-end" || over) c.running = -1;
    const taken = !busy(before) || row.kind === "waiting"; // during a transfer no line is taken from the queue
    c.waiting = over ? 0 : row.left && taken ? row.left[c.waiting] : c.waiting;
    return c;
  }

  // interrupts: the row first ends the running transfer.
  const interrupts = (r, c) => rows[r].then === "abort" && busy(c) && rows[c.running].aborted >= 0;

  return { initial, defaults, closed, closing, busy, needHolds, answers, happenings, apply, interrupts };
}

const [MAY, REFUSES, FIRST] = [0, 1, 2]; // the kinds of choices
