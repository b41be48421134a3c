"""What the public pages show: plain values, made of the catalogue and of what is told beside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from functions.pages.fields import Choice, Field, Kind
from functions.shapes.guide.items import TO_BE_CONFIRMED, guide_view
from functions.shapes.guide.words import condition_text, region_options
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Condition, MaterialSource, Source
from schemas.catalogue.item import Item
from schemas.catalogue.publicity import DATED, Publicity, PublicText
from schemas.codes import CHINESE
from schemas.form.words import field_title, value_text
from schemas.guide.views import GuideItemView

# Of a table: a text, or a text with where it leads.
_Cell = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cited:
    """`address`: only of the authorities' own sites. Reprints elsewhere are named, and nobody is sent there."""

    title: str
    version: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A notice, a policy or an answer. `place`: the city that it is for."""

    title: str
    text: tuple[str, ...]
    when: str
    place: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """An item, and those that wait for it. `sometimes`: it waits in one situation only."""

    number: int
    name: str
    department: str
    sometimes: bool
    then: tuple["_Branch", ...]


@dataclass(frozen=True, slots=True)
class _Brought:
    """A paper that an applicant hands in, for an item, perhaps in one situation only."""

    name: str
    item: str
    condition: str
    required: bool

    @property
    def situation(self) -> str:
        told = self.condition or "都要"
        return told if self.required else f"{self.condition}；可以不交".removeprefix("；")


@dataclass(frozen=True, slots=True)
class Home:
    """`rows`: of the items, their department and limit. `papers`: rows of what may have to be handed in."""

    rows: tuple[tuple[_Cell, ...], ...]
    papers: tuple[tuple[_Cell, ...], ...]
    branches: tuple[_Branch, ...]
    on_site: tuple[str, ...]
    unchecked: tuple[str, ...]
    departments: int
    questions: int
    timed: int
    city: Field
    place: str
    notices: tuple[Piece, ...]
    policies: tuple[Piece, ...]
    answers: tuple[Piece, ...]
    basis: Cited


def home(edition: Edition, told: Publicity, city: str | None, *, connected: bool) -> Home:
    items = guide_view(edition, connected=connected).items
    return Home(
        rows=tuple(_row(item) for item in items),
        papers=tuple((one.name, one.item, one.situation) for one in _brought(edition)),
        branches=tuple(_branches(edition, None)),
        on_site=tuple(dict.fromkeys(_on_site(edition.items))),
        unchecked=tuple(item.name for item in edition.items if not item.needs_service_check),
        departments=len({item.department for item in edition.items}),
        questions=len(edition.questions),
        timed=sum(any(limit.confirmed for limit in item.time_limits) for item in items),
        city=city_field(edition, city),
        place=edition.regions.name(city) if city else "",
        notices=pieces(told.notices, told.sources, edition),
        policies=pieces(told.policies, told.sources, edition),
        answers=pieces(told.answers, told.sources, edition),
        basis=cited(told.sources["P-451"]),
    )


def pieces(
    entries: Iterable[PublicText], sources: Mapping[str, Source], edition: Edition
) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            title=one.title,
            text=one.text,
            when=f"{DATED[one.dated]}：{date_words(one.date)}",
            place=edition.regions.name(one.city) if one.city else "",
            sources=tuple(cited(sources[key]) for key in one.source),
        )
        for one in entries
    )


def cited(source: Source) -> Cited:
    host = urlsplit(source.address or "").hostname or ""
    official = host.endswith(".gov.cn")
    return Cited(source.title, source.version or "", source.address or "" if official else "")


def date_words(date: str) -> str:
    """2024年, 2023年3月, 2024年9月1日: as exactly as it is known."""
    year, *rest = date.split("-")
    return "".join([f"{year}年", *(f"{int(one)}{unit}" for one, unit in zip(rest, "月日", strict=False))])


def city_field(edition: Edition, city: str | None) -> Field:
    return Field(
        name="city",
        label="看哪个市的",
        kind=Kind.SELECT,
        values=(city,) if city else (),
        choices=tuple(Choice(code, name) for code, name in region_options(edition.regions, None)),
    )


def _branches(edition: Edition, before: str | None) -> Iterator[_Branch]:
    """The first of the items that one waits for is where it hangs."""
    for item in edition.items:
        if next(iter(item.after), None) == before:
            then = tuple(_branches(edition, item.code))
            sometimes = before in item.after_when
            yield _Branch(item.number, item.name, CHINESE[item.department], sometimes, then)


def _brought(edition: Edition) -> Iterator[_Brought]:
    for item in edition.items:
        for material in item.materials:
            if material.source is MaterialSource.UPLOAD:
                condition = condition_text(material.when, edition.regions) or ""
                yield _Brought(material.name, item.name, condition, material.required)


def _row(item: GuideItemView) -> tuple[_Cell, ...]:
    name = (f"{item.number}. {item.name}", f"/guide/items/{item.code}")
    return (name, item.department_text, limits_in_short(item))


def limits_in_short(item: GuideItemView) -> str:
    """法定 60 日；承诺待核定. Where it differs by situation, all of it; 待核定 where nothing is known."""
    if not any(limit.confirmed for limit in item.time_limits):
        return TO_BE_CONFIRMED
    found: dict[str, list[str]] = {}
    for limit in item.time_limits:
        kind = limit.kind_text.removesuffix("办结时限")
        found.setdefault(kind, []).append(f" {limit.text}" if limit.confirmed else limit.text)
    return "；".join(
        f"{kind}{'或者'.join(texts)}{'（看情况）' if len(texts) > 1 else ''}" for kind, texts in found.items()
    )


def _on_site(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        for material in item.materials:
            if material.source is MaterialSource.ON_SITE:
                yield f"{material.name}（{item.name}）"


@dataclass(frozen=True, slots=True)
class _Line:
    """A thing that is told in one line, with what it stands on."""

    title: str
    text: str
    source: Cited | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _ItemPage:
    """`after`: code and name of what it waits for, and in which situation only."""

    item: GuideItemView
    after: tuple[tuple[str, str, str], ...]
    handed: tuple[_Brought, ...]
    elsewhere: tuple[_Line, ...]
    limits: tuple[_Line, ...]
    terms: tuple[_Line, ...]
    fees: tuple[_Line, ...]
    laws: tuple[_Line, ...]
    examples: tuple[_Line, ...]

    @property
    def papers(self) -> tuple[tuple[_Cell, ...], ...]:
        return tuple((one.name, one.situation) for one in self.handed)


def item_page(item: GuideItemView, edition: Edition) -> _ItemPage:
    def source(key: str | None) -> Cited | None:
        return cited(edition.sources[key]) if key else None

    limits = ((condition_text(one.when, edition.regions), one) for one in item.time_limits)
    return _ItemPage(
        item=item,
        after=tuple(_awaited(edition.item(item.code), edition)),
        handed=tuple(one for one in _brought(edition) if one.item == item.name),
        elsewhere=tuple(
            _Line(one.name, one.source_text, source(one.basis), one.note or "")
            for one in item.materials
            if one.source is not MaterialSource.UPLOAD
        ),
        limits=tuple(
            _Line(one.kind_text, one.text, source(one.source), one.note or (f"{when}的" if when else ""))
            for when, one in limits
        ),
        terms=tuple(
            _Line(f"从{one.start}起", one.text, source(one.source), one.rule) for one in item.deadlines
        ),
        fees=tuple(_Line(one.situation, one.text, source(one.source)) for one in item.fee.cases),
        laws=tuple(_law(one.instrument, one.number, one.articles, one.note) for one in item.legal_basis),
        examples=tuple(_Line(one.place, one.text, source(one.source)) for one in item.examples),
    )


def _awaited(item: Item, edition: Edition) -> Iterator[tuple[str, str, str]]:
    for code in item.after:
        when = (_filled_in(one, edition) for one in item.after_when.get(code, ()))
        yield code, edition.item(code).name, "，且".join(when)


def _filled_in(condition: Condition, edition: Edition) -> str:
    """“是否持有有效居民身份证”填“否”"""
    values = (value_text(condition.field, value, edition.regions) for value in condition.one_of)
    return f"“{field_title(condition.field)}”填“{'”或者“'.join(values)}”"


def _law(instrument: str, number: str | None, articles: tuple[str, ...], note: str | None) -> _Line:
    return _Line(
        f"《{instrument}》{f'（{number}）' if number else ''}", "、".join(articles), None, note or ""
    )
