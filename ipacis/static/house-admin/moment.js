// The page on which a moment is typed tells it in words, in the zone of the site and in that of the reader.

const place = document.querySelector("[data-moment-of]");
if (place) {
  const { momentOf: name, zone, words, elsewhere } = place.dataset;
  const [day, time] = [0, 1].map((part) => document.querySelector(`[name="${name}_${part}"]`));
  // The pages in English write days as in Britain.
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  let shown = null;
  // The calendar and the clock of the form change the fields without an event.
  setInterval(() => {
    const typed = `${day.value} ${time.value}`;
    if (typed === shown) return;
    shown = typed;
    const moment = momentIn(zone, day.value, time.value);
    place.textContent = moment ? sentences(moment) : "";
  }, 200);

  function sentences(moment) {
    const options = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
    const there = new Intl.DateTimeFormat(language, { ...options, timeZone: zone }).format(moment);
    const here = new Intl.DateTimeFormat(language, options).format(moment);
    return there === here ? words.replace("{moment}", there) : `${words.replace("{moment}", there)} ${elsewhere.replace("{moment}", here)}`;
  }
}

// The moment at which the clocks of *zone* show the day and time that were typed; null for what is no such text.
function momentIn(zone, day, time) {
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(day.trim()), dotted = /^(\d\d?)\.(\d\d?)\.(\d{4})$/.exec(day.trim());
  const hours = /^(\d\d?):(\d\d)(:\d\d)?$/.exec(time.trim());
  if (!(iso || dotted) || !hours) return null;
  const [year, month, date] = (iso ? iso.slice(1) : dotted.slice(1).reverse()).map(Number);
  const guess = Date.UTC(year, month - 1, date, Number(hours[1]), Number(hours[2]));
  if (Number.isNaN(guess)) return null;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(guess);
  const value = Object.fromEntries(parts.map((part) => [part.type, Number(part.value)]));
  const there = Date.UTC(value.year, value.month - 1, value.day, value.hour, value.minute);
  return new Date(2 * guess - there);
}
