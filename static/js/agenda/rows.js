/* The rows of the agenda as they stand in the form, and what is read from them. */

export const agenda = document.querySelector("[data-agenda-editing]");
export const prefix = agenda?.dataset.agendaEditing;
export const form = agenda?.closest("form");

export const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
export const rows = () => [...agenda.querySelectorAll(".inline-related:not(.empty-form)")];
export const isDeleted = (row) => field(row, "DELETE")?.checked ?? false;
export const isFilled = (row) => field(row, "name").value.trim() !== "";
export const counted = () => rows().filter((row) => isFilled(row) && !isDeleted(row));
export const say = (text, values) => text.replace(/%\((\w+)\)s/g, (_, key) => values[key]);
