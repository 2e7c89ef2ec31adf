// What a page offers beyond its text: copy, print, the way to the top, and photos enlarged in a dialog.

// Buttons that need a script are hidden in the page, so that nobody without scripts presses them in vain.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    // Pages have spaces at which no line breaks; programs that get the text expect usual ones.
    const text = source.textContent.trim().replaceAll("\u00a0", " ").replaceAll("\u2060", "");
    await navigator.clipboard.writeText(source.href || text);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A printed page tells when it was printed, even if it was opened days before.
for (const place of document.querySelectorAll("[data-printed]")) {
  addEventListener("beforeprint", () => {
    // "en" alone would be American.
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const day = new Date().toLocaleDateString(language, { dateStyle: "long" });
    place.textContent = `· ${place.dataset.printed} ${day}`;
  });
}

// The way back to the top is left out on short pages. On long ones it appears as soon as the reader goes up, so that it
// covers nothing while one reads on.
const toTop = document.querySelector(".to-top");
if (toTop) {
  toTop.hidden = document.documentElement.scrollHeight < 2 * innerHeight;
  let before = scrollY;
  const follow = () => {
    if (scrollY === before) return;
    toTop.classList.toggle("to-top--floats", scrollY < before && scrollY > innerHeight);
    before = scrollY;
  };
  addEventListener("scroll", follow, { passive: true });
}

function gallery(photos) {
  const dialog = photos.querySelector("dialog");
  const view = dialog.querySelector(".lightbox__view");
  const place = dialog.querySelector(".lightbox__place");
  const figures = [...photos.querySelectorAll(":scope > figure")];
  let shown = 0;
  let start = null;

  function show(index) {
    shown = (index + figures.length) % figures.length;
    view.replaceChildren(figures[shown].querySelector("template").content.cloneNode(true));
    place.textContent = `${shown + 1} / ${figures.length}`;
  }

  figures.forEach((figure, index) => {
    figure.querySelector("a").addEventListener("click", (event) => {
      // With a modifier key, the reader wants the picture in another tab.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      dialog.showModal();
    });
  });
  for (const button of dialog.querySelectorAll("[data-step]")) {
    button.hidden = figures.length < 2;
    button.addEventListener("click", () => show(shown + Number(button.dataset.step)));
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(shown - 1);
    if (event.key === "ArrowRight") show(shown + 1);
  });
  dialog.addEventListener("pointerdown", (event) => (start = event.clientX));
  dialog.addEventListener("pointerup", (event) => {
    const moved = event.clientX - start;
    if (start !== null && Math.abs(moved) > 50) show(shown + (moved < 0 ? 1 : -1));
    start = null;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => figures[shown].querySelector("a").focus());
}

document.querySelectorAll("[data-photos]").forEach(gallery);
