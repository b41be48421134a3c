"""A whole number as somebody typed it, or as an address holds it."""

from typing import TypeVar

from schemas.spelling import half_width

_T = TypeVar("_T")


def number_or(otherwise: _T, text: str, *, digits: int) -> int | _T:
    """`otherwise` where it is none of at most so many digits, in full width, too: other scripts have digits that are no
    numbers, and of more than 4,300 Python reads none.
    """
    plain = half_width(text) if len(text) <= digits else ""
    return int(plain) if plain.isascii() and plain.isdigit() else otherwise
