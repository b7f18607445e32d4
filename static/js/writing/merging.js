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

/* What both have once, the rest of both, as pairs of a line and its place in ``mine`` (from ``own`` on), which those only ``theirs`` has lack. */
function united(theirs, mine, own = 0) {
  const result = [];
  let [his, place] = [0, 0];
  for (const [until, same] of common(theirs, mine)) {
    for (; his < until; his++) result.push([theirs[his]]);
    for (; place < same; place++) result.push([mine[place], own + place]);
    if (place < mine.length) result.push([mine[place], own + place++]);
    his++;
  }
  return result;
}

/* The same of what both made of ``before``; where both changed the same lines both, or null without ``keepsBoth``. */
function merged(before, theirs, mine, keepsBoth) {
  const steps = [...changes(before, theirs), ...changes(before, mine)];
  steps.sort((one, other) => one.start - other.start || one.end - other.end);
  const result = [];
  let [place, his, own] = [0, 0, 0];
  while (steps.length) {
    let { start, end, lines } = steps[0];
    for (; place < start; place++, his++) result.push([mine[own], own++]);
    let [until, last] = [his, own]; // where both end
    let isDisputed = false;
    while (steps.length && (steps[0].start < end || steps[0].start === start && steps[0].lines === lines)) {
      const step = steps.shift();
      isDisputed ||= step.lines !== lines;
      end = Math.max(end, step.end);
      const more = step.last - step.first - (step.end - step.start);
      if (step.lines === theirs) until += more;
      else last += more;
    }
    [until, last] = [until + end - start, last + end - start];
    if (isDisputed && !keepsBoth) return null;
    if (isDisputed) result.push(...united(theirs.slice(his, until), mine.slice(own, last), own));
    else if (lines === mine) for (let index = own; index < last; index++) result.push([mine[index], index]);
    else for (let index = his, at = own; index < until; index++, at++) result.push([theirs[index], at < last ? at : undefined]);
    [place, his, own] = [end, until, last];
  }
  for (; own < mine.length; own++) result.push([mine[own], own]);
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
 * that goes without asking. With ``keepsBoth`` it does: what both changed stands there of both, as do two texts of an empty ``before``.
 */
export function mergeInto(field, before, theirs, keepsBoth = false) {
  const entry = field.type === "textarea" ? "\n" : ", "; // a field of one line drops breaks
  const unfolded = (text) => text.replaceAll(entry, "\n");
  const [old, other, mine] = [before.trimEnd(), theirs, field.value].map((text) => linesOf(unfolded(text)));
  const lines = old.length ? merged(old, other, mine, keepsBoth) : united(other, mine);
  if (!lines) return false;
  const folded = (to) => lines.map(([line]) => line).join("").slice(1, to).replaceAll("\n", entry);
  const text = folded();
  if (text === field.value) return true;
  const carets = [field.selectionStart, field.selectionEnd].map((at) => {
    const place = unfolded(field.value.slice(0, at)).length;
    return mine.length ? folded(1 + placeIn(lines, mine, place)).length : text.length;
  });
  field.value = text;
  if (document.activeElement === field) field.setSelectionRange(...carets);
  return true;
}
