/*
 * Lays the TOPs on the clock: minutes or "bis", the other follows at once; an overrun of the planned end
 * is shown. Without this script the server computes the other on saving.
 */

import { clockOf, minutesOf, momentOf } from "./clock.js";
import { agenda, counted, field, form, isDeleted, isFilled, rows, say } from "./rows.js";

/* The end of a row that starts at `start`; the field that was not typed is filled in. */
function follow(row, start, latest) {
  const minutes = field(row, "planned_minutes");
  const end = field(row, "planned_end");
  const endLeads = end.value && (start === null || row.dataset.endLeads || !minutes.value);
  if (endLeads) {
    const moment = momentOf(minutesOf(end.value), latest);
    const isBackwards = latest !== null && moment < latest;
    if (start !== null) minutes.value = isBackwards ? "" : moment - start;
    row.classList.toggle("agenda-backwards", isBackwards);
    return isBackwards ? null : moment;
  }
  row.classList.remove("agenda-backwards");
  if (start === null || !/^\d+$/.test(minutes.value)) return null;
  end.value = clockOf(start + Number(minutes.value));
  return start + Number(minutes.value);
}

function showTitle(row) {
  const number = field(row, "number").value;
  const name = field(row, "name").value;
  row.querySelector(".inline_label").textContent = number ? `TOP ${number} ${name}` : name;
}

function showClock(row, start, end) {
  const shown = [start, end].map((moment) => (moment === null ? "?" : clockOf(moment)));
  const place = row.querySelector(".field-clock .readonly");
  if (place) place.textContent = isFilled(row) && !isDeleted(row) ? shown.join("–") : "";
}

function showSum(opening, latest, planned) {
  const sum = agenda.querySelector("[data-agenda-sum]");
  const over = latest !== null && planned !== null ? latest - planned : 0;
  const values = { end: clockOf(latest ?? 0), planned: clockOf(planned ?? 0) };
  sum.classList.toggle("agenda-overrun", over > 0);
  if (over > 0) sum.textContent = say(agenda.dataset.overrun, { ...values, minutes: over });
  else if (opening !== null && latest !== null && latest > opening)
    sum.textContent = say(agenda.dataset.until, { ...values, minutes: latest - opening });
  else sum.textContent = "";
}

/* Lays all TOPs on the clock, as meetings/timetable.py does. */
export function layOut() {
  const opening = minutesOf(form.elements.start?.value);
  const planned = momentOf(minutesOf(form.elements.end?.value), opening);
  let [start, latest] = [opening, opening];
  for (const row of rows()) {
    if (!isFilled(row) || isDeleted(row)) {
      showClock(row, null, null);
      continue;
    }
    const end = follow(row, start, latest);
    showTitle(row);
    showClock(row, start, end);
    row.classList.toggle("agenda-overrun", planned !== null && end !== null && end > planned);
    start = end;
    latest = end ?? latest;
  }
  showSum(opening, latest, planned);
}

/* What this script filled in is not sent, so that the server's clock decides. */
export function sendWhatWasTyped(event) {
  if (minutesOf(form.elements.start?.value) === null) return;
  for (const row of counted()) {
    const [minutes, end] = [field(row, "planned_minutes"), field(row, "planned_end")];
    if (row.dataset.endLeads) event.formData.set(minutes.name, "");
    else if (minutes.value) event.formData.set(end.name, end.defaultValue);
  }
}
