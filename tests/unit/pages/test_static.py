"""What others wrote stands as they wrote it, with its licence."""

import re
from hashlib import sha256

from functions.pages.static import STATIC_FOLDER
from tests.support.each import each


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


def test_a_link_is_told_as_a_link() -> None:
    """Of what is told as a button a reader at a keyboard presses the space bar, which moves the page and opens no link."""
    templates = STATIC_FOLDER.parent / "templates"
    called = re.compile(r"<a\b[^>]*\srole=")

    assert [path.name for path in templates.rglob("*.html") if called.search(path.read_text("utf-8"))] == []


def test_on_paper_no_heading_stands_at_the_foot_of_a_page_without_what_it_heads() -> None:
    printed = _style().partition("@media print")[2]

    assert "h2,h3{break-after:avoid}" in printed


def test_letters_grow_with_those_that_their_reader_has_set_for_every_site() -> None:
    """A size in pixels would overrule them."""
    sizes = re.findall(r"--size:([^;}]+)", _style())

    assert sizes == ["112.5%", "137.5%"]


@each("dropped", ["overflow-wrap:anywhere", "right:max("])
def test_an_older_browser_has_what_stands_before_what_it_does_not_know(dropped: str) -> None:
    """Safari before 15.4 and Chromium before 80 know no `anywhere`, before 11.1 and 79 no `max()`."""
    before, found, _ = _style().partition(dropped)

    assert found
    assert before.split("{")[-1].split(";")[-2].startswith(f"{dropped.partition(':')[0]}:")


def test_no_page_calls_a_button_of_the_browsers_own_by_its_name() -> None:
    """That which opens files is 选择文件 in Chrome, 选取文件 in Safari, 浏览 in Firefox."""
    templates = STATIC_FOLDER.parent / "templates"
    named = re.compile("“(?:选择文件|选取文件|浏览…?)”")

    assert [path.name for path in templates.rglob("*.html") if named.search(path.read_text("utf-8"))] == []


@each(
    "form",
    [
        "office/list.html /office/together",
        "office/slot_day.html {{ view.here }}/closing",
        "applicant/appointment.html {{ view.here }}",
        "applicant/same_day.html {{ view.here }}",
        "applicant/withdrawal.html /cases/{{ view.case_id }}/withdrawal",
        "operator/rollout_city.html /console/rollout/city/look",
    ],
)
def test_a_form_whose_lines_come_and_go_is_not_filled_by_the_browser_by_their_places(form: str) -> None:
    template, _, action = form.partition(" ")

    text = (STATIC_FOLDER.parent / "templates" / template).read_text("utf-8")

    assert f'<form method="post" action="{action}" autocomplete="off">' in text


def _style() -> str:
    return (STATIC_FOLDER / "style.css").read_text("utf-8")
