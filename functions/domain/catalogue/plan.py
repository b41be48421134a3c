"""Which of the chosen items apply and why not, and what each waits for. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import partial

from functions.domain.catalogue.materials import NeededMaterial, is_held, needed
from functions.domain.catalogue.refusals import InvalidApplication, UnknownItem, UnknownRegion
from functions.domain.catalogue.rules import Facts, Truth, facts_of, read_rules, together
from functions.domain.errors import FieldProblem
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import FigureStatus, Rule, TimeLimit, Unit
from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.form.application import Application
from schemas.form.paths import value_at
from schemas.form.placement import groundless
from schemas.form.required import lacking
from schemas.problems import pointer

_TOWN = "/destination/town"
_HAS_RESULT = "申请人已经取得这个事项的结果，不再办理；结果文书由申请人提供，由后面事项的办理部门核验。"


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A chosen item in this applicant's situation. `reason`: in Chinese, why it is not needed.

    `after`: only items that the case has and that apply. `limit`: 办结时限, None where it is 待核定. `materials`: what it
    needs; empty where the item itself is not needed, the paper of its result where the applicant has that already.
    """

    item: Item
    applies: bool
    reason: str | None
    after: tuple[str, ...]
    limit: TimeLimit | None
    materials: tuple[NeededMaterial, ...]

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def department(self) -> Department:
        return self.item.department


@dataclass(frozen=True, slots=True)
class Plan:
    """Every chosen item, by the catalogue's number; those that do not apply are kept, with their reason.

    `service_check`: what comes before all of them, for everybody.
    """

    service_check: PlannedItem
    items: tuple[PlannedItem, ...]

    @property
    def applying(self) -> tuple[PlannedItem, ...]:
        return tuple(item for item in self.items if item.applies)

    def required_uploads(self) -> tuple[tuple[PlannedItem, NeededMaterial], ...]:
        """What must be uploaded before submission: each material with the item that wants it."""
        return tuple(
            (item, material)
            for item in self.items
            for material in item.materials
            if material.must_be_uploaded
        )


def plan_items(application: Application, edition: Edition) -> Plan:
    """Raises UnknownItem, InvalidApplication or UnknownRegion, each with the pointers of the fields that are wrong."""
    check_items(application.items, edition)
    _check_required(application, edition)
    _check_region(application, edition)
    if wrong := groundless(partial(value_at, application)):
        raise InvalidApplication(problems=(FieldProblem(pointer(wrong[0]), wrong[1]),))
    facts = facts_of(application)
    chosen = tuple(item for item in edition.items if item.code in application.items)
    failing = {item.code: read_rules(item.applies_when, facts).failing for item in chosen}
    held = {code for code, rule in failing.items() if rule is None and not is_held(code, facts)}
    return Plan(
        service_check=_planned(edition.service_check, None, (), application, edition),
        items=tuple(
            _planned(item, failing[item.code], awaited(item, held, facts), application, edition)
            for item in chosen
        ),
    )


def awaited(item: Item, held: Container[str], facts: Facts) -> tuple[str, ...]:
    """Those of `held` that it waits for, or may have to, in this situation."""
    return tuple(
        code
        for code in item.after
        if code in held and together(item.after_when.get(code, ()), facts) is not Truth.FAILS
    )


def confirmed_limit(item: Item, facts: Facts) -> TimeLimit | None:
    """办结时限: the first confirmed one that is sure to be for this situation; None where it is 待核定."""
    for limit in item.time_limits:
        if limit.status is FigureStatus.CONFIRMED and read_rules(limit.when, facts).truth is Truth.HOLDS:
            return limit
    return None


def working_days(item: Item, facts: Facts) -> int | None:
    """Of its limit; None where that is not known, or in another unit."""
    limit = confirmed_limit(item, facts)
    return limit.value if limit is not None and limit.unit is Unit.WORKING_DAY else None


def check_items(codes: tuple[str, ...], edition: Edition) -> None:
    """Raises UnknownItem, with the place of each code that an applicant cannot apply for."""
    unknown = [place for place, code in enumerate(codes) if not edition.has(code)]
    if unknown:
        raise UnknownItem(
            problems=tuple(
                FieldProblem(f"/items/{place}", "事项目录中没有这个事项，请从办事指南中选择。")
                for place in unknown
            )
        )


def _check_required(application: Application, edition: Edition) -> None:
    if missing := lacking(application, edition.required(application.items)):
        raise InvalidApplication(
            problems=tuple(FieldProblem(pointer(location), detail) for location, detail in missing)
        )


def _check_region(application: Application, edition: Edition) -> None:
    """Raises UnknownRegion; InvalidApplication where only the town is wanting."""
    place = application.destination
    if wrong := region_problem(place.city, place.county, place.town, edition):
        raise (InvalidApplication if wrong.pointer == _TOWN else UnknownRegion)(problems=(wrong,))


def region_problem(
    city: str | None, county: str | None, town: str | None, edition: Edition
) -> FieldProblem | None:
    """What is wrong with a place of settlement; one that is not chosen yet is not wrong."""
    regions = edition.regions
    if city is None:
        return None
    found = regions.city(city)
    if regions.contains(city, county):
        # Where there is no county, the town decides which office it is.
        return _town_problem(city, town, edition) if found is not None and not found.counties else None
    if found is None:
        return FieldProblem("/destination/city", "请选择广东省的地级以上市。")
    detail = "请选择该市的县（市、区）。" if found.counties else "该市不设县（区），此项请留空。"
    return FieldProblem("/destination/county", detail)


def _town_problem(city: str, town: str | None, edition: Edition) -> FieldProblem | None:
    if town is None:
        return FieldProblem(_TOWN, "该市不设县（区），请填写镇（街道）。")
    if edition.regions.narrowest(city, None, town) is None:
        return FieldProblem(_TOWN, "请填写该市的镇（街道、园区）全称，从给出的名称中选择。")
    return None


def ended_place(
    city: str, county: str | None, town: str | None, edition: Edition, today: date
) -> FieldProblem | None:
    """A county or town that is there, but by today not any more."""
    regions = edition.regions
    for where, code in (("/destination/county", county), (_TOWN, regions.narrowest(city, county, town))):
        if code and not regions.stands(code, today):
            return FieldProblem(where, "该区划已经撤销或者更名，请选择现在的。")
    return None


def _planned(
    item: Item, failing: Rule | None, after: tuple[str, ...], application: Application, edition: Edition
) -> PlannedItem:
    facts = facts_of(application)
    has_result = failing is None and is_held(item.code, facts)
    return PlannedItem(
        item=item,
        applies=failing is None and not has_result,
        reason=failing.otherwise if failing else _HAS_RESULT if has_result else None,
        after=after,
        limit=confirmed_limit(item, facts),
        materials=() if failing else needed(item, facts, edition, application.items),
    )
