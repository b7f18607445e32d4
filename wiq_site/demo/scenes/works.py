"""Old brick works with a sawtooth roof in the evening sun."""

from wiq_site.demo.drawing import BRICK, CANAL, CLAY, NIGHT, PAPER, RUST, SUN, Canvas, clear
from wiq_site.demo.motifs import bricks, flagstones, lamp_string, tree, window
from wiq_site.demo.people import person


def draw():
    canvas = Canvas("#f3dfb4")
    canvas.rect(0, 0, 1600, 200, "#f0cf9c")
    canvas.circle(620, 420, 260, "#f0b777")
    canvas.circle(620, 420, 190, "#f7d58c")
    for number in range(5):
        canvas.oval(180 + number * 62, 150 - number % 2 * 26, 74, 26, clear(PAPER, 0.7))
    canvas.shape([(1130, 560), (1148, 120), (1212, 120), (1230, 560)], RUST)
    canvas.rect(1140, 120, 80, 20, BRICK)
    canvas.rect(1136, 220, 86, 10, CLAY)
    _sawtooth(canvas)
    flagstones(canvas, 740, "#d9b98a", RUST)
    canvas.rect(0, 736, 1600, 10, RUST)
    tree(canvas, 110, 780, 210)
    tree(canvas, 1530, 780, 190)
    for x, ground, height, look in (
        (560, 850, 220, 0),
        (670, 862, 225, 5),
        (830, 846, 150, 2),
        (930, 856, 215, 3),
        (1240, 850, 220, 1),
    ):
        canvas.shape(
            [(x - 20, ground), (x + 20, ground), (x + 150, ground + 34), (x + 90, ground + 34)],
            clear(RUST, 0.35),
        )
        person(canvas, x, ground, height, look, (0, 0.9, 0, 0.1, 1)[look % 5])
    lamp_string(canvas, (250, 470), (1440, 470), 46, 14, NIGHT)
    return canvas


def _sawtooth(canvas):
    for number in range(5):
        x = 200 + number * 250
        canvas.shape([(x, 460), (x, 310), (x + 250, 460)], RUST)
        canvas.shape([(x + 10, 448), (x + 10, 336), (x + 60, 366), (x + 60, 448)], clear(SUN, 0.75))
        canvas.line([(x, 308), (x + 250, 458)], CLAY, 12)
    bricks(canvas, 200, 450, 1250, 290)
    canvas.rect(190, 440, 1270, 22, CLAY)
    for number in range(7):
        x = 246 + number * 172
        if number == 3:
            canvas.arch(x - 26, 512, 176, 228, CLAY)
            canvas.arch(x - 10, 528, 144, 212, "#fbe6a8")
            canvas.rect(x - 10, 600, 60, 140, CANAL)
            canvas.rect(x - 4, 620, 46, 44, SUN, 4)
        else:
            window(canvas, x, 520, 120, 150, SUN if number % 3 else "#7a5a3a")
