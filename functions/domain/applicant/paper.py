"""A document to be printed (文书), as blocks: what it says, in order. How it looks is the printing's matter."""

from dataclasses import dataclass
from datetime import date, datetime

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and values in the grid of a form; an empty value is a field to be filled in by hand."""

    entries: Pairs


@dataclass(frozen=True, slots=True)
class Table:
    """`shares` are the columns' widths, in any unit."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """Where somebody signs by hand, with the date."""

    who: str


@dataclass(frozen=True, slots=True)
class SealPlace:
    """The place of the office's e-seal over its name and the date (行政许可法 Art 32: 加盖专用印章和注明日期)."""

    office: str
    on: date | None


@dataclass(frozen=True, slots=True)
class GivenSeal:
    """An electronic seal as the seal service gave it. `demo`: 样章, which seals nothing."""

    number: str
    name: str
    at: datetime
    demo: bool = False


@dataclass(frozen=True, slots=True)
class SealImprint:
    """Where the office's seal stands, instead of its place."""

    office: str
    on: date | None
    seal: GivenSeal


PaperBlock = Heading | Fields | Table | Paragraph | Signature | SealPlace | SealImprint


@dataclass(frozen=True, slots=True)
class Paper:
    """`marks` stand under the title, such as the reference; `made_at` is a fact of the ledger, so that the same facts
    always print the same bytes. The reference stands on every page; `scanned` is what the QR code says, "" the reference.
    """

    title: str
    reference: str
    marks: Pairs
    blocks: tuple[PaperBlock, ...]
    made_at: datetime
    above: str = "广东省退役军人服务“一件事”"
    scanned: str = ""
    # Of a letter that is on record (issue.py).
    code: str = ""
