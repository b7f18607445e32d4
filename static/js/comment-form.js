/*
 * Fetches the comment form into the page when a reader presses "Kommentar schreiben" or "Antworten",
 * and puts "Dazu schreiben" below each item of an agenda. Without this script the same links lead to
 * the form's own address, which does the whole work and lets one choose the item.
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
  to.elements.wants_replies.checked = from.elements.wants_replies.checked;
}

/* What only a form needs comes with the form: pages that are read load nothing for it. */
async function loadForForm() {
  const [keeping] = await Promise.all([import("./keep-form.js"), import("./captcha.js")]);
  return keeping;
}

async function openForm(event) {
  const link = event.target.closest("a[data-fetch-form]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // The form appears once what keeps its text is there, so that not even the first letter is lost.
  const [form, keeping] = await Promise.all([
    fetchForm(link.href).catch(() => null),
    loadForForm().catch(() => null),
  ]);
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
  if ("keepForm" in form.dataset) keeping?.keepForm(form);
  form.elements.text.focus();
}

function offerPlaces(template) {
  for (const item of document.querySelectorAll(".agenda-item[id]")) {
    const heading = item.querySelector("h3");
    if (item.childElementCount === 1 && heading) continue; // nothing public in it
    const link = template.content.cloneNode(true);
    link.querySelector("a").href += encodeURIComponent(item.id);
    link.querySelector("span").textContent += heading?.textContent ?? "";
    item.append(link);
  }
}

document.addEventListener("click", openForm);
document.querySelectorAll("template[data-place-link]").forEach(offerPlaces);
if (document.querySelector("[data-comment-form], [data-form-saved]")) loadForForm();
