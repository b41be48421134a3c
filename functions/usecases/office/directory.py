"""Operators keep the directory of offices (机构名录), place by place, and people are told from it where to go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import Principal, in_region
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.errors import FieldProblem, RecordUnreadable
from functions.domain.office.directory import (
    DIRECTORY_KIND,
    DirectoryEntries,
    contact_of,
    directory_entries,
    is_told,
)
from functions.domain.office.refusals import InvalidEntry, OfficeNotFound
from functions.domain.office.routing import handed_to, region_of_office
from functions.domain.refusals import UnknownFilter
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.settings import Changed, changes_of, put_setting, setting_at
from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.office.directory import Contact, DirectoryChange, DirectoryImport, PlacedEntry
from schemas.regions import Regions, enclosing
from schemas.wire import PROVINCE


@dataclass(frozen=True, slots=True)
class ContactPlace:
    """`town`: name or code, also of a functional area."""

    city: str
    county: str | None
    town: str | None = None


@dataclass(frozen=True, slots=True)
class DirectoryPlace:
    region: str
    version: int
    entries: DirectoryEntries


def directory_at(region: str, *, by: Principal, deps: Deps) -> DirectoryPlace:
    """What stands for exactly this place. Raises OfficeNotFound outside the operator's region."""
    _check_place(region, by, deps)
    record = deps.store.record(_shelf(region), region)
    return DirectoryPlace(
        region, record.version if record else 0, directory_entries(record.body if record else None)
    )


def directory_in(
    city: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[DirectoryPlace]:
    """The city's places with entries that are in the operator's region. Raises OfficeNotFound, BadCursor."""
    if not _exists(city, deps) or not _overlaps(city, by):
        raise OfficeNotFound
    page = deps.store.records(_shelf(city), limit=limit, cursor=cursor)
    found = (DirectoryPlace(one.key, one.version, directory_entries(one.body)) for one in page.entries)
    lost = tuple(key for key in page.unreadable if _is_theirs(key, by))
    return Page(tuple(one for one in found if _is_theirs(one.region, by)), page.cursor, lost)


def directory_changes(region: str, *, by: Principal, deps: Deps) -> Page[Changed]:
    _check_place(region, by, deps)
    return changes_of(_shelf(region), region, deps.store)


def put_entry(change: DirectoryChange, *, expected: int, by: Principal, deps: Deps) -> DirectoryPlace:
    """Raises OfficeNotFound outside the operator's region, InvalidEntry, VersionChanged."""
    problems = tuple(_unknown_items(change, "", deps))
    present = directory_at(change.region, by=by, deps=deps)
    if problems:
        raise InvalidEntry(problems=problems)
    return _put(present, change, change.reason, expected, by, deps)


def import_entries(
    given: DirectoryImport, *, by: Principal, deps: Deps
) -> tuple[tuple[PlacedEntry, bool], ...]:
    """Nothing is written before all of it was judged; sent again, what stands is left alone. True: it was changed.

    Raises OfficeNotFound, InvalidEntry, VersionChanged where somebody else is at work on a place: then send it again.
    """
    problems: list[FieldProblem] = []
    for number, one in enumerate(given.entries):
        problems += _unknown_items(one, f"/entries/{number}", deps)
        if not _exists(one.region, deps) or not _is_theirs(one.region, by):
            problems.append(FieldProblem(f"/entries/{number}/region", "没有这个地方，或者不在您的管辖区域。"))
    if problems:
        raise InvalidEntry(problems=tuple(problems))
    return tuple((one, _brought_in(one, given.reason, by, deps)) for one in given.entries)


def _brought_in(one: PlacedEntry, reason: str, by: Principal, deps: Deps) -> bool:
    present = directory_at(one.region, by=by, deps=deps)
    if present.entries.get(one.department) == one.entry:
        return False
    _put(present, one, reason, present.version, by, deps)
    return True


def _put(
    present: DirectoryPlace, one: PlacedEntry, reason: str, expected: int, by: Principal, deps: Deps
) -> DirectoryPlace:
    entries = {**present.entries, one.department: one.entry}
    kept = {name: entry for name, entry in entries.items() if entry is not None}
    content = {
        "entries": {
            name.value: entry.model_dump(mode="json", exclude_none=True) for name, entry in kept.items()
        }
    }
    shelf = _shelf(one.region)
    record = put_setting(shelf, one.region, content, expected=expected, reason=reason, by=by, deps=deps)
    return DirectoryPlace(one.region, record.version, kept)


class OpenDirectory:
    """The directory as far as one answer needs it, each place read once; what is told may be some seconds old. `then`: as it
    was at that moment, which raises RecordUnreadable where nobody can say it.
    """

    def __init__(self, deps: Deps, then: datetime | None = None) -> None:
        self._deps, self._then = deps, then
        self._places: dict[str, DirectoryEntries] = {}
        self._set: list[datetime] = []

    @property
    def set_at(self) -> datetime | None:
        """When what was told was last set."""
        return max(self._set, default=None)

    def contact_at(self, department: Department, region: str, item: str | None) -> Contact:
        """Where people of this place go for the item."""
        found = (self._entries(place).get(department) for place in enclosing(region))
        return contact_of([entry for entry in found if entry], item)

    def contact_for(self, item: CaseItem, office: str | None = None) -> Contact:
        """Of the office (None: that has it, or is going to): one that serves the case's own place is asked for there."""
        own = item.county or item.city
        sent = item.dispatch
        elsewhere = None if office else handed_to(item)
        named = elsewhere or region_of_office(office or sent.office or sent.office_override or "")
        place = own if named is None or named in enclosing(own) else named
        return self.contact_at(item.department, place, item.code)

    def _entries(self, place: str) -> DirectoryEntries:
        if place not in self._places:
            record = self._record(place)
            self._places[place] = directory_entries(record.body if record else None)
            if record:
                self._set.append(datetime.fromisoformat(record.body["at"]))
        return self._places[place]

    def _record(self, place: str) -> Record | None:
        deps = self._deps
        if self._then:
            return setting_at(_shelf(place), place, self._then, deps.store)
        return (deps.recent or deps.store.record)(_shelf(place), place)


def contact_in_writing(
    item: CaseItem, office: str | None, at: datetime, deps: Deps
) -> tuple[Contact, datetime | None]:
    """As the directory had it at that moment (None). Where it had nothing, or nobody can say what, as it has it by now, and
    since when.
    """
    try:
        then = OpenDirectory(deps, at).contact_for(item, office)
    except RecordUnreadable:
        then = Contact.model_construct()
    opened = OpenDirectory(deps)
    if is_told(then) or not is_told(now := opened.contact_for(item, office)):
        return then, None
    return now, opened.set_at


def listed_contacts(
    place: ContactPlace, item: str | None, deps: Deps
) -> tuple[tuple[Item, Office, Contact], ...]:
    """Of every item of the guide, or of the one. Raises UnknownFilter for no place, ItemNotFound."""
    edition, city = deps.editions(deps.current_edition), place.city
    inside = _narrowest(place, edition.regions)
    items = [one for one in edition.items if item in (None, one.code)]
    if not items:
        raise ItemNotFound
    opened = OpenDirectory(deps)
    return tuple(
        (
            one,
            deps.offices.office(one.department, city=city, county=inside),
            opened.contact_at(one.department, inside or city, one.code),
        )
        for one in items
    )


def _narrowest(place: ContactPlace, regions: Regions) -> str | None:
    """A town of a city without counties may also be named as its county, as the guide takes it. Raises UnknownFilter."""
    city, county, town = place.city, place.county, place.town
    found = regions.city(city)
    if found is None:
        raise _no_place("city", "请填广东省的地级以上市的代码。")
    if not found.counties and town is None and county in {one.code for one in found.towns}:
        return county
    if not regions.contains(city, county):
        words = (
            "请填该市的县（市、区）的代码。"
            if found.counties
            else "该市不设县（区），请填该市的镇（街道）的代码，或者不填。"
        )
        raise _no_place("county", words)
    inside = regions.narrowest(city, county, town)
    if town and inside is None:
        raise _no_place("town", "请填该地的镇（街道、园区）的全称或者代码，或者不填。")
    return inside


def _no_place(field: str, words: str) -> UnknownFilter:
    return UnknownFilter(problems=(FieldProblem(f"/{field}", words),))


def _shelf(region: str) -> str:
    """The kind of the records of a city's places: they are listed city by city."""
    return f"{DIRECTORY_KIND}/{region[:4]}00"


def _check_place(region: str, by: Principal, deps: Deps) -> None:
    if not _exists(region, deps) or not _is_theirs(region, by):
        raise OfficeNotFound


def _exists(region: str, deps: Deps) -> bool:
    return region == PROVINCE or deps.editions(deps.current_edition).regions.has(region)


def _is_theirs(region: str, by: Principal) -> bool:
    return in_region(by.region, city=region, county=None)


def _overlaps(city: str, by: Principal) -> bool:
    return _is_theirs(city, by) or (by.region or "")[:4] == city[:4]


def _unknown_items(one: PlacedEntry, where: str, deps: Deps) -> Iterator[FieldProblem]:
    edition = deps.editions(deps.current_edition)
    for number, own in enumerate(one.entry.items if one.entry else ()):
        known = edition.has(own.item) and edition.item(own.item).department is one.department
        if not known:
            yield FieldProblem(f"{where}/entry/items/{number}/item", "事项目录中没有这个部门的这个事项。")
