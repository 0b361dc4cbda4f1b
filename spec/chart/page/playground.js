// The playground's worker, as the editor sees it. It is started when it is asked for the first time.
function newPlayground(told) {
  let worker = null, last = 0;

  // fail ends a worker that has failed; what is asked next begins with another.
  function fail(text) {
    worker?.terminate();
    worker = null;
    told.failure(text);
  }

  function start() {
    const source = new Blob([$("#worker").textContent], { type: "text/javascript" });
    worker = new Worker(URL.createObjectURL(source));
    worker.onmessage = ({ data }) => {
      if (data.failure) fail(data.failure);
      else if (data.id !== last) return; // the text has changed since
      else if (data.reading) told.reading(data.reading);
      else told.verdict(data.verdict);
    };
    worker.onerror = e => fail(e.message || "the playground does not start");
    worker.postMessage({ program: $("#program").textContent });
  }

  // ask has a spec read and audited.
  function ask(request) {
    if (!worker) start();
    last++;
    worker.postMessage({ id: last, request });
  }

  return { ask };
}
