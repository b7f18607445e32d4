/*
 * Lets links, lists and bold of the clipboard come along into each text with "data-paste": the words are put in
 * at once, the server makes Markdown of the clipboard's HTML, and that replaces the words. Both can be undone;
 * Ctrl+Shift+V pastes the words alone. Without this script the words alone are pasted.
 */

import { insert } from "./insert.js";

/* Not parsed here: a style sheet of Word would be held against the policy of this page. */
const worthIt = /<(a\s[^>]*href|(b|strong|i|em|s|del|strike|ul|ol|h[1-6]|table|p|div)[\s>])/i;

function tell(field, words) {
  field.parentElement.querySelector("[data-paste-told]").textContent = words;
}

async function asText(field, html) {
  const body = new FormData();
  body.append("html", html);
  body.append("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  const response = await fetch(field.dataset.paste, { method: "POST", body });
  const isText = response.headers.get("Content-Type")?.startsWith("text/plain");
  if (!isText) throw new Error("logged out, or refused");
  const text = await response.text();
  return response.ok ? { text } : { refused: text };
}

/* The cursor stays where it is by then, behind what was pasted or wherever somebody types on. */
function replace(field, start, words, text) {
  const { selectionStart, selectionEnd } = field;
  const moved = (place) => (place >= start + words.length ? place + text.length - words.length : place);
  if (document.activeElement === field) insert(field, text, start, start + words.length);
  else field.setRangeText(text, start, start + words.length);
  field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
}

async function paste(event) {
  const field = event.target;
  if (!field.dataset?.paste || event.defaultPrevented) return;
  const html = event.clipboardData.getData("text/html");
  const words = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
  if (!words || !worthIt.test(html)) return;
  event.preventDefault();
  tell(field, "");
  const told = field.parentElement.querySelector("[data-paste-told]").dataset;
  const start = field.selectionStart;
  insert(field, words);
  const { text, refused } = await asText(field, html).catch(() => ({}));
  const isThere = field.value.slice(start, start + words.length) === words;
  if (text && isThere && text !== words) replace(field, start, words, text);
  tell(field, text ? (isThere ? told.pasted : "") : (refused ?? told.plain));
}

document.addEventListener("paste", paste);
