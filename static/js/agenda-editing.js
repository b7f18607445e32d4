/*
 * Entering an agenda in the admin: minutes or "bis", the other follows at once; ▲▼ move a TOP; the
 * Enter key goes on to the next one. Without this script the server computes the other on saving and
 * the numbers in "Platz" give the order. Here a day has 1440 minutes; in the two nights in which the
 * clock changes the server decides, because it gets only what was typed.
 */

const DAY = 1440;
const HALF_DAY = 720;

const agenda = document.querySelector("[data-agenda-editing]");
const prefix = agenda?.dataset.agendaEditing;
const form = agenda?.closest("form");

const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const rows = () => [...agenda.querySelectorAll(".inline-related:not(.empty-form)")];
const isDeleted = (row) => field(row, "DELETE")?.checked ?? false;
const isFilled = (row) => field(row, "name").value.trim() !== "";
const counted = () => rows().filter((row) => isFilled(row) && !isDeleted(row));
const say = (text, values) => text.replace(/%\((\w+)\)s/g, (_, key) => values[key]);

function minutesOf(clock) {
  const found = /^(\d{1,2}):(\d{2})/.exec(clock ?? "");
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

function clockOf(minutes) {
  const inDay = ((minutes % DAY) + DAY) % DAY;
  return [Math.floor(inDay / 60), inDay % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/* The moment, in minutes since the first midnight, at which the clock shows `clock` after `latest`. */
function momentOf(clock, latest) {
  if (clock === null || latest === null) return clock;
  const sameDay = clock + Math.floor(latest / DAY) * DAY;
  return sameDay <= latest - HALF_DAY ? sameDay + DAY : sameDay;
}

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
function layOut() {
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

function renumber() {
  rows().forEach((row, index) => (field(row, "position").value = index + 1));
}

/* Whether the numbers run 1, 2, 3 …, so that they go on doing so when a TOP moves. */
function areNumberedThrough() {
  return counted().every((row, index) => field(row, "number").value === String(index + 1));
}

function numberThrough() {
  counted().forEach((row, index) => (field(row, "number").value = index + 1));
}

function announce(text, row) {
  const all = rows();
  const values = { name: field(row, "name").value || "TOP", place: all.indexOf(row) + 1, count: all.length };
  agenda.querySelector("[data-agenda-moved]").textContent = say(text, values);
}

/* Puts `row` at the place with this index and says so; what has the focus keeps it. */
function moveTo(row, index) {
  const focused = document.activeElement;
  const keepNumbers = areNumberedThrough();
  const others = rows().filter((other) => other !== row);
  const place = Math.max(0, Math.min(index, others.length));
  const next = others[place] ?? agenda.querySelector(".inline-related.empty-form");
  next.before(row);
  renumber();
  if (keepNumbers) numberThrough();
  layOut();
  focused?.focus();
  announce(agenda.dataset.moved, row);
}

function step(row, by) {
  const index = rows().indexOf(row) + by;
  if (index < 0) announce(agenda.dataset.first, row);
  else if (index >= rows().length) announce(agenda.dataset.last, row);
  else moveTo(row, index);
}

function moveButton(sign, label, by) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "agenda-move";
  button.textContent = sign;
  button.title = label;
  button.setAttribute("aria-label", label);
  button.dataset.moveBy = by;
  return button;
}

function addButtons(row) {
  const buttons = document.createElement("span");
  buttons.className = "agenda-moves";
  buttons.append(
    moveButton("▲", agenda.dataset.up, -1),
    moveButton("▼", agenda.dataset.down, 1),
  );
  row.querySelector("h3").append(buttons);
}

/* A new TOP gets the next number as soon as it has a name, where all have numbers. */
function proposeNumber(row) {
  const number = field(row, "number");
  const others = counted().filter((other) => other !== row);
  const numbers = others.map((other) => parseInt(field(other, "number").value, 10));
  const isNew = !row.classList.contains("has_original") && !row.dataset.numbered;
  if (!isNew || number.value || numbers.some(Number.isNaN)) return;
  row.dataset.numbered = "yes";
  number.value = Math.max(0, ...numbers) + 1;
}

function typed(event) {
  const row = event.target.closest(".inline-related");
  if (row && agenda.contains(row)) {
    if (event.target === field(row, "planned_end")) row.dataset.endLeads = event.target.value ? "yes" : "";
    if (event.target === field(row, "planned_minutes")) row.dataset.endLeads = "";
    if (event.target === field(row, "name")) proposeNumber(row);
  }
  layOut();
}

/* Enter goes on to the next TOP, and behind the last one adds one. */
function goOn(event) {
  const isLine = event.target.matches("input:not([type=checkbox], [type=submit], [aria-expanded=true])");
  const row = event.target.closest(".inline-related");
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !isLine || !row) return;
  event.preventDefault();
  const next = rows()[rows().indexOf(row) + 1];
  if (next) field(next, "name").focus();
  else agenda.querySelector(".add-row a").click();
}

/* Django numbers the fields by their order in the page when a new row goes, and needs saved rows first. */
function orderForDjango() {
  const byIndex = (row) => Number(row.id.slice(prefix.length + 1));
  const last = agenda.querySelector(".inline-related.empty-form");
  const shown = rows();
  last.before(...[...shown].sort((a, b) => byIndex(a) - byIndex(b)));
  queueMicrotask(() => {
    last.before(...shown);
    renumber();
    layOut();
  });
}

/* What this script filled in is not sent, so that the server's clock decides. */
function sendWhatWasTyped(event) {
  if (minutesOf(form.elements.start?.value) === null) return;
  for (const row of counted()) {
    const [minutes, end] = [field(row, "planned_minutes"), field(row, "planned_end")];
    if (row.dataset.endLeads) event.formData.set(minutes.name, "");
    else if (minutes.value) event.formData.set(end.name, end.defaultValue);
  }
}

function start() {
  rows().forEach(addButtons);
  for (const row of rows()) {
    if (!field(row, "planned_minutes").value && field(row, "planned_end").value) row.dataset.endLeads = "yes";
  }
  agenda.querySelector(".agenda-keys").hidden = false;
  form.addEventListener("input", typed);
  form.addEventListener("formdata", sendWhatWasTyped);
  agenda.addEventListener("keydown", goOn);
  agenda.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move-by]");
    if (button) step(button.closest(".inline-related"), Number(button.dataset.moveBy));
  });
  agenda.addEventListener("change", (event) => {
    const row = event.target.closest(".inline-related");
    if (row && event.target === field(row, "position")) moveTo(row, Number(event.target.value) - 1);
    if (event.target.name.endsWith("-DELETE")) layOut();
  });
  document.addEventListener("formset:added", (event) => {
    if (event.detail.formsetName !== prefix) return;
    addButtons(event.target);
    renumber();
    field(event.target, "name").focus();
  });
  document.addEventListener("formset:removed", (event) => {
    if (event.detail.formsetName === prefix) orderForDjango();
  });
  layOut();
}

if (agenda && form) start();
