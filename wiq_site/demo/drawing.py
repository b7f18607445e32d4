"""A sheet of paper to draw flat pictures on: 1600 × 900 units, smooth edges, one palette."""

from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
FINE = 3  # drawn so many times larger and averaged down

NIGHT, DEEP, CANAL, LEAF = "#082b28", "#0b3b36", "#14665c", "#4f8a5b"
LIME, SPROUT, SKY, HAZE = "#c8d64b", "#9fb83f", "#cfe3df", "#a9cbc5"
BRICK, RUST, CLAY, ROSE = "#b4532f", "#8f3f24", "#d07f56", "#e8b196"
PAPER, SAND, STONE, SUN = "#f6f2e7", "#e6dcc3", "#b9ad94", "#f0c75e"
SKINS = ("#f0c9a4", "#8d5a3b", "#d9a47c", "#5f3b2a", "#e7b78e", "#c08a60")
HAIRS = ("#3a2a20", "#b9b2a4", "#7a4a25", "#1d1a1a", "#c99a4b", "#8f3f24")
CLOTHES = (BRICK, LIME, CANAL, SUN, CLAY, HAZE, PAPER)


def spread(number):
    """Give a fraction from 0 to 1 for a whole number, well mixed and the same every time."""
    return (number * 0.6180339887 + 0.137) % 1


def clear(color, share):
    """Give ``color`` see-through: ``share`` 0 is nothing, 1 all of it."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue, round(share * 255)


class Canvas:
    """Draws in units of the finished picture; colours may be see-through."""

    def __init__(self, background):
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), background)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def rect(self, x, y, width, height, color, radius=0):
        box = [round(value * FINE) for value in (x, y, x + width, y + height)]
        box[2], box[3] = max(box[0], box[2] - 1), max(box[1], box[3] - 1)
        self.draw.rounded_rectangle(box, radius * FINE, fill=color)

    def oval(self, x, y, across, down, color):
        """An ellipse around (x, y) with the radii ``across`` and ``down``."""
        box = (x - across, y - down, x + across, y + down)
        self.draw.ellipse([value * FINE for value in box], fill=color)

    def circle(self, x, y, radius, color):
        self.oval(x, y, radius, radius, color)

    def ring(self, x, y, radius, color, width):
        box = (x - radius, y - radius, x + radius, y + radius)
        self.draw.ellipse([value * FINE for value in box], outline=color, width=round(width * FINE))

    def slice(self, x, y, radius, start, end, color):
        """A piece of cake; degrees run clockwise from three o'clock."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self.draw.pieslice([value * FINE for value in box], start, end, fill=color)

    def dome(self, x, y, across, up, color):
        """Half an ellipse on the level ``y``; a negative ``up`` hangs below it."""
        box = (x - across, y - abs(up), x + across, y + abs(up))
        start = 180 if up > 0 else 0
        self.draw.pieslice([value * FINE for value in box], start, start + 180, fill=color)

    def shape(self, points, color):
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=color)

    def line(self, points, color, width):
        """A line with round ends and corners."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.draw.line(fine, fill=color, width=round(width * FINE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.circle(x, y, width / 2, color)

    def arch(self, x, y, width, height, color):
        """A window or door with a round top; (x, y) is the upper left of its box."""
        self.slice(x + width / 2, y + width / 2, width / 2, 180, 360, color)
        self.rect(x, y + width / 2, width, height - width / 2, color)

    def finish(self):
        """Give the picture at its size as the bytes of a PNG."""
        buffer = BytesIO()
        self.image.reduce(FINE).save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()
