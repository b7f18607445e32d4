/*
 * The dialog of the button "Bild", which also opens for a picture that is dropped or pasted into a text: it asks
 * at once what is to be seen, uploads, and puts the picture at the cursor. Without this script pictures are
 * uploaded on their own page, which shows what to copy.
 */

import { WritingDialog } from "./dialog.js";
import { insertBlock } from "./insert.js";
import { draw } from "./thumbnail.js";

class PictureDialog extends WritingDialog {
  constructor() {
    super("writing-picture");
    this.progress = this.form.querySelector("progress");
    this.form.elements.image.addEventListener("change", () => this.show());
    this.form.elements.decorative.addEventListener("change", ({ target }) => {
      this.form.elements.image_alt.disabled = target.checked;
    });
    this.dialog.addEventListener("close", () => this.request?.abort());
  }

  open(field, file) {
    super.open(field);
    this.form.elements.image_alt.disabled = false;
    if (file) {
      const files = new DataTransfer();
      files.items.add(file);
      this.form.elements.image.files = files.files;
      this.form.elements.image_alt.focus();
    }
    this.show();
  }

  show() {
    draw(this.form.querySelector("canvas"), this.form.elements.image.files[0], 120);
  }

  send() {
    if (!this.form.elements.image.files.length) {
      this.tell(this.form.dataset.missing, "image");
      return;
    }
    const body = new FormData(this.form);
    body.append("csrfmiddlewaretoken", this.field.form.elements.csrfmiddlewaretoken.value);
    const request = new XMLHttpRequest(); // fetch tells of no progress
    this.request = request;
    request.open("POST", this.form.dataset.pictures);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => this.progress.setAttribute("value", loaded / total));
    request.addEventListener("loadend", () => this.answer(request));
    this.wait(true);
    request.send(body);
  }

  wait(isWaiting) {
    this.progress.hidden = !isWaiting;
    this.progress.value = 0;
    this.form.querySelector("[type=submit]").disabled = isWaiting;
  }

  answer({ response }) {
    this.wait(false);
    if (!this.dialog.open) return;
    if (response?.markdown) {
      this.done();
      insertBlock(this.field, response.markdown);
      return;
    }
    const [[name, [sentence]]] = Object.entries(response?.errors ?? { "": [this.form.dataset.failed] });
    this.tell(sentence, name);
  }
}

let dialog;

export function openPictures(field, file) {
  dialog ??= new PictureDialog();
  dialog.open(field, file);
}

function take(event, data) {
  const field = event.target.closest?.("[data-writing]")?.querySelector("textarea");
  const [file] = data.files;
  if (field !== event.target || !file || data.types.includes("text/plain") || data.types.includes("text/html")) return;
  event.preventDefault();
  openPictures(field, file);
}

if (document.getElementById("writing-picture")) {
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
  document.addEventListener("drop", (event) => take(event, event.dataTransfer));
  document.addEventListener("dragover", (event) => {
    const isText = event.target.matches?.("[data-writing] textarea");
    if (isText && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}
