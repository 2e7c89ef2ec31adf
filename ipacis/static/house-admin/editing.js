// A form of the admin keeps what is typed in this browser until it is saved, offers it again after a mishap, asks before
// it is left, checks the connection and the session before it is sent, and tells who else has it open.

import { forget, keep, kept } from "./store.js";
import { add, button, link, moment, table, time } from "./elements.js";
import { hold, newId } from "./windows.js";
import { differences, entriesOf, filesOf, labelsOf } from "./fields.js";

const POLL = 10_000, PAUSE = 300;
const data = document.getElementById("kept-form")?.dataset;
const form = data && document.getElementById("kept-form").closest("form");
if (form) start();

function start() {
  const words = JSON.parse(document.getElementById("desk-words").textContent);
  const path = location.pathname + (new URLSearchParams(location.search).has("translation_of") ? location.search : "");
  const memory = `kept ${path}`;
  const isBack = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
  let id = sessionStorage.getItem(memory), isSameWindow = Boolean(id);
  // A window that was duplicated has the memory of the first one, which still holds the lock of its text.
  const ready = (async () => {
    const text = id && (await kept().catch(() => [])).find((one) => one.id === id);
    if (text?.resume || text?.sentAt) {
      hold(id, null); // the page that kept it was left, and its lock will be released
      return;
    }
    if (id && await hold(id, 5000)) return;
    isSameWindow = false;
    id = newId();
    sessionStorage.setItem(memory, id);
    await hold(id, null);
  })();

  // Otherwise the browser would put some of the values back when the editor comes back, but not those of rows and of
  // the rich text.
  form.autocomplete = "off";

  const place = document.createElement("div");
  place.className = "desk-notes";
  place.setAttribute("aria-live", "polite");
  form.prepend(place);
  const status = document.createElement("p");
  status.className = "desk-status";
  form.querySelector(".save-bar")?.append(status);

  let base = null, isDirty = Boolean(data.unsaved), isTouched = false, hasTyped = false, hasKept = false;
  let isLeaving = false, isSending = false, timer = 0;

  // Scripts fill fields when the page opens, so the values to compare with are read at the first touch.
  const read = () => JSON.stringify([entriesOf(form), filesOf(form)]);
  for (const kind of ["pointerdown", "keydown", "focusin"]) {
    form.addEventListener(kind, () => {
      base ??= data.unsaved ? "" : read();
      isTouched ||= kind !== "focusin"; // a page may focus a field by itself
    }, { capture: true });
  }

  async function note(changes = {}) {
    clearTimeout(timer);
    await ready;
    const entries = entriesOf(form), files = filesOf(form);
    isDirty = base !== null && JSON.stringify([entries, files]) !== base;
    try {
      if (!isDirty && !data.unsaved) {
        // A text of a former page is not forgotten before it was offered.
        if (hasKept) await forget(id);
        status.textContent = "";
        return;
      }
      hasKept = true;
      const title = (document.querySelector("#content > h2") ?? document.querySelector("#content > h1"))?.textContent.trim();
      await keep({
        id, user: data.user, path, title, savedAt: Date.now(), sentAt: 0, resume: false,
        entries, files, labels: labelsOf(form), ...changes,
      });
      status.textContent = `${words.kept} ${time(Date.now())}`;
    } catch {
      status.textContent = words.notKept;
    }
  }

  function changed(event) {
    // Scripts that prepare the page also raise events.
    if (!isTouched && !(event.originalEvent ?? event).isTrusted) return;
    base ??= "";
    hasTyped = true;
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(note, PAUSE);
  }
  for (const kind of ["input", "change"]) form.addEventListener(kind, changed);
  for (const kind of ["formset:added", "formset:removed"]) document.addEventListener(kind, changed);
  django.jQuery(form).on("change", changed); // the events of autocompletes are those of jQuery
  document.addEventListener("visibilitychange", () => { if (document.hidden && isDirty && !isSending && !isLeaving) note(); });
  addEventListener("beforeunload", (event) => {
    if (!isDirty || isLeaving) return;
    note({ resume: true });
    event.preventDefault();
  });

  // Enter in a line of text does not send a form that is half written; Control+Enter saves it from everywhere.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.closest("dialog")) return; // the dialogs of the text editor take Enter
    const save = form.querySelector("input[name=_save]");
    if ((event.ctrlKey || event.metaKey) && save) form.requestSubmit(save);
    else if (!event.target.matches("input:not([type=submit])")) return;
    event.preventDefault();
  });

  // Before the form is sent, its text is kept and the server is asked whether the session and the token are still good.
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.formTarget) return; // a preview in another window
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    clear("problem");
    base ??= "";
    await note({ sentAt: Date.now() });
    const answer = await ask("GET");
    if (answer.status === 0 || answer.status === 401 || answer.status >= 500) {
      isSending = false;
      tell("problem", answer.status === 401 ? words.signedOut : words.noAnswer, answer.status === 401 && signInLink());
      return;
    }
    if (answer.token) {
      for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = answer.token;
    }
    add(form, "_draft", id);
    if (event.submitter?.name) add(form, event.submitter.name, event.submitter.value);
    isLeaving = true;
    HTMLFormElement.prototype.submit.call(form);
  });
  // The page may be shown again as it was left.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  for (const other of document.querySelectorAll("form.language-switch")) {
    other.addEventListener("submit", async (event) => {
      if (!isDirty) return;
      event.preventDefault();
      await note({ resume: true });
      add(other, event.submitter.name, event.submitter.value);
      isLeaving = true;
      HTMLFormElement.prototype.submit.call(other);
    });
  }
  // Signing out asks for itself, and deletes the kept texts.
  document.addEventListener("desk:leaving", () => { isLeaving = true; clearTimeout(timer); });

  // What is known from before

  async function offer() {
    await ready;
    const mine = (text) => text.user === data.user && text.path === path;
    const open = new Set((await navigator.locks?.query())?.held?.map((lock) => lock.name));
    for (const text of (await kept()).filter(mine)) {
      if (text.id === id) {
        if (data.unsaved) { tellFiles(text.files); continue; }
        if (isDirty) continue; // it was typed since the page opened
        if (!differences(form, text).length) { await forget(text.id); continue; }
        if (text.sentAt && data.new && await wasAdded(text)) continue;
        if (text.sentAt || text.resume || (isSameWindow && isBack)) return fill(text);
      } else if (open.has(`kept ${text.id}`)) {
        continue;
      } else if (!differences(form, text).length) {
        await forget(text.id);
        continue;
      }
      offerOne(text);
    }
    if (data.unsaved) { base = ""; await note(); }
  }

  async function wasAdded(text) {
    const answer = await ask("GET", { window: text.id });
    if (!answer.added) return false;
    await forget(text.id);
    sessionStorage.removeItem(memory);
    tell("offer", words.added, link(answer.added, words.open));
    return true;
  }

  function offerOne(text) {
    const box = tell("offer", words.offer.replace("%s", moment(text.savedAt)));
    const details = document.createElement("details"), summary = document.createElement("summary");
    summary.textContent = words.differs;
    details.append(summary, table(differences(form, text)));
    box.append(
      details,
      button(words.take, () => fill(text)),
      button(words.drop, async () => { await forget(text.id); box.remove(); }),
    );
  }

  // The server shows the form with the kept values, so that rows, choices and the editor are as they were.
  function fill(text) {
    const filling = document.createElement("form");
    filling.method = "post";
    filling.hidden = true;
    for (const [name, value] of text.entries) add(filling, name, value);
    for (const name of ["csrfmiddlewaretoken", "_popup", "_to_field"]) {
      if (form.elements[name]) add(filling, name, form.elements[name].value);
    }
    add(filling, "_fill", "1");
    add(filling, "_draft", text.id);
    document.body.append(filling);
    sessionStorage.setItem(memory, text.id);
    isLeaving = true;
    filling.submit();
  }

  function tellFiles(files) {
    if (files.length) tell("problem", `${words.files} ${files.map(([name, file]) => `${file} (${name})`).join(", ")}`);
  }

  // The server

  async function ask(method, changes = {}) {
    const values = new URLSearchParams({
      window: id, kind: data.kind, key: data.key, seen: form.elements.seen_version?.value ?? "",
      unsaved: isDirty ? "1" : "", typed: hasTyped ? "1" : "", ...changes,
    });
    const options = { method, headers: { "X-CSRFToken": token() }, cache: "no-store" };
    if (method === "POST") options.body = values;
    try {
      const answer = await fetch(method === "POST" ? data.asks : `${data.asks}?${values}`, options);
      const isJson = answer.headers.get("content-type")?.includes("json");
      return { ok: answer.ok, status: answer.status, ...(isJson ? await answer.json() : {}) };
    } catch {
      return { ok: false, status: 0 };
    }
  }

  const token = () => form.elements.csrfmiddlewaretoken.value;

  async function poll() {
    await ready;
    let answer = await ask("POST");
    if (answer.status === 403) { // signed in again in another window: the token is another one
      const fresh = await ask("GET");
      if (fresh.token) {
        form.elements.csrfmiddlewaretoken.value = fresh.token;
        answer = await ask("POST");
      }
    }
    if (answer.status === 401) tell("session", words.signedOut, signInLink());
    if (!answer.ok) return;
    if (answer.added && data.new && !isSending) {
      // The form was sent and saved under this identifier. What is typed now is another row.
      id = newId();
      hold(id, null);
      sessionStorage.setItem(memory, id);
    }
    hasTyped = false;
    clear("session");
    const said = [...place.querySelectorAll("[data-kind=others]")].map((one) => one.textContent).join();
    if (said === answer.notes.join()) return;
    clear("others");
    for (const sentence of answer.notes) tell("others", sentence);
  }

  function leave() {
    const values = new URLSearchParams({
      window: id, kind: data.kind, key: data.key, leaves: "1", csrfmiddlewaretoken: token(),
    });
    navigator.sendBeacon(data.asks, values);
  }
  addEventListener("pagehide", leave);

  // What the editor sees

  function tell(kind, sentence, ...more) {
    if (kind !== "others" && kind !== "offer") clear(kind);
    const box = document.createElement("div"), text = document.createElement("p");
    box.className = "desk-note";
    box.dataset.kind = kind;
    if (kind === "problem" || kind === "session") box.setAttribute("role", "alert");
    text.textContent = sentence;
    box.append(text, ...more.filter(Boolean));
    place.append(box);
    if (kind === "problem") box.scrollIntoView({ block: "center" });
    return box;
  }

  function clear(kind) {
    for (const box of place.querySelectorAll(`[data-kind=${kind}]`)) box.remove();
  }

  function signInLink() {
    const there = link(`${data.login}?next=${encodeURIComponent(location.pathname + location.search)}`, words.signIn);
    there.addEventListener("click", async (event) => {
      event.preventDefault();
      await note({ resume: true });
      isLeaving = true;
      location.assign(there.href);
    });
    return there;
  }

  // A refusal leads to the first field that is wrong.
  if (document.querySelector(".errornote")) {
    const wrong = form.querySelector(".errors :is(input, select, textarea):not([type=hidden]), .errorlist input");
    wrong?.scrollIntoView({ block: "center" });
    wrong?.focus({ preventScroll: true });
  }
  // The first answer may give the window a new identifier, so what is kept under the present one is offered before.
  offer().then(poll).finally(() => setInterval(poll, POLL));
}
