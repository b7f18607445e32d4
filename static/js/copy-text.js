/*
 * Copies the text of a field when a reader presses "Kopieren" beside it.
 * Without this script the buttons stay hidden; the text can be selected and copied by hand.
 */

async function copy(event) {
  const button = event.currentTarget;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return; // the text stays selected for Ctrl+C
  }
  button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", copy);
}
