// Gives the cells of a list the head of their column, which stands before them on a phone (css/editors-access.css).
const heads = [...document.querySelectorAll("#result_list thead th")].map((head) =>
  head.classList.contains("action-checkbox-column") ? "" : (head.querySelector(".text") ?? head).textContent.trim(),
);
for (const row of document.querySelectorAll("#result_list tbody tr")) {
  [...row.cells].forEach((cell, at) => {
    const text = cell.textContent.trim();
    cell.classList.toggle("is-empty", text === "-" || text === "–");
    const isTold = (text || cell.querySelector("input")) && !cell.querySelector("button");
    if (heads[at] && cell.tagName === "TD" && isTold) cell.dataset.label = heads[at];
  });
}
