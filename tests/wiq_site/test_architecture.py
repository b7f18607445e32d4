"""What docs/architektur.md and the README name is there."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Where a path may begin that is named in short.
STARTS = [ROOT, ROOT / "wiq_site", ROOT / "templates/blog"]


@pytest.mark.parametrize("document", ["docs/architektur.md", "README.md"])
def test_every_path_that_is_named_is_there(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    paths = [word for word in re.findall(r"`([\w./]+)`", text) if "/" in word]
    paths += re.findall(r"`(_?\w+\.html)`", text)
    assert len(paths) > 5
    assert [path for path in paths if not any((start / path).exists() for start in STARTS)] == []


def test_every_python_name_that_is_named_stands_in_the_code():
    text = (ROOT / "docs/architektur.md").read_text(encoding="utf-8")
    folders = ("blog", "comments", "meetings", "wiq_site")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    names = set(re.findall(r"`([A-Za-z]\w*_\w+|[A-Z]\w+[a-z]\w*|[A-Z_]{4,})`", text))
    assert len(names) > 10
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


def test_the_rule_of_imports_names_every_module_of_the_site():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = rules["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {word for layer in layers for word in layer.split(" : ")}
    there = {path.stem for path in (ROOT / "wiq_site").glob("*.py")}
    there |= {path.parent.name for path in (ROOT / "wiq_site").glob("*/__init__.py")}
    there.discard("__init__")
    assert named == {"blog", "comments", "meetings"} | {f"wiq_site.{name}" for name in there}
