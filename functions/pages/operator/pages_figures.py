"""The catalogue's figures at a place: which hold there, by whom they were set, what waits for a second, what nobody knows."""

from collections.abc import Iterator
from datetime import datetime

from functions.pages.fields import Field, Kind
from functions.pages.moments import day, moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import FIGURES, address
from functions.pages.operator.filters import Tab
from functions.pages.operator.setting import just_changed
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.guide.items import TO_BE_CONFIRMED
from functions.shapes.operator.figure_words import settable
from functions.shapes.operator.place_figures import place_figures_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import place_figures
from functions.usecases.operator.place_figures import PlaceSet
from functions.usecases.operator.setting_places import offices_there
from functions.web.roles import OPERATORS
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, Figure
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import StandingFigure
from schemas.operator.views_figures import PlaceFiguresView, PlaceFigureView

FIGURE = f"{FIGURES}/figure"
PROPOSAL = f"{FIGURES}/proposal"
COMPARED = f"{FIGURES}/compared"
FIGURES_FILE = f"{FIGURES}/file"
_UNKNOWN = "unknown"
_Row = tuple[str | tuple[str, str], ...]


def show_console_figures(asked: Asked) -> Answer:
    """Raises PlaceNotFound."""
    place = place_asked(asked)
    found = place_figures.place_set(place, by=asked.by, deps=asked.deps)
    changes = place_figures.place_changes(place, by=asked.by, deps=asked.deps)
    told = place_figures_view(found, changes, guide(asked.deps))
    edition, only = found.placed.edition, asked.query.get("only") == _UNKNOWN
    rows = tuple(_rows(found, edition))
    open_ = tuple(row for row in rows if _is_unknown(row))
    here, now = address(FIGURES, place=place), asked.deps.clock()
    view = {
        "place": place,
        "edition": edition.name,
        "asked": _asked(asked, place),
        "tabs": (
            Tab(here, f"全部 {len(rows)}", not only),
            Tab(address(FIGURES, place=place, only=_UNKNOWN), f"待核定 {len(open_)}", only),
        ),
        "rows": open_ if only else rows,
        "waiting": tuple(_waiting(one, told, now) for one in told.waiting),
        "later": tuple(_later(one) for one in told.standing if one.since > told.today),
        "unfit": tuple(
            (f"{one.figure.item_name}：{one.figure.figure_text}", one.figure.value_text, one.why)
            for one in told.unfit
        ),
        "changes": tuple(
            (str(one.version), moment(one.at, now), one.operator, one.reason) for one in told.changes
        ),
        "lost": changes.unreadable,
        "compared": address(COMPARED, place=place, after=str(told.version)) if told.version else "",
        "file": address(FIGURES_FILE, place=place),
        "offices": tuple(
            (office.name, address(FIGURES, place=office.id))
            for office in offices_there(found.place, asked.deps)
        ),
        "done": _done(asked, found) if just_changed(changes, asked) else "",
    }
    return Shown("operator/figures.html", f"目录里的期限和数字：{told.place_name}", view)


_DONE = {
    "proposed": "已经提议，等另一名运行管理员核定。核定以前什么都不变。",
    "confirmed": "已经核定。自生效日期起，当地的办事指南和新办件照此执行；在办的不变。",
    "refused": "已经退回。",
}


def _done(asked: Asked, found: PlaceSet) -> str:
    """What stands there by whoever looks."""
    done, me, book = asked.query.get("done", ""), asked.by.subject, found.book
    stands = {
        "proposed": any(one.proposed_by == me for one in book.waiting),
        "confirmed": any(one.checked_by == me for one in book.standing),
    }
    return _DONE.get(done, "") if stands.get(done, True) else ""


def place_asked(asked: Asked) -> str:
    """The operator's own region where none is said."""
    return asked.query.get("place") or asked.by.region or ""


def _asked(asked: Asked, place: str) -> tuple[Field, ...]:
    return (Field("place", "地方", Kind.SELECT, choices=filters.places(asked), values=(place,)),)


def _rows(found: PlaceSet, edition: Edition) -> Iterator[_Row]:
    by = {(one.figure.item, one.figure.figure): one for one in edition.figures}
    for item in (edition.service_check, *edition.items):
        if found.place.department not in (None, item.department):
            continue
        for figure in settable(item, edition):
            one, change = by.get((item.code, figure.name)), _address(found, item.code, figure.name)
            who = f"{one.place_name}，{day(one.figure.since)}起" if one else "目录"
            yield (
                f"{item.name}：{figure.words}",
                (figure.text, change),
                who,
                _basis(figure.known, one, edition),
            )
        yield from _fixed(item, edition)


def _fixed(item: Item, edition: Edition) -> Iterator[_Row]:
    """What no place sets."""
    yield f"{item.name}：可以延长", *_told(item.extension, UNIT_WORDS[item.extension.unit], edition)
    for term in item.deadlines:
        yield f"{item.name}：申请人的期限，从{term.start}起", *_told(term, UNIT_WORDS[term.unit], edition)


def _told(figure: Figure, unit: str, edition: Edition) -> tuple[str, str, str]:
    text = TO_BE_CONFIRMED if figure.value is None else f"{figure.value} {unit}"
    return text, "目录", _basis(figure, None, edition)


def _basis(known: Figure | None, one: StandingFigure | None, edition: Edition) -> str:
    if one is not None:
        return "，".join(filter(None, (one.figure.source.title, one.figure.text)))
    if known is None:
        return ""
    return "，".join(filter(None, (edition.sources[known.source].title if known.source else "", known.note)))


def _is_unknown(row: _Row) -> bool:
    value = row[1]
    return (value if isinstance(value, str) else value[0]) == TO_BE_CONFIRMED


def _address(found: PlaceSet, item: str, figure: str) -> str:
    return address(FIGURE, place=found.place.key, item=item, figure=figure)


def _waiting(one: PlaceFigureView, told: PlaceFiguresView, now: datetime) -> _Row:
    here = address(PROPOSAL, place=told.place, proposal=one.proposal)
    at = moment(one.proposed_at, now) if one.proposed_at else ""
    who = f"{one.proposed_by}，{at}"
    return (f"{one.item_name}：{one.figure_text}", here), one.value_text, day(one.since), who


def _later(one: PlaceFigureView) -> _Row:
    return f"{one.item_name}：{one.figure_text}", one.value_text, day(one.since), one.checked_by or ""


PAGES = (Page(method="GET", path=FIGURES, roles=OPERATORS, handler=show_console_figures),)
