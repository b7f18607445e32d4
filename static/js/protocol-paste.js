/*
 * Lets links, lists and bold of the clipboard come along when minutes are pasted: the words are put in
 * at once, the server makes the text of the clipboard's HTML, and that replaces the words.
 * Without this script the words alone are pasted, and the preview asks where links led.
 */

const field = document.querySelector(".paste-source textarea");
const status = document.querySelector("[data-paste-status]");
const worthIt = "a[href], b, strong, ul, ol, h1, h2, h3, h4, h5, h6, table, p, div";

function isFormatted(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(worthIt) !== null;
}

async function asText(html) {
  const body = new FormData();
  body.append("html", html);
  body.append("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  const response = await fetch("als-text/", { method: "POST", body });
  const isText = response.headers.get("Content-Type")?.startsWith("text/plain");
  return response.ok && isText ? response.text() : "";
}

async function paste(event) {
  const html = event.clipboardData.getData("text/html");
  const words = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
  if (!words || !isFormatted(html)) return;
  event.preventDefault();
  const start = field.selectionStart;
  field.setRangeText(words, start, field.selectionEnd, "end");
  const text = await asText(html).catch(() => "");
  if (!text || field.value.slice(start, start + words.length) !== words) return;
  field.setRangeText(text, start, start + words.length, "end");
  status.textContent = field.form.dataset.pasted;
}

field.addEventListener("paste", paste);
