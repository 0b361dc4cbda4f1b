// What is possible in a configuration, and where it leads: the rules of package explore.
// A configuration is {states: [index by region], running: row whose transfer runs, or -1}.
function newEngine(table) {
  const { commands, rows, engine: e, regions, policies } = table;

  const initial = () => ({ states: regions.map(() => 0), running: -1 });
  const defaults = () => policies.map(() => 0);
  const closed = c => c.states[e.session] === e.closed;
  const closing = c => c.states[e.session] === e.closing;
  const busy = c => c.running >= 0;

  // holds: every term's region, or policy (as ^index), is in one of the states behind it.
  const holds = (guard, c, policy) => !guard || guard.every(term =>
    term.indexOf(term[0] < 0 ? policy[~term[0]] : c.states[term[0]], 1) > 0);

  const needHolds = (need, c, policy) =>
    holds(need.when, c, policy) && !(need.unless && holds(need.unless, c, policy));

  const [WAIT, NOW, ALONE, LAST] = [0, 1, 2, 3]; // during a transfer
  const waits = (k, c) => k.during === NOW ? closing(c) : busy(c);

  // answers are the rows that may answer a command.
  function answers(k, c, policy) {
    if (closed(c)) return [];
    if (busy(c) && k.during === LAST && !closing(c)) return [k.waiting];
    if (waits(k, c)) return [];
    if (k.nobody >= 0) return [k.nobody];
    const refused = (k.needs || []).find(need => !needHolds(need, c, policy));
    if (refused) return [refused.row];
    const replies = (k.replies || []).filter(r => holds(rows[r].when, c, policy));
    return (k.refusals || []).concat(k.by === BY_TABLE ? replies.slice(0, 1) : replies);
  }

  // phase is what it depends on, beside its own condition, whether an event may happen (engine.go).
  const [START, OPEN, BUSY, CLOSING, ENDING] = [0, 1, 2, 3, 4];
  function phase(c) {
    if (busy(c)) return closing(c) ? ENDING : BUSY;
    if (closing(c)) return CLOSING;
    return c.states.some(s => s) ? OPEN : START;
  }

  // happenings are the rows that may happen by themselves.
  function happenings(c, policy) {
    if (closed(c)) return [];
    const uploads = busy(c) && rows[c.running].then === "receive";
    const found = e.events.filter(v => v.phases >> phase(c) & 1 && (uploads || !v.upload) && holds(rows[v.row].when, c, policy)).map(v => v.row);
    if (!busy(c)) return found;
    if (e.opened >= 0 && holds(rows[e.opened].when, c, policy)) found.push(e.opened);
    for (const end of rows[c.running].ends) {
      const early = c.states[e.transfer] === e.begin && rows[end].kind !== "transfer-end";
      if (!early && holds(rows[end].when, c, policy)) found.push(end);
    }
    return found;
  }

  // apply is the configuration after a row.
  function apply(r, before) {
    const row = rows[r];
    let c = before;
    if (interrupts(r, c)) c = apply(rows[c.running].aborted, c);
    c = { states: c.states.slice(), running: c.running };
    for (const [region, state] of row.moves || []) c.states[region] = state;
    if (row.ends) c.running = r;
    else if (row.kind === "end" || row.kind === "transfer-end" || closed(c)) c.running = -1;
    return c;
  }

  // interrupts: the row first ends the running transfer.
  const interrupts = (r, c) => rows[r].then === "abort" && busy(c) && rows[c.running].aborted >= 0;

  return { initial, defaults, closed, closing, busy, holds, needHolds, waits, answers, happenings, apply, interrupts };
}

const [BY_HANDLER, BY_TABLE, BY_NOBODY] = [0, 1, 2];
