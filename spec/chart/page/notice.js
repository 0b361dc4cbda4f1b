// What the page tells beside its parts: to who listens, in passing, and on the clipboard.

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
