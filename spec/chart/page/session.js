// A played session: the policies, and the rows given so far. It knows nothing of the page.
function newSession(table, engine) {
  const { rows, commands, policies, languages } = table;
  let policy = engine.defaults();
  let steps = []; // {row, before, after}
  let begun = []; // by region, where the session began: the connection decides about some
  let language = 0;
  let greeted; // the lines of a recorded greeting

  const now = () => steps.length ? steps[steps.length - 1].after : engine.initial(begun);
  const possible = r => {
    const k = rows[r].command;
    const end = rows[r].kind === "end" || rows[r].kind === "transfer-end";
    const found = k < 0 || end ? engine.happenings(now(), policy) : engine.answers(commands[k], now(), policy);
    return found.includes(r);
  };

  // play gives a row; it reports whether that was possible.
  function play(r) {
    if (!possible(r)) return false;
    const before = now();
    steps.push({ row: r, before, after: engine.apply(r, before) });
    return true;
  }

  // follow gives the steps of a recording: what was recorded happened, whether the page's rules would have it or not.
  function follow(greeting, list) {
    greeted = greeting;
    steps = [];
    for (const { row, lines } of list) {
      const before = now();
      steps.push({ row, before, after: engine.apply(row, before), lines });
    }
  }

  // replay plays rows from the beginning and returns those that are not possible any more.
  function replay(list) {
    steps = [];
    for (let i = 0; i < list.length; i++) if (!play(list[i])) return list.slice(i);
    return [];
  }

  const given = () => steps.map(s => s.row);
  const undo = () => { steps.pop(); };
  const keep = n => { steps.length = Math.min(n, steps.length); };
  const setPolicy = (p, value) => { policy[p] = value; return replay(given()); };
  const setBegun = (region, state) => { begun[region] = state; return replay(given()); };

  // stated are the policies that are not at their defaults, by their names.
  const stated = () => Object.fromEntries(policies.flatMap((p, i) => policy[i] ? [[p.name, p.values[policy[i]]]] : []));

  // ---- text

  // filled shows a placeholder {size:int64} as <size>.
  const filled = text => text.replace(/\{([a-z-]+)(:[a-z0-9]+)?\}/g, "<$1>");
  const textOf = texts => filled(texts[language] ?? texts[0]);

  // reply is a row's reply as it goes over the wire, a line each.
  function reply(r) {
    const row = rows[r];
    if (!row.code) return [];
    const last = row.end && row.end.length ? row.end : null;
    if (!row.body && !last) return [row.code + " " + textOf(row.text)];
    return [row.code + "-" + textOf(row.text), ...(row.body ? [" ..."] : []), row.code + " " + (last ? textOf(last) : "")];
  }

  const eventName = row => row.name.slice(row.name.lastIndexOf(".") + 1);

  // lines are what a step looks like: {side: "C", "S" or "-", text}. An answer that had to wait does not show
  // its command again.
  function lines(i) {
    const { row: r, before, lines: recorded } = steps[i];
    const row = rows[r], out = [];
    if (recorded) return [...(row.sent ? [] : [{ side: "-", text: eventName(row), flow: flowOf(r, before) }]), ...recorded.map(asRecorded)];
    if (row.sent) {
      const waited = steps.slice(0, i).some(s => rows[s.row].kind === "waiting" && rows[s.row].command === row.command);
      if (!waited) out.push({ side: "C", text: row.sent });
    } else {
      out.push({ side: "-", text: eventName(row), flow: flowOf(r, before) });
    }
    if (engine.interrupts(r, before)) {
      for (const text of reply(rows[before.running].aborted)) out.push({ side: "S", text });
    }
    for (const text of reply(r)) out.push({ side: "S", text });
    return out;
  }

  // flowOf is the way of the data of a transfer that ends well: "send" from the server, "receive" from the client; of a data
  // connection that opens it is "open".
  function flowOf(r, before) {
    if (r === table.engine.opened) return "open";
    const row = rows[r];
    const ends = row.kind === "end" || row.kind === "transfer-end";
    return ends && before.running >= 0 && row.code < 400 ? rows[before.running].then : undefined;
  }

  const asRecorded = text => ({ side: text.startsWith(">") ? "C" : "S", text: text.slice(2) });

  const greeting = () => greeted ? greeted.map(asRecorded) : reply(0).map(text => ({ side: "S", text }));

  // transcript is the whole dialogue, to be copied.
  const transcript = () => [greeting(), ...steps.map((_, i) => lines(i))].flat()
    .map(l => (l.side === "-" ? "-- " : l.side + ": ") + l.text + "\n").join("");

  // describe names the regions that are not in their first state.
  const describe = c => table.regions.flatMap((r, i) => c.states[i] ? [r.name + "=" + r.states[c.states[i]]] : []).join(" ") || "just connected";

  // ---- address

  const rowNames = new Map(rows.map((row, i) => [(row.command < 0 ? "" : commands[row.command].name) + ":" + row.name, i]));

  // address is the session as the part of an address behind "#": "files=read-only,USER:need-password,TYPE+I:ok".
  function address() {
    const parts = policies.flatMap((p, i) => policy[i] ? [p.name + "=" + p.values[policy[i]]] : []);
    table.regions.forEach((r, i) => { if (begun[i]) parts.push(r.name + "=" + r.states[begun[i]]); });
    if (language) parts.push("language=" + languages[language]);
    for (const s of steps) {
      const row = rows[s.row];
      parts.push((row.command < 0 ? "" : commands[row.command].name.replaceAll(" ", "+")) + ":" + row.name);
    }
    return parts.join(",");
  }

  // open plays an address. It returns the first part that means nothing or is not possible, "" when all went well.
  function open(text) {
    policy = engine.defaults();
    begun = [];
    language = 0;
    greeted = undefined;
    const list = [];
    let fault = "";
    for (const part of text.split(",").filter(Boolean)) {
      const set = /^([a-z-]+)=([A-Za-z0-9-]+)$/.exec(part);
      const p = set ? policies.findIndex(q => q.name === set[1]) : -1;
      const region = set ? table.regions.findIndex(q => q.begins && q.name === set[1]) : -1;
      const r = rowNames.get(part.replaceAll("+", " "));
      if (set && set[1] === "language" && languages.includes(set[2])) language = languages.indexOf(set[2]);
      else if (p >= 0 && policies[p].values.includes(set[2])) policy[p] = policies[p].values.indexOf(set[2]);
      else if (region >= 0 && table.regions[region].states.includes(set[2])) begun[region] = table.regions[region].states.indexOf(set[2]);
      else if (r !== undefined) list.push(r);
      else { fault = part; break; }
    }
    const rest = replay(list);
    if (!fault && rest.length) fault = labelOf(rest[0]);
    return fault;
  }

  // labelOf is how a row is called: "USER need-password", "idle-timeout".
  const labelOf = r => (rows[r].command < 0 ? "" : commands[rows[r].command].name + " ") + rows[r].name;

  return {
    now, possible, play, undo, keep, follow, setPolicy, setBegun, stated, reply, filled, textOf, eventName, lines, greeting, transcript,
    describe, address, open, labelOf,
    get steps() { return steps; },
    get policy() { return policy; },
    get begun() { return begun; },
    get language() { return language; },
    set language(n) { language = n; },
  };
}
