/*
 * Writing at the desk: buttons above each text in Markdown, which the server put there hidden. They change the
 * text as typing does, so that the browser undoes them. Without this script the text is typed as the help
 * beside it says.
 */

import "./vendor/markdown-toolbar-element/index.js";
import { insertBlock } from "./writing/insert.js";

const shortcuts = { b: "md-bold", i: "md-italic" };

function begin(root) {
  for (const writing of root.querySelectorAll("[data-writing]")) {
    const toolbar = writing.querySelector("markdown-toolbar");
    toolbar.setAttribute("for", writing.querySelector("textarea").id);
    toolbar.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert]");
  if (button) insertBlock(button.closest("[data-writing]").querySelector("textarea"), button.dataset.insert);
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
