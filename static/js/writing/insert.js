/* Puts text into a textarea as typing does: the browser can undo it, and whoever listens hears of it. */

/* Puts ``text`` in the place of what is selected, or of what stands from ``start`` to ``end``. */
export function insert(field, text, start = field.selectionStart, end = field.selectionEnd) {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/* The same with an empty line before and behind it, as a table or a list needs. */
export function insertBlock(field, text) {
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const gap = (lines, other) => (other.trim() ? "\n".repeat(Math.max(0, 2 - lines)) : "");
  const above = gap(/\n*$/.exec(before)[0].length, before);
  insert(field, above + text + gap(/^\n*/.exec(after)[0].length, after));
}
