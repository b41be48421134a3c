"""How many files there may be, and which of them count."""

import pytest

from functions.domain.intake.refusals import TooManyMaterials
from functions.domain.intake.uploads import (
    MOST_FILES,
    MOST_FILES_OF_ONE,
    discarded,
    discarding,
    looked_into,
    with_upload,
)
from schemas.intake.materials import AskedUpload, AskedUploads


def upload(number: int, material: str = "pension_voucher") -> AskedUpload:
    return AskedUpload(
        item="pension_transfer",
        material=material,
        media_type="application/pdf",
        size=9,
        sha256=f"{number:064x}",
        id=f"file-{number}",
    )


def arrived(asked: AskedUploads, number: int) -> AskedUploads:
    return looked_into(asked, asked.uploads[number].model_copy(update={"arrived": True}))


def asked(numbers: range, material: str = "pension_voucher") -> AskedUploads:
    return AskedUploads(uploads=tuple(upload(number, material) for number in numbers))


def test_what_never_arrived_makes_room_beginning_with_the_oldest() -> None:
    before = arrived(asked(range(MOST_FILES_OF_ONE)), 0)

    after = with_upload(before, upload(9))

    assert [one.id for one in after.uploads] == ["file-0", "file-2", "file-3", "file-4", "file-9"]


def test_files_that_arrived_are_five_at_most() -> None:
    full = asked(range(MOST_FILES_OF_ONE))
    for number in range(MOST_FILES_OF_ONE):
        full = arrived(full, number)

    with pytest.raises(TooManyMaterials):
        with_upload(full, upload(9))


def test_the_files_of_all_materials_together_have_a_limit_that_counts_alike() -> None:
    uploads = tuple(upload(number, f"material_{number // 4:c}") for number in range(388, 388 + MOST_FILES))

    after = with_upload(AskedUploads(uploads=uploads), upload(1))

    assert len(after.uploads) == MOST_FILES
    assert after.uploads[0].id == "file-389"


def test_each_file_that_is_taken_back_goes_however_many_there_are() -> None:
    left = discarding(discarding(asked(range(3)), "file-0"), "file-2")

    assert [one.id for one in left.uploads] == ["file-1"]
    assert left.discarding == ("file-0", "file-2")
    assert discarded(left, "file-0").discarding == ("file-2",)
