// Names for what has none: the search field of an autocomplete and the text of the editor are called as
// the label beside them says.
{
  // The editor would add a style sheet, which the policy forbids, unless it finds one of its own; its rules are
  // in admin.css, and an element of no known kind holds the place.
  const place = document.createElementNS("urn:place", "style");
  place.setAttribute("data-tiptap-style", "");
  document.head.append(place);

  const $ = django.jQuery;
  const labelOf = (element) => document.querySelector(`label[for="${element.id}"]`)?.textContent.replace(/:$/, "")
    ?? element.closest("td")?.getAttribute("data-label") ?? element.name;

  // The box of an autocomplete is called as its label, with what is chosen; select2 calls what is chosen a text field.
  function nameAutocomplete(select) {
    const box = select.nextElementSibling?.querySelector(".select2-selection"), shown = box?.querySelector(".select2-selection__rendered");
    if (!shown) return;
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", labelOf(select));
    if (!box.matches(".select2-selection--single")) return;
    for (const name of ["role", "aria-readonly"]) shown.removeAttribute(name);
    const label = document.querySelector(`label[for="${select.id}"]`);
    box.setAttribute("aria-label", [labelOf(select), shown.title].filter(Boolean).join(": "));
    if (label) {
      label.id ||= `${select.id}-label`;
      box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
    } else box.removeAttribute("aria-labelledby");
  }

  function nameFields() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) nameAutocomplete(select);
    // The column of the names of rows has no title, so that its cell is no header.
    for (const cell of document.querySelectorAll(".tabular th.original:empty")) cell.setAttribute("role", "cell");
    // Fields of a table are called as their columns, the two of a moment by the words before each.
    for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden], [aria-label])")) {
      const cell = field.closest("td");
      const head = cell.closest("table").querySelectorAll("thead th")[[...cell.parentElement.cells].indexOf(cell)];
      const name = head?.textContent.trim() || cell.className.replace("field-", "");
      if (!field.labels?.length) field.setAttribute("aria-label", name);
    }
    for (const field of document.querySelectorAll(".datetime input:not([aria-label])")) {
      const words = [field.closest(".fieldBox, .form-row")?.querySelector("label, legend")?.textContent, field.previousSibling?.textContent];
      field.setAttribute("aria-label", words.filter(Boolean).map((word) => word.trim().replace(/:$/, "")).join(", "));
    }
    for (const text of document.querySelectorAll(".ProseMirror[contenteditable]")) {
      const area = text.closest(".prose-editor")?.querySelector("textarea");
      if (!area) continue;
      text.setAttribute("aria-label", labelOf(area));
      if (area.lang) text.lang = area.lang;
    }
  }

  // Scripts make these fields when they are ready, and again for every row that is added.
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; nameFields(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
  $(document).on("select2:open", (event) => {
    document.querySelector(".select2-container--open .select2-search--dropdown .select2-search__field")
      ?.setAttribute("aria-label", labelOf(event.target));
    for (const box of document.querySelectorAll(".select2-selection[aria-expanded=true]")) {
      box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
    }
  });
}
