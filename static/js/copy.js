/*
 * Copies the text of a field when a reader presses "Kopieren" beside it, and puts "Link kopieren" below
 * the heading of each TOP; both say when it is done. Where the device passes things on itself, as phones do, the
 * button of a TOP and "Teilen" below the page open that. Without this script the buttons stay hidden: the
 * text can be selected by hand, and the heading of each TOP holds its link.
 */

async function copyField(event) {
  const button = event.currentTarget;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return; // the text stays selected for Ctrl+C
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

/* The line below a heading that says who and when; in a table the line of the name. */
function placeOf(heading) {
  if (heading.localName === "th") return heading.firstElementChild;
  const line = heading.nextElementSibling;
  if (line?.matches("p.meta")) return line;
  const added = document.createElement("p");
  added.className = "meta";
  heading.after(added);
  return added;
}

function offerLinks(template) {
  for (const link of document.querySelectorAll("a[data-top]")) {
    const button = template.content.firstElementChild.cloneNode(true);
    const heading = link.closest("h3, th");
    button.dataset.anchor = decodeURIComponent(link.hash.slice(1));
    button.dataset.title = heading.textContent.trim().replace(/\s+/g, " ");
    button.querySelector("span").textContent += button.dataset.title;
    if (shares) button.querySelector("b").textContent = button.dataset.shareLabel;
    button.addEventListener("click", copyLink);
    placeOf(heading).append(" ", button);
  }
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", copyField);
}
for (const button of shares ? document.querySelectorAll("button[data-share]") : []) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => share(button.dataset.title, button.dataset.share));
}
document.querySelectorAll("template[data-copy-link]").forEach(offerLinks);
