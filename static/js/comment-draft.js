/*
 * Keeps what is being typed for as long as the tab is open, so that going back, or closing the form by
 * accident, loses nothing. Without this script the browser keeps what it keeps by itself.
 */

const kept = ["name", "email", "text"];

function nameOf(form) {
  return `kommentar:${new URL(form.action).pathname}`;
}

function keep(event) {
  const form = event.target.closest("[data-comment-form]");
  if (!form || !("draft" in form.dataset)) return;
  const typed = Object.fromEntries(kept.map((name) => [name, form.elements[name]?.value ?? ""]));
  sessionStorage.setItem(nameOf(form), JSON.stringify(typed));
}

export function fillIn(form) {
  if (!("draft" in form.dataset) || kept.some((name) => form.elements[name]?.value)) return;
  const typed = JSON.parse(sessionStorage.getItem(nameOf(form)) ?? "{}");
  for (const name of kept) {
    if (typed[name] && form.elements[name]) form.elements[name].value = typed[name];
  }
}

function forget(address) {
  sessionStorage.removeItem(`kommentar:${address}`);
}

document.addEventListener("input", keep);
for (const sent of document.querySelectorAll("[data-comment-sent]")) forget(sent.dataset.commentSent);
for (const form of document.querySelectorAll("[data-comment-form]")) fillIn(form);
