"""What photos inside other files tell beside their pixels, and how it is taken out: place, camera, moment, remarks.

Photos are known by their first bytes, wherever they stand in a file: in PDF, Word, OpenDocument, in mails and pages as
base64, in songs as covers. What they tell is overwritten where it stands, which way is up excepted, so that a file keeps
its length and all else in it; of a video all goes but pictures and sound. What is packed (streams of a PDF, base64) is unpacked, looked through
like a file of its own, and packed again into the same room; a zip is written anew from its directory, so that what stands
in none stays behind. Streams of a PDF are known by their bytes too: what their dictionary says of them may stand elsewhere, or be wrong.

Sources: ITU-T T.81 annex B (JPEG), ITU-T T.800 annexes A and I (JPEG 2000), PNG section 5, RFC 9649 (WebP), GIF89a section 18 ff., TIFF 6.0 section 2, CIPA DC-008
(Exif, in HEIC and AVIF too), ISO 16684-1 (XMP), ISO 14496-12 (boxes of a video), ID3v2.2 to 2.4 section 3 (songs), RFC 7845 section 5.2 (Ogg),
ISO 32000-1 section 7.4 (filters of PDF), RFC 1950 to 1952 (Flate, gzip), PKWARE APPNOTE section 4.3 (zip),
MS-OFFCRYPTO section 2.3.4.4 (Word, Excel, PowerPoint behind a password).
"""

import gzip
import re
import struct
import zipfile
import zlib
from base64 import a85encode, b64decode, b64encode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from functools import partial
from io import BytesIO
from itertools import starmap
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_UNPACKED = _(
    "Diese Datei ließ sich nicht auspacken, um aus ihren Fotos den Ort zu entfernen. "
    "Bitte speichern Sie sie neu oder teilen Sie sie auf."
)
NOT_BARE = _(
    "In dieser Datei stecken Fotos, aus denen sich der Ort nicht entfernen ließ. Bitte speichern Sie sie neu, ohne "
    "angeheftete Dateien, oder hängen Sie die Fotos einzeln an."
)
LOCKED = _(
    "Diese Datei ist mit einem Passwort oder gegen das Kopieren geschützt. Was in ihr steckt, lässt sich nicht nachsehen. "
    "Bitte speichern Sie sie ohne diesen Schutz."
)
NO_SUCH_VIDEO = _(
    "In dieser Datei steckt ein Video, aus dem sich der Ort nicht entfernen ließ. Bitte nehmen Sie es heraus oder speichern "
    "Sie es als gewöhnliches MP4."
)
MOST_UNPACKED = 200_000_000  # bytes of a file of the zip kind or of photos in a PDF; one inside it may hold a quarter
LONGEST_SIZES = 24  # bytes of what may stand behind a member of a zip
MANIFEST = "META-INF/manifest.xml"  # of OpenDocument, which names what is encrypted
LOCKED_PDF = re.compile(rb"/Encrypt\s{0,9}(?:<<|\d{1,9}\s{1,9}\d{1,5}\s{1,9}R\b)")
OLE, LOCKED_OFFICE = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
MATROSKA = re.compile(rb"\x1a\x45\xdf\xa3.{0,64}?\x42\x82.(?:matroska|webm)", re.DOTALL)
GZIP = re.compile(rb"\x1f\x8b\x08")


def is_zip(data):
    """Tell whether ``data`` is a whole file of the zip kind."""
    return data.startswith(b"PK\3\4") and zipfile.is_zipfile(BytesIO(data))


def decoded(data, encoding):
    """Return ``data`` as text, "" where it is none."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def without_traces(data, most=MOST_UNPACKED, is_whole=True):
    """Return ``data``, the bytes of a file, its photos without place, camera, remarks; all else stays.

    ``is_whole`` says that it ends where ``data`` does. Raises ValidationError for one of the zip kind in which something
    is broken, for one that holds more than ``most`` bytes, and where what photos tell could not be overwritten.
    """
    if GZIP.match(data):  # drawings of Word (.emz)
        return repacked_gzip(data, most)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and (text := decoded(data, "utf-16")):
        new = without_traces(text.encode(), most, is_whole).decode()
        order = "utf-16-le" if data.startswith(BOM_UTF16_LE) else "utf-16-be"
        return data if new == text else data[:2] + new.encode(order)
    if not is_zip(data):
        return blanked(data, most, is_whole)
    try:
        return repacked(data, most)
    except ValidationError:
        raise
    except Exception as error:  # whatever unpacking meets in a broken or hostile file
        raise ValidationError(NOT_UNPACKED) from error


def repacked(data, most):
    """Return ``data``, of the zip kind, with its photos bare and without what its directory does not name."""
    packed, changed, buffer = zipfile.ZipFile(BytesIO(data)), {}, BytesIO()
    entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > most:
        raise ValidationError(NOT_UNPACKED)
    is_locked = any(entry.flag_bits & 1 for entry in entries)
    if is_locked or (MANIFEST in packed.namelist() and b"encryption-data" in packed.read(MANIFEST)):
        raise ValidationError(LOCKED)
    for entry in entries:
        member = packed.read(entry)
        if (new := without_traces(member, most // 4)) != member:
            changed[entry.header_offset] = new
    if not changed and not holds_more(data, packed):
        return data
    with zipfile.ZipFile(buffer, "w") as result:
        for entry in entries:
            entry.extra = b""  # who packed it and when, and what the new directory says anew
            result.writestr(entry, changed.get(entry.header_offset) or packed.read(entry))
    return buffer.getvalue()


def refuse_locked(data):
    """Raise ValidationError for ``data``, a PDF or what was made with Word, Excel, PowerPoint, that a password locks."""
    is_pdf = b"%PDF-" in data and LOCKED_PDF.search(data)
    if is_pdf or (data.startswith(OLE) and LOCKED_OFFICE in data):
        raise ValidationError(LOCKED)


def holds_more(data, packed):
    """Tell whether ``data`` holds bytes that the directory of it as the file ``packed`` does not name: before, between or behind its members."""
    ends, at = data.rfind(b"PK\5\6") + 22, 0
    for entry in sorted(packed.infolist(), key=attrgetter("header_offset")):
        start = entry.header_offset
        if start > at + LONGEST_SIZES:
            return True
        at = start + 30 + sum(struct.unpack_from("<HH", data, start + 26)) + entry.compress_size
    return packed.start_dir > at + LONGEST_SIZES or len(data) > ends


def repacked_gzip(data, most):
    """Return ``data``, packed as gzip, with its photos bare; as it is where there is nothing to take out."""
    try:
        with gzip.open(BytesIO(data)) as packed:
            plain = packed.read(most + 1)
    except (OSError, EOFError, zlib.error):  # broken, or none
        return data
    if len(plain) > most:
        raise ValidationError(NOT_UNPACKED)
    new = without_traces(plain, most // 4)
    return data if new == plain else gzip.compress(new, mtime=0)


def blanked(data, most, is_whole):
    """Return ``data``, as long as it is, with all that its photos, songs and videos tell overwritten."""
    refuse_members(data, most)
    refuse_locked(data)
    if MATROSKA.search(data):
        raise ValidationError(NO_SUCH_VIDEO)
    out = bytearray(data)
    bare = {
        SONG: bare_song,  # first, since it unpacks covers
        JPEG: partial(bare_jpeg, ends=data.rfind(b"endstream"), is_whole=is_whole),
        PNG: partial(bare_png, is_whole=is_whole),
        WEBP: partial(bare_webp, is_whole=is_whole),
        GIF: bare_gif,
        OGG: bare_ogg,
        CODESTREAM: bare_codestream,
    }
    bare |= dict.fromkeys(BOXES, partial(bare_boxes, is_whole=is_whole, left=[len(data)]))
    bare |= dict.fromkeys(EXIF, partial(bare_exif, left=[2 * len(data) + 5_000_000]))
    for sign, overwrite in bare.items():
        at = 0
        while found := sign.search(out, at):
            at = max(overwrite(out, found.start()), found.end())
    bare_xmp(out)
    bare_base64(out, most)
    bare_pdf(out, most)
    return bytes(out)


MEMBER = re.compile(rb"PK\x03\x04....([\0\x08])\0.{8}(....)....(..)(..)", re.DOTALL)


def refuse_members(data, most):
    """Raise ValidationError for ``data`` that is no zip but holds members of one, behind it or in it, whose photos tell."""
    for found in MEMBER.finditer(data):
        size, *names = (int.from_bytes(each, "little") for each in found.groups()[1:])
        inner = memoryview(data)[found.end() + sum(names) :]
        try:
            is_stored = found[1] == b"\0"
            inner = bytes(inner[:size]) if is_stored else inflated(inner, most, -zlib.MAX_WBITS)
        except zlib.error:
            continue
        if (most := most - len(inner)) < 0:
            raise ValidationError(NOT_UNPACKED)
        if without_traces(inner, most // 4) != inner:
            raise ValidationError(NOT_BARE)


# Each of the following overwrites in ``out``, a bytearray, what the photo that begins at ``at`` tells, and returns where it ended looking.

JPEG = re.compile(rb"\xff\xd8\xff")
SIGNED = re.compile(rb"JFIF\0|Exif\0\0|Adobe|http://ns\.adobe\.com/|Photoshop 3|ICC_PROFILE\0")
SEEN = re.compile(rb"JFIF\0|ICC_PROFILE\0|Adobe")  # segments of a JPEG on how it looks
REMARKS = {0xFE, *range(0xE0, 0xF0)}  # segments of words, and of what programs add
SIDE = re.compile(
    rb"\x12\x01\x03\0\x01\0\0\0([\x02-\x08])\0|\x01\x12\0\x03\0\0\0\x01\0([\x02-\x08])"
)
EXIF_OF_SIDE = b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0%b" + bytes(7)
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # no pixels and no restart between them
IN_PDF = re.compile(rb"stream\r?\n\Z")
END_IN_PDF = re.compile(rb"\r?\n?endstream")


def bare_jpeg(out, at, ends, is_whole):
    """Of a JPEG; the last "endstream" is at ``ends``.

    Three bytes in any file may look like its beginning: elsewhere than at its start a segment of a known kind follows.
    """
    end = at + 2
    in_pdf = IN_PDF.search(out, max(at - 8, 0), at)
    if at and not in_pdf and not SIGNED.match(out, at + 6):
        return end
    for kind, start, end in segments(out, at + 2):
        if kind in REMARKS and not SEEN.match(out, start, end):
            out[start:end] = side_up(out[start:end])
    if at == 0 and is_whole:
        last = len(out)
    elif in_pdf and end <= ends:
        last = END_IN_PDF.search(out, end).start()
    else:  # where it ends is not known
        return end
    behind = end
    while (found := MARKER.search(out, behind, last)) and found[0] != b"\xff\xd9":
        behind = found.end() + int.from_bytes(out[found.end() : found.end() + 2], "big")
    behind = found.end() if found else last
    out[behind:last] = bytes(last - behind)  # phones hang whole videos there
    return last


def segments(data, at, pixels=b"\xda"):
    """Yield kind, start and end of what each segment of a JPEG holds, from ``at`` to the one of its ``pixels``."""
    while data[at : at + 1] == b"\xff" and (kind := data[at + 1 : at + 2]) not in (b"", pixels):
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not at + 4 <= end <= len(data):
            return
        yield kind[0], at + 4, end
        at = end


def side_up(block):
    """Return bytes as many as in ``block`` that say, where it is Exif, only which side of the photo is up."""
    side = SIDE.search(block, 6, 400) if block.startswith(b"Exif\0\0") else None
    exif = EXIF_OF_SIDE % (side[1] or side[2]) if side else b""
    return exif[: len(block)].ljust(len(block), b"\0")


PNG = re.compile(rb"\x89PNG\r\n\x1a\n")
EMPTY = b"emPt"  # kind of a chunk in PNG and WebP that readers pass over


def bare_png(out, at, is_whole):
    """Of a PNG: chunks of words and Exif."""
    is_whole = is_whole and at == 0
    at += 8
    while at + 12 <= len(out):
        kind, end = out[at + 4 : at + 8], at + 12 + int.from_bytes(out[at : at + 4], "big")
        if kind in (b"eXIf", b"tEXt", b"zTXt", b"iTXt") and end <= len(out):
            empty = EMPTY + bytes(end - at - 12)
            out[at + 4 : end] = empty + zlib.crc32(empty).to_bytes(4, "big")
        at = end
        if kind == b"IEND":
            if is_whole:
                out[end:] = bytes(len(out[end:]))
            break
    return at


WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)


def bare_webp(out, at, is_whole):
    """Of a WebP: chunks of Exif and XMP."""
    last = at + 8 + int.from_bytes(out[at + 4 : at + 8], "little")
    if is_whole and at == 0:
        out[last:] = bytes(len(out[last:]))
    at += 12
    while at + 8 <= min(last, len(out)):
        end = at + 8 + int.from_bytes(out[at + 4 : at + 8], "little")
        if out[at : at + 4] in (b"EXIF", b"XMP ") and end <= len(out):
            out[at:end] = EMPTY + out[at + 4 : at + 8] + bytes(end - at - 8)
        at = end + end % 2
    return at


GIF = re.compile(rb"GIF8[79]a")
OF_GIF = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")  # how often it moves; its colours


def bare_gif(out, at):
    """Of a GIF: comments, and what programs add but for how it looks."""

    def colours(at):
        flags = int.from_bytes(out[at : at + 1])
        return 6 << (flags & 7) if flags & 0x80 else 0

    at += 13 + colours(at + 10)
    while (kind := out[at : at + 1]) in (b"!", b","):
        of_program = out[at + 1 : at + 2] == b"\xff" and out[at + 3 : at + 14] not in OF_GIF
        tells = kind == b"!" and (out[at + 1 : at + 2] == b"\xfe" or of_program)
        at += 2 if kind == b"!" else 11 + colours(at + 9)
        while size := int.from_bytes(out[at : at + 1]):
            if tells:
                out[at + 1 : at + 1 + size] = bytes(len(out[at + 1 : at + 1 + size]))
            at += 1 + size
        at += 1
    return at


EXIF = (re.compile(rb"II\*\0"), re.compile(rb"MM\0\*"))
# of a picture's looks: size, colours, where its pixels are, its pages, which side is up
TAGS = {34675}.union(*starmap(range, ((254, 269), (273, 285), (286, 305), (317, 348), (512, 533))))
INNER_TAGS, PAGES_TAG, THUMBNAIL_TAG, SIDE_TAG = {34665, 34853, 40965}, 330, 513, 274
SIZES = {
    3: 2,
    4: 4,
    5: 8,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
}  # bytes of each type of value; others have one


def bare_exif(out, at, left):
    """Of a TIFF all but how the picture looks; of the one that Exif is in HEIC, AVIF and others all but which side is up.

    ``left`` is a list of how many bytes may yet be touched in this file; no honest one asks for so many.
    """
    order = "little" if out[at : at + 1] == b"I" else "big"

    def number(place, size=4):
        return int.from_bytes(out[place : place + size], order)

    first = number(at + 4)
    of_photo = out[4:8] == b"ftyp" or out[max(at - 6, 0) : at] == b"Exif\0\0"
    if not (at == 0 or first == 8 or of_photo):
        return at
    todo, seen = [(at + first, {SIDE_TAG} if of_photo else TAGS)], {at}
    while todo:
        place, tags = todo.pop()
        if place in seen or place + 6 > len(out):
            continue
        seen.add(place)
        end = place + 2 + 12 * min(number(place, 2), (len(out) - place - 6) // 12)
        following, kept = out[end : end + 4], []
        for entry in range(place + 2, end, 12):
            tag, size = number(entry, 2), SIZES.get(number(entry + 2, 2), 1) * number(entry + 4)
            value = entry + 8 if size <= 4 else at + number(entry + 8)
            if tag in INNER_TAGS:
                todo.append((at + number(entry + 8), ()))
            elif tag == PAGES_TAG:
                todo += [(at + number(value + each), tags) for each in range(0, min(size, 400), 4)]
            if tag in tags:
                kept.append(out[entry : entry + 12])
            else:
                if tag == THUMBNAIL_TAG:  # the next tag says how long it is
                    value, size = at + number(entry + 8), number(entry + 20)
                size = len(out[value : value + size])
                out[value : value + size] = bytes(size)
            left[0] -= 500 + size
            if left[0] < 0:
                raise ValidationError(NOT_BARE)
        todo.append((at + int.from_bytes(following, order), tags))
        entries = len(kept).to_bytes(2, order) + b"".join(kept) + following
        out[place : end + 4] = entries.ljust(end + 4 - place, b"\0")
    return at


SONG = re.compile(rb"ID3[\2-\4]\0.[\0-\x7f]{4}", re.DOTALL)
FRAMES = {  # of each version of a song's tag: a frame's name, size and what says that it is packed
    2: re.compile(rb"([A-Z\d]{3})(...)()", re.DOTALL),
    3: re.compile(rb"([A-Z\d]{4})(....).([\0-\xff])", re.DOTALL),
    4: re.compile(rb"([A-Z\d]{4})([\0-\x7f]{4}).([\0-\xff])", re.DOTALL),
}


def seven_bits(number):
    """Return the bytes ``number`` as one that uses seven bits of each."""
    return sum(byte << 7 * place for place, byte in enumerate(reversed(number)))


def bare_song(out, at):
    """Of a song: those of its frames that are packed, but for words, since nobody looks into them; other covers are photos."""
    version, flags, start = out[at + 3], out[at + 5], at + 10
    end = min(start + seven_bits(out[at + 6 : start]), len(out))
    tag, place, kept = bytes(out[start:end]), 0, []
    if version < 4 and flags & 0x80:
        tag = tag.replace(b"\xff\0", b"\xff")
    if version > 2 and flags & 0x40:  # a head of its own
        place = 4 + int.from_bytes(tag[:4], "big") if version == 3 else seven_bits(tag[:4])
    while found := FRAMES[version].match(tag, place):
        name, size, packed = found.groups()
        place = found.end() + (seven_bits(size) if version == 4 else int.from_bytes(size, "big"))
        if name.startswith(b"T") or packed in (b"", b"\0"):
            kept.append(tag[found.start() : place])
    out[at + 5] = 0
    out[start:end] = b"".join(kept)[: end - start].ljust(end - start, b"\0")
    return at


OGG = re.compile(rb"OggS\0\x02")
COVER = re.compile(rb"METADATA_BLOCK_PICTURE=|COVERART=", re.IGNORECASE)


def bare_ogg(out, at):
    """Raise ValidationError for sound with a cover, which stands there as base64 in pages that are counted."""
    if COVER.search(out, at):
        raise ValidationError(NOT_BARE)
    return at


CODESTREAM = re.compile(rb"\xff\x4f\xff\x51")  # of JPEG 2000


def bare_codestream(out, at):
    """Of the pixels of JPEG 2000: remarks between them."""
    end = at + 4
    for kind, start, end in segments(out, at + 2, pixels=b"\x90"):
        if kind == 0x64:
            out[start:end] = bytes(end - start)
    return end


BOXES = (re.compile(rb"ftyp"), re.compile(rb"moov"))  # one of these begins all that tells
# what stays of that which consists of boxes, and of what is in some of them
STAYS = {
    b"": b"ftyp|styp|moov|mdat|moof|sidx|mfra|rreq|jp2h|jp2c",
    b"moov": b"mvhd|iods|trak|mvex",
    b"trak": b"tkhd|tapt|edts|tref|mdia",
    b"mdia": b"mdhd|hdlr|elng|minf",
    b"moof": b"mfhd|traf",
    b"traf": b"tfhd|tfdt|trun|sbgp|sgpd|saiz|saio|subs",
}
MOMENTS = (b"mvhd", b"tkhd", b"mdhd")


def bare_boxes(out, at, is_whole, left):
    """Of a video, a HEIC, a JPEG 2000: all boxes but those of pictures and sound, and when it was taken.

    ``left`` is a list of how many bytes of its tracks may yet be overwritten; they do not overlap in an honest one.
    """
    first = at = max(at - 4, 0)
    is_whole = is_whole and at == 0

    def bare_inside(parent, at, last):
        for start, kind, inner, end in boxes(out, at, last):
            if end > last and not (parent or is_whole):  # is none
                break
            at = min(end, last)
            if kind == b"meta" and not parent and b"pict" in out[inner : min(inner + 40, at)]:
                continue  # where the pixels of a HEIC are
            if kind == b"trak" and not is_seen_or_heard(out, inner, at, first, left):
                kind = b""
            if kind not in STAYS[parent].split(b"|"):
                out[start + 4 : at] = b"free".ljust(at - start - 4, b"\0")
            elif kind in MOMENTS:  # two numbers, longer in newer files
                size = 16 if out[inner : inner + 1] == b"\1" else 8
                moments = slice(inner + 4, min(inner + 4 + size, at))
                out[moments] = bytes(len(out[moments]))
            elif kind in STAYS:
                bare_inside(kind, inner, at)
        return at

    return bare_inside(b"", at, len(out))


def boxes(data, at, last):
    """Yield start, kind, start of what it holds and end of each box from ``at`` on that begins before ``last``; the end may lie behind."""
    while at + 8 <= last:
        size, kind, inner = int.from_bytes(data[at : at + 4]), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            size, inner = int.from_bytes(data[inner : inner + 8]), inner + 8
        end = at + size
        if end < inner:
            return
        yield at, kind, inner, end
        at = end


def is_seen_or_heard(out, at, last, first, left):
    """Tell whether the track from ``at`` to ``last`` is one of pictures or sound; of others, as of where a camera was, overwrite what they hold."""
    found, todo = {}, [(at, last)]
    while todo:
        for _start, kind, inner, end in boxes(out, *todo.pop()):
            found.setdefault(kind, (inner, min(end, last)))
            if kind in (b"mdia", b"minf", b"stbl"):
                todo.append((inner, min(end, last)))
    handler = found.get(b"hdlr", (last, last))[0] + 8
    if out[handler : handler + 4] in (b"vide", b"soun", b"pict", b"auxv"):
        return True
    if out.find(b"moof", first) >= 0:  # there, in fragments, it goes on
        raise ValidationError(NO_SUCH_VIDEO)
    for place, size in chunks(out, found):
        left[0] -= size
        if left[0] < 0:
            raise ValidationError(NOT_BARE)
        piece = slice(first + place, first + place + size)
        out[piece] = bytes(len(out[piece]))
    return False


def chunks(data, tables):
    """Yield place and size of each piece of a track; ``tables`` are start and end of its boxes by their kind."""

    def numbers(kind, skipped, form):
        start, end = tables.get(kind, (0, 0))
        room = max(end - start - skipped, 0) // struct.calcsize(form) * struct.calcsize(form)
        return list(struct.iter_unpack(form, data[start + skipped : start + skipped + room]))

    runs, sizes = numbers(b"stsc", 8, ">III")[::-1], numbers(b"stsz", 12, ">I")
    [(equal,)] = numbers(b"stsz", 4, ">I")[:1] or [(0,)]  # size of each sample, 0 where they differ
    at = count = 0
    for number, (place,) in enumerate(numbers(b"stco", 8, ">I") + numbers(b"co64", 8, ">Q"), 1):
        while runs and runs[-1][0] <= number:
            count = runs.pop()[1]
        yield place, equal * count or sum(size for (size,) in sizes[at : at + count])
        at += count


OF_PHOTO = re.compile(r"[\s<](?:exif|exifEX|tiff|aux|Iptc4xmpCore):\w")
XMP_ENCODINGS = "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"


def bare_xmp(out):
    """Empty the XMP of photos in ``out``, a bytearray, by their words of cameras and places; that of documents stays."""
    is_photo = out[4:8] == b"ftyp"
    for encoding in XMP_ENCODINGS:
        opens, closes, ends, blank = (
            sign.encode(encoding) for sign in ("<rdf:RDF", "</rdf:RDF>", ">", " ")
        )
        at = 0
        while (start := out.find(opens, at)) >= 0 and (at := out.find(closes, start)) >= 0:
            start = out.find(ends, start) + len(ends)
            if is_photo or OF_PHOTO.search(out[start:at].decode(encoding, "replace")):
                blanks = (at - start) // len(blank)
                out[start : start + blanks * len(blank)] = blank * blanks


BREAK = rb"(?:\s|&#(?:10|13|x[AaDd]);|\\[nr])+"  # between lines of base64, also in XML and JSON
BREAKS, SPACES = re.compile(rb"(%b)" % BREAK), re.compile(rb"(\s+)")
# JPEG, PNG, WebP, GIF, TIFF, HEIC and AVIF and videos, PDF, zip
STARTS = b"/9j/ iVBORw0KGgo UklGR R0lGOD SUkqA TU0AK ZnR5c JVBERi0 UEsDB".split()
BASE64 = re.compile(
    rb"(?:AAAA[A-Za-z\d+/]{2})?(?:%b)[A-Za-z\d+/]+(?:%b[A-Za-z\d+/]+)*={0,2}"
    % (b"|".join(STARTS), BREAK)
)


def bare_base64(out, most):
    """Overwrite what photos tell that stand in ``out``, a bytearray, as base64: in mails, calendars, pages, drawings."""
    at = 0 if any(start in out for start in STARTS) else len(out)  # found many times as fast
    while found := BASE64.search(out, at):
        text, at = found[0], found.end()
        breaks = BREAKS if b"&" in text or b"\\" in text else SPACES  # many times as fast
        chars = breaks.sub(b"", text)
        whole = len(chars) // 4 * 4
        plain = b64decode(chars[:whole])
        new = without_traces(plain, most // 4, is_whole=False)
        if len(new) != len(plain):
            raise ValidationError(NOT_BARE)
        if new != plain:
            out[found.start() : at] = poured(text, b64encode(new) + chars[whole:], breaks)


def poured(text, chars, breaks):
    """Return ``text`` with ``chars`` between its breaks instead of its own, the last ones blank where there are fewer."""
    source, pieces = BytesIO(chars), breaks.split(text)
    for number in range(0, len(pieces), 2):
        pieces[number] = source.read(len(pieces[number])).ljust(len(pieces[number]))
    if source.read(1):
        raise ValidationError(NOT_BARE)
    return b"".join(pieces)


STREAM = re.compile(rb"stream\r?\n")
FILTERS = re.compile(rb"/Filter\s*(/\w+|\[[^]]*\])")
IMAGE, MAY_BE_JPEG = re.compile(rb"/Subtype\s*/Image\b"), re.compile(rb"DCT|\bR\b")
RARE, WITH_PHOTOS = re.compile(rb"LZW|RunLength"), re.compile(rb"DCTDecode|/EmbeddedFile|/Metadata")


def bare_pdf(out, most):
    """Overwrite what photos tell in those streams of the PDF ``out``, a bytearray, that are packed.

    Only where nothing but pixels is packed, which the dictionary says, is not looked into: that is large.
    """
    at = 0
    while (found := STREAM.search(out, at)) and (end := out.find(b"endstream", found.end())) >= 0:
        head = out[max(found.start() - 3000, 0) : found.start()].rpartition(b" obj")[2]
        at = end + len(b"endstream")
        if filters := FILTERS.search(head):
            if RARE.search(filters[1]) and WITH_PHOTOS.search(head):
                raise ValidationError(NOT_BARE)
            if IMAGE.search(head) and not MAY_BE_JPEG.search(filters[1]):
                continue
        inner, layers = unpacked(out[found.end() : end], most)
        if not layers:
            continue
        most -= len(inner)
        new = without_traces(bytes(inner), most // 4)
        if new == inner:
            continue
        for pack, old in reversed(layers):
            new = pack(new, old)
        if len(new) != end - found.end():
            raise ValidationError(NOT_BARE)
        out[found.end() : end] = new


def unpacked(data, most):
    """Return what is packed in ``data``, of a stream, and its layers from outside in: how each is packed again, and what it was."""
    layers = []
    try:
        while way := next((way for way in PACKED if way[0](data) and len(layers) < 9), None):
            _is_so, unpack, pack = way
            plain = unpack(data, most)
            layers.append((pack, data))
            data = plain
    except (ValueError, struct.error, zlib.error):
        pass  # broken, alike by chance, or nobody looks into it without its password
    return data, layers


def is_flate(data):
    """Tell whether ``data`` begins as Flate does (RFC 1950, 2.2)."""
    return int.from_bytes(data[:2]) % 31 == 0 and data[:1] and data[0] & 0x8F == 8


def inflated(data, most, window=zlib.MAX_WBITS):
    """Return what ``data`` packs as Flate, in the frame that ``window`` says.

    Raises zlib.error for what is none, ValidationError for more than ``most`` bytes.
    """
    unpacking = zlib.decompressobj(window)
    plain = unpacking.decompress(data, max(most, 1))
    if unpacking.unconsumed_tail:
        raise ValidationError(NOT_UNPACKED)
    return plain


def deflated(new, old):
    """Return ``new`` packed as Flate in as many bytes as ``old`` has, filled up with blocks that hold nothing."""
    unpacking = zlib.decompressobj()
    unpacking.decompress(old)
    behind, packed = unpacking.unused_data, zlib.compress(new, 9)
    room = len(old) - len(behind)
    fives, sixes = divmod(room - len(packed), 5)
    if fives < 0:
        raise ValidationError(NOT_BARE)
    filling = b"\2\0\0\0\xff\xff" * sixes + b"\0\0\0\xff\xff" * (fives - sixes)
    if fives < sixes:  # no such blocks fit
        return packed.ljust(room, b"\n") + behind
    return packed[:2] + filling + packed[2:] + behind


def from_ascii85(data, most):
    """Return what ``data`` packs as ASCII85; the one of the standard library takes ten times as long."""
    chars = b"".join(data[: data.index(b"~>")].split()).replace(b"z", b"!!!!!")
    missing = -len(chars) % 5
    groups = zip(*[iter(chars + b"u" * missing)] * 5, strict=True)
    zero = 33 * (85**4 + 85**3 + 85**2 + 85 + 1)
    numbers = [(((a * 85 + b) * 85 + c) * 85 + d) * 85 + e - zero for a, b, c, d, e in groups]
    return struct.pack(f">{len(numbers)}I", *numbers)[: 4 * len(numbers) - missing]


def to_ascii85(new, old):
    """Return ``new`` packed as ASCII85 in as many bytes as ``old`` has."""
    end = old.index(b"~>")
    return poured(old[:end], a85encode(new), SPACES) + old[end:]


def from_hex(data, most):
    """Return what ``data`` packs as digits of base 16."""
    return bytes.fromhex(b"".join(data[: data.index(b">")].split()).decode("ascii"))


def to_hex(new, old):
    """Return ``new`` packed as digits of base 16 in as many bytes as ``old`` has."""
    end = old.index(b">")
    return poured(old[:end], new.hex().encode(), SPACES) + old[end:]


ASCII85, HEX = re.compile(rb"[\s!-uz]~>\s*\Z"), re.compile(rb"[\da-fA-F]\s*>\s*\Z")
# how each is known, unpacked, packed again
PACKED = (
    (is_flate, inflated, deflated),
    (lambda data: ASCII85.search(data, len(data) - 20), from_ascii85, to_ascii85),
    (lambda data: HEX.search(data, len(data) - 20), from_hex, to_hex),
)
