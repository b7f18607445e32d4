"""Photos inside other files lose the position they were taken at: in PDF, Word and OpenDocument files.

The bytes of a position are overwritten where they stand, so that everything else of a file stays the same.
Source: Exif 2.32 (CIPA DC-008), section 4.6: an IFD holds a count and entries of 12 bytes; tag 0x8825 leads
to that of the position.
"""

import re
import struct
import zipfile
from io import BytesIO
from itertools import islice

EXIF = re.compile(rb"\xff\xe1..Exif\0\0(II\*\0|MM\0\*)", re.DOTALL)
XMP = re.compile(rb"""(exif:GPS\w+(?:=["']|>))([^"'<]*)""")
GPS = 0x8825
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}  # bytes of one value, by kind
MOST_UNPACKED = 200_000_000  # bytes of a file of the zip kind


def without_positions(data):
    """Return ``data``, the bytes of a file, with the positions of all JPEG photos in it overwritten."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return repacked(packed) or data
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):  # none, or one with a password
        return blanked(data)


def repacked(packed):
    """Return the file ``packed`` with its photos blanked, None where there is nothing to blank."""
    entries, changed = packed.infolist(), {}
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return None
    for entry in entries:
        # What packs to less than half is no photo.
        is_photo = entry.filename.lower().endswith((".jpg", ".jpeg"))
        if is_photo and entry.file_size < 2 * packed.fp.getbuffer().nbytes:
            data = packed.read(entry)
            if (new := blanked(data)) != data:
                changed[entry.filename] = new
    if not changed:
        return None
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as result:
        for entry in entries:
            result.writestr(entry, changed.get(entry.filename) or packed.read(entry))
    return buffer.getvalue()


def blanked(data):
    """Return ``data`` with every position in Exif or XMP overwritten; it stays as long as it is."""
    found = bytearray(XMP.sub(lambda match: match[1] + b" " * len(match[2]), data))
    at = 0
    while match := EXIF.search(data, at):
        length = int.from_bytes(data[match.start() + 2 : match.start() + 4], "big")
        at = max(match.end(), match.start() + 2 + length)
        with memoryview(found)[match.start(1) : at] as block:
            blank_position(block, "<" if match[1].startswith(b"I") else ">")
    return bytes(found)


def blank_position(block, order):
    """Overwrite the position in an Exif ``block``, whose numbers stand in ``order``; in no more steps than it has bytes."""

    def entries(at):
        (count,) = struct.unpack_from(f"{order}H", block, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            yield entry, *struct.unpack_from(f"{order}HHII", block, entry)

    left = len(block)  # bytes to overwrite; a hostile block names the same ones over and over

    def blank(at, length):
        nonlocal left
        place = slice(at, at + min(length, left))
        left -= (size := len(block[place]))
        block[place] = bytes(size)

    try:
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        leads = (entry for entry in entries(first) if entry[1] == GPS)
        for lead, _tag, _kind, _count, offset in islice(leads, 1):
            for value, _tag, kind, count, place in list(entries(offset)):
                length = SIZES.get(kind, 1) * count
                if length > 4:
                    blank(place, length)
                blank(value, 12)
            blank(lead, 12)
    except struct.error:  # the block is broken and says nothing that could be read
        return
