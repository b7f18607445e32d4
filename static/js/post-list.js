/*
 * Exchanges the list of posts in its page when a reader follows a filter, a page of the list or sends
 * the sentence: address, title and the feeds named in the head follow, the heading gets the focus, the
 * number of posts is announced. Without this script, or when fetching fails, the same links and the form
 * load the whole page.
 */

const NAMED_IN_HEAD = 'link[rel="canonical"], link[rel="alternate"], meta[name="robots"]';
const main = document.querySelector("main");
const listPath = window.location.pathname;
const status = document.createElement("p");
let shown = window.location.search;
let loading = new AbortController();

function exchange(page) {
  document.title = page.title;
  document.head.querySelectorAll(NAMED_IN_HEAD).forEach((element) => element.remove());
  document.head.append(...page.head.querySelectorAll(NAMED_IN_HEAD));
  main.replaceChildren(...page.querySelector("main").childNodes);
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  status.textContent = main.querySelector("[data-post-count]").textContent.trim();
}

async function show(address, isBack) {
  loading.abort();
  const { signal } = (loading = new AbortController());
  try {
    const response = await fetch(address, { headers: { Accept: "text/html" }, signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("[data-post-count]")) throw new Error("no list of posts");
    if (!isBack) {
      history.scrollRestoration = "manual"; // else the browser may scroll after us
      history.replaceState({ top: window.scrollY }, "");
      history.pushState(null, "", response.url);
    }
    shown = window.location.search;
    exchange(page);
    window.scrollTo({ top: (isBack && history.state?.top) || 0, behavior: "instant" });
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
  }
}

function follow(event, address) {
  if (new URL(address).pathname !== listPath || address.includes("#")) return;
  event.preventDefault();
  show(address, false);
}

main.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlain && !event.defaultPrevented) follow(event, link.href);
});

main.addEventListener("submit", (event) => {
  const words = [...new FormData(event.target)].filter(([, value]) => value.trim());
  follow(event, `${event.target.action}?${new URLSearchParams(words)}`);
});

window.addEventListener("popstate", () => {
  if (window.location.search !== shown) show(window.location.href, true);
});

status.className = "visually-hidden";
status.setAttribute("role", "status");
main.after(status);
