"""A canal with a bridge, a warehouse and a kayak."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    CLAY,
    DEEP,
    HAZE,
    LEAF,
    LIME,
    PAPER,
    ROSE,
    RUST,
    SAND,
    SKY,
    SPROUT,
    STONE,
    SUN,
    Canvas,
    clear,
    spread,
)
from wiq_site.demo.motifs import bricks, grass, lantern, ripples, tree, window
from wiq_site.demo.people import bust


def draw():
    canvas = Canvas(SKY)
    canvas.circle(1190, 215, 190, clear(SUN, 0.18))
    canvas.circle(1190, 215, 120, "#f7e3a6")
    _skyline(canvas)
    _warehouse(canvas)
    canvas.rect(1060, 505, 540, 70, LEAF)
    for x, size in ((1290, 150), (1440, 190), (1590, 165)):
        tree(canvas, x, 530, size)
    canvas.rect(0, 560, 1600, 340, CANAL)
    _bridge(canvas)
    canvas.rect(0, 540, 420, 30, STONE)
    canvas.rect(0, 570, 420, 26, clear(DEEP, 0.55))
    ripples(canvas, 610, 890, clear(HAZE, 0.32))
    ripples(canvas, 640, 890, clear(DEEP, 0.4), 30)
    _kayak(canvas, 900, 760)
    grass(canvas, -20, 910, 26, 210, DEEP)
    grass(canvas, 0, 910, 20, 150, SPROUT)
    grass(canvas, 1390, 910, 18, 130, DEEP)
    return canvas


def _skyline(canvas):
    for number, x in enumerate(range(480, 1600, 90)):
        tall = 60 + 90 * spread(number * 3)
        canvas.rect(x, 510 - tall, 92, tall, HAZE)
        canvas.shape([(x, 510 - tall), (x + 92, 510 - tall), (x + 46, 470 - tall)], HAZE)
    canvas.rect(720, 290, 26, 220, HAZE)


def _warehouse(canvas):
    canvas.shape([(268, 180), (280, 40), (324, 40), (336, 180)], RUST)
    canvas.rect(272, 40, 60, 16, BRICK)
    bricks(canvas, 0, 170, 372, 380)
    canvas.rect(0, 156, 384, 20, CLAY)
    canvas.rect(0, 352, 372, 12, CLAY)
    for row, y in enumerate((200, 388)):
        for column in range(3):
            lit = SUN if (row, column) in ((0, 2), (1, 1)) else DEEP
            window(canvas, 36 + column * 116, y, 70, 118, lit)


def _bridge(canvas):
    bricks(canvas, 400, 432, 800, 130, CLAY, 26, 0.25)
    canvas.rect(380, 418, 840, 22, SAND)
    canvas.dome(800, 562, 286, 118, SAND)
    canvas.dome(800, 562, 270, 104, SKY)
    canvas.oval(690, 548, 130, 44, LEAF)
    canvas.oval(890, 552, 150, 56, CANAL)
    canvas.oval(960, 556, 110, 40, LEAF)
    canvas.rect(380, 562, 840, 130, CANAL)
    canvas.rect(400, 562, 800, 128, clear(RUST, 0.34))
    canvas.dome(800, 562, 270, -104, CANAL)
    canvas.dome(800, 562, 268, -62, clear(SKY, 0.4))
    canvas.rect(0, 560, 1600, 4, DEEP)
    for x in range(400, 1201, 50):
        canvas.rect(x - 3, 372, 6, 50, DEEP)
    canvas.rect(392, 366, 816, 8, DEEP)
    lantern(canvas, 470, 420, 130)
    lantern(canvas, 1130, 420, 130)
    _cyclist(canvas, 800, 420)


def _cyclist(canvas, x, ground):
    for side in (-1, 1):
        canvas.ring(x + side * 44, ground - 32, 32, DEEP, 5)
    frame = [
        (x - 44, ground - 32),
        (x - 14, ground - 74),
        (x + 34, ground - 74),
        (x + 4, ground - 30),
    ]
    canvas.line([*frame, frame[0]], LIME, 6)
    canvas.line([(x + 44, ground - 32), (x + 30, ground - 92), (x + 46, ground - 96)], LIME, 6)
    canvas.line([(x - 18, ground - 88), (x + 10, ground - 62), (x + 4, ground - 26)], DEEP, 14)
    canvas.line([(x - 16, ground - 92), (x + 6, ground - 140)], BRICK, 26)
    canvas.line([(x + 8, ground - 136), (x + 42, ground - 98)], BRICK, 11)
    bust(canvas, x + 14, ground - 166, 17, "#d9a47c", "#3a2a20", 1)


def _kayak(canvas, x, y):
    canvas.oval(x, y + 30, 220, 16, clear(DEEP, 0.45))
    for side, look in ((-70, 1), (70, 5)):
        canvas.rect(x + side - 26, y - 66, 52, 84, (SUN, PAPER)[side > 0], 22)
        bust(canvas, x + side, y - 88, 22, ("#8d5a3b", "#f0c9a4")[side > 0], "#2a1d16", look)
        canvas.line([(x + side - 74, y - 96), (x + side + 74, y + 6)], RUST, 6)
        canvas.oval(x + side - 80, y - 102, 20, 9, RUST)
        canvas.oval(x + side + 80, y + 12, 20, 9, RUST)
    canvas.shape(
        [(x - 230, y - 12), (x + 230, y - 12), (x + 160, y + 32), (x - 160, y + 32)], BRICK
    )
    canvas.rect(x - 230, y - 16, 460, 10, ROSE, 5)
