// On every page of the desk: forget the kept texts that were saved or are too old, and all of them at signing out.

import { forget, forgetAll, kept } from "./store.js";

const words = JSON.parse(document.getElementById("desk-words")?.textContent ?? "{}");
const saved = /(?:^|; )desk_saved=([^;]*)/.exec(document.cookie);
if (saved) {
  for (const id of saved[1].split(".")) {
    forget(id);
    for (const name of Object.keys(sessionStorage)) if (sessionStorage.getItem(name) === id) sessionStorage.removeItem(name);
  }
  document.cookie = `desk_saved=; path=${words.home}; max-age=0`;
}
kept();

for (const form of document.querySelectorAll('form[action*="logout"]')) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const texts = await kept();
    const list = texts.map((text) => `– ${text.title}`).join("\n");
    if (texts.length && !confirm(`${words.signOut}\n${list}`)) return;
    await forgetAll();
    document.dispatchEvent(new Event("desk:leaving"));
    HTMLFormElement.prototype.submit.call(form);
  });
}
