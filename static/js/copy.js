/*
 * Copies a field or the address of a page when a reader presses the button beside it, and puts "Link kopieren" below
 * each TOP; all say when it is done. Where the device passes things on itself, as phones do, the
 * button of a TOP and "Teilen" below the page, in place of copying, open that. Without this script the buttons stay hidden: the
 * text can be selected by hand, and the heading of each TOP holds its link.
 */

async function copyText(event) {
  const button = event.currentTarget;
  const field = document.getElementById(button.dataset.field);
  field?.select();
  try {
    await navigator.clipboard.writeText(field?.value ?? button.dataset.copy);
  } catch {
    if (!field || !document.execCommand("copy")) return; // the text stays selected for Ctrl+C
  }
  button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
}

/* Computers have a keyboard to paste with; there a copied address is the shorter way. */
const shares = Boolean(navigator.share) && window.matchMedia("(pointer: coarse)").matches;

function share(title, url) {
  navigator.share({ title, url }).catch(() => {}); // closed without a choice
}

function addressOf(anchor) {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#${anchor}`;
}

/* Where the browser forbids copying, the address line shows the link instead. */
async function copyLink(event) {
  const status = document.querySelector("[data-copy-link-status]");
  const button = event.currentTarget;
  const { anchor, title } = button.dataset;
  if (shares) {
    share(title, addressOf(anchor));
    return;
  }
  let said = status.dataset.shown;
  try {
    await navigator.clipboard.writeText(addressOf(anchor));
    said = status.dataset.done;
    document.querySelector("[data-copied]")?.removeAttribute("data-copied");
    button.dataset.copied = "";
  } catch {
    window.location.hash = anchor;
  }
  status.textContent = said.replace("%s", title);
}

/* The row of ways below a TOP, where "Dazu schreiben" may stand already; in a table the line of the name. */
function rowOf(item) {
  if (item.localName === "th") return item.firstElementChild;
  const row = item.querySelector(".ways") ?? document.createElement("p");
  row.className = "ways";
  item.append(row);
  return row;
}

function offerLinks(template) {
  for (const link of document.querySelectorAll("a[data-top]")) {
    const button = template.content.firstElementChild.cloneNode(true);
    const title = link.closest("h3, th").textContent;
    button.dataset.anchor = decodeURIComponent(link.hash.slice(1));
    button.dataset.title = title.trim().replace(/\s+/g, " ");
    button.querySelector("span").textContent += button.dataset.title;
    if (shares) button.querySelector("b").textContent = button.dataset.shareLabel;
    button.addEventListener("click", copyLink);
    const row = rowOf(link.closest(".agenda-item, th"));
    row.insertBefore(button, row.matches("p") ? row.firstChild : null);
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !button.dataset.field && (shares || !navigator.clipboard);
  button.addEventListener("click", copyText);
}
for (const button of shares ? document.querySelectorAll("button[data-share]") : []) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => share(button.dataset.title, button.dataset.share));
}
document.querySelectorAll("template[data-copy-link]").forEach(offerLinks);
