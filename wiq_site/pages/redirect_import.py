"""Reading a list of redirects: "alte Adresse;neue Adresse", as a table program or an editor writes it."""

import csv
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wiq_site.pages.models import Redirect
from wiq_site.pages.redirects import (
    CircleError,
    all_moves,
    end_of,
    host_of,
    key_of,
    lead_on,
    new_address,
    old_address,
    redirect,
)

SEPARATORS = ";\t,"


@dataclass
class Row:
    """One line of the list: what it says, what it would do, why it cannot."""

    number: int
    cells: list
    old: str = ""
    new: str = ""
    effect: str = ""
    errors: list = field(default_factory=list)
    repeats: bool = False
    live: bool = False  # a page answers at the old address

    @property
    def is_good(self):
        """Whether it is to be saved."""
        return not (self.errors or self.repeats)


def text_of(content):
    """Give the bytes of a file as text: UTF-8 with or without its mark, else Latin-1."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_rows(text, own_hosts, is_live):
    """Give a Row for each line of ``text`` that is neither empty nor the heads of the columns.

    The separator is the first of ; tab , that stands in the text. ``own_hosts`` are the hosts that
    a new address may name; those of the old addresses may be named too. ``is_live(address)`` says
    whether a page answers there.
    """
    separator = next((mark for mark in SEPARATORS if mark in text), ";")
    lines = enumerate(text.lstrip("\ufeff").splitlines(), 1)
    rows = [Row(number, _cells(line, separator)) for number, line in lines]
    rows = [row for row in rows if any(row.cells)]
    if rows and not any(_is_address(cell) for cell in rows[0].cells):
        del rows[0]
    hosts = {host_of(row.cells[0]) for row in rows} | set(own_hosts)
    for row in rows:
        _read(row, hosts)
    _compare([row for row in rows if not row.errors], is_live)
    return rows


def _cells(line, separator):
    """Give the cells of one line, so that a forgotten quote costs no other; of endless ones the whole."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return [line]


def _is_address(cell):
    return cell.startswith(("/", "http://", "https://"))


def _read(row, hosts):
    cells = row.cells[:2] + [cell for cell in row.cells[2:] if cell]
    if len(cells) != 2:
        row.errors.append(_("Es braucht zwei Spalten: alte Adresse und neue Adresse."))
        return
    if host_of(cells[1]) and host_of(cells[1]) not in hosts:
        row.errors.append(
            _("Die neue Adresse liegt auf einer anderen Website. Möglich ist nur eine auf dieser.")
        )
        return
    row.old, row.new = old_address(cells[0]), new_address(cells[1], hosts)
    try:
        Redirect(old_path=row.old, new_path=row.new).clean_fields()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = Redirect._meta.get_field(name).verbose_name
            row.errors += [f"{label}: {message}" for message in messages]
    if not row.errors and key_of(row.old) == key_of(row.new):
        row.errors.append(_("Alte und neue Adresse sind dieselbe."))


def _compare(rows, is_live):
    """Say what ``rows`` change, find repetitions and circles, make one step of several."""
    before, first = all_moves(), {}
    for row in rows:
        earlier = first.setdefault(key_of(row.old), row)
        if earlier is not row and earlier.new != row.new:
            params = {"number": earlier.number, "address": earlier.new}
            row.errors.append(_("Zeile %(number)d leitet diese Adresse nach %(address)s.") % params)
        elif earlier is not row:
            row.repeats, row.effect = True, _("steht schon in Zeile %d") % earlier.number
    moves = before | {key: row.new for key, row in first.items()}
    for key, row in first.items():
        try:
            row.new = end_of(row.new, moves, is_live)
        except CircleError:
            row.errors.append(
                _("Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an.")
            )
        row.effect, row.live = _effect(before.get(key), row.new), is_live(row.old)


def _effect(before, new):
    if before is None:
        return _("neu")
    return _("unverändert") if before == new else _("geändert, bisher: %s") % before


@transaction.atomic
def save_rows(rows):
    """Keep what the good ones of ``rows`` say."""
    for row in rows:
        if row.is_good:
            redirect(row.old, row.new)
            if not row.live:
                lead_on(row.old, row.new)
