/*
 * A field that offers a list while somebody types, keys and roles as in the combobox pattern of the ARIA Authoring
 * Practices. A subclass says what is asked (``ask``) and what a choice does (``choose``). The input has
 * "data-suggest-label" and stands in an element of its own, to which the list is added.
 */

const pause = 150; // milliseconds after the last key

export class Combobox {
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

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  /* Returns what is answered at ``address``, null where a later question was asked meanwhile or nothing came. */
  async fetch(address) {
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = new AbortController();
    return fetch(address, { signal: this.request.signal })
      .then((response) => response.json())
      .catch(() => null);
  }

  /* Takes what is offered, each with its ``text`` and perhaps something ``about`` it and a ``thumbnail``. */
  offer(offered) {
    this.offered = offered;
    const options = offered.map(({ text, about, thumbnail }, index) => {
      const option = document.createElement("li");
      set(option, { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false" });
      option.textContent = text;
      if (thumbnail) option.prepend(Object.assign(new Image(), { src: thumbnail, alt: "" }));
      if (about) option.append(" ", Object.assign(document.createElement("small"), { textContent: about }));
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
    if (event.key === "ArrowDown" && !open) this.open();
    else if (event.key === "ArrowDown") this.activate(active?.nextElementSibling ?? list.firstElementChild);
    else if (event.key === "ArrowUp" && open) this.activate(active?.previousElementSibling ?? list.lastElementChild);
    else if (event.key === "Enter" && active) this.take(active);
    else if (event.key === "Escape" && open) this.offer([]);
    else return;
    event.preventDefault();
  }

  press(event) {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) this.take(option);
  }

  take(option) {
    this.choose(this.offered[[...this.list.children].indexOf(option)]);
  }

  open() {
    this.ask();
  }

  leave() {
    this.offer([]);
  }
}

/* One that searches what is found at ``address`` for what is typed; ``chosen`` takes what is chosen of it. */
export class SearchField extends Combobox {
  constructor(input, address, chosen) {
    super(input);
    this.address = address;
    this.choose = chosen;
  }

  async ask() {
    const answer = await this.fetch(`${this.address}?${new URLSearchParams({ q: this.input.value })}`);
    if (answer) this.offer(answer.offered);
  }
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
