"""Tables of HTML as Markdown; what only lays out a page comes as lines, cell by cell."""

_LONGEST_CELL = 1500
_DEEPEST = 5  # tables; what is nested deeper belongs to the cell it stands in


class Tables:
    """The tables that are open, the innermost last; each is a list of rows of cells of lines."""

    def __init__(self):
        self.open_tables = []
        self.deeper = 0

    @property
    def depth(self):
        """How many tables are open."""
        return len(self.open_tables)

    def open(self, tag):
        """Begin a table, a row or a cell."""
        if tag == "table" and self.depth == _DEEPEST:
            self.deeper += 1
        elif self.deeper:
            return
        elif tag == "table":
            self.open_tables.append([])
        elif tag == "tr" and self.open_tables:
            self.open_tables[-1].append([])
        elif tag in ("td", "th") and self.open_tables:
            if not self.open_tables[-1]:
                self.open_tables[-1].append([])
            self.open_tables[-1][-1].append([])

    def add(self, line):
        """Put a line into the cell that is open, or a new one."""
        rows = self.open_tables[-1]
        if not rows or not rows[-1]:
            self.open("td")
        self.open_tables[-1][-1][-1].append(line)

    def close(self, tag):
        """The lines of a table that ends outside of any other; into that other they go else."""
        if tag != "table" or not self.open_tables or self.deeper:
            self.deeper -= tag == "table" and self.deeper > 0
            return []
        lines = _lines(self.open_tables.pop())
        if not self.open_tables:
            return lines
        for line in lines:
            self.add(line)
        return []


def _lines(rows):
    rows = [[_filled(cell) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    cells = [cell for row in rows for cell in row]
    if width < 2 or len(rows) < 2 or any(map(_lays_out, cells)):
        return ["", *(line for cell in cells for line in [*cell, ""])]
    table = [_row(row, width) for row in rows]
    return ["", table[0], "|" + " --- |" * width, *table[1:], ""]


def _filled(cell):
    return [line for line in cell if line.strip()]


def _lays_out(cell):
    return sum(map(len, cell)) > _LONGEST_CELL or any(line.startswith(("|", "#")) for line in cell)


def _row(row, width):
    texts = [_cell(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
    return f"| {' | '.join(texts)} |"


def _cell(lines):
    """The lines of a cell as one; items of a list keep a mark that an agenda can be split at."""
    if len(lines) == 1:
        return lines[0].strip().removeprefix("- ")
    shown = [line.strip() for line in lines]
    return " ".join(f"• {line[2:]}" if line.startswith("- ") else line for line in shown)
