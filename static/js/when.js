/*
 * Says below a field for a day or a time of day what is understood of what is being typed, and writes it out when
 * the field is left: "Freitag 18 Uhr" fills both. The server reads it, here as on saving. Without this script the
 * form says after saving what is not understood.
 */

const pause = 250; // milliseconds after the last key
const waiting = new WeakMap();

/* The two fields of one moment, or the one. */
function fieldsOf(input) {
  const box = input.closest(".datetime") ?? input.parentElement;
  const inputs = input.closest(".datetime") ? [...box.querySelectorAll("[data-when]")] : [input];
  return { box, inputs };
}

function placeIn(box) {
  const there = box.querySelector(":scope > .when-said");
  if (there) return there;
  const place = Object.assign(document.createElement("span"), { className: "help when-said" });
  place.setAttribute("aria-live", "polite");
  box.append(place);
  return place;
}

async function ask(input, isLeft) {
  const { box, inputs } = fieldsOf(input);
  const typed = inputs.map((each) => each.value);
  const place = placeIn(box);
  if (!typed.some((text) => text.trim())) {
    place.textContent = "";
    return;
  }
  const query = new URLSearchParams(inputs.map((each) => [each.dataset.whenKind, each.value]));
  const answer = await fetch(`${input.dataset.when}?${query}`)
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null);
  if (!answer || inputs.some((each, index) => each.value !== typed[index])) return;
  place.textContent = answer.said ?? (isLeft || typed.every(Boolean) || inputs.length === 1 ? answer.error : "");
  if (!isLeft || !answer.said) return;
  for (const each of inputs) {
    const value = answer[each.dataset.whenKind];
    if (each.value === value) continue;
    each.value = value;
    if (each === document.activeElement) each.select(); // as the tab key does, so that typing goes on instead of it
    each.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.dataset?.when || !event.isTrusted) return;
  clearTimeout(waiting.get(input));
  waiting.set(input, setTimeout(() => ask(input, false), pause));
});

document.addEventListener("change", (event) => {
  if (!event.target.dataset?.when) return;
  clearTimeout(waiting.get(event.target));
  ask(event.target, true);
});
