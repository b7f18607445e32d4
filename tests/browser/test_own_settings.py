"""Pages under what readers set for themselves: wider spacing of text, colours of their system."""

import pytest

from tests.browser.access import width_of
from tests.browser.places import add_rest, public_pages

pytestmark = pytest.mark.browser

SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""  # WCAG 1.4.12
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const {overflowX, overflowY, clipPath, textIndent} = getComputedStyle(element);
  const clips = [overflowX, overflowY].some((value) => ["hidden", "clip"].includes(value));
  return clips && clipPath === "none" && parseFloat(textIndent) < element.clientWidth && element.textContent.trim()
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map((element) => `${element.tagName} ${element.className}`)"""
EDGES = """() => [...document.querySelectorAll("form :is(button, input, select, textarea)")]
  .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden")
    && !element.matches(".visually-hidden, [type=hidden], [type=checkbox], [type=radio]"))
  .filter((element) => {
    const style = getComputedStyle(element);
    return style.borderBottomStyle === "none" || parseFloat(style.borderBottomWidth) === 0;
  }).map((element) => `${element.tagName} ${element.name || element.textContent.trim()}`)"""


def test_wider_spacing_of_text_loses_nothing(open_page, content):
    add_rest(content)
    page = open_page(viewport={"width": 360, "height": 640}, bypass_csp=True)
    lost = {}
    for name, address in public_pages(content).items():
        page.goto(address)
        page.add_style_tag(content=SPACING)
        lost[name] = page.evaluate(CUT_OFF)
        if width_of(page) > 360:
            lost[name].append(f"{width_of(page)} px wide")
    assert {name: what for name, what in lost.items() if what} == {}


def test_in_colours_of_the_system_every_field_and_button_keeps_its_edge(open_page, content):
    add_rest(content)
    page = open_page(forced_colors="active")
    bare = {}
    for name, address in public_pages(content).items():
        page.goto(address)
        bare[name] = page.evaluate(EDGES)
    assert {name: what for name, what in bare.items() if what} == {}
