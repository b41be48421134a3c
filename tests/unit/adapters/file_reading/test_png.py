import struct
import zlib

from functions.adapters.file_reading.png import fault_of_png
from functions.domain.intake.file_faults import FileFault
from tests.support.each import each
from tests.support.papers import png, png_of


@each("whole", [png(), png(1, 1), png(300, 200), png() + b"more after the end"])
def test_a_whole_picture_is_taken(whole: bytes) -> None:
    assert fault_of_png(whole) is None


def test_an_interlaced_picture_is_taken_by_the_lines_of_its_passes() -> None:
    passes = ((1, 1), (1, 1), (2, 1), (1, 2), (3, 1), (2, 3), (5, 2))
    lines = b"".join((b"\0" + bytes(columns)) * rows for columns, rows in passes)
    header = struct.pack(">LLBBBBB", 5, 5, 8, 0, 0, 0, 1)

    assert fault_of_png(png_of(header, zlib.compress(lines))) is None
    assert fault_of_png(png_of(header, zlib.compress(lines[:-1]))) is FileFault.BROKEN


@each("kept", [8, 20, 33, 50, -12, -4])
def test_a_picture_that_is_cut_off_anywhere_is_broken(kept: int) -> None:
    assert fault_of_png(png()[:kept]) is FileFault.BROKEN


@each(
    "whole",
    [
        png(lines=3),
        png(0, 8),
        png().replace(b"IDAT", b"IDOT"),
        png_of(struct.pack(">LLBBBBB", 8, 8, 8, 5, 0, 0, 0), zlib.compress(bytes(200))),
        png_of(struct.pack(">LLBBBBB", 8, 8, 8, 0, 0, 0, 0), b"no stream"),
    ],
)
def test_a_picture_that_lacks_what_its_header_says_is_broken(whole: bytes) -> None:
    assert fault_of_png(whole) is FileFault.BROKEN


def test_a_picture_of_more_points_than_anybody_can_open_is_refused() -> None:
    assert fault_of_png(png(60_000, 60_000, lines=1)) is FileFault.PICTURE_TOO_LARGE
