/*
 * Puts "Link kopieren" below the heading of each TOP; pressing it copies the address of the TOP and
 * says so. Without this script the heading of each TOP holds its link.
 */

const template = document.querySelector("template[data-copy-link]");
const status = document.querySelector("[data-copy-link-status]");

function addressOf(anchor) {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#${anchor}`;
}

/* Where the browser forbids copying, the address line shows the link instead. */
async function copy(event) {
  const button = event.currentTarget;
  const { anchor, title } = button.dataset;
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

/* The line below a heading that says who and when; in a table the cell itself. */
function placeOf(heading) {
  if (heading.localName === "th") return heading;
  const line = heading.nextElementSibling;
  if (line?.matches("p.meta")) return line;
  const added = document.createElement("p");
  added.className = "meta";
  heading.after(added);
  return added;
}

for (const link of document.querySelectorAll("a[data-top]")) {
  const button = template.content.firstElementChild.cloneNode(true);
  const heading = link.closest("h3, th");
  button.dataset.anchor = decodeURIComponent(link.hash.slice(1));
  button.dataset.title = heading.textContent.trim().replace(/\s+/g, " ");
  button.querySelector("span").textContent += button.dataset.title;
  button.addEventListener("click", copy);
  placeOf(heading).append(" ", button);
}
