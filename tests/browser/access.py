"""What a browser is asked about access: axe, the width of a page, what has the focus."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async (only) => {
  await document.fonts.ready;  // what moves while axe measures seems to cover what it measured before
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  for (const animation of document.getAnimations()) animation.finish();
  const options = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
  if (only) options.runOnly = only;
  return (await axe.run(options)).violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`));
}"""
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # all that depends on light or dark


def run_axe(page, only=None):
    """Return what axe complains of, a line each; of the rules in ``only``, or of all."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    return page.evaluate(RUN_AXE, only)


def run_axe_in_light_and_dark(page):
    """Like ``run_axe``, everything in light and what depends on colours in dark again."""
    page.emulate_media(color_scheme="light")
    found = run_axe(page)
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {line}" for line in run_axe(page, COLOUR_RULES)]


def faults_at_widths(page, widths):
    """Return what axe complains of, in light and dark, and whether the page is too wide, at each of ``widths``."""
    faults = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: {line}" for line in run_axe_in_light_and_dark(page)]
        if width_of(page) > width:
            faults.append(f"{width} px: {width_of(page)} px wide")
    return faults


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")


def cut_fields(page):
    """Return the names of the fields and buttons that stand out of the window, where nobody can scroll to."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#content :is(input, select, textarea, .focus-places label)")]
          .filter((field) => field.getBoundingClientRect().right > innerWidth + 1)
          .map((field) => field.name || field.textContent.trim())"""
    )


def at_double_text(page, width, measure=width_of):
    """Return what ``measure`` finds on the page in a window of ``width``, all text twice as large (WCAG 1.4.4)."""
    before = page.viewport_size
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.set_viewport_size({"width": width, "height": 800})
    found = measure(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(before)
    return found
