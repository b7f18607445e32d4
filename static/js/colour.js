/*
 * A panel to choose a colour from, beside each field that says "data-colour", which names it. Without this script
 * the colour is typed.
 */

for (const field of document.querySelectorAll("[data-colour]")) {
  const panel = Object.assign(document.createElement("input"), { type: "color", ariaLabel: field.dataset.colour });
  const show = () => {
    const typed = field.value.trim() || field.placeholder;
    if (/^#[0-9a-f]{6}$/i.test(typed)) panel.value = typed;
  };
  field.addEventListener("input", show);
  panel.addEventListener("input", () => {
    field.value = panel.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  show();
  field.after(panel);
}
