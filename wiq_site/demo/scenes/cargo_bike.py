"""A cargo bike full of plants in front of a brick wall."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    DEEP,
    HAZE,
    LEAF,
    LIME,
    PAPER,
    ROSE,
    RUST,
    SPROUT,
    STONE,
    SUN,
    Canvas,
    clear,
)
from wiq_site.demo.motifs import bricks, flagstones, pot, window


def draw():
    canvas = Canvas(BRICK)
    bricks(canvas, 0, 0, 1600, 700, BRICK, 34, 0.34)
    for x in (140, 1180):
        window(canvas, x, 120, 230, 330, DEEP)
        canvas.shape(
            [(x + 18, 440), (x + 100, 300), (x + 100, 380), (x + 64, 440)], clear(HAZE, 0.25)
        )
        canvas.shape(
            [(x + 130, 240), (x + 212, 160), (x + 212, 220), (x + 130, 300)], clear(HAZE, 0.18)
        )
        canvas.rect(x - 20, 462, 270, 56, RUST, 6)
        for number in range(9):
            canvas.circle(x - 4 + number * 30, 456, 24, (LEAF, SPROUT, LIME)[number % 3])
            canvas.circle(x + 4 + number * 30, 444, 9, (PAPER, ROSE, SUN)[number % 3])
    canvas.rect(560, 90, 470, 150, PAPER, 10)
    canvas.rect(580, 110, 430, 110, CANAL, 6)
    for number in range(3):
        canvas.circle(680 + number * 115, 165, 34, (LIME, SUN, PAPER)[number])
    flagstones(canvas, 700)
    canvas.rect(0, 694, 1600, 14, STONE)
    canvas.oval(800, 838, 560, 24, clear(DEEP, 0.3))
    _bike(canvas, 800, 836)
    return canvas


def _bike(canvas, x, ground):
    hub = ground - 118
    for wheel, radius in ((x - 380, 116), (x + 430, 88)):
        y = ground - radius
        canvas.ring(wheel, y, radius, DEEP, 18)
        canvas.ring(wheel, y, radius - 20, PAPER, 5)
        for dx, dy in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7)):
            reach = radius - 22
            canvas.line(
                [(wheel - dx * reach, y - dy * reach), (wheel + dx * reach, y + dy * reach)],
                clear(PAPER, 0.7),
                3,
            )
        canvas.circle(wheel, y, 14, DEEP)
    seat, crank, head = (x - 280, ground - 330), (x - 220, ground - 110), (x - 30, ground - 320)
    canvas.line([(x - 380, hub), crank, seat, (x - 380, hub)], LIME, 20)
    canvas.line([crank, head], LIME, 22)
    canvas.line([seat, (seat[0] - 14, seat[1] - 44)], DEEP, 14)
    canvas.rect(seat[0] - 84, seat[1] - 62, 130, 26, DEEP, 13)
    canvas.line(
        [(x - 46, ground - 400), head, (x - 10, ground - 110), (x + 430, hub + 30)], LIME, 22
    )
    canvas.line([(x - 46, ground - 400), (x - 116, ground - 416)], DEEP, 16)
    canvas.circle(*crank, 34, DEEP)
    canvas.line([crank, (crank[0] + 46, crank[1] + 42)], STONE, 12)
    canvas.rect(crank[0] + 26, crank[1] + 38, 60, 12, DEEP, 6)
    _load(canvas, x + 30, ground - 140)


def _load(canvas, x, floor):
    for dx, size in ((60, 150), (150, 190), (250, 150)):
        pot(
            canvas,
            x + dx,
            floor - 90,
            size,
            (SPROUT, LEAF, LIME)[dx % 3],
            (ROSE, SUN, PAPER)[dx % 4 % 3],
        )
    canvas.shape(
        [(x, floor - 190), (x + 320, floor - 190), (x + 296, floor), (x + 24, floor)], PAPER
    )
    canvas.shape(
        [(x, floor - 190), (x + 320, floor - 190), (x + 317, floor - 164), (x + 3, floor - 164)],
        CANAL,
    )
    canvas.circle(x + 160, floor - 84, 46, LIME)
    for number in range(3):
        canvas.rect(x + 136 + number * 18, floor - 100 - number * 6, 12, 40 + number * 6, DEEP, 3)
