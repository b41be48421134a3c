"""A whole number as somebody typed it, or as an address holds it."""

from typing import TypeVar

_T = TypeVar("_T")


def number_or(otherwise: _T, text: str, *, digits: int) -> int | _T:
    """`otherwise` where it is none of at most so many digits: other scripts have digits that are no numbers, and of more than
    4,300 Python reads none.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise
