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


PaperBlock = Heading | Fields | Table | Paragraph | Signature | SealPlace


@dataclass(frozen=True, slots=True)
class Paper:
    """`marks` stand under the title, such as the reference; `made_at` is a fact of the ledger, so that the same facts
    always print the same bytes. The reference also stands as a QR code, and on every page.
    """

    title: str
    reference: str
    marks: Pairs
    blocks: tuple[PaperBlock, ...]
    made_at: datetime
    above: str = "广东省退役军人服务“一件事”"
