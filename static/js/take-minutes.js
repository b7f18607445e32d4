/*
 * Taking minutes while the meeting is on: saves every few seconds, waits for the network where there is none,
 * begins bullets with the Enter key and goes on by keys. Without this script the buttons send the form, and
 * the clock stands as it was when the page came. What is not saved yet is kept by keep-form.js.
 */

import { insert } from "./writing/insert.js";
import { mergeInto } from "./writing/merging.js";

const form = document.querySelector("form.taking");
const items = [...form.querySelectorAll("[data-item]")];
const status = form.querySelector("[data-status]");
const clock = new Intl.DateTimeFormat("de-DE", { timeZone: "Europe/Berlin", timeStyle: "short" });
const pause = 3000;
const idle = 15_000;
let saved = typed();
let synced = new FormData(form);
let isSending = false;
let lastSent = Date.now();
let entered; // the field that one came to, with what stood there

function typed() {
  return JSON.stringify([...new FormData(form)].filter(([name]) => name !== "merge-base"));
}

function say(words) {
  if (status.textContent !== words) status.textContent = words;
}

function fieldOf({ item, field }) {
  const row = form.querySelector(`[data-item="${item}"]`);
  return row ? row.querySelector(`[name$="-${field}"]`) : form.elements[field];
}

function textOf(data, field) {
  return (data.get(field.name) ?? "").replaceAll("\r\n", "\n");
}

/* What says of ``theirs`` that it was seen and which text holds; from now on ``theirs`` is what one goes on from. */
function choice(field, theirs, value) {
  synced.set(field.name, theirs);
  return Object.assign(document.createElement("input"), { type: "hidden", name: `merge-choice-${field.name}`, value });
}

/* Puts in what another made of ``before``; an empty field is gone on with behind it, as where one comes to a TOP. */
function put(field, before, theirs, keepsBoth) {
  const isEmpty = !field.value && document.activeElement === field;
  const isPut = mergeInto(field, before, theirs, keepsBoth);
  if (isEmpty) goToEnd(field);
  return isPut;
}

/* What another wrote comes in; where somebody typed on meanwhile, both stay, of two times one's own. */
function take({ text, ...place }, sent) {
  const field = fieldOf(place);
  put(field, textOf(sent, field), text, !field.dataset.when);
}

function ask({ theirs, digest, ...place }) {
  const field = fieldOf(place);
  const old = form.querySelector(`[data-asks="${field.name}"]`);
  const chosen = form.elements[`merge-choice-${field.name}`]; // meanwhile
  if ([old?.dataset.digest, chosen?.value.split(":")[1]].includes(digest)) return;
  old?.remove();
  if (field.type === "textarea" && put(field, textOf(synced, field), theirs)) {
    field.after(choice(field, theirs, `mine:${digest}`));
    return;
  }
  const question = form.querySelector("[data-question]").content.cloneNode(true).firstElementChild;
  question.dataset.asks = field.name;
  question.dataset.digest = digest;
  question.querySelector(".conflict-text").textContent = theirs;
  if (field.dataset.when) question.querySelector("[data-choose='both']").remove(); // a time is one
  question.addEventListener("click", (event) => {
    const chosen = event.target.dataset.choose;
    if (!chosen) return;
    if (chosen === "theirs") field.value = theirs;
    if (chosen === "both") mergeInto(field, textOf(synced, field), theirs, true);
    question.replaceWith(choice(field, theirs, `${chosen === "theirs" ? "theirs" : "mine"}:${digest}`));
    field.focus();
    save();
  });
  field.before(question);
}

function tell(errors) {
  for (const old of form.querySelectorAll(".taking-error")) old.remove();
  for (const { sentence, ...place } of errors) {
    const note = Object.assign(document.createElement("p"), { className: "errornote taking-error", textContent: sentence });
    fieldOf(place).before(note);
  }
}

/* What is typed at a TOP that is gone goes into the one that was made for it, and the cursor stays. */
function move({ item, to, sentence }) {
  const row = form.querySelector(`[data-item="${item}"]`);
  row.dataset.item = to;
  row.querySelector("[name$='-id']").value = to;
  for (const button of row.querySelectorAll("button")) button.value = button.value.replace(item, to);
  row.querySelector("summary").after(Object.assign(document.createElement("p"), { className: "errornote", role: "alert", textContent: sentence }));
}

function answer(told, sent, before) {
  for (const input of form.querySelectorAll("[name^='merge-choice-']")) {
    if (sent.has(input.name)) input.remove();
  }
  form.elements["merge-base"].value = told.base;
  const isSame = typed() === before;
  told.moved.forEach(move);
  const asked = told.asked.map((each) => fieldOf(each).name);
  for (const [name, text] of sent) if (!asked.includes(name)) synced.set(name, text);
  told.taken.forEach((each) => {
    take(each, sent);
    synced.set(fieldOf(each).name, each.text);
  });
  told.asked.forEach(ask);
  tell(told.errors);
  saved = isSame && !told.asked.length ? typed() : before;
  const isLeft = told.asked.length || told.errors.length;
  if (isSame && !isLeft) form.dispatchEvent(new Event("form-saved"));
  const wanted = items.map((item) => item.dataset.item);
  if (told.items.join() !== wanted.join()) {
    const isTyping = document.hasFocus() && form.contains(document.activeElement);
    say(form.dataset.changed);
    if (isSame && !isLeft && !isTyping) location.replace(`?top=${items.find((item) => item.open)?.dataset.item ?? ""}`);
  } else if (form.querySelector("[data-asks]")) say(form.dataset.asks);
  else if (told.errors.length) say(told.errors[0].sentence);
  else if (told.taken.length || told.asked.length) say(form.dataset.taken);
  else say(form.dataset.saved);
}

async function save() {
  const isIdle = document.hidden || Date.now() - lastSent < idle; // else it asks what others wrote
  if (isSending || (typed() === saved && isIdle)) return;
  isSending = true;
  lastSent = Date.now();
  const sent = new FormData(form);
  const before = typed();
  try {
    const response = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    const isTold = response.ok && response.headers.get("Content-Type")?.startsWith("application/json");
    if (isTold) answer(await response.json(), sent, before);
    else say(response.status === 410 ? form.dataset.gone : form.dataset.refused);
  } catch {
    say(form.dataset.offline);
  }
  isSending = false;
}

function lineBefore(field) {
  return field.value.slice(0, field.selectionStart).split("\n").at(-1);
}

/* Enter begins the next bullet; on an empty one it ends the list. */
function goOn(event) {
  const field = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.name.endsWith("-protocol")) return;
  const mark = /^\s*[-*] /.exec(lineBefore(field))?.[0];
  if (!mark) return;
  event.preventDefault();
  if (lineBefore(field) !== mark) {
    insert(field, `\n${mark}`);
    return;
  }
  field.selectionStart -= mark.length;
  insert(field, "\n");
}

/* What begins a bullet behind ``line``: of one that waits only the blank that saving took off, if at all. */
function bulletAfter(line) {
  const mark = /^\s*[-*]( ?)$/.exec(line);
  if (mark) return mark[1] ? "" : " ";
  return line ? "\n- " : "- ";
}

/* The first word one writes at a TOP begins a bullet, typed letter by letter, spoken or swiped; once it stands there, so that the caret stays behind it. */
function begin(event) {
  const field = event.target;
  const text = field === entered?.field ? entered.text : "";
  const isFirst = event.data && !event.isComposing && ["", text].some((before) => field.value === before + event.data);
  if (!isFirst || !/^[\p{L}\p{N}]/u.test(event.data) || !field.name.endsWith("-protocol")) return;
  const start = field.value.length - event.data.length;
  insert(field, bulletAfter(field.value.slice(0, start).split("\n").at(-1)) + event.data, start, field.value.length);
}

function addMark(row, mark) {
  const field = row.querySelector("textarea");
  if (document.activeElement !== field) goToEnd(field);
  insert(field, `${bulletAfter(lineBefore(field))}${mark}: `);
}

/* Where one goes on at a TOP: behind what stands there. */
function goToEnd(field) {
  field.focus();
  field.selectionStart = field.value.length;
  entered = { field, text: field.value };
}

function goTo(row) {
  row.open = true;
  goToEnd(row.querySelector("textarea"));
  row.scrollIntoView({ block: "nearest" });
  tellTime();
}

function endItem(row) {
  const end = row.querySelector("[name$='-actual_end']");
  if (!end.value && "on" in form.dataset) end.value = clock.format(Date.now());
  const next = items[items.indexOf(row) + 1];
  if (next) goTo(next);
  else {
    form.querySelector(".taking-whole").open = true;
    form.querySelector(".taking-whole input").focus();
    tellTime();
  }
  save();
}

function press(event) {
  const button = event.target.closest("button[name]");
  const row = button?.closest("[data-item]");
  if (!row || !["add", "next"].includes(button.name)) return;
  event.preventDefault();
  if (button.name === "add") addMark(row, button.dataset.mark);
  else endItem(row);
}

function pressByKey(event) {
  const row = items.find((item) => item.open);
  const button = !event.repeat && row?.querySelector(`[data-key="${event.key}"]`);
  if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  button.click();
}

function tellTime() {
  const row = items.find((item) => item.open);
  const isOver = row?.querySelector("[name$='-actual_end']").value;
  const ends = "on" in form.dataset && !isOver ? Date.parse(row?.dataset.ends) : NaN;
  const minutes = Math.ceil((ends - Date.now()) / 60_000);
  const left = form.querySelector("[data-left]");
  form.querySelector("[data-clock]").textContent = clock.format(Date.now());
  left.textContent = Number.isNaN(ends) ? "" : form.dataset[minutes < 0 ? "over" : "left"].replace("%(minutes)s", Math.abs(minutes));
  left.classList.toggle("is-over", minutes < 0);
}

form.addEventListener("keydown", goOn);
form.addEventListener("input", begin);
form.addEventListener("compositionend", begin);
form.addEventListener("click", press);
document.addEventListener("keydown", pressByKey);
form.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  say(form.dataset.offline);
});
for (const item of items) item.addEventListener("toggle", tellTime);
setInterval(save, pause);
setInterval(tellTime, 5000);
window.addEventListener("online", save);
document.addEventListener("visibilitychange", save);
if (form.querySelector("[autofocus]")) goToEnd(form.querySelector("[autofocus]"));
tellTime();
