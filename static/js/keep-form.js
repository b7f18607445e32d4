/*
 * Keeps in this browser what is being typed into a form of the desk, until it is saved, and offers it when
 * the form is opened again: after a crash, an empty battery or a tab closed by accident. Kept is the form as
 * it was opened, with its hidden fields, so that the server merges what others saved since. Without this
 * script nothing is kept, and all works.
 */

const start = "formular:";
const longest = 7 * 24 * 60 * 60 * 1000;
const notKept = /^(csrfmiddlewaretoken|_.*|.*-kept(-drop)?|.*__prefix__.*)$/;

function read(key) {
  return JSON.parse(localStorage.getItem(key) ?? "null");
}

function write(key, kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // No room, or the browser keeps nothing: as without this script.
  }
}

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, text]) => typeof text === "string" && !notKept.test(name));
}

function removeOld() {
  const saved = document.querySelector(".messagelist .success");
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(start))) {
    const kept = read(key);
    if (Date.now() - kept.at > longest || (saved && kept.sent)) localStorage.removeItem(key);
  }
}

/* As many rows as there were: missing ones are added by Django's own link, others were not there then. */
function matchRows(form, texts) {
  for (const [name, [count]] of texts) {
    const prefix = name.endsWith("-TOTAL_FORMS") && name.slice(0, -"-TOTAL_FORMS".length);
    const total = prefix && form.elements[name];
    if (!total) continue;
    const addLink = document.querySelector(`[id="${prefix}-group"] .add-row a`);
    while (addLink && Number(total.value) < Number(count)) {
      const before = total.value;
      addLink.click();
      if (total.value === before) break;
    }
    for (let row = Number(count); row < Number(total.value); row += 1) {
      document.getElementById(`${prefix}-${row}`)?.remove();
    }
  }
}

function fillIn(form, fields) {
  const texts = new Map();
  for (const [name, text] of fields) texts.set(name, [...(texts.get(name) ?? []), text]);
  matchRows(form, texts);
  for (const element of form.elements) {
    if (!element.name || notKept.test(element.name) || ["file", "submit"].includes(element.type)) continue;
    const values = texts.get(element.name) ?? [];
    if (["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
    else if (element.options) for (const option of element.options) option.selected = values.includes(option.value);
    else if (values.length) element.value = values[0];
  }
}

function watch(form, key) {
  let waiting = null;
  const keep = () => {
    waiting = null;
    write(key, { at: Date.now(), fields: fieldsOf(form) });
  };
  const keepSoon = () => {
    waiting ??= setTimeout(keep, 300);
  };
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  window.addEventListener("pagehide", () => {
    if (waiting !== null) keep();
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = null;
    write(key, { at: Date.now(), fields: fieldsOf(form), sent: true });
  });
}

function offer(form, notice, key, kept) {
  const typed = (fields) => JSON.stringify(fields.filter(([name]) => name !== "merge-base"));
  if (!kept || typed(kept.fields) === typed(fieldsOf(form))) return;
  notice.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  });
  notice.hidden = false;
  notice.addEventListener("click", (event) => {
    if ("keepUse" in event.target.dataset) fillIn(form, kept.fields);
    else if ("keepDrop" in event.target.dataset) localStorage.removeItem(key);
    else return;
    notice.hidden = true;
  });
}

removeOld();
const notice = document.querySelector("[data-keep-form]");
if (notice) {
  const form = notice.closest("form");
  const key = start + window.location.pathname;
  const kept = read(key);
  if (notice.dataset.keepForm !== "back") offer(form, notice, key, kept);
  else if (kept) write(key, { ...kept, sent: false }); // refused, so not yet saved
  watch(form, key);
}
