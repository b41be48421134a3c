"""What keeps a file from being read, though it is the very file that was announced. Pure."""

from enum import StrEnum

from functions.domain.intake.file_refusals import (
    MaterialBlank,
    MaterialBroken,
    MaterialEncrypted,
    MaterialPictureTooLarge,
    MaterialTooComplex,
)
from functions.domain.refusals import Unacceptable

# More than any paper or photograph of ours needs; a page's picture in the memory of who opens it is four bytes a pixel.
MOST_PIXELS = 120_000_000
MOST_PAGES = 1_000


class FileFault(StrEnum):
    ENCRYPTED = "encrypted"
    # Cut off, damaged, or of another kind inside than its first bytes say.
    BROKEN = "broken"
    # Whole, and nothing is to be seen in it.
    BLANK = "blank"
    PICTURE_TOO_LARGE = "picture-too-large"
    # Reading it takes more time or memory than a paper's file may.
    TOO_COMPLEX = "too-complex"


REFUSALS: dict[FileFault, type[Unacceptable]] = {
    FileFault.ENCRYPTED: MaterialEncrypted,
    FileFault.BROKEN: MaterialBroken,
    FileFault.BLANK: MaterialBlank,
    FileFault.PICTURE_TOO_LARGE: MaterialPictureTooLarge,
    FileFault.TOO_COMPLEX: MaterialTooComplex,
}
