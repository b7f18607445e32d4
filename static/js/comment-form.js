/*
 * Fetches the comment form into the page when a reader presses "Kommentar schreiben" or "Antworten".
 * Without this script the same links lead to the form's own address, which does the whole work.
 */

const typedFields = ["name", "email", "text"];

async function fetchForm(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return response.ok ? page.querySelector("[data-comment-form]") : null;
}

function keepTyped(from, to) {
  for (const name of typedFields) {
    to.elements[name].value = from.elements[name].value;
  }
}

async function openForm(event) {
  const link = event.target.closest("a[data-fetch-form]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = await fetchForm(link.href).catch(() => null);
  if (!form) {
    window.location.assign(link.href);
    return;
  }
  const open = document.querySelector("[data-comment-form]");
  if (open) {
    keepTyped(open, form);
    open.remove();
  }
  link.closest("p").after(document.adoptNode(form));
  form.elements.name.focus();
}

document.addEventListener("click", openForm);
