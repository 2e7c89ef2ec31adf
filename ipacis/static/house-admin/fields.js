// The fields of a form of the admin: their values, their names for people, and what differs.

const OWN = /^(csrfmiddlewaretoken|action)$|^_|__prefix__|(^|-)choice-/;

// What the form would send, as [[name, text]], without tokens, buttons and files.
export function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.test(name))
    .map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
}

// The files that are chosen, as [[name of the field, name of the file]].
export function filesOf(form) {
  return [...form.querySelectorAll("input[type=file]")]
    .flatMap((input) => [...input.files].map((file) => [nameFor(form, input.name), file.name]));
}

// The texts of the chosen options, by the name of the list and the value.
export function labelsOf(form) {
  const labels = {};
  for (const select of form.querySelectorAll("select[name]")) {
    for (const option of select.selectedOptions) {
      if (option.value) (labels[select.name] ??= {})[option.value] = option.textContent.trim();
    }
  }
  return labels;
}

// Whether a field holds data of the form itself.
const HIDDEN = /(^|-)(opened|seen_version|asked|id)$|_FORMS$/;

// The fields whose values differ, as [{name, before, after}] in words. *text* is a kept text.
export function differences(form, text) {
  const folded = foldedRows(form, text.entries);
  const before = grouped([...entriesOf(form), ...folded.entries]), after = grouped(text.entries);
  const labels = [labelsOf(form), text.labels, folded.labels];
  const found = [];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const [one, other] = [before.get(name) ?? [], after.get(name) ?? []];
    if (HIDDEN.test(name) || modelField(form, name)?.type === "hidden" || JSON.stringify(one) === JSON.stringify(other)) continue;
    if (!one.join("") && !other.join("")) continue;
    const inWords = (values) => values.map((value) => wordsFor(form, name, value, labels)).filter(Boolean).join("; ");
    found.push({ name: nameFor(form, name), before: inWords(one), after: inWords(other) });
  }
  return found;
}

// The values and labels of the rows that the page shows in one line and of which *entries* have the fields.
function foldedRows(form, entries) {
  const known = new Set(entries.map(([name]) => name)), found = { entries: [], labels: {} };
  for (const script of form.querySelectorAll("script[type='application/json'][id$='-data']")) {
    const { rows, labels } = JSON.parse(script.textContent);
    for (const [number, values] of Object.entries(rows)) {
      const called = (name) => `${script.id.replace(/-data$/, "")}-${number}-${name}`;
      const names = Object.keys(values);
      if (!names.some((name) => known.has(called(name))) || names.some((name) => form.elements[called(name)])) continue;
      for (const name of names) {
        for (const one of [values[name]].flat()) found.entries.push([called(name), one === "True" ? "on" : one]);
        found.labels[called(name)] = labels[name];
      }
    }
  }
  return found;
}

// The field *name* in the fields from which a script makes those of a row.
function modelField(form, name) {
  const pattern = name.replace(/-\d+-/, "-__prefix__-");
  for (const template of form.querySelectorAll("template")) {
    const field = template.content.querySelector(`[name="${CSS.escape(pattern)}"]`);
    if (field) return field;
  }
  return null;
}

function grouped(entries) {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

function wordsFor(form, name, value, labels) {
  for (const known of labels) if (known?.[name]?.[value]) return known[name][value];
  const field = form.elements[name];
  if (field instanceof RadioNodeList) {
    return [...field].find((one) => one.value === value)?.labels?.[0]?.textContent.trim() ?? value;
  }
  if ((field ?? modelField(form, name))?.type === "checkbox") return "✓";
  if (!value.startsWith("<")) return value;
  // A text of the editor. Blocks end with a space, so that their words stay apart. DOMParser runs no scripts.
  return new DOMParser().parseFromString(value.replaceAll("</", " </"), "text/html").body.textContent.trim();
}

// The label of the field *name*, after the heading of its row.
function nameFor(form, name) {
  const named = form.elements[name] ?? modelField(form, name);
  const field = named instanceof RadioNodeList ? named[0] : named;
  const label = labelOf(field) || name;
  const row = /^(.+)-(\d+)-/.exec(name);
  if (!row) return label;
  const heading = form.querySelector(`#${CSS.escape(row[1])}-group .inline-heading, #${CSS.escape(row[1])}-group h2`);
  return [heading?.textContent.trim(), `${Number(row[2]) + 1}`, field ? label : name.split("-").at(-1)]
    .filter(Boolean).join(" · ");
}

function labelOf(field) {
  if (!field) return null;
  // The label of a radio button names its value; the first label or the legend of its row names the question.
  // A field in a template knows no labels.
  const label = field.type === "radio" ? field.closest(".form-row")?.querySelector("legend, label")
    : field.labels?.[0] ?? field.getRootNode().querySelector(`label[for="${CSS.escape(field.id)}"]`);
  return label?.textContent.trim().replace(/:$/, "") || field.getAttribute("aria-label");
}
