"""What a form shows, as plain values: templates/macros/fields.html is the only place that makes HTML of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from unicodedata import normalize

from functions.pages.forms import Form
from schemas.spelling import half_width


class Kind(StrEnum):
    TEXT, LONG_TEXT, DATE, MONTH, RADIOS, SELECT, TICKS, FILE = (
        "text",
        "long",
        "date",
        "month",
        "radios",
        "select",
        "ticks",
        "file",
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` "": nothing is chosen."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class DateParts:
    """As they were typed: a date that cannot be read is shown again as it was."""

    year: str = ""
    month: str = ""
    day: str = ""

    @property
    def iso(self) -> str:
        """ "" where nothing was typed; else what a date is read from, which may be none."""
        if not (self.year or self.month or self.day):
            return ""
        return f"{self.year}-{self.month:0>2}-{self.day:0>2}"

    @property
    def iso_month(self) -> str:
        return f"{self.year}-{self.month:0>2}" if self.year or self.month else ""


@dataclass(frozen=True, slots=True)
class Field:
    """`values`: what is chosen or typed; of a date, ISO's text. `source`: where a value came from, in words.

    `locked`: shown, not asked. `change`: where 申请更正 of a locked one leads. `width`: in characters, 0 as wide as may be.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    values: tuple[str, ...] = ()
    hint: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    source: str = ""
    locked: bool = False
    change: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    width: int = 0
    rows: int = 4
    accept: str = ""
    multiple: bool = False
    parts: DateParts | None = None
    # Of several forms on a page, which one: no two fields may have one id.
    form: str = ""

    @property
    def id(self) -> str:
        return f"{self.form}{'-' if self.form else ''}{self.name}".replace(".", "-").replace("/", "-")

    @property
    def value(self) -> str:
        return self.values[-1] if self.values else ""

    @property
    def shown(self) -> str:
        """A value in words: a choice by its label, a date as it is read."""
        if self.kind in (Kind.DATE, Kind.MONTH):
            date = self.date
            told = ((date.year, "年"), (date.month, "月"), (date.day, "日"))
            return "".join(f"{number}{word}" for number, word in told if number)
        labels = {choice.value: choice.label for choice in self.choices}
        return "、".join(labels.get(value, value) for value in self.values)

    @property
    def date(self) -> DateParts:
        if self.parts is not None:
            return self.parts
        pieces = [*self.value.split("-"), "", "", ""][:3]
        return DateParts(*(piece.lstrip("0") for piece in pieces))


@dataclass(frozen=True, slots=True)
class Wrong:
    """One line of the summary: what to do, and where."""

    text: str
    href: str


def filled(field: Field, form: Form) -> Field:
    """The field with what was just sent, whether or not it can be read."""
    if field.kind in (Kind.DATE, Kind.MONTH):
        parts = date_sent(form, field.name)
        iso = parts.iso if field.kind is Kind.DATE else parts.iso_month
        return replace(field, parts=parts, values=(iso,) if iso else ())
    return replace(field, values=tuple(value.strip() for value in form.all(field.name) if value.strip()))


def date_sent(form: Form, name: str) -> DateParts:
    """Digits of a Chinese keyboard are digits."""
    return DateParts(*(normalize("NFKC", form.text(f"{name}.{part}")) for part in ("year", "month", "day")))


def clock_sent(form: Form, name: str) -> str:
    """A time as people type it: 9:30 is 09:30."""
    typed = half_width(form.text(name))
    return f"0{typed}" if typed[1:2] == ":" else typed


def with_errors(fields: tuple[Field, ...], errors: Mapping[str, str]) -> tuple[Field, ...]:
    """`errors`: by a field's name."""
    return tuple(replace(field, error=errors.get(field.name, "")) for field in fields)


def summary(fields: tuple[Field, ...]) -> tuple[Wrong, ...]:
    return tuple(Wrong(_of(field), f"#{field.id}") for field in fields if field.error)


def _of(field: Field) -> str:
    """Beside its field 此项 says which one is meant; in the summary its name has to."""
    nameless = "此项" in field.error or field.error.startswith(("至少", "最多"))
    return f"{field.label}：{field.error}" if nameless else field.error
