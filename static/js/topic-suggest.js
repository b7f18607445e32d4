/*
 * Suggests existing topics while an editor types them, for the part between commas at the cursor.
 * Keys and roles as in the combobox pattern of the ARIA Authoring Practices. Without this script the
 * field takes the same text; which topics exist is decided by the server either way.
 */

const selector = "input[data-topic-suggest]";
const pause = 150; // milliseconds after the last key

class TopicField {
  constructor(input) {
    this.input = input;
    this.list = this.append("ul", { id: `${input.id}-vorschlaege`, role: "listbox", hidden: "" });
    this.list.setAttribute("aria-label", input.dataset.suggestLabel);
    this.status = this.append("p", { id: `${input.id}-hinweis`, role: "status", class: "help" });
    const roles = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list" };
    set(input, { ...roles, "aria-expanded": "false", "aria-controls": this.list.id });
    input.addEventListener("input", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => this.press(event));
  }

  append(name, attributes) {
    const element = document.createElement(name);
    set(element, attributes);
    this.input.parentElement.append(element);
    return element;
  }

  get part() {
    const { value, selectionStart } = this.input;
    const start = value.slice(0, selectionStart).lastIndexOf(",") + 1;
    const comma = value.indexOf(",", selectionStart);
    const end = comma < 0 ? value.length : comma;
    return { start, end, text: value.slice(start, end).trim() };
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.part.text ? this.ask(this.part.text) : this.ask()), pause);
  }

  /* Without a part nothing is offered, and every name is judged. */
  async ask(part) {
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams({ text: this.input.value });
    if (part !== undefined) query.set("teil", part);
    const address = `${this.input.dataset.topicSuggest}?${query}`;
    const answer = await fetch(address, { signal: this.request.signal })
      .then((response) => response.json())
      .catch(() => null);
    if (!answer) return;
    this.status.textContent = answer.status;
    this.offer(answer.offered);
  }

  offer(names) {
    const options = names.map((name, index) => {
      const option = document.createElement("li");
      set(option, { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false" });
      option.textContent = name;
      return option;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.activate(null);
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const { active, list } = this;
    const open = !list.hidden;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && !open) this.ask(this.part.text);
    else if (event.key === "ArrowDown") this.activate(active?.nextElementSibling ?? list.firstElementChild);
    else if (event.key === "ArrowUp" && open) this.activate(active?.previousElementSibling ?? list.lastElementChild);
    else if (event.key === "Enter" && active) this.choose(active.textContent);
    else if (event.key === "Escape" && open) this.offer([]);
    else return;
    event.preventDefault();
  }

  press(event) {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) this.choose(option.textContent);
  }

  choose(name) {
    const { start, end } = this.part;
    const { value } = this.input;
    const before = value.slice(0, start) + (start > 0 ? " " : "") + name + ", ";
    this.input.value = before + value.slice(end).replace(/^[,\s]+/, "");
    this.input.setSelectionRange(before.length, before.length);
    this.offer([]);
    this.ask();
  }

  leave() {
    this.offer([]);
    this.ask();
  }
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/* On focus, so that rows which are added later need nothing of their own. */
function begin(event) {
  if (event.target.matches?.(selector) && event.target.role !== "combobox") new TopicField(event.target);
}

document.addEventListener("focusin", begin);
if (document.activeElement?.matches(selector)) begin({ target: document.activeElement });
