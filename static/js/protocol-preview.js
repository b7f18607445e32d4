/*
 * Pointing in the preview of pasted minutes without a new page: what a button of the form answers is put in its
 * place, focus, scrolling and open parts stay, what changed is announced. Lines of the source and fields that
 * belong together are shown together; arrow keys go from line to line; the map of a long text leads to its lines.
 * Without this script each button loads the page anew, at the place where it was pressed.
 */

const form = document.querySelector(".paste.has-preview");

const keyOf = (item) => item.querySelector("[name$=-key]").value;

/* What finds an element again on the next page: in a TOP, which may have moved, that of its name. */
function finderOf(element) {
  const item = element.closest(".paste-item");
  if (item) {
    const [key, name, into] = [keyOf(item), element.name?.replace(/^items-\d+/, ""), element.getAttribute("formaction")];
    return () => {
      const there = [...form.querySelectorAll(".paste-item")].find((each) => keyOf(each) === key) ?? (into && form.querySelector(into));
      return there?.querySelector(`[name$="${CSS.escape(name)}"]`) ?? there?.querySelector("[name$=-name]");
    };
  }
  const value = element.type === "submit" || element.type === "radio" ? `[value="${CSS.escape(element.value)}"]` : "";
  const selector = element.id ? `#${CSS.escape(element.id)}` : `[name="${CSS.escape(element.name ?? "")}"]${value}`;
  return () => form.querySelector(selector);
}

const countParts = () => [".paste-item", ".paste-outcome"].map((part) => form.querySelectorAll(part).length).join();

function setUp() {
  form.querySelectorAll("[data-split]").forEach((button) => {
    button.hidden = false;
  });
  form.querySelector("[data-keys]").hidden = false;
  const send = form.querySelector("[data-choose-send]");
  if (send) send.hidden = true;
  const lines = [...form.querySelectorAll("[data-lines] button")];
  lines.forEach((line, index) => {
    line.tabIndex = index ? -1 : 0;
  });
}

function exchange(page) {
  const fresh = page.querySelector(".paste.has-preview");
  if (!fresh) return false;
  const [find, then, count] = [finderOf(document.activeElement), document.activeElement.dataset.then, countParts()];
  const scrolled = [...form.querySelectorAll(".paste-source, [data-lines]")].map((box) => box.scrollTop);
  const open = [...form.querySelectorAll("details")].map((part) => part.open);
  const top = window.scrollY;
  form.replaceChildren(...fresh.childNodes);
  setUp();
  form.dispatchEvent(new Event("formset:added", { bubbles: true })); // writing.js shows the buttons above texts
  form.querySelectorAll(".paste-source, [data-lines]").forEach((box, index) => {
    box.scrollTop = scrolled[index];
  });
  const parts = form.querySelectorAll("details");
  if (parts.length === open.length) parts.forEach((part, index) => { part.open ||= open[index]; });
  window.scrollTo({ top, behavior: "instant" });
  const focused = (then && countParts() !== count && form.querySelector(then)) || find();
  const place = focused?.disabled || !focused ? form.querySelector("[data-told]") : focused;
  if (place.closest("[data-lines]")) go(place);
  else place.focus({ preventScroll: true });
  place.closest(".paste-item")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  status.textContent = form.querySelector("[data-told]").textContent;
  form.dispatchEvent(new Event("input")); // keep-form.js keeps what is there now
  return true;
}

async function send(button) {
  const body = new FormData(form, button);
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(window.location.pathname, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!exchange(page)) throw new Error("no preview");
  } catch {
    button.removeAttribute("data-swap"); // the browser shows what is wrong, such as an expired login
    form.requestSubmit(button);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function go(line) {
  form.querySelectorAll("[data-lines] button").forEach((each) => {
    each.tabIndex = each === line ? 0 : -1;
  });
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
}

/* The name by which lines and fields find one another: "items-2" for all of a TOP, else that of the field. */
function nameAt(element) {
  const line = element.closest?.("[data-field]");
  if (line) return line.dataset.field;
  const item = element.closest?.(".paste-item");
  return item ? item.id : element.closest?.(".paste-field")?.querySelector("[name]")?.name;
}

function showTogether(event) {
  const name = nameAt(event.target);
  form.querySelectorAll(".is-meant").forEach((element) => element.classList.remove("is-meant"));
  if (!name) return;
  const lines = form.querySelectorAll(`[data-field="${CSS.escape(name)}"]`);
  lines.forEach((line) => line.classList.add("is-meant"));
  if (event.target.closest("[data-lines]")) {
    const field = document.getElementById(name) ?? document.getElementById(`id_${name}`);
    field?.classList.add("is-meant");
  } else if (event.type === "focusin" && lines.length) {
    const box = lines[0].parentElement;
    const top = lines[0].offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight) box.scrollTop = top - 8;
  }
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity };

function pressKey(event) {
  const line = event.target.closest("[data-lines] button");
  if (line && event.key in STEPS && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const lines = [...form.querySelectorAll("[data-lines] button")];
    const next = lines.indexOf(line) + STEPS[event.key];
    go(lines[Math.max(0, Math.min(lines.length - 1, next))]);
  }
}

const status = document.createElement("p");

if (form) {
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.after(status);
  setUp();
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !("swap" in button.dataset)) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    const area = button.closest(".paste-item")?.querySelector("textarea");
    form.querySelector("[data-cursor]").value = area?.selectionStart ?? "";
    send(button);
  });
  form.addEventListener("change", (event) => {
    if ("choose" in event.target.dataset) form.requestSubmit(form.querySelector("[data-choose-send]"));
  });
  form.addEventListener("focusin", showTogether);
  form.addEventListener("pointerover", showTogether);
  form.addEventListener("keydown", pressKey);
  form.addEventListener("click", (event) => {
    const map = event.target.closest("[data-map]");
    if (!map) return;
    const lines = form.querySelectorAll("[data-lines] button");
    const { top, height } = map.getBoundingClientRect();
    go(lines[Math.min(lines.length - 1, Math.floor(((event.clientY - top) / height) * lines.length))]);
  });
}
