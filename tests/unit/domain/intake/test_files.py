from hashlib import sha256

import pytest

from functions.domain.errors import LianbanError
from functions.domain.intake.file_refusals import (
    MaterialDiffers,
    MaterialEmpty,
    MaterialNotArrived,
    MaterialTooLarge,
    MaterialWrongType,
)
from functions.domain.intake.files import (
    MOST_BYTES,
    OFD,
    FileFacts,
    StoredFile,
    check_announced,
    check_arrived,
    is_of_type,
    plain_type,
    size_text,
)
from tests.support.each import each

PDF = b"%PDF-1.7 content"
DIGEST = sha256(PDF).hexdigest()
FACTS = FileFacts("application/pdf", len(PDF), DIGEST)


def stored(whole: bytes, size: int | None = None) -> StoredFile:
    return StoredFile(len(whole) if size is None else size, sha256(whole).hexdigest(), whole, whole)


@each(
    "file, error",
    [
        (FileFacts("application/pdf", MOST_BYTES + 1, DIGEST), MaterialTooLarge),
        (FileFacts("application/pdf", 0, DIGEST), MaterialEmpty),
        (FileFacts("text/html", 10, DIGEST), MaterialWrongType),
        (FileFacts("application/pdf", 10, "abc"), MaterialDiffers),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    file: FileFacts, error: type[LianbanError]
) -> None:
    with pytest.raises(error):
        check_announced(file)


@each(
    "arrived, error",
    [
        (None, MaterialNotArrived),
        (stored(b""), MaterialEmpty),
        (stored(PDF, MOST_BYTES + 1), MaterialTooLarge),
        (stored(b"MZ\x90 program"), MaterialWrongType),
        (stored(PDF + b"more"), MaterialDiffers),
    ],
)
def test_what_arrived_must_be_what_was_announced(
    arrived: StoredFile | None, error: type[LianbanError]
) -> None:
    with pytest.raises(error):
        check_arrived(FACTS, arrived)


def test_the_announced_file_is_taken() -> None:
    check_announced(FACTS)
    check_arrived(FACTS, stored(PDF))


def test_a_type_is_told_by_content() -> None:
    assert is_of_type("image/jpeg", b"\xff\xd8\xff\xe0", b"")
    assert is_of_type("image/png", b"\x89PNG\r\n\x1a\n", b"")
    assert not is_of_type("image/png", PDF, b"")
    assert is_of_type(OFD, b"PK\x03\x04....", b"...OFD.xml...")
    assert not is_of_type(OFD, b"PK\x03\x04....", b"word/document.xml")


@each(
    "size, text",
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (1_048_576, "1 MB"),
        (10_200_000, "9.73 MB"),
        (10_485_760, "10 MB"),
        (10_485_761, "10.01 MB"),
    ],
)
def test_a_size_is_told_as_the_persons_own_computer_tells_it(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_file_of_less_than_ten_megabytes_as_windows_counts_them_is_taken() -> None:
    check_announced(FileFacts("application/pdf", 10_200_000, DIGEST))


def test_a_file_that_is_too_large_is_told_its_own_size_beside_the_limit() -> None:
    with pytest.raises(MaterialTooLarge) as caught:
        check_announced(FileFacts("application/pdf", 11_000_000, DIGEST))

    assert "10 MB（10,485,760 字节）" in caught.value.detail
    assert "10.50 MB（11,000,000 字节）" in caught.value.detail


@each(
    "said",
    ["application/pdf; charset=binary", "Application/PDF", "application/x-pdf", " application/pdf ;a=b"],
)
def test_a_media_type_is_read_as_the_standard_says(said: str) -> None:
    assert plain_type(said) == "application/pdf"
