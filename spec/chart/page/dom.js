// Small help with elements.

// el makes an element: el("button", {class: "x", onclick: f}, "text", child, ...). Text is never read as HTML.
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  return fill(node, ...children);
}

// fill gives an element other children; lists are opened, and what is not there is left out.
function fill(node, ...children) {
  node.replaceChildren(...children.flat(2).filter(c => c !== null && c !== undefined && c !== false));
  return node;
}

const $ = (selector, within) => (within || document).querySelector(selector);
const $$ = (selector, within) => [...(within || document).querySelectorAll(selector)];

// codeChip is a reply code, coloured by its first digit.
const codeChip = code => el("span", { class: "code", "data-class": code ? Math.floor(code / 100) : 0 }, code ? String(code) : "–");

// prose is text in which <placeholders> stand apart.
const prose = text => text.split(/(<[a-z-]+>)/).filter(Boolean)
  .map(part => /^<[a-z-]+>$/.test(part) ? el("var", {}, part.slice(1, -1)) : part);

// rfcLink is "959 4.1.3" as a link to the section.
function rfcLink(rfc) {
  const [number, section] = rfc.split(" ");
  if (!/^\d+$/.test(number)) return el("span", { class: "rfc" }, rfc);
  const href = "https://datatracker.ietf.org/doc/html/rfc" + number + (section ? "#section-" + section : "");
  return el("a", { class: "rfc", href, target: "_blank", rel: "noopener noreferrer" }, "RFC " + number + (section ? " § " + section : ""));
}

// rove makes one of a list's elements the one that Tab reaches; the arrow keys move it.
function rove(items, current) {
  for (const item of items) item.tabIndex = item === current ? 0 : -1;
}
