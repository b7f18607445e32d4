"""The pictures of the demo content, drawn by the project itself: name → scene and description."""

from django.core.files.base import ContentFile

from wiq_site.demo.scenes import (
    canal,
    cargo_bike,
    garden,
    long_table,
    mural,
    square,
    winter_windows,
    works,
    workshop,
)

CREDIT = "Zeichnung: Wir im Quartier, CC BY 4.0"

PICTURES = {
    "kanal": (
        canal,
        "Zwei Menschen paddeln auf einem Kanal, über die Bogenbrücke fährt ein Fahrrad, "
        "am Ufer stehen ein Backsteinspeicher und Linden.",
    ),
    "garten": (
        garden,
        "Zwei Menschen stehen auf dem Weg zwischen Hochbeeten, dahinter zwei Lauben mit Lichterkette, "
        "vorn Sonnenblumen und eine Gießkanne.",
    ),
    "markt": (
        square,
        "Ein Platz mit drei Linden, an deren Stämmen grüne Wassersäcke hängen, dazu eine Bank, "
        "ein Obststand und eine gelbe Straßenbahn.",
    ),
    "lastenrad": (
        cargo_bike,
        "Ein hellgrünes Lastenrad voller Topfpflanzen lehnt vor einer Backsteinwand mit zwei Fenstern.",
    ),
    "lange-tafel": (
        long_table,
        "Elf Menschen sitzen abends nebeneinander an einer langen gedeckten Tafel auf der Straße, "
        "über ihnen hängen Lampen.",
    ),
    "wandbild": (
        mural,
        "Auf einer Giebelwand steht ein gemalter Reiher vor einer großen Sonne, zwei Menschen malen "
        "auf dem Gerüst, zwei schauen zu.",
    ),
    "werkstatt": (
        workshop,
        "Drei Menschen an einer Werkbank mit Radio, Toaster und Teetasse, an der Wand hängt Werkzeug.",
    ),
    "ideenwerkstatt": (
        works,
        "Menschen gehen in der Abendsonne auf eine alte Backsteinhalle mit Sheddach und "
        "erleuchteten Bogenfenstern zu.",
    ),
    "winterfenster": (
        winter_windows,
        "Eine verschneite Hausfassade am Abend, hinter fast jedem Fenster sitzt ein Mensch "
        "freundlich vor einem Laptop.",
    ),
}


def give_picture(instance, name):
    """Let ``instance`` (an ImageModel, not yet saved) show the picture ``name``.

    Draws only where the picture is not stored already, so a second run leaves no new files.
    """
    scene, instance.image_alt = PICTURES[name]
    instance.image_credit = CREDIT
    if not (instance.image and instance.image.storage.exists(instance.image.name)):
        instance.image = ContentFile(scene.draw().finish(), name=f"{name}.png")
