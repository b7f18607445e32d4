"""Photos inside other files lose the position they were taken at: in PDF, Word and OpenDocument files.

The bytes of a position are overwritten where they stand, so that everything else of a file stays the same.
Source: Exif 2.32 (CIPA DC-008), section 4.6: an IFD holds a count and entries of 12 bytes; tag 0x8825 leads
to that of the position.
"""

import re
import struct
import zipfile
from io import BytesIO

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
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        return None
    photos = (entry for entry in entries if entry.filename.lower().endswith((".jpg", ".jpeg")))
    found = {entry.filename: packed.read(entry) for entry in photos}
    changed = {name: new for name, old in found.items() if (new := blanked(old)) != old}
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
    for match in EXIF.finditer(data):
        blank_position(found, match.start(1), "<" if match[1].startswith(b"I") else ">")
    return bytes(found)


def blank_position(data, start, order):
    """Overwrite in ``data`` the position of the Exif block at ``start``, whose numbers stand in ``order``."""

    def entries(at):
        (count,) = struct.unpack_from(f"{order}H", data, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            yield entry, *struct.unpack_from(f"{order}HHII", data, entry)

    def blank(at, length):
        data[at : at + length] = bytes(len(data[at : at + length]))

    try:
        (first,) = struct.unpack_from(f"{order}I", data, start + 4)
        for entry, tag, _kind, _count, offset in entries(start + first):
            if tag != GPS:
                continue
            for value, _tag, kind, count, place in list(entries(start + offset)):
                length = SIZES.get(kind, 1) * count
                if length > 4:
                    blank(start + place, length)
                blank(value, 12)
            blank(entry, 12)
    except struct.error:  # the block is broken and says nothing that could be read
        return
