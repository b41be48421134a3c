import pytest

from functions.adapters.file_reading.ofd import MOST_ENTRIES, fault_of_ofd
from functions.domain.intake.file_faults import FileFault
from tests.support.each import each
from tests.support.papers import DOCUMENT, ofd


def test_a_document_with_a_page_is_taken() -> None:
    assert fault_of_ofd(ofd()) is None


@each("kept", [30, 100, -40, -4])
def test_a_document_that_is_cut_off_anywhere_is_broken(kept: int) -> None:
    assert fault_of_ofd(ofd()[:kept]) is FileFault.BROKEN


def test_an_entry_that_was_changed_is_broken() -> None:
    assert fault_of_ofd(ofd().replace(DOCUMENT, DOCUMENT.replace(b"P.xml", b"Q.xml"))) is FileFault.BROKEN


def test_a_zip_that_names_no_document_is_broken() -> None:
    assert fault_of_ofd(ofd().replace(b"DocRoot", b"DocRood")) is FileFault.BROKEN
    assert fault_of_ofd(ofd().replace(b"Doc_0/D", b"Doc_1/D")) is FileFault.BROKEN


def test_a_document_without_pages_is_blank() -> None:
    assert fault_of_ofd(ofd(b"<ofd:Document/>")) is FileFault.BLANK


def test_a_document_with_a_list_of_what_is_encrypted_is_encrypted() -> None:
    assert fault_of_ofd(ofd(more=[("Encryptions.xml", b"<x/>")])) is FileFault.ENCRYPTED


@pytest.mark.slow
def test_more_entries_than_a_paper_has_are_refused() -> None:
    many = [(f"{number}", b"") for number in range(MOST_ENTRIES)]

    assert fault_of_ofd(ofd(more=many)) is FileFault.TOO_COMPLEX
