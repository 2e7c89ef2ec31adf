// Elements of a page, and moments in words.

export function add(form, name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}

export function link(address, text) {
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: address, textContent: text });
  return anchor;
}

export function button(text, act) {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", className: "button", textContent: text });
  one.addEventListener("click", act);
  return one;
}

export const items = (texts) => texts.map((text) => Object.assign(document.createElement("li"), { textContent: text }));

export function table(rows) {
  const body = document.createElement("table");
  for (const { name, before, after } of rows) {
    const row = body.insertRow(), head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    const was = document.createElement("del"), is = document.createElement("ins");
    was.textContent = before;
    is.textContent = after;
    row.insertCell().append(was);
    row.insertCell().append(is);
  }
  return body;
}

const language = document.documentElement.lang;
export const moment = (number) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(number);
export const time = (number) => new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(number);
