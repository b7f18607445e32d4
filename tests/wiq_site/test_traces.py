"""Photos inside other files lose place, camera and remarks, and everything else stays."""

import gzip
import io
import re
import zipfile
import zlib
from base64 import a85decode, a85encode, b64decode, b64encode
from unittest import mock

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

from tests.images import file_of
from wiq_site.kit.traces import deflated, without_traces

XMP = b'<x exif:GPSLatitude="51,20.1N"><exif:GPSLongitude>12,22.3E</exif:GPSLongitude>Adalwine</x>'
XMP_OF_PHOTO = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="a" xmlns:exif="b"><rdf:Description '
    b'exif:GPSLatitude="51,20.1N"/><dc:creator>Adalwine</dc:creator></rdf:RDF></x:xmpmeta>'
)
XMP_OF_DOCUMENT = XMP_OF_PHOTO.replace(b"exif:GPSLatitude", b"pdf:Producer")
# tags of TIFF on how a picture looks, which side is up among them
LOOKS = {*range(254, 269), *range(273, 285), *range(286, 305), *range(317, 348)}
TRACES = (b"Kamera", b"51,20.1N", b"12,22.3E", b"Remark", b"Adalwine")


def photo(suffix="jpeg", order="<", **options):
    """Return the bytes of a photo on its side, with camera, position and words; numbers written in ``order``."""
    exif = Image.Exif()
    exif.endian = order
    exif[0x010F], exif[0x0112] = "Kamera", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 20.0, 7.5), 3: "E", 4: (12.0, 22.0, 3.25)})
    return file_of(suffix, exif=exif, **{"xmp": XMP} | options)


def told_by(data):
    """Return all that a reader of photos finds beside the pixels."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        exif = picture.getexif()
        return {**exif, **exif.get_ifd(0x8825)}


def packed(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, data in members.items():
            file.writestr(name.replace("_", "."), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def bytes_of(writer):
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def stream(data, dictionary):
    """Return a PDF with one stream, whose words and cross-references a reader finds at fixed places."""
    return b"%%PDF-1.7\n4 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj" % (dictionary, data)


def lines_of(data, length=75, end=b"\n"):
    """Return ``data`` broken into lines."""
    return end.join(data[at : at + length] for at in range(0, len(data), length))


TRACES_OF_VIDEO = (b"Fairphone", b"+51.3364", b"Adalwine", b"GPS", b"\xe5\xe5\xe5\xe5")
TITLE = b"TIT2\0\0\0\5\0\0\0Lied"  # a frame of a song's tag


def box(kind, *inner):
    data = b"".join(inner)
    return (8 + len(data)).to_bytes(4) + kind + data


def video(chunks=1, size=6):
    """Return a video with place, maker and moment, and a track of places in ``chunks`` pieces of ``size`` bytes."""

    def track(handler, place):
        tables = (
            box(b"stsz", bytes(4), size.to_bytes(4), (1).to_bytes(4)),
            box(b"stsc", bytes(4), *(number.to_bytes(4) for number in (1, 1, 1, 1))),
            box(b"stco", bytes(4), chunks.to_bytes(4), place.to_bytes(4) * chunks),
        )
        return box(
            b"trak",
            box(b"meta", b"Adalwine"),
            box(
                b"mdia",
                box(b"mdhd", bytes(4), b"\xe5" * 8, bytes(8)),
                box(b"hdlr", bytes(8), handler, bytes(13)),
                box(b"minf", box(b"hdlr", bytes(4), b"dhlralis"), box(b"stbl", *tables)),
            ),
        )

    return (
        box(b"ftyp", b"qt  \0\0\0\0qt  ")
        + box(b"mdat", b"PIXELS", b"GPS\1\2\3")
        + box(b"uuid", b"Adalwine")
        + box(
            b"moov",
            box(b"mvhd", bytes(4), b"\xe5" * 8, bytes(8)),
            track(b"vide", 28),
            track(b"meta", 34),
            box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+51.3364+012.3289/")),
            box(b"meta", b"com.apple.quicktime.make", b"Fairphone"),
        )
    )


def seven_bits_of(number):
    """Return ``number`` as four bytes that use seven bits each."""
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


class TraceTests(SimpleTestCase):
    def assert_bare(self, after, before):
        """Check that the photo ``after`` tells nothing but its side, and shows what ``before`` shows."""
        self.assertEqual([trace for trace in TRACES if trace in after], [])
        self.assertEqual(set(told_by(after)) - LOOKS, set())
        with Image.open(io.BytesIO(after)) as now, Image.open(io.BytesIO(before)) as then:
            self.assertEqual(now.tobytes(), then.tobytes())

    def test_what_a_password_locks_is_refused_in_a_sentence_that_says_so(self):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        self.assertEqual(without_traces(pdf := bytes_of(writer)), pdf)
        writer.encrypt("", "only printing", algorithm="RC4-128")  # whoever opens it is not asked
        manifest = {"META-INF/manifest_xml": b"<manifest:encryption-data/>"}
        zipped = bytearray(packed(a_jpg=photo()))
        for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            zipped[zipped.rfind(sign) + place] |= 1
        locked = bytes_of(writer)
        office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        files = (locked, office, packed(a_pdf=locked), packed(**manifest), bytes(zipped))
        for data in files:
            with self.subTest(data[:9]), self.assertRaisesMessage(ValidationError, "Passwort"):
                without_traces(data)

    def test_a_video_that_cannot_be_looked_into_is_refused(self):
        matroska = b"\x1a\x45\xdf\xa3\x93\x42\x86\x81\1\x42\x82\x88matroska"
        for data in (matroska, video() + box(b"moof", box(b"mfhd", bytes(8)))):
            for whole in (data, packed(media1_bin=data)):
                with self.subTest(whole[:9]), self.assertRaisesMessage(ValidationError, "Video"):
                    without_traces(whole)

    def test_those_in_a_pdf_are_overwritten_in_place(self):
        for order in "<>":
            jpeg = photo(order=order, comment=b"Remark")
            self.assertGreater(len(told_by(jpeg)), 4)
            data = b"%PDF-1.7 /Author (Adalwine) stream\n" + jpeg + b"\nendstream GPS"
            clean = without_traces(data)
            self.assertEqual(len(clean), len(data))
            self.assertEqual((clean[:35], clean[-14:]), (data[:35], data[-14:]))
            self.assertEqual(told_by(clean[35:-14]), {0x0112: 6})
            self.assertEqual([trace for trace in TRACES if trace in clean[35:]], [])
            with (
                Image.open(io.BytesIO(clean[35:-14])) as after,
                Image.open(io.BytesIO(jpeg)) as before,
            ):
                self.assertEqual(after.tobytes(), before.tobytes())

    def test_those_of_each_format_in_a_document_go(self):
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "Remark")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        photos = {
            "a_jpeg": photo(comment=b"Remark"),
            "b_PNG": photo("png", pnginfo=words),
            "ohne": photo("webp"),
        }
        pdf = b"%PDF-1.7 stream\n" + photo(comment=b"Remark") + b"\nendstream"
        clean = without_traces(packed(**photos, pdf=pdf, text_xml=b"<text>Adalwine</text>"))
        with zipfile.ZipFile(io.BytesIO(clean)) as file:
            self.assertEqual(
                file.namelist(), ["mimetype", "a.jpeg", "b.PNG", "ohne", "pdf", "text.xml"]
            )
            self.assertEqual(file.infolist()[0].compress_type, zipfile.ZIP_STORED)
            self.assertEqual(file.read("text.xml"), b"<text>Adalwine</text>")
            self.assertEqual([trace for trace in TRACES if trace in file.read("pdf")], [])
            for name, before in zip(file.namelist()[1:4], photos.values(), strict=True):
                after = file.read(name)
                with self.subTest(name):
                    self.assertEqual([trace for trace in TRACES if trace in after], [])
                    self.assertEqual(told_by(after), {0x0112: 6} if name == "a.jpeg" else {})
                    self.assertEqual(len(after), len(before))

    def test_those_of_a_document_inside_a_document_go_as_far_as_it_can_be_unpacked(self):
        def innermost(data, levels):
            for _level in range(levels):
                with zipfile.ZipFile(io.BytesIO(data)) as file:
                    data = file.read("a")
            return data

        def nested(levels):
            data = photo()
            for _level in range(levels):
                data = packed(a=data)
            return data

        self.assertEqual(told_by(innermost(without_traces(nested(2)), 2)), {0x0112: 6})
        with self.assertRaisesMessage(ValidationError, "ließ sich nicht auspacken"):
            without_traces(nested(20))

    def test_what_tells_nothing_stays_byte_for_byte(self):
        half = photo()[:40]
        alike = b"%PDF \xff\xd8\xff\xfe\0\x08Remark \xff\xd8\xff\xe1\0\x08Remark"
        for data in (
            packed(a_jpg=file_of("jpeg"), b_png=file_of("png"), c_webp=file_of("webp")),
            b"%PDF-1.7",
            b"",
            b"PK\x03\x04",
            packed(a=b"PK\x03\x04"),
            half,
            alike,
            b"<</Filter/FlateDecode/Type/EmbeddedFile>>stream\n\xff\xd8\xff\xe1 closed\nendstream",
            b"Foto: /9j/ und GIF89a! II*\0 <rdf:RDF>Adalwine</rdf:RDF> <rdf:RDF",
            b"ID3 " + file_of("jpeg") + b"music",
            b"%PDF-1.7 stream\r\n" + file_of("jpeg") + b"\r\nendstream xref",
            b"Treffpunkt +51.3364+012.3289/",
        ):
            self.assertEqual(without_traces(data), data)

    def test_a_broken_block_stops_nothing(self):
        for suffix in ("jpeg", "png", "webp"):
            data = photo(suffix)
            for at in range(8, len(data) - 4, 7):
                broken = data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]
                with zipfile.ZipFile(io.BytesIO(without_traces(packed(a=broken)))) as file:
                    self.assertEqual(len(file.read("a")), len(data))

    def test_a_hostile_file_is_walked_once(self):
        start = b"\xff\xd8\xff\xe0\0\x08JFIF\0\0"
        for data in (start + b"\xff\xe0\0\x02" * 5000, start * 5000, b"\xff\xd8\xff" * 9000):
            with mock.patch("wiq_site.kit.traces.side_up", side_effect=bytes) as walked:
                self.assertEqual(without_traces(data), data)
            self.assertLess(walked.call_count, len(data))

    def test_a_photo_that_packs_well_is_one_all_the_same(self):
        snow = photo(size=(2000, 1500), mode="L")
        data = packed(schnee_jpg=snow)
        self.assertGreater(len(snow), 2 * len(data))
        with zipfile.ZipFile(io.BytesIO(without_traces(data))) as file:
            self.assertEqual(told_by(file.read("schnee.jpg")), {0x0112: 6})

    def test_what_cannot_be_unpacked_to_look_for_photos_is_refused(self):
        whole = bytearray(packed(a_jpg=photo() * 9))
        for at in range(whole.find(b"a.jpg") + 5, whole.find(b"PK\1\2") - 4, 97):
            broken = whole[:at] + b"\xf0\xf1\xf2\xf3" + whole[at + 4 :]
            with self.assertRaisesMessage(ValidationError, "ließ sich nicht auspacken"):
                without_traces(bytes(broken))
        with (
            mock.patch("wiq_site.kit.traces.MOST_UNPACKED", 5_000_000),
            self.assertRaisesMessage(ValidationError, "ließ sich nicht auspacken"),
        ):
            without_traces(packed(bild_jpg=photo() + bytes(5_000_000)), 5_000_000)

    def test_what_hangs_behind_a_picture_goes(self):
        """Some phones store a few seconds of video there, with its place."""
        hanging = video() + b"SECRET"
        photos = {f"a_{suffix}": photo(suffix) + hanging for suffix in ("jpeg", "png", "webp")}
        progressive = photo(progressive=True, quality=95)
        pdf = b"%PDF-1.7 stream\r\n" + progressive + hanging + b"\r\nendstream SECRET"
        clean = without_traces(packed(**photos, pdf=pdf))
        with zipfile.ZipFile(io.BytesIO(clean)) as file:
            for name in photos:
                after = file.read(name.replace("_", "."))
                told_by(after)
                self.assertEqual(after[-len(hanging) :], bytes(len(hanging)))
            after = file.read("pdf")
        self.assertEqual(after.find(b"SECRET"), pdf.rfind(b"SECRET"))
        self.assertTrue(after.endswith(b"\0\r\nendstream SECRET"))
        with (
            Image.open(io.BytesIO(after[17:])) as now,
            Image.open(io.BytesIO(progressive)) as before,
        ):
            self.assertEqual(now.tobytes(), before.tobytes())

    def test_of_a_video_only_pictures_and_sound_stay(self):
        for start, end in ((b"", b""), (b"OLE", bytes(9)), (b"%PDF stream\n", b"\nendstream")):
            data = start + video() + end
            clean = without_traces(data)
            self.assertEqual((len(clean), clean[len(data) - len(end) :]), (len(data), end))
            self.assertEqual([trace for trace in TRACES_OF_VIDEO if trace in clean], [])
            self.assertIn(b"PIXELS", clean)
            self.assertEqual(re.findall(b"vide|mvhd|trak", clean), [b"mvhd", b"trak", b"vide"])
        for at in range(len(data)):
            self.assertEqual(len(without_traces(data[:at])), at)
            self.assertEqual(len(without_traces(video()[:at])), min(at, len(video())))

    def test_a_video_whose_tracks_hold_more_than_it_is_refused(self):
        with self.assertRaisesMessage(ValidationError, "der Ort nicht entfernen ließ"):
            without_traces(video(chunks=1000, size=60))

    def test_a_jpeg_2000_loses_what_stands_beside_its_pixels(self):
        start = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
        remark = b"\xff\x4f\xff\x51\0\4ab\xff\x64\0\x0a\0\1Remark\xff\x90PIXELS"
        told = box(b"xml ", XMP) + box(b"uuid", bytes(16) + b"Kamera")
        for frame in (b"%b", b"%%PDF stream\n%b\nendstream"):
            clean = without_traces(frame % (start + told + box(b"jp2c", remark)))
            self.assertEqual([trace for trace in TRACES if trace in clean], [])
            self.assertIn(b"\xff\x90PIXELS", clean)

    def test_those_in_streams_of_a_pdf_that_are_packed_are_overwritten_in_place(self):
        jpeg = photo(comment=b"Remark", quality=95)
        ascii85 = (
            lambda data: lines_of(a85encode(data)) + b"~>",
            lambda data: a85decode(data[:-2]),
        )
        base16 = (
            lambda data: lines_of(data.hex().encode()) + b">",
            lambda data: bytes.fromhex(data[:-1].replace(b"\n", b"").decode()),
        )
        flate = (zlib.compress, zlib.decompress)
        quick = (lambda data: zlib.compress(data, 1), zlib.decompress)
        for filters, ways in {
            b"[/ASCII85Decode/DCTDecode]": [ascii85],
            b"[ /ASCIIHexDecode /DCTDecode ]": [base16],
            b"[/FlateDecode/DCTDecode]": [flate],
            b"[/FlateDecode /DCTDecode] /Length 9": [quick],
            b"[/ASCII85Decode/FlateDecode/DCTDecode]": [ascii85, flate],
            b"/FlateDecode/Type/EmbeddedFile": [flate],
        }.items():
            with self.subTest(filters):
                packed = jpeg
                for pack, _unpack in reversed(ways):
                    packed = pack(packed)
                data = stream(packed, b"/Filter" + filters)
                clean = without_traces(data)
                start, end = data.find(b"stream\n") + 7, data.find(b"\nendstream")
                self.assertEqual((clean[:start], clean[end:]), (data[:start], data[end:]))
                inner = clean[start:end]
                for _pack, unpack in ways:
                    inner = unpack(inner)
                self.assert_bare(inner, jpeg)

    def test_flate_is_filled_up_with_what_holds_nothing(self):
        for room in range(40):
            old = zlib.compress(bytes(9)) + bytes(room)
            packed = deflated(b"new", old[: len(old)])
            self.assertEqual(
                (len(packed), zlib.decompressobj().decompress(packed)), (len(old), b"new")
            )

    def test_a_document_in_a_pdf_loses_those_of_its_photos_or_is_refused(self):
        jpeg = photo()
        inner = packed(a_jpg=jpeg)
        for dictionary, data in (
            (b"/Type/EmbeddedFile/Filter/FlateDecode", zlib.compress(inner)),
            (b"/Type/EmbeddedFile", inner),
        ):
            try:
                clean = without_traces(stream(data, dictionary))
            except ValidationError:
                continue
            content = re.search(rb"stream\n(.*)\nendstream", clean, re.DOTALL)[1]
            content = zlib.decompress(content) if b"Flate" in dictionary else content
            with zipfile.ZipFile(io.BytesIO(content)) as file:
                self.assert_bare(file.read("a.jpg"), jpeg)
        with self.assertRaisesMessage(ValidationError, "der Ort nicht entfernen ließ"):
            without_traces(stream(photo(), b"/Filter[/LZWDecode/DCTDecode]"))

    def test_a_stream_is_known_by_its_bytes(self):
        """What its dictionary says may stand elsewhere, be missing or say less."""
        jpeg, flate = photo(comment=b"Remark", quality=95), zlib.compress
        bare_of_names = jpeg[:2] + jpeg[jpeg.find(b"\xff\xfe") :]
        drawn = b"q BI /W 60 /H 40 /F /DCT ID %b EI Q" % jpeg
        form = b'<image href="data:image/jpeg;base64,%b"/>' % b64encode(jpeg)
        for dictionary, data in {
            b"/Subtype/Image/Filter 6 0 R": flate(jpeg),
            b"/Subtype/Image/Filter[6 0 R 7 0 R]": flate(jpeg),
            b"/Subtype /Image /Filter [/Fl /DCT]": flate(jpeg),
            b"/Length 9/Filter/FlateDecode": flate(jpeg),
            b"/Filter /FlateDecode/Length 8": flate(drawn),
            b"/Filter/FlateDecode/Length 7": flate(form),
            b"/Filter/DCTDecode": bare_of_names,
        }.items():
            with self.subTest(dictionary):
                before = stream(data, dictionary)
                clean = without_traces(before)
                inner = re.search(rb"stream\n(.*)\nendstream", clean, re.DOTALL)[1]
                inner = zlib.decompress(inner) if data[:1] == b"x" else inner
                if b"base64" in inner:
                    inner = b64decode(re.search(rb"base64,([^\"]*)", inner)[1])
                self.assertEqual(len(clean), len(before))
                self.assertEqual([trace for trace in TRACES if trace in inner], [])
        pixels = stream(flate(jpeg), b"/Subtype/Image/Filter/FlateDecode")
        self.assertEqual(without_traces(pixels), pixels)

    def test_a_zip_in_or_behind_another_file_is_refused_where_its_photos_tell(self):
        jpeg, pdf = photo(), b"%PDF-1.7 stream\n\nendstream\n%%EOF\n"
        with zipfile.ZipFile(buffer := io.BytesIO(), "w") as file:
            file.writestr("a.jpg", jpeg)
        for members in (packed(a_jpg=jpeg), buffer.getvalue()):
            with self.assertRaisesMessage(ValidationError, "der Ort nicht entfernen ließ"):
                without_traces(packed(ole_bin=bytes(512) + members + bytes(512)))
            with self.assertRaisesMessage(ValidationError, "der Ort nicht entfernen ließ"):
                without_traces(pdf + members)
        harmless = pdf + packed(a_jpg=file_of("jpeg"), b_txt=b"Text")
        self.assertEqual(without_traces(harmless), harmless)

    def test_a_drawing_packed_as_gzip_loses_what_its_photos_tell(self):
        jpeg = photo(comment=b"Remark")
        drawing = b"\1\0\0\0 EMF " + jpeg + b"end"
        members = gzip.compress(drawing[:9]) + gzip.compress(drawing[9:])
        clean = gzip.decompress(without_traces(members))
        self.assertEqual((clean[:9], clean[-3:]), (drawing[:9], b"end"))
        self.assert_bare(clean[9:-3], jpeg)
        for data in (gzip.compress(b"Text"), members[:40], b"\x1f\x8b\x08 kein gzip"):
            self.assertEqual(without_traces(data), data)
        with self.assertRaisesMessage(ValidationError, "ließ sich nicht auspacken"):
            without_traces(gzip.compress(bytes(3_000_000)), 2_000_000)

    def test_those_written_as_base64_are_overwritten_in_their_lines(self):
        jpeg = photo(comment=b"Remark")
        chars = b64encode(jpeg)
        frames = {
            b"\n": b"# Foto\n\n![Hof](data:image/jpeg;base64,%b) Text\n",
            b"\r\n ": b"ATTACH;ENCODING=BASE64;VALUE=BINARY:%b\r\nEND:VEVENT\r\n",
            b"&#10;": b'<svg><image href="data:image/jpeg;base64,%b"/></svg>',
            b"\r\n": b"Content-Transfer-Encoding: base64\r\n\r\n%b\r\n\r\nText und mehr",
            b"\\n": b'{"image/jpeg": "%b\\n"}',
        }
        for end, frame in frames.items():
            text = lines_of(chars, 60, end)
            data = frame % text
            clean = without_traces(data)
            start = data.find(b"/9j/")
            self.assertEqual(
                (len(clean), clean[:start], clean[start + len(text) :]),
                (len(data), data[:start], data[start + len(text) :]),
            )
            with self.subTest(frame):
                inner = clean[start : start + len(text)].replace(end, b"")
                self.assert_bare(b64decode(inner, validate=True), jpeg)

    def test_those_of_other_formats_go(self):
        """They are no pictures of a website, but stand in documents."""
        exif = Image.Exif()
        exif[0x010F] = "Kamera"
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 20.0, 7.5)})
        told = XMP_OF_PHOTO
        photos = {
            "gif": file_of(
                "gif",
                comment=b"Remark",
                save_all=True,
                loop=3,
                append_images=[Image.new("RGB", (60, 40))],
            ),
            "xmp_gif": file_of("gif", comment=b"Remark"),
            "tiff": file_of("tiff", tiffinfo=exif, compression="tiff_lzw"),
            "avif": file_of("avif", exif=exif.tobytes(), xmp=told, quality=100),
        }
        trailer = bytes(range(255, -1, -1))
        photos["xmp_gif"] = photos["xmp_gif"].replace(
            b"\x21\xfe", b"\x21\xff\x0bXMP DataXMP" + told + b"\1" + trailer + b"\0\x21\xfe", 1
        )
        tiff_in_heic = b"ftypheic" + bytes(40) + b"\0\0\0\6Exif\0\0" + exif.tobytes()[6:] + told
        clean = without_traces(packed(**photos, heic=b"\0\0\0\x18" + tiff_in_heic))
        with zipfile.ZipFile(io.BytesIO(clean)) as file:
            for name, before in photos.items():
                self.assertGreater(len([trace for trace in TRACES if trace in before]), 0)
                with self.subTest(name):
                    self.assert_bare(file.read(name.replace("_", ".")), before)
            with Image.open(io.BytesIO(file.read("gif"))) as moving:
                self.assertEqual((moving.n_frames, moving.info["loop"]), (2, 3))
            self.assertEqual([trace for trace in TRACES if trace in file.read("heic")], [])

    def test_the_small_picture_in_the_exif_of_a_photo_goes(self):
        """It may show what was cut off."""
        small = photo(size=(16, 12))
        exif = (
            b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\x1a\0\0\0"
            b"\2\0\1\2\4\0\1\0\0\0\x38\0\0\0\2\2\4\0\1\0\0\0"
        ) + len(small).to_bytes(4, "little")
        exif = exif.ljust(0x38, b"\0") + small
        for start in (b"\0\0\0\x18ftypheic" + bytes(20), b"OLE \0\0\0\6Exif\0\0"):
            clean = without_traces(start + exif + b"PIXELS")
            self.assertEqual(clean[: len(start) + 26], start + exif[:26])
            self.assertEqual(clean[len(start) + 56 :], bytes(len(small)) + b"PIXELS")

    def test_the_cover_of_a_song_tells_nothing(self):
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "Remark")
        for cover in (photo("png", pnginfo=words), photo("webp"), photo(comment=b"Remark")):
            clean = without_traces(b"ID3\3 APIC " + cover + b"\xff\xfb music")
            self.assertEqual((clean[:10], clean[-8:]), (b"ID3\3 APIC ", b"\xff\xfb music"))
            self.assert_bare(clean[10:-8], cover)

    def test_a_cover_that_is_packed_goes_and_the_words_of_the_song_stay(self):
        cover = b"\0image/jpeg\0\3\0" + photo(comment=b"Remark")
        apart = cover.replace(b"\xff", b"\xff\0")
        for version, flags, frames in (
            (2, 0x80, b"PIC" + len(cover).to_bytes(3) + apart + b"TT2\0\0\5\0Lied"),
            (3, 0x80, b"APIC" + len(cover).to_bytes(4) + b"\0\0" + apart + TITLE),
            (
                3,
                0,
                b"APIC"
                + len(apart).to_bytes(4)
                + b"\0\x80"
                + zlib.compress(cover).ljust(len(apart))
                + TITLE,
            ),
            (3, 0x40, b"\0\0\0\6" + bytes(6) + TITLE),
            (4, 0x80, b"APIC" + seven_bits_of(len(apart)) + b"\0\2" + apart + TITLE),
        ):
            with self.subTest(version=version, flags=flags):
                head = b"ID3%c\0%c%b" % (version, flags, seven_bits_of(len(frames)))
                clean = without_traces(head + frames + b"\xff\xfb music")
                self.assertEqual(len(clean), len(head + frames) + 8)
                self.assertEqual([trace for trace in TRACES if trace in clean], [])
                self.assertIn(b"\0Lied", clean)
                self.assertEqual((clean[5], clean[-8:]), (0, b"\xff\xfb music"))

    def test_sound_as_ogg_with_a_cover_is_refused(self):
        ogg = b"OggS\0\2" + bytes(20) + b"TITLE=Lied"
        self.assertEqual(without_traces(ogg), ogg)
        with self.assertRaisesMessage(ValidationError, "der Ort nicht entfernen ließ"):
            without_traces(ogg + b"metadata_block_picture=AAAAAwAAAAppbWFnZS9qcGVn")

    def test_base64_in_a_text_of_windows_is_looked_into(self):
        for encoding, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
            text = "Grüße\r\n![Hof](data:image/jpeg;base64,%s) Ende"
            jpeg = photo(comment=b"Remark")
            clean = without_traces(mark + (text % b64encode(jpeg).decode()).encode(encoding))
            start, end = text.split("%s")
            inner = clean[2:].decode(encoding).removeprefix(start).removesuffix(end)
            self.assertEqual(clean[:2], mark)
            self.assert_bare(b64decode(inner, validate=True), jpeg)
            for data in (mark + text.encode(encoding), mark + b"\0", mark + b"\0\xd8\0\xd8"):
                self.assertEqual(without_traces(data), data)

    def test_what_the_directory_of_a_zip_does_not_name_stays_behind(self):
        named = packed(a_jpg=file_of("jpeg"))
        with zipfile.ZipFile(buffer := io.BytesIO(), "w") as file:
            file.writestr("hidden.jpg", photo(comment=b"Remark"))
            file.writestr("a.jpg", file_of("jpeg"))
            file.filelist.pop(0)
        for data in (
            buffer.getvalue(),
            named + photo(comment=b"Remark"),
            named[:-2] + b"\6\0Kamera",
        ):
            clean = without_traces(data)
            self.assertEqual([trace for trace in TRACES if trace in clean], [])
            with zipfile.ZipFile(io.BytesIO(clean)) as file:
                self.assertEqual((file.testzip(), "hidden.jpg" in file.namelist()), (None, False))

    def test_words_of_a_photo_beside_it_go_and_those_of_the_document_stay(self):
        for pack, dictionary in (
            (bytes, b"/Type/Metadata/Subtype/XML"),
            (zlib.compress, b"/Type/Metadata/Filter/FlateDecode"),
        ):
            unpack = zlib.decompress if pack is zlib.compress else bytes
            for told, stays in ((XMP_OF_PHOTO, False), (XMP_OF_DOCUMENT, True)):
                data = stream(pack(told), dictionary)
                clean = without_traces(data)
                inner = unpack(re.search(rb"stream\n(.*)\nendstream", clean, re.DOTALL)[1])
                self.assertEqual((len(clean), b"Adalwine" in inner), (len(data), stays))
                self.assertTrue(inner.endswith(b"</rdf:RDF></x:xmpmeta>"))

    def test_words_of_a_photo_go_in_each_encoding_that_they_may_have(self):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            mark, name = "\ufeff".encode(encoding), "Adalwine".encode(encoding)
            for told, stays in ((XMP_OF_PHOTO, False), (XMP_OF_DOCUMENT, True)):
                written = told.decode().encode(encoding)
                for data in (
                    mark + written,
                    stream(mark + written, b""),
                    stream(b"1" + written, b""),
                ):
                    clean = without_traces(data)
                    self.assertEqual((len(clean), name in clean), (len(data), stays), encoding)

    def test_a_hostile_tiff_or_pdf_is_refused_and_not_walked_for_ever(self):
        entry = b"\x0f\1\2\0\xff\xff\xff\0" + (10 + 12 * 900).to_bytes(4, "little")
        first = b"II*\0\x08\0\0\0\x84\3" + entry * 900 + bytes(100_000)
        bomb = stream(zlib.compress(bytes(3_000_000)), b"/Filter/FlateDecode/Type/EmbeddedFile")
        with self.assertRaises(ValidationError):
            without_traces(first)
        with self.assertRaises(ValidationError):
            without_traces(bomb * 3, 5_000_000)
