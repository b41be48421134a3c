"""What is a paper, and what only looks like one."""

import pytest

from functions.adapters.file_reading.pdf import fault_of_pdf
from functions.domain.intake.file_faults import MOST_PAGES, FileFault
from tests.support.each import each
from tests.support.papers import SEEN, encrypted, paper, pdf, stream


def page_of(*objects: bytes, page: bytes) -> bytes:
    """One page, which is object 3; the others are numbered from 4."""
    kids = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
    return pdf(b"<</Type /Catalog /Pages 2 0 R>>", kids, b"<</Type /Page /Parent 2 0 R %s>>" % page, *objects)


PICTURE = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8"


@each(
    "whole",
    [
        paper(),
        paper(pages=40),
        paper() + b"\r\n" + b"\0" * 9000,
        paper(b"q 595 0 0 842 0 0 cm /Im0 Do Q"),
        paper(b"0 0 m 9 9 l S"),
        page_of(b"<</AP <<>> >>", page=b"/Annots [4 0 R]"),
        page_of(stream(b"q"), stream(SEEN), page=b"/Contents [4 0 R 5 0 R]"),
    ],
)
def test_a_file_that_shows_something_is_taken(whole: bytes) -> None:
    assert fault_of_pdf(whole) is None


def test_a_password_to_open_it_is_a_fault_and_one_to_change_it_is_none() -> None:
    assert fault_of_pdf(encrypted(paper(), password="secret")) is FileFault.ENCRYPTED
    assert fault_of_pdf(encrypted(paper(), password="")) is None


@each("kept", [26, 100, 300, -40, -8])
def test_a_file_that_is_cut_off_anywhere_is_broken(kept: int) -> None:
    assert fault_of_pdf(paper()[:kept]) is FileFault.BROKEN


def test_a_page_that_names_what_the_file_does_not_have_is_broken() -> None:
    assert fault_of_pdf(page_of(page=b"/Contents 9 0 R")) is FileFault.BROKEN


@each("whole", [paper(pages=0), paper(b"q 1 0 0 1 0 0 cm Q"), paper(b""), page_of(page=b"")])
def test_a_shell_without_pages_or_with_nothing_on_them_is_blank(whole: bytes) -> None:
    assert fault_of_pdf(whole) is FileFault.BLANK


def test_a_picture_of_more_points_than_anybody_can_open_is_refused() -> None:
    named = b"/Contents 4 0 R /Resources <</XObject <</Im0 5 0 R>> >>"
    huge = stream(b"x", PICTURE + b" /Width 40000 /Height 40000")

    assert fault_of_pdf(page_of(stream(b"/Im0 Do"), huge, page=named)) is FileFault.PICTURE_TOO_LARGE


@pytest.mark.slow
def test_more_pages_than_a_paper_has_are_refused() -> None:
    assert fault_of_pdf(paper(pages=MOST_PAGES + 1)) is FileFault.TOO_COMPLEX
