"""宣传引导: notices, policies explained, questions and answers, and what becomes of personal data; each with source and date.

It changes more often than an edition, and no case keeps it: it lies beside the editions, under `publicity/`.
"""

from collections.abc import Iterator, Mapping
from datetime import date as Date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from schemas.catalogue.edition import SOURCES_FILE, CatalogueError, document_in, load_edition, parsed_in
from schemas.catalogue.figures import Source, SourceKey
from schemas.regions import load_regions
from schemas.wire import CalendarDate, City, LongText, Text, Wire

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

PUBLICITY_FOLDER = Path(__file__).parent / "publicity"
_EXACT = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


class Dated(StrEnum):
    """What the date of an entry is of."""

    TEXT = "text"
    IN_FORCE = "in_force"
    REPORTED = "reported"
    READ = "read"
    TOLD = "told"


DATED: Mapping[Dated, str] = {
    Dated.TEXT: "文本日期",
    Dated.IN_FORCE: "施行日期",
    Dated.REPORTED: "报道日期",
    Dated.READ: "查阅日期",
    Dated.TOLD: "发布日期",
}


class PublicText(Wire):
    """`source`: keys, the first is the one it rests on. `date`: as exactly as it is known; `dated`: of what.

    `city`: for people there; without it, for everybody. `until`: the last day on which it is shown.
    """

    title: Text
    text: Annotated[tuple[LongText, ...], Field(min_length=1, max_length=12)]
    source: Annotated[tuple[SourceKey, ...], Field(min_length=1, max_length=8)]
    date: Annotated[str, Field(pattern=_EXACT)]
    dated: Dated
    city: City | None = None
    until: CalendarDate | None = None

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        Date.fromisoformat(f"{self.date}-01-01"[:10])
        return self

    def shown(self, city: str | None, today: Date) -> bool:
        return (self.city is None or self.city == city) and (self.until is None or today <= self.until)


class Publicity(Wire):
    """`sources`: those of the edition, and its own."""

    notices: tuple[PublicText, ...]
    policies: tuple[PublicText, ...]
    answers: tuple[PublicText, ...]
    privacy: tuple[PublicText, ...]
    sources: dict[str, Source]

    def entries(self) -> Iterator[PublicText]:
        yield from (*self.notices, *self.policies, *self.answers, *self.privacy)


class _Entries(Wire):
    entries: tuple[PublicText, ...] = ()


PUBLICITY_KINDS = ("notices", "policies", "answers", "privacy")


@cache
def load_publicity(edition: str) -> Publicity:
    """As shipped, over the sources of that edition; read once. KeyError for an edition that is not shipped."""
    return read_publicity(PUBLICITY_FOLDER, load_edition(edition).sources)


def read_publicity(folder: "Traversable", of_edition: Mapping[str, Source]) -> Publicity:
    """One file of each kind, and sources.toml. Raises CatalogueError, by file and entry."""
    own = {
        key: parsed_in(Source, entry, f"{SOURCES_FILE} {key}")
        for key, entry in document_in(folder / SOURCES_FILE).items()
    }
    sources = {**of_edition, **own}
    read: dict[str, Any] = {kind: _entries(folder / f"{kind}.toml", sources) for kind in PUBLICITY_KINDS}
    return Publicity(**read, sources=sources)


def _entries(file: "Traversable", sources: Mapping[str, Source]) -> tuple[PublicText, ...]:
    found = parsed_in(_Entries, document_in(file), file.name).entries
    titles = [(one.title, one.city) for one in found]
    for one in found:
        unknown = [key for key in one.source if key not in sources]
        if unknown:
            raise CatalogueError(
                f"{file.name}: {one.title}: source: {SOURCES_FILE} 没有 {'、'.join(unknown)}"
            )
        if one.city is not None and load_regions().city(one.city) is None:
            raise CatalogueError(f"{file.name}: {one.title}: city: 没有 {one.city}")
        if titles.count((one.title, one.city)) > 1:
            raise CatalogueError(f"{file.name}: {one.title}: title: 重复")
    return found
