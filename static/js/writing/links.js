/* The dialog of the button "Link": a page of this site is searched for, or another address typed. */

import { SearchField } from "../combobox.js";
import { WritingDialog, inBrackets } from "./dialog.js";
import { insert } from "./insert.js";

/* As it stands in brackets behind the words; an address of this site without its host. */
function addressOf(typed) {
  const text = typed.trim().replace(/[\s<>"`]/g, encodeURIComponent)
    .replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  if (text.startsWith(`${location.origin}/`)) return text.slice(location.origin.length);
  if (/^[^/@:]+@[^/@]+$/.test(text)) return `mailto:${text}`;
  return /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(text) || !text.includes(".") ? text : `https://${text}`;
}

class LinkDialog extends WritingDialog {
  constructor() {
    super("writing-link");
    const search = this.form.querySelector("[data-suggest-label]");
    this.search = new SearchField(search, this.form.dataset.links, (page) => {
      const { address, words } = this.form.elements;
      address.value = page.address;
      words.value ||= page.text;
      search.value = page.text;
      this.search.offer([]);
      this.form.querySelector("[type=submit]").focus();
    });
  }

  open(field) {
    super.open(field);
    this.search.offer([]);
    const selected = field.value.slice(field.selectionStart, field.selectionEnd);
    const { address, words } = this.form.elements;
    if (/^(https?:|www\.)\S+$/i.test(selected)) address.value = selected;
    else words.value = selected;
  }

  send() {
    const { address, words } = this.form.elements;
    const target = addressOf(address.value);
    if (!target) {
      this.tell(this.form.dataset.missing, "address");
      return;
    }
    this.done();
    insert(this.field, `[${inBrackets(words.value || address.value)}](${target})`);
  }
}

let dialog;

export function openLinks(field) {
  dialog ??= new LinkDialog();
  dialog.open(field);
}
