// Django's fields with a search: their boxes get the names of their labels, which stand at the selects they hide.
// Without JavaScript the selects themselves are there, with their labels.
const name = (select) => {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const box = select.nextElementSibling?.querySelector("[role=combobox]");
  const chosen = box?.querySelector("[role=textbox]");
  if (!label || !chosen) return;
  label.id ||= `${select.id}-label`;
  chosen.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-describedby", chosen.id);
};

// Django makes the boxes at some moment after this script, each beside its select.
for (const select of document.querySelectorAll("select.admin-autocomplete")) {
  name(select);
  new MutationObserver(() => name(select)).observe(select.parentElement, { childList: true });
}
