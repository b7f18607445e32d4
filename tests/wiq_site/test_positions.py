"""Photos inside other files lose the position they were taken at, and everything else stays."""

import io
import struct
import zipfile
from unittest import mock

from django.test import SimpleTestCase
from PIL import Image

from tests.images import file_of
from wiq_site.kit.images import without_positions

XMP = b'<x exif:GPSLatitude="51,20.1N"><exif:GPSLongitude>12,22.3E</exif:GPSLongitude>Ada</x>'


def photo(order="<"):
    """Return the bytes of a JPEG with a camera and a position in Leipzig, numbers written in ``order``."""
    exif = Image.Exif()
    exif.endian = order
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 20.0, 7.5), 3: "E", 4: (12.0, 22.0, 3.25)})
    return file_of("jpeg", exif=exif, xmp=XMP)


def position_of(data):
    """Return all that a reader of photos finds of a position."""
    with Image.open(io.BytesIO(data)) as picture:
        return dict(picture.getexif().get_ifd(0x8825))


def packed(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, data in members.items():
            file.writestr(name.replace("_", "."), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class PositionTests(SimpleTestCase):
    def test_one_in_a_pdf_is_overwritten_in_place(self):
        for order in "<>":
            jpeg = photo(order)
            self.assertEqual(len(position_of(jpeg)), 4)
            data = b"%PDF-1.7 stream\n" + jpeg + b"\nendstream GPS"
            clean = without_positions(data)
            self.assertEqual(len(clean), len(data))
            self.assertEqual(position_of(clean[16:-14]), {})
            for trace in (b"51,20.1N", b"12,22.3E"):
                self.assertNotIn(trace, clean)
            with (
                Image.open(io.BytesIO(clean[16:-14])) as after,
                Image.open(io.BytesIO(jpeg)) as before,
            ):
                self.assertEqual(after.getexif()[0x010F], "Kamera")
                self.assertEqual(after.tobytes(), before.tobytes())

    def test_one_in_a_word_or_open_document_is_overwritten(self):
        clean = without_positions(packed(bild_jpeg=photo(), text_xml=b"<text/>"))
        with zipfile.ZipFile(io.BytesIO(clean)) as file:
            self.assertEqual(file.namelist(), ["mimetype", "bild.jpeg", "text.xml"])
            self.assertEqual(file.infolist()[0].compress_type, zipfile.ZIP_STORED)
            self.assertEqual(position_of(file.read("bild.jpeg")), {})
            self.assertEqual(file.read("text.xml"), b"<text/>")

    def test_what_holds_none_stays_byte_for_byte(self):
        half = photo()[:60]
        for data in (
            packed(a_jpg=file_of("jpeg")),
            b"%PDF-1.7",
            b"",
            b"PK\x03\x04",
            half,
            b"GPS Text>",
        ):
            self.assertEqual(without_positions(data), data)

    def test_a_broken_block_stops_nothing(self):
        jpeg = bytearray(photo())
        at = jpeg.index(b"Exif\0\0") + 6
        for wrong in (b"\xff\xff\xff\xff", b"\x08\0\0\0\xff\xff"):
            jpeg[at + 4 : at + 4 + len(wrong)] = wrong
            self.assertEqual(len(without_positions(bytes(jpeg))), len(jpeg))

    def test_a_hostile_file_costs_no_more_steps_than_it_has_bytes(self):
        entry = b"\x25\x88\x01\0\x01\0\0\0\x08\0\0\0"  # leads to the list that it stands in
        nested = b"\xff\xe1\xff\xffExif\0\0II*\0\x08\0\0\0\xff\x0f" + entry * 4095
        side_by_side = b"\xff\xe1\0\0Exif\0\0II*\0\x08\0\0\0\xff\xff" * 3000
        for data in (nested, side_by_side):
            with (
                self.subTest(data[:30]),
                mock.patch("wiq_site.kit.images.struct", wraps=struct) as steps,
            ):
                steps.error = struct.error
                without_positions(data)
                self.assertLess(steps.unpack_from.call_count, len(data))

    def test_what_unpacks_to_more_than_any_photo_is_left_alone(self):
        with mock.patch("wiq_site.kit.images.blanked") as blanked:
            without_positions(packed(bild_jpg=bytes(5_000_000)))
        blanked.assert_not_called()
