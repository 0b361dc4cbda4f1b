// The worker of the editor: it runs the playground, which is Go compiled to WebAssembly, beside the page, so that the page
// stays responsive. It stands behind Go's own wasm_exec.js, which defines Go.
//
// It is sent {program}, the gzipped program in base64, and then {id, request} for each edit. It answers {id, reading}, and if
// the text is a spec {id, verdict} twice: under the policies of the page, and under all; or {failure}. What is asked while it
// works makes the work before it worthless.
"use strict";
(() => {
  let latest = 0;
  let work = Promise.resolve();

  const ready = new Promise(resolve => { globalThis.playgroundReady = resolve; });
  const pause = time => new Promise(resolve => setTimeout(resolve, time));
  const REST = 900; // milliseconds without an edit before all combinations are tried: that takes seconds, and nothing else is done

  async function start(program) {
    const packed = Uint8Array.from(atob(program), c => c.charCodeAt(0));
    const code = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(code, go.importObject);
    go.run(instance).then(() => postMessage({ failure: "the playground has ended" }), e => postMessage({ failure: String(e) }));
    await ready;
  }

  // call calls a function of the playground.
  function call(name, argument) {
    const { answer, error } = JSON.parse(globalThis.playground[name](argument));
    if (error) throw new Error(error);
    return answer;
  }

  async function serve(id, request) {
    await pause(0); // for what has been asked meanwhile
    if (id !== latest) return;
    const reading = call("read", JSON.stringify(request));
    postMessage({ id, reading });
    await pause(0);
    if (id !== latest || reading.faults.length) return;
    postMessage({ id, verdict: call("audit") });
    await pause(REST);
    if (id === latest) postMessage({ id, verdict: call("auditAll") });
  }

  onmessage = ({ data }) => {
    if (data.id) latest = data.id;
    work = work.then(() => data.program ? start(data.program) : serve(data.id, data.request))
      .catch(e => postMessage({ failure: String(e) }));
  };
})();
