from functions.adapters.file_reading.jpeg import fault_of_jpeg
from functions.domain.intake.file_faults import FileFault
from tests.support.each import each
from tests.support.papers import jpeg


@each(
    "whole",
    [
        jpeg(),
        jpeg() + b"what a telephone writes after the end",
        jpeg(scanned=b"\x3f\xff\x00\xff\xd0" * 20),
        jpeg(4000, 3000, scanned=b"\x3f" * 2000),
    ],
)
def test_a_whole_picture_is_taken(whole: bytes) -> None:
    assert fault_of_jpeg(whole) is None


@each("kept", [2, 4, 12, 40, 60, -40, -2])
def test_a_picture_that_is_cut_off_anywhere_is_broken(kept: int) -> None:
    assert fault_of_jpeg(jpeg()[:kept]) is FileFault.BROKEN


def test_a_thumbnails_end_is_not_the_pictures() -> None:
    assert fault_of_jpeg(jpeg(ended=False)) is FileFault.BROKEN


@each("whole", [jpeg(0, 8), jpeg(4000, 3000, scanned=b""), b"\xff\xd8\xff\xd9"])
def test_segments_without_a_picture_are_broken(whole: bytes) -> None:
    assert fault_of_jpeg(whole) is FileFault.BROKEN


def test_a_picture_of_more_points_than_anybody_can_open_is_refused() -> None:
    assert fault_of_jpeg(jpeg(60_000, 60_000)) is FileFault.PICTURE_TOO_LARGE
