/*
 * The dialog of the button "Bild", which also opens for a picture that is dropped or pasted into a text: it asks
 * at once what is to be seen, uploads, and puts the picture at the cursor; or one that is stored already. Without this script pictures are
 * uploaded on their own page, which shows what to copy.
 */

import { SearchField } from "../combobox.js";
import { WritingDialog } from "./dialog.js";
import { insertBlock } from "./insert.js";
import { draw } from "./thumbnail.js";

class PictureDialog extends WritingDialog {
  constructor() {
    super("writing-picture");
    this.progress = this.form.querySelector("progress");
    const { image, image_decorative: decorative } = this.form.elements;
    image.addEventListener("change", () => this.choose());
    decorative.addEventListener("change", () => this.describe());
    const search = this.form.querySelector("[data-suggest-label]");
    this.search = new SearchField(search, this.form.dataset.known, (picture) => this.choose(picture));
    search.addEventListener("focus", () => this.search.open());
    this.dialog.addEventListener("close", () => this.request?.abort());
  }

  /* Of several ``files`` one comes after the other. */
  open(field, [file, ...others]) {
    super.open(field);
    this.others = others;
    this.search.offer([]);
    this.form.elements.known.value = "";
    if (file) {
      const files = new DataTransfer();
      files.items.add(file);
      this.form.elements.image.files = files.files;
      this.form.elements.image_alt.focus();
    }
    this.choose();
  }

  /* Shows the file that is chosen or, of those that are stored, ``picture`` with what is known of it. */
  async choose(picture) {
    const { image, image_alt: alt, image_credit: credit, image_decorative: decorative, known } = this.form.elements;
    if (picture) image.value = "";
    if (picture || known.value) {
      [alt.value, credit.value, decorative.checked] = [picture?.alt ?? "", picture?.about ?? "", picture?.alt === ""];
    }
    [known.value, credit.disabled] = [picture?.known ?? "", Boolean(picture)];
    this.search.input.value = picture?.text ?? "";
    this.search.offer([]);
    this.describe();
    if (picture) (alt.disabled ? decorative : alt).focus();
    const stored = picture && (await fetch(picture.thumbnail).then((answer) => answer.blob(), () => null));
    draw(this.form.querySelector("canvas"), picture ? stored : image.files[0], 120);
  }

  /* What only decorates needs no words. */
  describe() {
    const { image_alt: alt, image_decorative: decorative } = this.form.elements;
    alt.disabled = decorative.checked;
  }

  send() {
    const { image, known } = this.form.elements;
    if (!image.files.length && !known.value) {
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
      if (this.others.length) this.open(this.field, this.others);
      return;
    }
    const [[name, [sentence]]] = Object.entries(response?.errors ?? { "": [this.form.dataset.failed] });
    this.tell(sentence, name);
  }
}

let dialog;

export function openPictures(field, files = []) {
  dialog ??= new PictureDialog();
  dialog.open(field, files);
}

function take(event, data) {
  const field = event.target.closest?.("[data-writing]")?.querySelector("textarea");
  const files = [...data.files]; // the browser takes them back
  if (field !== event.target || !files.length || data.types.includes("text/plain") || data.types.includes("text/html")) return;
  event.preventDefault();
  openPictures(field, files);
}

if (document.getElementById("writing-picture")) {
  document.addEventListener("paste", (event) => take(event, event.clipboardData));
  document.addEventListener("drop", (event) => take(event, event.dataTransfer));
  document.addEventListener("dragover", (event) => {
    const isText = event.target.matches?.("[data-writing] textarea");
    if (isText && event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
}
