"""A community garden with huts, raised beds and sunflowers."""

from math import cos, pi, sin

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
    SPROUT,
    SUN,
    Canvas,
    clear,
)
from wiq_site.demo.motifs import lamp_string, tree, window
from wiq_site.demo.people import person


def draw():
    canvas = Canvas("#dcebdf")
    canvas.circle(330, 190, 170, clear(SUN, 0.2))
    canvas.circle(330, 190, 100, "#f7e3a6")
    canvas.oval(400, 560, 700, 150, HAZE)
    canvas.oval(1300, 560, 620, 190, HAZE)
    for x, size in ((70, 150), (1530, 190), (760, 105)):
        tree(canvas, x, 520, size)
    canvas.rect(0, 500, 1600, 400, LEAF)
    _fence(canvas)
    _hut(canvas, 190, 560, 330, 200, BRICK, RUST)
    _hut(canvas, 1080, 550, 300, 180, CANAL, DEEP)
    lamp_string(canvas, (500, 330), (1090, 345), 60, 8, glow=False)
    _beds(canvas)
    person(canvas, 720, 750, 270, 4, 0.2)
    person(canvas, 850, 735, 235, 1, 1)
    _sunflowers(canvas)
    _watering_can(canvas, 930, 866)
    return canvas


def _fence(canvas):
    for x in range(0, 1600, 44):
        canvas.rect(x, 440, 20, 90, PAPER, 8)
    for y in (462, 500):
        canvas.rect(0, y, 1600, 9, PAPER)


def _hut(canvas, x, ground, width, height, wall, roof):
    canvas.rect(x, ground - height, width, height, wall)
    for number in range(1, 8):
        canvas.rect(x + width * number / 8, ground - height, 3, height, clear(DEEP, 0.25))
    canvas.shape(
        [
            (x - 34, ground - height + 8),
            (x + width * 0.5, ground - height - 120),
            (x + width + 34, ground - height + 8),
        ],
        roof,
    )
    canvas.circle(x + width * 0.5, ground - height - 40, 22, SUN)
    canvas.rect(x + width * 0.62, ground - 130, 74, 130, SAND, 4)
    canvas.circle(x + width * 0.62 + 60, ground - 64, 5, DEEP)
    window(canvas, x + width * 0.14, ground - 134, 90, 72, "#f3dc98", arched=False)
    for number in range(5):
        canvas.circle(
            x + width * 0.14 + 8 + number * 20, ground - 58, 13, (LIME, ROSE, SPROUT)[number % 3]
        )


def _beds(canvas):
    canvas.shape([(620, 545), (980, 545), (1120, 900), (480, 900)], SAND)
    for row, (y, tall) in enumerate(((600, 46), (690, 62), (812, 88))):
        reach = 20 - row * 45
        for left, right in (
            (reach + 150 - row * 30, 600 - row * 42),
            (1000 + row * 42, 1450 - reach + row * 30),
        ):
            _raised_bed(canvas, left, right, y, tall, row)


def _raised_bed(canvas, left, right, y, tall, row):
    canvas.rect(left + 8, y + tall - 6, right - left, 22, clear(DEEP, 0.3), 8)
    step = 44 + row * 16
    for number in range(int((right - left - 30) // step)):
        _vegetable(canvas, left + 40 + number * step, y + 8, 26 + row * 8, (number // 3 + row) % 3)
    canvas.rect(left, y, right - left, tall, CLAY, 5)
    canvas.rect(left, y + tall * 0.48, right - left, 4, RUST)
    for post in (left, (left + right) / 2, right - 18):
        canvas.rect(post, y - 6, 18, tall + 8, RUST, 3)


def _vegetable(canvas, x, ground, size, kind):
    if kind == 0:
        for dx, tone in ((-0.5, CANAL), (0.5, CANAL), (0, LEAF)):
            canvas.circle(x + dx * size, ground - size * 0.4, size * 0.62, tone)
        canvas.circle(x, ground - size * 0.55, size * 0.42, SPROUT)
    elif kind == 1:
        canvas.line([(x, ground), (x, ground - size * 2)], DEEP, 5)
        for up, side in ((0.7, -1), (1.1, 1), (1.6, -1), (1.9, 0.6)):
            canvas.circle(
                x + side * size * 0.35, ground - up * size, size * 0.27, (BRICK, SPROUT)[up == 1.1]
            )
    else:
        for lean in (-0.8, -0.3, 0.3, 0.8):
            canvas.line([(x, ground), (x + lean * size, ground - size * 1.2)], LIME, 7)


def _sunflowers(canvas):
    for x, up, size in (
        (60, 420, 62),
        (165, 330, 50),
        (1470, 400, 60),
        (1560, 300, 48),
        (1380, 270, 42),
    ):
        canvas.line([(x, 910), (x + 8, 900 - up)], DEEP, 13)
        for side, share in ((-1, 0.35), (1, 0.55)):
            canvas.oval(x + side * 38, 900 - up * share, 40, 18, CANAL)
        for turn in range(8):
            dx, dy = cos(turn * pi / 4), sin(turn * pi / 4)
            canvas.circle(x + 8 + dx * size * 0.6, 900 - up + dy * size * 0.6, size * 0.4, SUN)
        canvas.circle(x + 8, 900 - up, size * 0.52, RUST)
        canvas.circle(x + 8, 900 - up, size * 0.32, "#5b2d1c")


def _watering_can(canvas, x, ground):
    canvas.oval(x - 10, ground, 130, 12, clear(DEEP, 0.25))
    canvas.ring(x + 56, ground - 66, 48, CANAL, 12)
    canvas.line([(x - 50, ground - 30), (x - 128, ground - 104)], CANAL, 15)
    canvas.line([(x - 148, ground - 92), (x - 108, ground - 126)], CANAL, 13)
    canvas.rect(x - 66, ground - 108, 124, 108, CANAL, 12)
    canvas.rect(x - 66, ground - 82, 124, 14, LIME)
