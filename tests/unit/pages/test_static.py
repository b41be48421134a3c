"""What others wrote stands as they wrote it, with its licence."""

import re
from hashlib import sha256

from functions.pages.static import STATIC_FOLDER


def test_htmx_is_the_file_that_its_first_line_says() -> None:
    note, _, rest = (STATIC_FOLDER / "htmx.js").read_text("utf-8").partition("\n")

    said = re.search(r"[0-9a-f]{64}", note)

    assert "htmx 4.0.1" in note
    assert said is not None
    assert said.group() == sha256(rest.encode()).hexdigest()
    assert "Zero-Clause BSD" in (STATIC_FOLDER / "htmx.LICENSE").read_text("utf-8")


def test_no_page_hides_anything_from_a_browser_with_scripts() -> None:
    """Pages are looked at without their scripts by keeping the scripts away; what stands in a noscript would go unseen."""
    templates = STATIC_FOLDER.parent / "templates"

    assert [path.name for path in templates.rglob("*.html") if "<noscript" in path.read_text("utf-8")] == []
