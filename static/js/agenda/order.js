/* ▲▼ move a TOP. Without this script the numbers in "Platz" give the order. */

import { agenda, counted, field, prefix, rows, say } from "./rows.js";
import { layOut } from "./timetable.js";

export function renumber() {
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
export function moveTo(row, index) {
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

export function step(row, by) {
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

export function addButtons(row) {
  const buttons = document.createElement("span");
  buttons.className = "agenda-moves";
  buttons.append(
    moveButton("▲", agenda.dataset.up, -1),
    moveButton("▼", agenda.dataset.down, 1),
  );
  row.querySelector("h3").append(buttons);
}

/* A new TOP gets the next number as soon as it has a name, where all have numbers. */
export function proposeNumber(row) {
  const number = field(row, "number");
  const others = counted().filter((other) => other !== row);
  const numbers = others.map((other) => parseInt(field(other, "number").value, 10));
  const isNew = !row.classList.contains("has_original") && !row.dataset.numbered;
  if (!isNew || number.value || numbers.some(Number.isNaN)) return;
  row.dataset.numbered = "yes";
  number.value = Math.max(0, ...numbers) + 1;
}

/* Django numbers the fields by their order in the page when a new row goes, and needs saved rows first. */
export function orderForDjango() {
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
