"""`make pictures`: the main pages at 390 and 1280 px, into docs/pictures/."""

import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from tests.browser.census import NOBODY, Way, census, looking
from tests.browser.chromium import ROOT, browser
from tests.browser.scene import BUSY, DRAFTING, scene

OUT = ROOT / "docs" / "pictures"
WIDTHS = (390, 1280)
# As much as a reader of the repository wants to see of a page.
HEIGHTS = {390: 1000, 1280: 900}
# Where what matters stands further down.
TALL = {"execution": 2}
# By the picture's name: whose page, and its pattern.
MAIN: Mapping[str, tuple[str, str]] = {
    "home": (NOBODY, "/"),
    "guide": (NOBODY, "/guide"),
    "draft": (DRAFTING, "/drafts/{draft_id}"),
    "form": (DRAFTING, "/drafts/{draft_id}/sections/{section}"),
    "progress": (BUSY, "/cases/{case_id}"),
    "correction": (BUSY, "/cases/{case_id}/corrections"),
    "window": ("clerk", "/window"),
    "office": ("public-security", "/office"),
    "item": ("public-security", "/office/items/{case_id}/{item}"),
    "execution": ("operator", "/console/cases/{case_id}/executions/{run}"),
}


def take(
    opened: Browser, server: str, out: Path, *, wanted: Mapping[str, tuple[str, str]] = MAIN
) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    taken = []
    for role in dict.fromkeys(role for role, _ in wanted.values()):
        for width in WIDTHS:
            with looking(opened, server, role, Way("picture", width=width)) as context:
                page, found = context.new_page(), dict[str, str]()
                theirs = {pattern for whose, pattern in wanted.values() if whose == role}
                for pattern, address, _ in census(page, server):
                    found.setdefault(pattern, address)
                    if theirs <= found.keys():
                        break
                for name, (whose, pattern) in wanted.items():
                    if whose == role and pattern in found:
                        page.goto(found[pattern])
                        taken.append(out / f"{name}-{width}.png")
                        page.set_viewport_size({"width": width, "height": HEIGHTS[width] * TALL.get(name, 1)})
                        page.screenshot(path=taken[-1])
    return taken


def main() -> int:
    with TemporaryDirectory() as folder, scene(Path(folder)) as machine, browser() as opened:
        taken = take(opened, machine.client.server, OUT)
    sys.stdout.write("".join(f"{path.relative_to(ROOT)}\n" for path in taken))
    return 0


if __name__ == "__main__":
    sys.exit(main())
