"""A snowed-in front at night, behind whose windows people meet by video."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    CLAY,
    CLOTHES,
    DEEP,
    HAIRS,
    HAZE,
    LEAF,
    LIME,
    NIGHT,
    PAPER,
    ROSE,
    SAND,
    SKINS,
    SUN,
    Canvas,
    clear,
    spread,
)
from wiq_site.demo.motifs import bricks, pot
from wiq_site.demo.people import bust


def draw():
    canvas = Canvas("#124740")
    bricks(canvas, 0, 0, 1600, 900, "#7c3823", 30, 0.2)
    canvas.rect(0, 0, 1600, 900, clear(NIGHT, 0.25))
    for row in range(3):
        canvas.rect(0, 278 + row * 290, 1600, 14, clear(CLAY, 0.5))
        for column in range(5):
            _room(canvas, 70 + column * 306, 40 + row * 290, row * 5 + column)
    for number in range(120):
        x, y = spread(number * 3) * 1600, spread(number * 11 + 5) * 900
        canvas.circle(x, y, 2.5 + 4 * spread(number), clear(PAPER, 0.85))
    return canvas


def _room(canvas, x, y, number):
    walls = (SUN, "#f3c98a", "#f7e3a6", ROSE, "#f0b777")
    dark = number in (6, 9, 12)
    canvas.rect(x - 12, y - 12, 256, 222, SAND, 6)
    canvas.rect(x, y, 232, 200, "#15332f" if dark else walls[number * 3 % 5])
    if dark:
        canvas.line([(x + 30, y + 180), (x + 100, y + 40)], clear(HAZE, 0.25), 16)
        _star(canvas, x + 116, y + 90)
    else:
        _caller(canvas, x, y, number)
    canvas.rect(x - 24, y + 200, 280, 16, PAPER, 4)
    canvas.dome(x + 60 + number % 3 * 40, y + 201, 70, 12, "#ffffff")


def _caller(canvas, x, y, number):
    look, middle = number * 5 + 2, x + 116
    if number % 3 == 0:
        pot(canvas, x + 34, y + 200, 66, LEAF)
    elif number % 3 == 1:
        canvas.rect(x + 14, y + 46, 58, 70, CANAL, 3)
        canvas.circle(x + 43, y + 76, 15, LIME)
    canvas.rect(x + 192, y, 4, 50, DEEP)
    canvas.dome(x + 194, y + 76, 26, 30, BRICK)
    canvas.rect(middle - 50, y + 112, 100, 100, CLOTHES[look % 6], 40)
    bust(canvas, middle, y + 84, 34, SKINS[look % 6], HAIRS[look * 3 % 6], number)
    if number % 4 == 1:
        canvas.line([(middle + 44, y + 140), (middle + 66, y + 84)], CLOTHES[look % 6], 20)
        canvas.circle(middle + 68, y + 76, 12, SKINS[look % 6])
    canvas.shape(
        [
            (middle - 56, y + 200),
            (middle + 56, y + 200),
            (middle + 48, y + 142),
            (middle - 48, y + 142),
        ],
        DEEP,
    )
    canvas.circle(middle, y + 170, 9, LIME)


def _star(canvas, x, y):
    canvas.line([(x, y - 90), (x, y - 40)], PAPER, 3)
    for radius, share in ((70, 0.1), (52, 0.15)):
        canvas.circle(x, y, radius, clear(SUN, share))
    for dx, dy in ((0, 46), (46, 0)):
        wide = (dy or dx) * 0.26
        canvas.shape(
            [
                (x - dx - (dy and wide), y),
                (x, y - dy - (dx and wide)),
                (x + dx + (dy and wide), y),
                (x, y + dy + (dx and wide)),
            ],
            SUN,
        )
    canvas.shape([(x - 22, y - 22), (x + 10, y), (x + 22, y + 22), (x - 10, y)], "#fbeeb9")
    canvas.shape([(x + 22, y - 22), (x + 10, y + 6), (x - 22, y + 22), (x - 10, y - 6)], "#fbeeb9")
