// What a page offers beyond its text: copy, print, and photos enlarged in a dialog.

// Buttons that need a script are hidden in the page, so that nobody without scripts presses them in vain.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source.href || source.textContent.trim());
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
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
