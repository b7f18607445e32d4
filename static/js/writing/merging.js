/* What another wrote comes into a field in which somebody types: line by line, and the caret stays where its writer is. */

/* Lines with the break before each: one more is one entry more, wherever it stands. */
function linesOf(text) {
  return text ? `\n${text}`.split(/(?=\n)/) : [];
}

/* Blanks at the end of a line, which saving may take off, are those of whoever types. */
function isSame(one, other) {
  return one.trimEnd() === other?.trimEnd();
}

/* The places of the most lines that stand in both in one order: pairs, the last one behind both ends. */
function common(before, after) {
  const counts = Array.from({ length: before.length + 1 }, () => Array(after.length + 1).fill(0)); // from there on
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      counts[i][j] = isSame(before[i], after[j]) ? counts[i + 1][j + 1] + 1 : Math.max(counts[i + 1][j], counts[i][j + 1]);
    }
  }
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (isSame(before[i], after[j])) pairs.push([i++, j++]);
    else if (counts[i][j + 1] >= counts[i + 1][j]) j++;
    else i++;
  }
  return [...pairs, [before.length, after.length]];
}

/* Where ``after`` has its lines ``first`` to ``last`` instead of ``start`` to ``end`` of ``before``. */
function changes(before, after) {
  const found = [];
  let [start, first] = [0, 0];
  for (const [end, last] of common(before, after)) {
    if (end > start || last > first) found.push({ start, end, first, last, lines: after });
    [start, first] = [end + 1, last + 1];
  }
  return found;
}

/* Pairs of a line and its place in ``mine``, which those only ``theirs`` has lack; null where both changed the same lines. */
function merged(before, theirs, mine) {
  const steps = [...changes(before, theirs), ...changes(before, mine)];
  steps.sort((one, other) => one.start - other.start || one.end - other.end);
  const result = [];
  let [place, own] = [0, 0];
  for (const { start, end, first, last, lines } of [...steps, { start: before.length, lines: mine }]) {
    if (start < place) return null;
    for (; place < start; place++) result.push([mine[own], own++]);
    for (let index = first; index < last; index++) {
      const replaced = own + index - first;
      if (lines === mine) result.push([mine[index], index]);
      else result.push([theirs[index], replaced < own + end - start ? replaced : undefined]);
    }
    own = lines === mine ? last : own + end - start;
    place = end;
  }
  return result;
}

/* Where what stood at ``at`` in ``mine`` stands in the ``lines`` merged; behind what is before it if its line is gone. */
function placeIn(lines, mine, at) {
  let [own, column, start, found] = [0, at + 1, 0, 1];
  while (column > mine[own].length) column -= mine[own++].length;
  for (const [line, place] of lines) {
    const isBefore = line.startsWith(mine[own].slice(0, column));
    const there = isBefore ? column : Math.max(1, line.length - mine[own].length + column);
    if (place <= own) found = start + (place === own ? there : line.length);
    start += line.length;
  }
  return found - 1;
}

/*
 * Puts ``theirs``, what another made of ``before``, into ``field``, where somebody may have typed as well; returns whether
 * that goes without asking. Of an empty ``before`` both texts stay, the lines that both begin with once.
 */
export function mergeInto(field, before, theirs) {
  const [other, mine] = [theirs, field.value].map(linesOf);
  const parting = [...mine, null].findIndex((line, index) => line === null || !isSame(line, other[index]));
  const lines = merged(before.trim() ? linesOf(before.trimEnd()) : mine.slice(0, parting), other, mine);
  if (!lines) return false;
  const parted = lines.map(([line]) => line).join("").slice(1);
  const text = field.type === "textarea" ? parted : parted.replaceAll("\n", ", "); // a field of one line drops breaks
  if (text === field.value) return true;
  const carets = [field.selectionStart, field.selectionEnd].map((at) => (mine.length ? placeIn(lines, mine, at) : text.length));
  field.value = text;
  if (document.activeElement === field) field.setSelectionRange(...carets);
  return true;
}
