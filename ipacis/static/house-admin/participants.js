// The list of the participants of a meeting: a line for each, whose fields are made when it is opened; people are added by
// their names and come with their offices of the day.

import { button, items } from "./elements.js";

const $ = django.jQuery, language = document.documentElement.lang.slice(0, 2);
for (const group of document.querySelectorAll(".participants")) start(group);

function start(group) {
  const prefix = group.dataset.prefix, form = group.closest("form"), list = group.querySelector("ol");
  const data = JSON.parse(document.getElementById(`${prefix}-data`).textContent), { words, addresses } = data;
  const total = form.elements[`${prefix}-TOTAL_FORMS`];
  const templates = { line: group.querySelector("[data-part=line]"), fields: group.querySelector("[data-part=fields]") };
  const said = group.querySelector(".participants__said"), day = () => document.getElementById("id_start_date")?.value ?? "";
  let timer = 0, checks = 0;

  const rows = () => [...list.querySelectorAll(":scope > li")];
  const field = (row, name) => form.elements[`${prefix}-${row.dataset.number}-${name}`];
  const say = (text, values = {}) => {
    said.textContent = Object.entries(values).reduce((words, [name, value]) => words.replace(`%(${name})s`, value), text);
  };
  const changed = (row) => row.dispatchEvent(new Event("change", { bubbles: true }));

  // Rows

  function fieldsOf(row) {
    const place = document.createElement("div");
    place.className = "participant__fields";
    place.hidden = true;
    place.innerHTML = templates.fields.innerHTML.replaceAll("__prefix__", row.dataset.number);
    return place;
  }

  // The fields of a row that the page shows in one line get the values that the editor has seen.
  function unfold(row) {
    if (row.querySelector(".participant__fields")) return;
    const values = data.rows[row.dataset.number], hidden = [...row.querySelectorAll(":scope > input")];
    const known = Object.fromEntries(hidden.map((input) => [input.name, input.value]));
    for (const input of hidden) if (!input.name.endsWith("-DELETE")) input.remove();
    row.append(fieldsOf(row));
    fill(row, values, data.labels, lineOf(row));
    for (const name of ["id", "order", "opened"]) field(row, name).value = known[`${prefix}-${row.dataset.number}-${name}`];
    field(row, "opened").value = JSON.stringify({ ...values, ...JSON.parse(field(row, "opened").value) });
  }

  // What the line of a row says, which is printed where the fields are empty.
  function lineOf(row) {
    const text = (name) => row.querySelector(`.participant__${name}`).textContent;
    return { [`name_printed_${language}`]: text("name"), [`office_printed_${language}`]: text("office") };
  }

  function fill(row, values, labels = {}, printed = {}) {
    for (const [name, value] of Object.entries(values)) {
      const one = field(row, name);
      if (!one) continue;
      if (one.type === "checkbox") one.checked = Boolean(value);
      else if (one.classList.contains("admin-autocomplete")) {
        $(one).empty();
        for (const key of [value].flat().filter(Boolean)) one.append(new Option(labels[name]?.[key] ?? key, key, true, true));
        if (row.dataset.ready) $(one).trigger("change.select2");
      } else one.value = value;
    }
    describe(row, printed);
  }

  function ready(row) {
    if (row.dataset.ready) return;
    row.dataset.ready = "1";
    $(row).find(".participant__fields .admin-autocomplete").not(".select2-hidden-accessible").djangoAdminSelect2();
  }

  function open(row, isOpen) {
    unfold(row);
    const place = row.querySelector(".participant__fields");
    place.hidden = !isOpen;
    row.querySelector("[data-act=open]").setAttribute("aria-expanded", isOpen);
    if (isOpen) ready(row);
  }

  function addRow({ values = {}, labels = {}, notes = [], people = {} } = {}) {
    const row = document.createElement("li"), number = Number(total.value);
    total.value = number + 1;
    row.className = "participant";
    row.id = `${prefix}-${number}`;
    row.dataset.number = number;
    row.append(templates.line.content.cloneNode(true), fieldsOf(row));
    list.append(row);
    fill(row, values, labels);
    tell(row, notes, people);
    return row;
  }

  async function addRows(asked) {
    const answer = await askRows(asked);
    if (!answer) return [];
    const present = new Set(rows().map((row) => personOf(row)).filter(Boolean));
    const added = answer.rows.filter(({ values }) => !values.person || !present.has(values.person)).map(addRow);
    say(added.length ? words.added : words.none, { number: added.length });
    if (added.length) changed(added.at(-1));
    return added;
  }

  const personOf = (row) => field(row, "person")?.value ?? data.rows[row.dataset.number]?.person;
  const bodies = () => rows().map((row) => field(row, "delegation")?.value ?? data.rows[row.dataset.number]?.delegation).filter(Boolean);

  // The line says what the fields hold, or what saving would print.
  function describe(row, printed = {}) {
    if (!row.querySelector(".participant__fields")) return;
    const text = (name) => field(row, name)?.value.trim() || printed[name] || field(row, name)?.placeholder || "";
    const inLanguage = (name) => text(`${name}_${language}`) || [...row.querySelectorAll(`[name*="-${name}_"]`)]
      .map((one) => one.value.trim() || printed[one.name.split("-").at(-1)] || "").find(Boolean) || "";
    const label = (name) => field(row, name)?.selectedOptions?.[0]?.textContent.trim() ?? "";
    row.querySelector(".participant__name").textContent = inLanguage("name_printed") || label("person") || words.nobody;
    row.querySelector(".participant__office").textContent = inLanguage("office_printed");
    row.querySelector(".participant__delegation").textContent = inLanguage("delegation_printed") || label("delegation");
    const usual = field(row, "role").options[field(row, "role").selectedIndex];
    row.querySelector(".participant__how").textContent = /participant|delegation_member/.test(usual?.value) ? "" : usual?.textContent ?? "";
    for (const [name, value] of Object.entries(printed)) if (field(row, name)) field(row, name).placeholder = value;
  }

  // The notes of the row itself stay when the list is checked.
  const own = new WeakMap();
  function tell(row, notes, people = {}) {
    own.set(row, { notes, people });
    show(row, notes, people);
  }

  function show(row, notes, people) {
    const place = row.querySelector(".participant__notes");
    place.replaceChildren(...items(notes));
    const offers = Object.entries(people);
    if (!offers.length) return;
    const offer = document.createElement("li");
    offer.append(`${words.chooses} `, ...offers.map(([key, label]) => button(label, () => choose(row, key))));
    place.append(offer);
  }

  const valueOf = (row, name) => {
    const one = field(row, name);
    return one?.selectedOptions ? [...one.selectedOptions].map((option) => option.value).join() : one?.value;
  };

  // What the editor types while the server answers stays.
  async function choose(row, person) {
    unfold(row);
    const names = [...row.querySelectorAll(".participant__fields [name]")].map((one) => one.name.split("-").at(-1));
    const before = Object.fromEntries(names.map((name) => [name, valueOf(row, name)]));
    const answer = await askRows({ person });
    if (!answer?.rows.length) return;
    const { values, labels, notes } = answer.rows[0];
    const same = Object.entries(values).filter(([name]) => valueOf(row, name) === before[name]);
    fill(row, Object.fromEntries(same), labels);
    tell(row, notes);
    changed(row);
  }

  function remove(row) {
    const key = `${prefix}-${row.dataset.number}-DELETE`, marked = row.querySelector(`[name="${key}"]`);
    if (!field(row, "id")?.value) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector("[data-act=remove]") ?? group.querySelector("[data-act=add]")).focus();
    } else if (marked) marked.remove();
    else {
      unfold(row);
      row.append(Object.assign(document.createElement("input"), { type: "hidden", name: key, value: "on" }));
    }
    mark(row);
    changed(list);
  }

  function mark(row) {
    const isRemoved = Boolean(row.querySelector('[name$="-DELETE"]')), one = row.querySelector("[data-act=remove]");
    row.classList.toggle("participant--removed", isRemoved);
    if (one) one.textContent = isRemoved ? words.keep : words.remove;
  }

  // The order

  function renumber() {
    rows().forEach((row, place) => { field(row, "order").value = place + 1; });
    changed(list);
  }

  function move(row, other, isBefore) {
    if (!other) return;
    other[isBefore ? "before" : "after"](row);
    renumber();
    say(words.moved, { name: row.querySelector(".participant__name").textContent, place: rows().indexOf(row) + 1, number: rows().length });
  }

  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".participant__handle")?.closest("li");
    if (row) row.draggable = true;
  });
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target;
    event.dataTransfer.effectAllowed = "move";
    dragged.classList.add("participant--dragged");
  });
  list.addEventListener("dragover", (event) => {
    const row = event.target.closest?.("li.participant");
    if (!dragged || !row) return;
    event.preventDefault();
    if (row === dragged) return;
    const { top, height } = row.getBoundingClientRect();
    row[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    dragged.draggable = false;
    dragged.classList.remove("participant--dragged");
    dragged = null;
    renumber();
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("li.participant");
    if (!event.altKey || !row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(row, event.key === "ArrowUp");
    event.target.focus();
  });
  const step = (row, isUp) => move(row, isUp ? row.previousElementSibling : row.nextElementSibling, isUp);

  // What the server says

  async function ask(address, body) {
    try {
      const answer = await fetch(address, {
        method: "POST", body, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      });
      if (answer.ok) return await answer.json();
    } catch { /* told below */ }
    say(words.failed);
    return null;
  }

  function askRows(asked) {
    const body = new FormData();
    for (const [name, value] of Object.entries(asked)) body.append(name, value);
    for (const key of bodies()) body.append("delegation", key);
    body.append("day", day());
    return ask(addresses.rows, body);
  }

  function listed() {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (name.startsWith(`${prefix}-`)) body.append(name, value);
    body.append("start_date", day());
    return body;
  }

  async function check() {
    const number = ++checks, answer = await ask(addresses.check, listed());
    if (!answer || number !== checks) return answer;
    for (const [key, { notes, printed }] of Object.entries(answer.rows)) {
      const row = document.getElementById(`${prefix}-${key}`);
      if (!row) continue;
      describe(row, printed);
      const { notes: before = [], people = {} } = own.get(row) ?? {};
      show(row, [...before, ...notes], people);
    }
    group.querySelector(".participants__errors").replaceChildren(...items(answer.errors));
    return answer;
  }

  function checkSoon() {
    clearTimeout(timer);
    timer = setTimeout(check, 600);
  }

  // What the editor does

  const acts = {
    up: (row) => step(row, true),
    down: (row) => step(row, false),
    open: (row) => open(row, row.querySelector(".participant__fields")?.hidden ?? true),
    remove,
    add: () => {
      const row = addRow();
      open(row, true);
      changed(row);
      row.querySelector(".select2-selection")?.focus();
    },
    paste: async () => {
      const names = form.elements._names;
      if ((await addRows({ names: names.value })).length) names.value = "";
    },
    protocol: async () => {
      const answer = await check();
      if (!answer) return;
      for (const number of answer.order) list.append(document.getElementById(`${prefix}-${number}`));
      renumber();
      say(words.ordered);
    },
    refill: async () => {
      for (const row of rows()) if (personOf(row) && !row.querySelector('[name$="-DELETE"]')) await choose(row, personOf(row));
    },
  };
  group.addEventListener("click", (event) => {
    const one = event.target.closest("[data-act]"), row = one?.closest("li.participant");
    if (!one) return;
    acts[one.dataset.act](row);
    if (row && ["up", "down"].includes(one.dataset.act)) one.focus();
  });
  group.addEventListener("change", checkSoon);
  document.getElementById("id_start_date")?.addEventListener("change", checkSoon);
  group.addEventListener("input", (event) => {
    const row = event.target.closest("li.participant");
    if (row) describe(row);
  });
  $(group).on("change", "select", (event) => {
    const row = event.target.closest("li.participant");
    if (row) describe(row);
    checkSoon();
  });
  $(group).on("select2:select", async (event) => {
    const one = event.target, row = one.closest("li.participant");
    if (row && one.name.endsWith("-person")) await choose(row, one.value);
    if (row || !one.value) return;
    await addRows(one.name.endsWith("-meeting") ? { meeting: one.value } : { person: one.value });
    $(one).val(null).trigger("change");
    if (one.name.endsWith("-person")) $(one).select2("open"); // for the next one
  });

  // The offices offered are those of the person.
  let choosing = null;
  $(document).on("select2:opening", "select", (event) => { choosing = event.target; });
  $.ajaxPrefilter((options) => {
    const row = choosing?.name.startsWith(`${prefix}-`) && choosing.name.endsWith("-memberships") && choosing.closest("li.participant");
    if (row && personOf(row) && options.url.includes("/autocomplete/")) options.data += `&person=${encodeURIComponent(personOf(row))}`;
  });

  for (const row of rows()) {
    if (row.querySelector(".participant__fields:not([hidden])")) open(row, true);
    describe(row, lineOf(row));
    mark(row);
  }
}
