"""docs/sicherheit.md names tests that are there, and every package the site asks for; `make sbom` names them all."""

import json
import re
import subprocess
import sys

from django.conf import settings

TEXT = (settings.BASE_DIR / "docs" / "sicherheit.md").read_text()


def test_every_requirement_names_a_test_that_is_there():
    rows = [line for line in TEXT.splitlines() if re.match(r"\| V\d+ \|", line)]
    met = rows[: -len(re.findall(r"(?m)^\| V\d+ \|", TEXT.partition("## Was noch fehlt")[2]))]
    named = [re.search(r"`(tests/\S+\.py)::(test_\w+)` \|$", line) for line in met]
    assert [line for line, found in zip(met, named, strict=True) if not found] == []
    missing = [
        found[0]
        for found in named
        if f"def {found[2]}(" not in (settings.BASE_DIR / found[1]).read_text()
    ]
    assert (len(met) >= 60, missing) == (True, [])


def test_no_module_asks_an_address_but_the_one_that_asks_the_site_itself():
    folders = ("blog", "comments", "meetings", "wiq_site")
    files = [path for name in folders for path in (settings.BASE_DIR / name).rglob("*.py")]
    asks = re.compile(
        r"^\s*(?:from|import) (?:urllib\.request|http\.client|socket|ftplib|requests|httpx)\b", re.M
    )
    found = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in files
        if asks.search(path.read_text())
    ]
    assert found == ["wiq_site/health.py"]


def test_every_package_that_is_asked_for_is_explained():
    lines = (settings.BASE_DIR / "requirements.in").read_text().splitlines()
    names = [re.match(r"[\w-]+", line)[0] for line in lines if line and line[0] not in "#-"]
    assert [name for name in names if name.lower() not in TEXT.lower()] == []


def test_the_bill_of_materials_has_every_pin_with_its_checksums():
    done = subprocess.run(
        [sys.executable, "bin/sbom"], cwd=settings.BASE_DIR, capture_output=True, check=True
    )
    parts = json.loads(done.stdout)["components"]
    pins = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==",
        (settings.BASE_DIR / "requirements.txt").read_text(),
        re.MULTILINE,
    )
    assert {name.lower() for name in pins} <= {part["name"].lower() for part in parts}
    assert [part["name"] for part in parts if not part["hashes"]] == []
