"""Rollout (上线范围): operators set it by city; the guide tells of it, a submission keeps to it."""

from collections.abc import Iterator

from functions.domain.case.access import Principal, in_region
from functions.domain.clock import shanghai_date
from functions.domain.errors import FieldProblem
from functions.domain.guide.refusals import CityNotFound, InvalidRollout
from functions.domain.guide.rollout import ROLLOUT_KIND, Availability, availability, rollout_entries
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.records import new_record
from functions.usecases.settings import Changed, changes_of, put_setting
from schemas.catalogue.edition import Edition
from schemas.guide.rollout import Channel, RolloutChange, RolloutEntry

Offers = dict[Channel, Availability]


def rollout_of(city: str, *, by: Principal, deps: Deps) -> Record:
    """What is set for a city of the operator's region, its body as `rollout_entries` reads it; version 0 where nothing is.
    Raises CityNotFound."""
    _check_scope(by, city, deps)
    return deps.store.record(ROLLOUT_KIND, city) or new_record(ROLLOUT_KIND, city, {"entries": []})


def rollout_changes(city: str, *, by: Principal, deps: Deps) -> Page[Changed]:
    """The latest changes, as `changes_of` lists them. Raises CityNotFound."""
    _check_scope(by, city, deps)
    return changes_of(ROLLOUT_KIND, city, deps.store)


def set_rollout(change: RolloutChange, *, expected: int, by: Principal, deps: Deps) -> Record:
    """Raises CityNotFound, InvalidRollout, VersionChanged."""
    _check_scope(by, change.city, deps)
    if problems := tuple(_problems(change, deps.editions(deps.current_edition))):
        raise InvalidRollout(problems=problems)
    content = {"entries": [entry.model_dump(mode="json") for entry in change.entries]}
    return put_setting(
        ROLLOUT_KIND, change.city, content, expected=expected, reason=change.reason, by=by, deps=deps
    )


def offers(codes: tuple[str, ...], city: str | None, county: str | None, deps: Deps) -> dict[str, Offers]:
    """By item code and channel, what is offered today. Without a city nothing is known, and nothing is told."""
    if city is None:
        return {}
    entries, today = entries_in(city, deps), shanghai_date(deps.clock())
    return {
        code: {one: availability(entries, code, one, county=county, day=today) for one in Channel}
        for code in codes
    }


def entries_in(city: str, deps: Deps) -> tuple[RolloutEntry, ...]:
    """What is set for the city by now, or was moments ago."""
    read = deps.recent or deps.store.record
    record = read(ROLLOUT_KIND, city)
    return rollout_entries(record.body if record else None)


def _check_scope(by: Principal, city: str, deps: Deps) -> None:
    known = deps.editions(deps.current_edition).regions.city(city)
    if known is None or not in_region(by.region, city=city, county=None):
        raise CityNotFound


def _problems(change: RolloutChange, edition: Edition) -> Iterator[FieldProblem]:
    for place, entry in enumerate(change.entries):
        for number, code in enumerate(entry.items):
            if not edition.has(code):
                yield FieldProblem(f"/entries/{place}/items/{number}", "事项目录中没有这个事项。")
        for number, county in enumerate(entry.counties):
            if not edition.regions.contains(change.city, county):
                yield FieldProblem(f"/entries/{place}/counties/{number}", "请选择该市的县（市、区）。")
