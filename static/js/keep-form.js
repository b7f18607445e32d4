/*
 * Keeps in this browser what is being typed into a form, until it is saved: after a crash, an empty battery
 * or a tab closed by accident nothing is lost. Every form with "data-keep-form" is kept.
 * At the desk what was typed is offered when the form is opened again, for two weeks, with its hidden fields, so
 * that the server merges what others saved since; each window keeps its own, none is offered what another has open. Of a form with "data-keep-only" these fields alone are
 * kept, as long as the tab is open, and filled in at once. A script that saved a form by itself says so by the
 * event "form-saved". On a computer that others use too, as said at the login, the desk keeps nothing. Whoever leaves
 * a form of the desk with something typed and not sent is asked first. Without this script the browser keeps what it keeps by itself, and all works.
 */

const start = "formular:";
const ownKey = "kept-form-id";
const longest = 14 * 24 * 60 * 60 * 1000;
const notKept = /^(csrfmiddlewaretoken|_.*|.*-kept(-drop)?|.*__prefix__.*)$/;

function read(storage, key) {
  return JSON.parse(storage.getItem(key) ?? "null");
}

function keysOf(storage) {
  return Object.keys(storage).filter((key) => key.startsWith(start));
}

function write({ storage, key }, kept) {
  const text = JSON.stringify({ at: Date.now(), ...kept });
  for (;;) {
    try {
      storage.setItem(key, text);
      return;
    } catch {
      const [oldest] = keysOf(storage).filter((each) => each !== key).sort((a, b) => read(storage, a).at - read(storage, b).at);
      if (!oldest) return; // the browser keeps nothing: as without this script
      storage.removeItem(oldest);
    }
  }
}

/*
 * What this window calls the form that it shows: anew for each that is opened, the same when it came back from the
 * server. It is put down only when the page goes, so that a window made as a copy of this one has none.
 */
const before = sessionStorage.getItem(ownKey);
const isOpened = document.querySelector("[data-keep-form]") && !document.querySelector("[data-keep-form='back']");
const own = (!isOpened && before) || `${Date.now()}-${Math.random()}`;
sessionStorage.removeItem(ownKey);
window.addEventListener("pagehide", () => sessionStorage.setItem(ownKey, own));
window.addEventListener("pageshow", () => sessionStorage.removeItem(ownKey));

function fieldsOf(form, only) {
  const isSecret = (name) => form.elements[name]?.type === "password";
  const isKept = (name) => (only ? only.includes(name) : !notKept.test(name) && !isSecret(name));
  return [...new FormData(form)].filter(([name, text]) => typeof text === "string" && isKept(name));
}

/* A page that says "saved" follows the form that was sent. */
function removeOld(storage) {
  const saved = document.querySelector(".messagelist .success, [data-form-saved]");
  for (const key of keysOf(storage)) {
    const kept = read(storage, key);
    const isOwn = storage === sessionStorage || key.endsWith(`#${before}`);
    if (Date.now() - kept.at > longest || (saved && isOwn && kept.sent)) storage.removeItem(key);
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

function fillIn(form, fields, only) {
  const texts = new Map();
  for (const [name, text] of fields) texts.set(name, [...(texts.get(name) ?? []), text]);
  matchRows(form, texts);
  for (const element of form.elements) {
    const isKept = only ? only.includes(element.name) : element.name && !notKept.test(element.name);
    if (!isKept || ["file", "submit"].includes(element.type)) continue;
    const values = texts.get(element.name) ?? [];
    if (["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
    else if (element.options) for (const option of element.options) option.selected = values.includes(option.value);
    else if (values.length) element.value = element.defaultValue = values[0]; // what other scripts take for sent by the server
  }
}

/* Where the server has to place it, in a later step or at the TOPs as they are now, it is sent: what has the field that ``button`` names. */
function useKept(form, { fields }) {
  const button = form.querySelector("[data-keep-send]");
  fillIn(form, fields);
  const lacking = fields.filter(([name]) => !form.elements[name]);
  if (!fields.some(([name]) => name === button?.dataset.keepSend)) return;
  for (const [name, value] of lacking) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.requestSubmit(button);
}

/* The browser asks, in its own words. */
function askBeforeLeaving(form) {
  let typed = false;
  const note = (value) => () => {
    typed = value;
  };
  form.addEventListener("input", note(true));
  form.addEventListener("change", note(true));
  form.addEventListener("form-saved", note(false));
  form.addEventListener("submit", ({ submitter }) => {
    if (!submitter?.formTarget) typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

function watch(form, place, only) {
  let waiting = null;
  const keep = (sent) => {
    clearTimeout(waiting);
    waiting = null;
    write(place, { fields: fieldsOf(form, only), sent });
  };
  const keepSoon = () => {
    waiting ??= setTimeout(keep, 300);
  };
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("submit", ({ submitter }) => keep(!submitter?.formTarget));
  form.addEventListener("form-saved", () => {
    clearTimeout(waiting);
    waiting = null;
    place.storage.removeItem(place.key);
  });
  window.addEventListener("pagehide", () => {
    if (waiting !== null) keep();
  });
}

function isNews(form, kept) {
  const typed = (fields) => JSON.stringify(fields.filter(([name]) => !["merge-base", "stand"].includes(name)));
  return kept && typed(kept.fields) !== typed(fieldsOf(form));
}

/* The first words of what was typed otherwise than ``form`` has it. */
function wordsOf(form, { fields }) {
  const isTyped = ([name, text]) => /^text/.test(form.elements[name]?.type) && text.trim() && form.elements[name].value !== text;
  const words = fields.find(isTyped)?.[1].trim().split("\n", 1)[0] ?? "";
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

function offer(form, mark, place, key) {
  const { storage } = place;
  const kept = read(storage, key);
  if (!isNews(form, kept)) return;
  const notice = mark.cloneNode(true);
  notice.querySelector("time").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  });
  notice.querySelector("q").textContent = wordsOf(form, kept);
  notice.querySelector("q").hidden = !wordsOf(form, kept);
  notice.hidden = false;
  mark.after(notice);
  notice.addEventListener("click", (event) => {
    if (!("keepUse" in event.target.dataset || "keepDrop" in event.target.dataset)) return;
    if ("keepUse" in event.target.dataset) {
      write(place, kept);
      useKept(form, kept);
    }
    storage.removeItem(key);
    notice.remove();
  });
}

/* All that was kept of this form, the last on top, but what another window has open. */
async function offerAll(form, mark, place) {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  const open = held.map(({ name }) => name);
  const [address] = place.key.split("#");
  const keys = keysOf(place.storage).filter((key) => key.split("#")[0] === address && !open.includes(key));
  keys.sort((a, b) => read(place.storage, a).at - read(place.storage, b).at);
  for (const key of keys) offer(form, mark, place, key);
}

/* Not ``form.action``: a field of that name would stand before it. */
function addressOf(form) {
  return new URL(form.getAttribute("action") ?? "", window.location).pathname;
}

/* As elsewhere: Ctrl+S saves and goes on. */
function saveByKey(form) {
  document.addEventListener("keydown", (event) => {
    const button = form.querySelector('[name="_continue"], [aria-keyshortcuts="Control+S"]');
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || !button) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
}

/* ``mark`` is the form itself or, where Django writes the form, the notice in it. */
export function keepForm(mark) {
  const form = mark.closest("form");
  const only = mark.dataset.keepOnly?.split(" ");
  if (!only) {
    askBeforeLeaving(form);
    saveByKey(form);
  }
  if (!only && document.querySelector("meta[name='shared-computer']")) return;
  const place = only
    ? { storage: sessionStorage, key: start + addressOf(form) }
    : { storage: localStorage, key: `${start}${addressOf(form)}#${own}` };
  const kept = read(place.storage, place.key);
  const isReloaded = performance.getEntriesByType("navigation")[0]?.type === "reload"; // as it came back first
  if (!only) navigator.locks?.request(place.key, () => new Promise(() => {})); // as long as this page is there
  if (mark.dataset.keepForm === "back" && !isReloaded) {
    if (kept) write(place, { ...kept, sent: false }); // refused, so not yet saved
  } else if (only) {
    if (kept && !only.some((name) => form.elements[name]?.value)) fillIn(form, kept.fields, only);
  } else if (mark.dataset.keepForm !== "back") offerAll(form, mark, place);
  else if (isNews(form, kept)) useKept(form, kept); // the same window, loaded anew: nobody need be asked
  watch(form, place, only);
}

removeOld(localStorage);
removeOld(sessionStorage);
document.querySelectorAll("[data-keep-form]").forEach(keepForm);
