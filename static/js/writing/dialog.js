/* A dialog that a button above a text opens: what is wrong is told in it, and what it gives goes to the cursor. */

export class WritingDialog {
  constructor(id) {
    this.dialog = document.getElementById(id);
    this.form = this.dialog.querySelector("form");
    this.error = this.form.querySelector("[data-error]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.tell("");
      this.send();
    });
    this.form.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
  }

  open(field) {
    this.field = field;
    this.place = [field.selectionStart, field.selectionEnd]; // the browser forgets it behind a dialog
    this.form.reset();
    this.tell("");
    this.dialog.showModal();
  }

  /* Closes, and leaves the cursor in the text where it was. */
  done() {
    this.dialog.close();
    this.field.focus();
    this.field.setSelectionRange(...this.place);
  }

  tell(words, at) {
    this.error.textContent = words;
    this.error.hidden = !words;
    this.form.elements[at]?.focus();
  }
}

export function inBrackets(text) {
  return text.replace(/[[\]\\]/g, "\\$&").replace(/\s+/g, " ").trim();
}
