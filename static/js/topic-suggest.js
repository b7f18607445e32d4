/*
 * Suggests existing topics while an editor types them, for the part between commas at the cursor.
 * Without this script the field takes the same text; which topics exist is decided by the server either way.
 */

import { Combobox } from "./combobox.js";

const selector = "input[data-topic-suggest]";

class TopicField extends Combobox {
  get part() {
    const { value, selectionStart } = this.input;
    const start = value.slice(0, selectionStart).lastIndexOf(",") + 1;
    const comma = value.indexOf(",", selectionStart);
    const end = comma < 0 ? value.length : comma;
    return { start, end, text: value.slice(start, end).trim() };
  }

  ask() {
    return this.part.text ? this.askFor(this.part.text) : this.askFor();
  }

  open() {
    this.askFor(this.part.text);
  }

  /* Without a part nothing is offered, and every name is judged. */
  async askFor(part) {
    const query = new URLSearchParams({ text: this.input.value });
    if (part !== undefined) query.set("teil", part);
    const answer = await this.fetch(`${this.input.dataset.topicSuggest}?${query}`);
    if (!answer) return;
    this.status.textContent = answer.status;
    this.offer(answer.offered.map((text) => ({ text })));
  }

  choose({ text }) {
    const { start, end } = this.part;
    const { value } = this.input;
    const before = value.slice(0, start) + (start > 0 ? " " : "") + text + ", ";
    this.input.value = before + value.slice(end).replace(/^[,\s]+/, "");
    this.input.setSelectionRange(before.length, before.length);
    this.offer([]);
    this.askFor();
  }

  leave() {
    this.offer([]);
    this.askFor();
  }
}

/* On focus, so that rows which are added later need nothing of their own. */
function begin(event) {
  if (event.target.matches?.(selector) && event.target.role !== "combobox") new TopicField(event.target);
}

document.addEventListener("focusin", begin);
if (document.activeElement?.matches(selector)) begin({ target: document.activeElement });
