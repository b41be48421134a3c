"""The columns of the national platform's case tables, as `columns.tsv` holds them with their source."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("columns.tsv")
EVERY_TABLE = "*"


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: varchar, int or datetime. `size`: the most characters or digits; 0 for a time. `required`: NOT NULL.

    `is_code`: a code stands there, never words.
    """

    name: str
    kind: str
    size: int
    required: bool
    is_code: bool
    meaning: str


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """Those of the table, then those that every table has. Read once."""
    lines = [line.split("\t") for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return tuple(_column(*line[1:]) for wanted in (table, EVERY_TABLE) for line in lines if line[0] == wanted)


def _column(name: str, declared: str, null: str, holds: str, meaning: str) -> Column:
    kind, _, size = declared.removesuffix(")").partition("(")
    return Column(name, kind, int(size or 0), null == "no", holds == "code", meaning)
