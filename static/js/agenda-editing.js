/*
 * Entering an agenda in the admin: the Enter key goes on to the next TOP, what is typed is laid on the
 * clock (agenda/timetable.js), ▲▼ move a TOP (agenda/order.js). Without these scripts the rows are Django's
 * own and the server computes what follows from what.
 */

import { addButtons, moveTo, orderForDjango, proposeNumber, renumber, step } from "./agenda/order.js";
import { agenda, field, form, prefix, rows } from "./agenda/rows.js";
import { layOut, sendWhatWasTyped } from "./agenda/timetable.js";

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
