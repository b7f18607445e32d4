/*
 * Writing at the desk: buttons above each text in Markdown, which the server put there hidden. They change the
 * text as typing does, so that the browser undoes them. Without this script the text is typed as the help
 * beside it says.
 */

import "./vendor/markdown-toolbar-element/index.js";
import { insertBlock } from "./writing/insert.js";
import { openLinks } from "./writing/links.js";
import "./writing/paste.js";
import { openPictures } from "./writing/pictures.js";

const shortcuts = { b: "md-bold", i: "md-italic", k: "[data-open=link]" };
const dialogs = { link: openLinks, picture: openPictures };

function begin(root) {
  for (const writing of root.querySelectorAll("[data-writing]")) {
    const toolbar = writing.querySelector("markdown-toolbar");
    toolbar.setAttribute("for", writing.querySelector("textarea").id);
    for (const button of toolbar.querySelectorAll("[data-open]")) {
      button.hidden = !document.getElementById(`writing-${button.dataset.open}`);
    }
    toolbar.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert], [data-open]");
  const field = button?.closest("[data-writing]")?.querySelector("textarea");
  if (!field) return;
  if (button.dataset.open) dialogs[button.dataset.open](field);
  else insertBlock(field, button.dataset.insert);
});

document.addEventListener("keydown", (event) => {
  const isAlone = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const name = isAlone && shortcuts[event.key.toLowerCase()];
  const writing = name && event.target.closest?.("[data-writing]");
  if (!writing || event.target.localName !== "textarea") return;
  event.preventDefault();
  writing.querySelector(name).click();
});

document.addEventListener("formset:added", (event) => begin(event.target));
begin(document);
