// The version for people with low vision: remembers the choice of the reader, who may also have it in the address.
// It is loaded before the page is drawn, so that the page does not change before the reader's eyes.

const SETTINGS = { size: 4, colours: 4, letters: 3, lines: 3, pictures: 2, serifs: 2 };
const NAMES = Object.keys(SETTINGS);
const USUAL = "0".repeat(NAMES.length);

function isCode(text) {
  return text?.length === NAMES.length && NAMES.every((name, place) => /\d/.test(text[place]) && Number(text[place]) < SETTINGS[name]);
}

function remembered() {
  try {
    return localStorage.getItem("view");
  } catch {
    return null; // the browser stores nothing
  }
}

function remember(code) {
  try {
    if (code === USUAL) localStorage.removeItem("view");
    else localStorage.setItem("view", code);
  } catch {
    // The address still has the choice.
  }
}

function show(code) {
  const page = document.documentElement;
  if (code === USUAL) page.removeAttribute("data-view");
  else page.dataset.view = code;
  NAMES.forEach((name, place) => {
    if (code[place] === "0") page.removeAttribute(`data-${name}`);
    else page.setAttribute(`data-${name}`, code[place]);
  });
}

const asked = new URLSearchParams(location.search).get("view");
let code = [asked, remembered(), USUAL].find(isCode);
if (isCode(asked)) {
  remember(asked);
  if (remembered() === (asked === USUAL ? null : asked)) {
    const address = new URL(location.href);
    address.searchParams.delete("view");
    history.replaceState(history.state, "", address);
  }
}
show(code);

// The links by which a reader chooses start from the remembered choice.
document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll("[data-place]")) {
    const { place, value } = link.dataset;
    link.search = `?view=${code.slice(0, place)}${value}${code.slice(Number(place) + 1)}`;
    if (code[place] === value) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
});
