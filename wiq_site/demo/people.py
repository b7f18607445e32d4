"""The people in the pictures: whole ones and heads with shoulders left to the scene."""

from wiq_site.demo.drawing import CLOTHES, DEEP, HAIRS, RUST, SKINS, clear


def person(canvas, x, ground, height, look, arm=0):
    """Somebody standing; ``look`` picks skin, hair and clothes, ``arm`` lifts the right hand."""
    skin, hair = SKINS[look % len(SKINS)], HAIRS[(1, 0, 5, 3, 0, 2)[look % 6]]
    coat, legs = CLOTHES[look % len(CLOTHES)], (DEEP, RUST, "#39423f")[look % 3]
    head = height * 0.11
    for side in (-1, 1):
        foot = x + side * height * 0.07
        canvas.line(
            [(x + side * height * 0.05, ground - height * 0.45), (foot, ground)],
            legs,
            height * 0.09,
        )
    canvas.rect(
        x - height * 0.13, ground - height * 0.78, height * 0.26, height * 0.42, coat, height * 0.1
    )
    hand = (x + height * (0.2 + 0.1 * arm), ground - height * (0.42 + 0.5 * arm))
    canvas.line([(x + height * 0.1, ground - height * 0.7), hand], coat, height * 0.075)
    canvas.circle(*hand, height * 0.038, skin)
    canvas.line(
        [(x - height * 0.1, ground - height * 0.7), (x - height * 0.18, ground - height * 0.42)],
        coat,
        height * 0.075,
    )
    bust(canvas, x, ground - height * 0.86, head, skin, hair, look)


def bust(canvas, x, y, radius, skin, hair, look):
    """A head with one of three haircuts; near ones have a face."""
    if look % 3 == 0:
        canvas.oval(x, y + radius * 0.2, radius * 1.2, radius * 1.3, hair)
    canvas.rect(
        x - radius * 0.48, y + radius * 0.5, radius * 0.96, radius * 1.05, skin, radius * 0.4
    )
    canvas.circle(x, y, radius, skin)
    canvas.slice(x, y - radius * 0.08, radius * 1.1, 180, 360, hair)
    if look % 3 == 1:
        canvas.circle(x, y - radius * 1.15, radius * 0.48, hair)
    if radius >= 20:
        for side in (-1, 1):
            canvas.oval(
                x + side * radius * 0.33, y + radius * 0.12, radius * 0.1, radius * 0.13, "#082b28"
            )
        canvas.dome(x, y + radius * 0.42, radius * 0.28, -radius * 0.25, clear("#5b1d12", 0.75))
