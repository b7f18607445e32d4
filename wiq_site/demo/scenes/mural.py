"""A heron painted on a gable, with the painters still at work."""

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
    RUST,
    SAND,
    SKY,
    SPROUT,
    STONE,
    SUN,
    Canvas,
    clear,
)
from wiq_site.demo.motifs import bricks, flagstones, tree
from wiq_site.demo.people import person


def draw():
    canvas = Canvas(SKY)
    canvas.oval(260, 190, 150, 40, clear(PAPER, 0.9))
    canvas.oval(360, 165, 110, 44, clear(PAPER, 0.9))
    canvas.rect(0, 420, 420, 400, HAZE)
    canvas.rect(1300, 380, 300, 440, HAZE)
    for number in range(10):
        canvas.rect(30 + number % 5 * 78, 470 + number // 5 * 130, 40, 66, clear(CANAL, 0.4), 3)
    canvas.shape([(380, 830), (380, 170), (850, 40), (1320, 170), (1320, 830)], SAND)
    _heron_wall(canvas)
    bricks(canvas, 380, 740, 940, 90, BRICK, 24, 0.35)
    flagstones(canvas, 820)
    _scaffold(canvas)
    tree(canvas, 150, 830, 220)
    person(canvas, 1400, 870, 230, 3, 0.9)
    person(canvas, 1500, 876, 165, 7)
    for number in range(4):
        _bucket(canvas, 1130 + number * 58, 868, (LIME, BRICK, CANAL, SUN)[number])
    return canvas


def _heron_wall(canvas):
    canvas.shape([(410, 740), (410, 196), (850, 76), (1290, 196), (1290, 740)], DEEP)
    canvas.circle(850, 400, 235, CLAY)
    canvas.circle(850, 400, 188, SUN)
    for y in (600, 640, 680, 720):
        for number in range(11):
            x = 450 + number * 80 + (y // 40 % 2) * 40
            if x < 1260:
                canvas.dome(x, y + 16, 42, 34, (CANAL, HAZE, LEAF)[(number + y // 40) % 3])
    canvas.rect(410, 716, 880, 24, CANAL)
    for side in (-1, 1):
        for number in range(6):
            x, y = 850 + side * (415 - number * 22), 700 - number * 84
            canvas.line([(850 + side * 425, 720), (x, y)], LIME, 6)
            canvas.oval(x - side * 16, y, 34, 15, (SPROUT, LIME)[number % 2])
    _heron(canvas, 850, 640)


def _heron(canvas, x, y):
    canvas.line([(x - 16, y - 140), (x - 18, y + 60)], RUST, 9)
    canvas.line([(x + 18, y - 140), (x + 62, y - 70), (x + 26, y - 30)], RUST, 9)
    canvas.shape(
        [(x - 160, y - 120), (x - 30, y - 260), (x + 70, y - 250), (x + 80, y - 170), (x, y - 120)],
        HAZE,
    )
    canvas.shape(
        [(x - 160, y - 120), (x - 40, y - 220), (x + 30, y - 190), (x - 20, y - 130)], "#35605a"
    )
    neck = [(x + 60, y - 215), (x + 92, y - 270), (x + 50, y - 330), (x + 70, y - 400)]
    canvas.line(neck, PAPER, 34)
    canvas.line([(x + 52, y - 220), *neck[1:]], PAPER, 34)
    for px, py in neck[1:3]:
        canvas.circle(px, py, 17, PAPER)
    canvas.circle(x + 78, y - 408, 30, PAPER)
    canvas.shape([(x + 96, y - 426), (x + 214, y - 396), (x + 96, y - 388)], BRICK)
    canvas.shape(
        [(x + 96, y - 424), (x + 40, y - 440), (x - 20, y - 420), (x + 60, y - 408)], NIGHT
    )
    canvas.circle(x + 90, y - 410, 5, NIGHT)


def _scaffold(canvas):
    for x in (420, 560, 700):
        canvas.rect(x - 5, 250, 10, 620, STONE)
    for y in (420, 620):
        canvas.rect(400, y, 320, 14, RUST)
        canvas.rect(400, y - 66, 320, 7, STONE)
    canvas.line([(420, 640), (560, 430)], STONE, 7)
    canvas.line([(560, 860), (700, 640)], STONE, 7)
    person(canvas, 500, 420, 170, 1, 1)
    person(canvas, 640, 620, 175, 4, 1)
    canvas.line([(551, 264), (572, 236)], PAPER, 9)
    _bucket(canvas, 590, 420, LIME)
    _bucket(canvas, 470, 620, SUN)


def _bucket(canvas, x, ground, color):
    canvas.shape(
        [(x - 22, ground - 46), (x + 22, ground - 46), (x + 17, ground), (x - 17, ground)], PAPER
    )
    canvas.oval(x, ground - 46, 22, 8, color)
    canvas.shape([(x - 12, ground - 44), (x + 2, ground - 44), (x - 4, ground - 18)], color)
