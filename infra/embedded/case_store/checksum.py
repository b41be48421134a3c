"""A checksum behind each text of the ledger's file: a bit that the disk changed is seen where what is left still reads, too.

It is white space, which every reader of JSON passes over: a program of before reads what this one writes, and this one what
was written without. What is sealed says by itself that it is whole.
"""

from functools import lru_cache
from itertools import product
from typing import TypeVar
from zlib import crc32

from functions.adapters.codec import decode
from functions.domain.case.case import Case, Event
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable

_Row = TypeVar("_Row", Case, CaseItem, Event)

# No line feed: lines part the rows of a ledger that is read at once (store.py).
_WHITE = " \t\r"
_MARKS = tuple(map("".join, product(_WHITE, repeat=7)))
_MANY = len(_MARKS)


def with_checksum(text: str) -> str:
    """One changed byte in 4,782,969 (`_MANY` squared) is not seen."""
    high, low = divmod(crc32(text.encode("utf-8", "surrogatepass")) % (_MANY * _MANY), _MANY)
    return f"{text}{_MARKS[high]}{_MARKS[low]}"


def checked_text(text: str) -> str:
    """Without its checksum. Raises RecordUnreadable where it is another's."""
    plain = text.rstrip(" \t\r\n")
    if len(plain) != len(text) and with_checksum(plain) != text:
        raise RecordUnreadable
    return plain


def decode_row(kind: type[_Row], text: str) -> _Row:
    """Raises RecordUnreadable."""
    return decode(kind, checked_text(text))


# Of a case's fourteen rows a step changes one, and what is in trouble today was so a minute ago; a row is frozen, so whoever
# reads the same text may share it.
decoded_once = lru_cache(maxsize=4096)(decode_row)
