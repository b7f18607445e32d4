"""A long table in the street, in the evening, under lamps."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    CLAY,
    CLOTHES,
    DEEP,
    HAIRS,
    HAZE,
    LIME,
    NIGHT,
    PAPER,
    ROSE,
    RUST,
    SAND,
    SKINS,
    SUN,
    Canvas,
    clear,
    spread,
)
from wiq_site.demo.motifs import lamp_string, pot, tree, window
from wiq_site.demo.people import bust


def draw():
    canvas = Canvas(DEEP)
    canvas.rect(0, 0, 1600, 300, NIGHT)
    canvas.circle(1250, 130, 62, "#f7e3a6")
    canvas.circle(1226, 116, 56, NIGHT)
    for number in range(40):
        canvas.circle(
            spread(number) * 1600,
            spread(number * 7) * 260,
            1.5 + spread(number * 3) * 2,
            clear(PAPER, 0.7),
        )
    _evening_houses(canvas)
    for x, size in ((60, 210), (1560, 220)):
        tree(canvas, x, 690, size, NIGHT, CANAL)
    lamp_string(canvas, (-20, 190), (820, 170), 120, 11, NIGHT)
    lamp_string(canvas, (780, 170), (1620, 190), 130, 11, NIGHT)
    canvas.rect(0, 660, 1600, 240, "#15433d")
    canvas.oval(800, 720, 900, 110, clear(SUN, 0.1))
    for number in range(11):
        _guest(canvas, 110 + number * 138, 690, number)
    _laid_table(canvas)
    return canvas


def _evening_houses(canvas):
    walls = ("#5d2f22", "#174d46", "#6d3826", "#123f3a", "#5d2f22", "#174d46")
    for number, tone in enumerate(walls):
        x, top = number * 270 - 10, 240 + 70 * spread(number * 5)
        canvas.rect(x, top, 272, 500, tone)
        canvas.shape([(x - 8, top), (x + 280, top), (x + 230, top - 62), (x + 42, top - 62)], NIGHT)
        for row in range(3):
            for column in range(3):
                lit = spread(number * 9 + row * 3 + column) < 0.5
                window(
                    canvas,
                    x + 38 + column * 78,
                    top + 40 + row * 110,
                    42,
                    66,
                    SUN if lit else "#0e332f",
                    clear(SAND, 0.35),
                )


def _guest(canvas, x, table, look):
    skin, hair = SKINS[look * 5 % len(SKINS)], HAIRS[look * 7 % len(HAIRS)]
    up = 14 * spread(look * 3)
    canvas.rect(x - 52, table - 118 - up, 104, 190, CLOTHES[look % len(CLOTHES)], 44)
    if look % 4 == 1:
        canvas.line([(x + 42, table - 80), (x + 74, table - 150)], CLOTHES[look % len(CLOTHES)], 24)
        canvas.circle(x + 76, table - 158, 13, skin)
        canvas.shape(
            [
                (x + 66, table - 200),
                (x + 92, table - 200),
                (x + 86, table - 166),
                (x + 72, table - 166),
            ],
            clear(PAPER, 0.85),
        )
    bust(canvas, x, table - 156 - up, 36, skin, hair, look)


def _laid_table(canvas):
    canvas.rect(0, 684, 1600, 34, PAPER)
    canvas.rect(0, 716, 1600, 130, SAND)
    for number in range(27):
        x = number * 62
        canvas.shape([(x, 718), (x + 31, 718), (x + 31, 846), (x, 846)], clear(CLAY, 0.22))
    for number in range(22):
        canvas.shape([(number * 74, 846), (number * 74 + 74, 846), (number * 74 + 37, 872)], SAND)
    for number in range(11):
        _dish(canvas, 60 + number * 146, 688, number)


def _dish(canvas, x, table, kind):
    if kind % 4 == 0:
        canvas.dome(x, table, 46, -30, CANAL)
        for number in range(5):
            canvas.circle(x - 32 + number * 16, table - 6, 14, (LIME, BRICK, SUN)[number % 3])
    elif kind % 4 == 1:
        canvas.rect(x - 13, table - 62, 26, 70, clear(HAZE, 0.9), 6)
        canvas.rect(x - 6, table - 88, 12, 30, clear(HAZE, 0.9), 3)
        canvas.rect(x + 30, table - 30, 24, 38, BRICK, 5)
    elif kind % 4 == 2:
        canvas.rect(x - 52, table - 8, 104, 14, RUST, 5)
        canvas.dome(x, table - 8, 44, 40, CLAY)
        canvas.dome(x - 6, table - 8, 32, 30, ROSE)
    else:
        pot(canvas, x, table + 8, 46, LIME, PAPER)
