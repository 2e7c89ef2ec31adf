// A row of a meeting's participants: the offices offered are those of the person chosen, and choosing a person
// chooses the offices that he or she held on the day of the meeting.
{
  const $ = django.jQuery;
  const inRow = (element, name) => element.closest(".inline-related")?.querySelector(`select[name$="-${name}"]`);
  let open = null;

  $(document).on("select2:opening", "select", (event) => { open = event.target; });
  $.ajaxPrefilter((options) => {
    const person = open?.name.endsWith("-memberships") && inRow(open, "person")?.value;
    if (person && options.url.includes("/autocomplete/")) options.data += `&person=${encodeURIComponent(person)}`;
  });

  $(document).on("select2:select", 'select[name$="-person"]', async (event) => {
    const offices = inRow(event.target, "memberships");
    if (!offices) return;
    const { appLabel, modelName, fieldName } = offices.dataset;
    const query = new URLSearchParams({
      app_label: appLabel, model_name: modelName, field_name: fieldName, term: "",
      person: event.target.value, day: document.getElementById("id_start_date").value,
    });
    const answer = await fetch(`${offices.getAttribute("data-ajax--url")}?${query}`);
    if (!answer.ok) return;
    const { results } = await answer.json();
    $(offices).empty();
    for (const { id, text } of results) offices.append(new Option(text, id, true, true));
    $(offices).trigger("change");
  });
}
