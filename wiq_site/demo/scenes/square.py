"""A market square with lime trees that wear water bags."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    CLAY,
    CLOTHES,
    DEEP,
    HAIRS,
    LEAF,
    LIME,
    PAPER,
    ROSE,
    RUST,
    SAND,
    SKINS,
    SPROUT,
    STONE,
    SUN,
    Canvas,
    clear,
)
from wiq_site.demo.motifs import bench, flagstones, pot, tree
from wiq_site.demo.people import bust, person


def draw():
    canvas = Canvas("#e8efe2")
    canvas.circle(1330, 170, 150, clear(SUN, 0.25))
    _houses(canvas)
    flagstones(canvas, 610)
    _tram(canvas)
    for x, size in ((210, 235), (1390, 235), (820, 200)):
        canvas.oval(x, 664, size * 0.75, 24, clear(DEEP, 0.2))
        tree(canvas, x, 660, size)
        canvas.rect(x - 30, 566, 60, 92, SPROUT, 20)
        canvas.rect(x - 30, 588, 60, 9, CANAL)
    _stall(canvas, 1060, 720)
    bench(canvas, 400, 760, 300)
    for x, look in ((470, 0), (560, 3)):
        _seated(canvas, x, 712, look)
    person(canvas, 940, 790, 250, 2, 0.5)
    person(canvas, 1340, 800, 240, 4)
    pot(canvas, 130, 840, 130)
    pot(canvas, 262, 868, 100, LEAF)
    return canvas


def _houses(canvas):
    fronts = (
        (0, 300, CLAY),
        (270, 230, SAND),
        (560, 290, ROSE),
        (850, 210, BRICK),
        (1120, 270, SAND),
        (1400, 230, CLAY),
    )
    for number, (x, top, tone) in enumerate(fronts):
        canvas.rect(x, top, 290, 620 - top, tone)
        canvas.shape(
            [(x - 8, top), (x + 298, top), (x + 255, top - 80), (x + 35, top - 80)],
            (RUST, DEEP)[number % 2],
        )
        canvas.rect(x, top, 290, 12, PAPER)
        for row in range(3):
            for column in range(4):
                canvas.rect(x + 30 + column * 63, top + 40 + row * 92, 38, 58, clear(DEEP, 0.75), 3)
                canvas.rect(x + 26 + column * 63, top + 98 + row * 92, 46, 6, PAPER)


def _tram(canvas):
    canvas.rect(0, 618, 1600, 5, STONE)
    canvas.rect(460, 470, 560, 140, SUN, 22)
    canvas.rect(460, 566, 560, 18, CANAL)
    for number in range(6):
        canvas.rect(484 + number * 88, 494, 72, 58, "#35605a", 8)
    for x in (560, 640, 850, 930):
        canvas.circle(x, 610, 16, DEEP)
    canvas.line([(740, 470), (770, 430), (740, 400)], DEEP, 5)
    canvas.line([(0, 398), (1600, 398)], clear(DEEP, 0.6), 3)


def _stall(canvas, x, ground):
    for side in (-10, 310):
        canvas.rect(x + side, ground - 240, 12, 240, RUST)
    person(canvas, x + 150, ground - 10, 250, 6)
    for number in range(9):
        canvas.circle(x + 2 + number * 38, ground - 98, 23, (BRICK, LIME, SUN, SPROUT)[number % 4])
    canvas.rect(x - 24, ground - 94, 360, 94, CANAL, 4)
    canvas.rect(x - 24, ground - 94, 360, 16, DEEP, 4)
    for number in range(8):
        left, tone = x - 44 + number * 50, (PAPER, BRICK)[number % 2]
        top = [x + 156 + (edge - x - 156) * 0.84 for edge in (left, left + 50)]
        canvas.shape(
            [
                (left, ground - 300),
                (left + 50, ground - 300),
                (top[1], ground - 372),
                (top[0], ground - 372),
            ],
            tone,
        )
        canvas.slice(left + 25, ground - 301, 25, 0, 180, tone)


def _seated(canvas, x, seat, look):
    canvas.rect(x - 32, seat - 92, 64, 96, CLOTHES[look], 26)
    for side in (-1, 1):
        canvas.line([(x + side * 14, seat + 2), (x + side * 18, seat + 52)], DEEP, 22)
    bust(canvas, x, seat - 116, 27, SKINS[look], HAIRS[look], look)
