"""A file is read in a process of its own; whatever it does there, its applicant is told in words."""

import resource
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from functions import bootstrap
from functions.adapters.file_reading.apart import ReadApart
from functions.adapters.file_reading.child import fault_of
from functions.domain.errors import MaterialsUnavailable
from functions.domain.intake.file_faults import FileFault
from tests.support.papers import SEEN, encrypted, jpeg, ofd, paper, pdf, png, stream

PDF = "application/pdf"
PAGES = (b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [4 0 R] /Count 1>>")
PAGE = b"<</Type /Page /Parent 2 0 R /Contents 3 0 R>>"


def packed(content: bytes) -> bytes:
    return pdf(*PAGES, stream(zlib.compress(content, 1), b"/Filter /FlateDecode"), PAGE)


@pytest.fixture(scope="module")
def reading() -> ReadApart:
    return ReadApart(bootstrap.interpreter(), seconds=60)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("media_type", "whole"),
    [
        (PDF, paper()),
        (PDF, packed(SEEN)),
        ("image/jpeg", jpeg()),
        ("image/png", png()),
        ("application/ofd", ofd()),
    ],
    ids=("paper", "packed", "jpeg", "png", "ofd"),
)
def test_a_whole_file_of_each_kind_is_taken(reading: ReadApart, media_type: str, whole: bytes) -> None:
    assert reading.fault(media_type, whole) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("media_type", "whole", "fault"),
    [
        (PDF, encrypted(paper(), password="secret"), FileFault.ENCRYPTED),
        (PDF, paper()[:26], FileFault.BROKEN),
        (PDF, b"%PDF-1.7\nstartxref\n0\n%%EOF", FileFault.BROKEN),
        (PDF, paper(pages=0), FileFault.BLANK),
        ("image/jpeg", jpeg(ended=False), FileFault.BROKEN),
        ("image/png", png(lines=2), FileFault.BROKEN),
        ("application/ofd", ofd()[:-9], FileFault.BROKEN),
    ],
    # Encrypted bytes are others in each process, and the processes that share the tests compare their names.
    ids=("with a password", "cut", "no objects", "no pages", "jpeg", "png", "ofd"),
)
def test_each_fault_is_told(reading: ReadApart, media_type: str, whole: bytes, fault: FileFault) -> None:
    assert reading.fault(media_type, whole) is fault


# Made when they are asked for: they are large, and every process that collects tests comes by here.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a stream of half a gigabyte": lambda: packed(b" " * 500_000_000),
    "a million brackets": lambda: pdf(
        *PAGES, stream(SEEN), PAGE[:-2] + b" /X " + b"[" * 1_000_000 + b"]" * 1_000_000 + b">>"
    ),
    "pages that hold themselves": lambda: pdf(PAGES[0], b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"),
    "a million times one page": lambda: pdf(
        PAGES[0], b"<</Type /Pages /Kids [%s] /Count 1>>" % (b"3 0 R " * 1_000_000), b"<</Type /Page>>"
    ),
    "a table that leads nowhere": lambda: (
        b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 400_000 + b"startxref\n9\n%%EOF"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_bounded_time(reading: ReadApart, hostile: Callable[[], bytes]) -> None:
    assert reading.fault(PDF, hostile()) in set(FileFault)


@pytest.mark.slow
def test_a_file_that_would_be_read_for_ever_is_ended_by_its_processor_time() -> None:
    """Seconds before its memory would end it."""
    endless = pdf(*PAGES, stream(SEEN), PAGE[:-2] + b" /X " + b"<</A " * 900_000 + b">>" * 900_000 + b">>")
    before = processor_time()

    fault = ReadApart(bootstrap.interpreter(), seconds=60, cpu_seconds=1).fault(PDF, endless)

    assert fault is FileFault.TOO_COMPLEX
    # The system looks at its bound a few times a second.
    assert 0.8 < processor_time() - before < 2


def processor_time() -> float:
    """Of all readers up to now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_reader_that_stumbles_is_a_refusal_and_no_error_of_ours() -> None:
    assert fault_of("image/gif", b"") is FileFault.BROKEN


def test_a_machine_that_has_no_time_says_nothing_of_the_file() -> None:
    with pytest.raises(MaterialsUnavailable):
        ReadApart(bootstrap.interpreter(), seconds=0.001).fault(PDF, paper())


def test_an_interpreter_that_does_not_start_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))

    with pytest.raises(MaterialsUnavailable):
        ReadApart(bootstrap.interpreter()).fault(PDF, paper())


def test_no_secret_of_ours_goes_with_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    assert set(bootstrap.interpreter()) <= {"LD_LIBRARY_PATH", "PATH"}
