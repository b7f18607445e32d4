"""What comes back in the pictures: brick, windows, lamps, trees, plants and water."""

from wiq_site.demo.drawing import (
    BRICK,
    CANAL,
    CLAY,
    DEEP,
    LEAF,
    LIME,
    PAPER,
    RUST,
    SAND,
    SPROUT,
    STONE,
    SUN,
    clear,
    spread,
)

ROSE_LAMP = "#f2a27a"


def tree(canvas, x, ground, size, dark=CANAL, light=LEAF, trunk=RUST):
    """A lime tree: a trunk that forks and a crown of circles lit from the left."""
    top = ground - size * 1.55
    canvas.shape(
        [
            (x - size * 0.07, ground),
            (x - size * 0.045, top),
            (x + size * 0.045, top),
            (x + size * 0.07, ground),
        ],
        trunk,
    )
    canvas.line(
        [(x, ground - size * 0.8), (x - size * 0.25, ground - size * 1.2)], trunk, size * 0.05
    )
    canvas.line(
        [(x, ground - size * 0.7), (x + size * 0.27, ground - size * 1.15)], trunk, size * 0.05
    )
    puffs = (
        (0, 1.75, 0.52),
        (-0.42, 1.4, 0.4),
        (0.42, 1.4, 0.42),
        (0, 1.25, 0.4),
        (0.2, 1.9, 0.34),
    )
    for dx, up, radius in puffs:
        canvas.circle(x + dx * size, ground - up * size, radius * size, dark)
    for dx, up, radius in puffs:
        canvas.circle(
            x + (dx - 0.09) * size, ground - (up + 0.07) * size, radius * size * 0.78, light
        )
    for number in range(9):
        dx, up = spread(number) - 0.6, 1.3 + spread(number * 7) * 0.75
        canvas.circle(x + dx * size, ground - up * size, size * 0.045, clear(SPROUT, 0.8))


def bricks(canvas, x, y, width, height, base=BRICK, step=24, show=0.3):
    """A wall; only a share of its bricks is drawn, which looks calmer than all of them."""
    canvas.rect(x, y, width, height, base)
    rows, columns = int(height // step), int(width // (step * 2.2)) + 1
    for row in range(rows):
        for column in range(columns):
            number = row * 61 + column * 17
            if spread(number) < show:
                left = x + (column + (row % 2) / 2) * step * 2.2
                shade = (RUST, CLAY, RUST)[number % 3]
                right = min(left + step * 1.9, x + width)
                if left < right - 4:
                    canvas.rect(
                        left, y + row * step + 3, right - left, step - 6, clear(shade, 0.55), 3
                    )


def window(canvas, x, y, width, height, glass=DEEP, frame=PAPER, arched=True):
    """A window with a sill and bars; ``glass`` says whether there is light behind it."""
    draw = canvas.arch if arched else canvas.rect
    draw(x - 7, y - 7, width + 14, height + 7, frame)
    draw(x, y, width, height, glass)
    canvas.rect(x + width / 2 - 3, y, 6, height, frame)
    canvas.rect(x, y + height * 0.45 - 3, width, 6, frame)
    canvas.rect(x - 14, y + height, width + 28, 10, SAND, 2)


def lamp_string(canvas, start, end, sag, lamps=9, cord=DEEP, glow=True):
    """Lamps on a cord that hangs ``sag`` below the straight line from ``start`` to ``end``."""
    (x1, y1), (x2, y2) = start, end

    def at(share):
        return x1 + (x2 - x1) * share, y1 + (y2 - y1) * share + sag * 4 * share * (1 - share)

    canvas.line([at(number / 40) for number in range(41)], cord, 4)
    for number in range(1, lamps + 1):
        x, y = at(number / (lamps + 1))
        if glow:
            for radius, share in ((46, 0.07), (30, 0.12)):
                canvas.circle(x, y + 16, radius, clear(SUN, share))
        canvas.rect(x - 4, y, 8, 8, cord)
        canvas.circle(x, y + 17, 11, (SUN, LIME, ROSE_LAMP)[number % 3])


def ripples(canvas, top, bottom, color, count=46, width=1600):
    """Strokes on water, longer towards the viewer."""
    for number in range(count):
        depth = spread(number * 3)
        y, x = top + (bottom - top) * depth, spread(number * 11 + 2) * (width + 200) - 100
        length = 30 + 130 * depth
        canvas.line([(x, y), (x + length, y)], color, 2 + 4 * depth)


def bench(canvas, x, ground, width):
    """A slatted bench seen from the front."""
    for side in (0.1, 0.9):
        canvas.rect(x + width * side - 6, ground - 92, 12, 92, DEEP, 3)
    for up in (96, 76):
        canvas.rect(x, ground - up, width, 14, CLAY, 4)
    canvas.rect(x - 6, ground - 48, width + 12, 16, BRICK, 4)


def lantern(canvas, x, ground, height):
    """A street lamp of cast iron."""
    canvas.rect(x - 5, ground - height, 10, height, DEEP)
    canvas.rect(x - 14, ground - 16, 28, 16, DEEP, 4)
    canvas.shape(
        [
            (x - 20, ground - height),
            (x + 20, ground - height),
            (x + 14, ground - height - 6),
            (x - 14, ground - height - 6),
        ],
        DEEP,
    )
    canvas.shape(
        [
            (x - 14, ground - height - 6),
            (x + 14, ground - height - 6),
            (x + 20, ground - height - 44),
            (x - 20, ground - height - 44),
        ],
        SUN,
    )
    canvas.shape(
        [(x - 26, ground - height - 44), (x + 26, ground - height - 44), (x, ground - height - 66)],
        DEEP,
    )


def grass(canvas, x, ground, count, height, color=LEAF, step=13):
    """Blades that lean a little, each its own way."""
    for number in range(count):
        lean, tall = (
            (spread(number * 5) - 0.5) * height * 0.8,
            height * (0.5 + spread(number) * 0.5),
        )
        foot = x + number * step
        canvas.shape([(foot - 4, ground), (foot + 4, ground), (foot + lean, ground - tall)], color)


def pot(canvas, x, ground, size, leaf=SPROUT, flower=None):
    """A leafy plant in a clay pot, with flowers where their colour is given."""
    for number in range(9):
        lean = (number - 4) * size * 0.2
        tip = (x + lean, ground - size * (1.8 - abs(number - 4) ** 1.5 * 0.1))
        canvas.line([(x + lean * 0.2, ground - size * 0.6), tip], CANAL, size * 0.05)
        canvas.oval(*tip, size * 0.17, size * 0.21, (leaf, CANAL)[number % 2])
        canvas.oval(x + lean * 0.7, ground - size * 1.1, size * 0.17, size * 0.2, leaf)
        if flower and number % 2 == 0:
            canvas.circle(tip[0], tip[1] - size * 0.08, size * 0.09, flower)
    canvas.shape(
        [
            (x - size * 0.4, ground - size * 0.65),
            (x + size * 0.4, ground - size * 0.65),
            (x + size * 0.29, ground),
            (x - size * 0.29, ground),
        ],
        BRICK,
    )
    canvas.rect(x - size * 0.46, ground - size * 0.78, size * 0.92, size * 0.2, CLAY, 3)


def flagstones(canvas, top, color=SAND, joint=STONE):
    """A pavement up to the lower edge, its joints running towards the viewer."""
    canvas.rect(0, top, 1600, 900 - top, color)
    for number in range(-6, 23):
        x = number * 100
        canvas.line(
            [(800 + (x - 800) * 0.8, top), (800 + (x - 800) * 1.5, 900)], clear(joint, 0.35), 3
        )
    for share in (0.22, 0.55):
        canvas.rect(0, top + (900 - top) * share, 1600, 3, clear(joint, 0.35))
