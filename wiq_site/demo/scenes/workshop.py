"""Three people at the workbench of a repair café."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    CLAY,
    DEEP,
    HAZE,
    LEAF,
    LIME,
    NIGHT,
    PAPER,
    ROSE,
    RUST,
    SAND,
    STONE,
    SUN,
    Canvas,
    clear,
)
from wiq_site.demo.motifs import tree, window
from wiq_site.demo.people import person


def draw():
    canvas = Canvas("#ead9b8")
    canvas.rect(0, 0, 1600, 640, "#e9dcc0")
    canvas.rect(90, 90, 760, 400, CLAY, 12)
    canvas.rect(110, 110, 720, 360, "#c56f48", 8)
    for number in range(17 * 8):
        canvas.circle(140 + number % 17 * 41, 138 + number // 17 * 43, 4, clear(RUST, 0.6))
    _tools(canvas)
    window(canvas, 1060, 100, 330, 360, CANAL)
    canvas.circle(1300, 230, 46, "#f7e3a6")
    for x, size in ((1110, 70), (1330, 85)):
        tree(canvas, x, 462, size, DEEP, LEAF)
    _window_bars(canvas, 1060, 100, 330, 360)
    for x in (520, 1000):
        _pendant(canvas, x, 300)
    person(canvas, 520, 900, 480, 3, 0.12)
    person(canvas, 1010, 900, 470, 6, 0.05)
    person(canvas, 1430, 900, 450, 2)
    canvas.rect(0, 700, 1600, 40, CLAY)
    canvas.rect(0, 738, 1600, 162, RUST)
    for x in range(0, 1600, 200):
        canvas.rect(x, 738, 5, 162, clear(NIGHT, 0.3))
    _toaster(canvas, 720, 704)
    _radio(canvas, 190, 704)
    _lamp_and_mug(canvas)
    return canvas


def _window_bars(canvas, x, y, width, height):
    """The bars of a window again, over what is seen through it."""
    canvas.rect(x + width / 2 - 4, y, 8, height, PAPER)
    canvas.rect(x, y + height * 0.45 - 4, width, 8, PAPER)
    canvas.rect(x - 20, y + height, width + 40, 16, SAND, 3)


def _tools(canvas):
    for number, x in enumerate((170, 240, 310)):
        canvas.rect(x - 11, 150, 22, 90, (BRICK, SUN, LIME)[number], 9)
        canvas.rect(x - 5, 240, 10, 110 - number * 22, STONE, 3)
    canvas.rect(392, 180, 18, 200, SAND, 6)
    canvas.rect(352, 150, 98, 46, DEEP, 8)
    canvas.ring(540, 196, 42, DEEP, 16)
    canvas.line([(540, 238), (540, 380)], DEEP, 22)
    for side in (-1, 1):
        canvas.line(
            [(660 + side * 34, 390), (660 - side * 12, 250), (660 + side * 14, 160)],
            (PAPER, CANAL)[side > 0],
            16,
        )
    canvas.circle(660, 262, 10, DEEP)
    canvas.ring(770, 250, 40, SUN, 20)
    canvas.ring(770, 390, 34, PAPER, 15)


def _pendant(canvas, x, y):
    canvas.shape([(x - 70, y), (x + 70, y), (x + 270, 700), (x - 270, 700)], clear(SUN, 0.2))
    canvas.rect(x - 3, 0, 6, y - 70, DEEP)
    canvas.dome(x, y, 82, 78, DEEP)
    canvas.dome(x, y, 30, -24, "#fbeeb9")


def _toaster(canvas, x, table):
    canvas.rect(x - 110, table - 140, 220, 138, HAZE, 26)
    canvas.rect(x - 110, table - 34, 220, 32, CANAL, 10)
    canvas.rect(x - 84, table - 146, 168, 16, DEEP, 6)
    canvas.rect(x - 62, table - 196, 120, 56, CLAY, 18)
    canvas.rect(x - 52, table - 186, 100, 46, ROSE, 14)
    canvas.circle(x + 64, table - 82, 17, PAPER)
    canvas.line([(x + 64, table - 82), (x + 72, table - 92)], BRICK, 5)
    canvas.line([(x - 110, table - 40), (x - 190, table - 12), (x - 260, table - 14)], DEEP, 9)
    canvas.line([(x + 170, table - 10), (x + 230, table - 10)], STONE, 8)
    canvas.rect(x + 226, table - 22, 78, 20, LIME, 9)


def _radio(canvas, x, table):
    canvas.line([(x + 90, table - 150), (x + 160, table - 290)], STONE, 6)
    canvas.rect(x - 130, table - 160, 260, 158, BRICK, 16)
    canvas.rect(x - 112, table - 142, 118, 122, PAPER, 8)
    for number in range(6):
        canvas.rect(x - 102, table - 132 + number * 18, 98, 7, STONE, 3)
    canvas.rect(x + 24, table - 136, 88, 34, SUN, 5)
    canvas.rect(x + 72, table - 136, 4, 34, RUST)
    for side in (44, 92):
        canvas.circle(x + side, table - 58, 20, PAPER)
        canvas.circle(x + side, table - 58, 9, DEEP)


def _lamp_and_mug(canvas):
    canvas.rect(1180, 620, 74, 84, CANAL, 10)
    canvas.ring(1262, 656, 26, CANAL, 11)
    for number in range(2):
        x = 1204 + number * 28
        canvas.line([(x, 604), (x + 8, 586), (x - 4, 566), (x + 6, 548)], clear(PAPER, 0.8), 6)
    canvas.rect(1310, 676, 200, 28, PAPER, 4)
    canvas.rect(1326, 652, 170, 26, LIME, 4)
    canvas.rect(1318, 630, 184, 24, BRICK, 4)
