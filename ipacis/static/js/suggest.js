// Suggestions under a search box as one types (the combobox pattern of the ARIA Authoring Practices).
// Without JavaScript the form is simply submitted.

const PAUSE = 120;

function marked(name, spans) {
  const line = document.createElement("span");
  let end = 0;
  for (const [start, stop] of spans) {
    line.append(name.slice(end, start));
    const mark = document.createElement("mark");
    mark.textContent = name.slice(start, stop);
    line.append(mark);
    end = stop;
  }
  line.append(name.slice(end));
  return line;
}

function option(person, id) {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.dataset.url = person.url;
  const name = document.createElement("b");
  name.append(person.shown);
  item.append(name);
  if (person.name !== person.shown) {
    item.append(" ", marked(person.name, person.spans));
  } else {
    name.replaceChildren(marked(person.name, person.spans));
  }
  if (person.office) {
    const office = document.createElement("small");
    office.textContent = person.office;
    item.append(office);
  }
  return item;
}

function thingOption(thing, id) {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.dataset.url = thing.url;
  const kind = document.createElement("small");
  kind.textContent = thing.kind;
  item.append(thing.name, kind);
  return item;
}

function suggest(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.role = "listbox";
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  let waiting;
  let asked = 0;
  let chosen = -1;

  // The list stands in the page only while it holds something: an empty one is no list box.
  function show(open) {
    if (open) input.parentElement.append(list);
    else list.remove();
    input[open ? "setAttribute" : "removeAttribute"]("aria-controls", list.id);
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  function choose(index) {
    const options = list.querySelectorAll("[data-url]");
    chosen = index < options.length ? index : -1;
    options.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const query = input.value.trim();
    const number = ++asked;
    if (query.length < 2) return show(false);
    let people;
    let things = [];
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(query.slice(0, 200))}`);
      ({ people, things = [] } = await answer.json());
    } catch {
      return show(false);
    }
    if (number !== asked) return;
    if (people.length || things.length) {
      list.replaceChildren(
        ...people.map((person, place) => option(person, `${list.id}-${place}`)),
        ...things.map((thing, place) => thingOption(thing, `${list.id}-thing-${place}`)),
      );
    } else if (!input.dataset.none) {
      return show(false);
    } else {
      const none = document.createElement("li");
      none.role = "option";
      none.setAttribute("aria-disabled", "true");
      none.textContent = input.dataset.none;
      list.replaceChildren(none);
    }
    choose(-1);
    show(true);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return show(false);
    if (!list.isConnected) return;
    const last = list.querySelectorAll("[data-url]").length - 1;
    if (event.key === "ArrowDown") choose(chosen >= last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.href = list.children[chosen].dataset.url;
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[data-url]");
    if (item) location.href = item.dataset.url;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);
