"""Which of the chosen items apply and why not, what each waits for, and each department's branch. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from functions.domain.errors import FieldProblem
from functions.domain.refusals import UnknownItem, UnknownRegion
from schemas.codes import Department
from schemas.edition import Edition
from schemas.figures import FigureStatus, MaterialSource, Rule, TimeLimit, Unit
from schemas.form import Application
from schemas.form_paths import value_at
from schemas.item import Item


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """`reason`: in Chinese, why it is not needed. `after`: only items that the case has and that apply."""

    code: str
    department: Department
    applies: bool
    reason: str | None
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The longest chain by official limits in working days: a floor, for `uncounted` items have none."""

    items: tuple[str, ...]
    working_days: int
    uncounted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequiredUpload:
    """A material that this applicant must upload, and the item that wants it."""

    item: str
    material: str
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Every chosen item, by the catalogue's number; those that do not apply are kept, with their reason."""

    items: tuple[PlannedItem, ...]

    @property
    def applying(self) -> tuple[PlannedItem, ...]:
        return tuple(item for item in self.items if item.applies)

    def branches(self) -> dict[Department, tuple[str, ...]]:
        """Applying items per department, each after those it waits for; every department has its entry."""
        departments = {item.code: item.department for item in self.applying}
        order = _order(self.applying)
        return {
            department: tuple(code for code in order if departments[code] is department)
            for department in Department
        }

    def critical_path(self, application: Application, edition: Edition) -> CriticalPath:
        """Chains are compared by known working days, then by length."""
        longest: dict[str, CriticalPath] = {}
        waits = {item.code: item.after for item in self.applying}
        for code in _order(self.applying):
            earlier = max((longest[before] for before in waits[code]), key=_weight, default=_NOTHING)
            longest[code] = _extended(earlier, code, _working_days(edition.item(code), application))
        return max(longest.values(), key=_weight, default=_NOTHING)


_NOTHING = CriticalPath(items=(), working_days=0, uncounted=())


def plan_items(application: Application, edition: Edition) -> Plan:
    """Raises UnknownItem or UnknownRegion, each with the pointers of the fields that are wrong."""
    _check_items(application, edition)
    _check_region(application, edition)
    reasons = {
        code: first_failing(edition.item(code).applies_when, application) for code in application.items
    }
    held = {code for code, failing in reasons.items() if failing is None}
    chosen = (item for item in edition.items if item.code in reasons)
    return Plan(items=tuple(_planned(item, reasons[item.code], held) for item in chosen))


def first_failing(rules: tuple[Rule, ...], application: Application) -> Rule | None:
    """The first rule that the form does not meet; an absent value meets no rule."""
    return next((rule for rule in rules if value_at(application, rule.field) not in rule.one_of), None)


def official_limit(item: Item, application: Application) -> TimeLimit | None:
    """办结时限: the first confirmed one that is for this applicant's situation; None where it is 待核定."""
    for limit in item.time_limits:
        if limit.status is FigureStatus.CONFIRMED and first_failing(limit.when, application) is None:
            return limit
    return None


def required_uploads(application: Application, edition: Edition) -> tuple[RequiredUpload, ...]:
    """What must be uploaded before submission: of the items that apply, in this applicant's situation."""
    return tuple(
        RequiredUpload(item=planned.code, material=material.code, name=material.name)
        for planned in plan_items(application, edition).applying
        for material in edition.item(planned.code).materials
        if material.source is MaterialSource.UPLOAD
        and material.required
        and first_failing(material.when, application) is None
    )


def _check_items(application: Application, edition: Edition) -> None:
    unknown = [place for place, code in enumerate(application.items) if not edition.has(code)]
    if unknown:
        raise UnknownItem(
            problems=tuple(
                FieldProblem(f"/items/{place}", "事项目录中没有这个事项，请从办事指南中选择。")
                for place in unknown
            )
        )


def _check_region(application: Application, edition: Edition) -> None:
    regions, destination = edition.regions, application.destination
    if regions.contains(destination.city, destination.county):
        return
    city = regions.city(destination.city)
    if city is None:
        raise UnknownRegion(problems=(FieldProblem("/destination/city", "请选择广东省的地级以上市。"),))
    detail = "请选择该市的县（市、区）。" if city.counties else "该市不设县（区），此项请留空。"
    raise UnknownRegion(problems=(FieldProblem("/destination/county", detail),))


def _planned(item: Item, failing: Rule | None, held: set[str]) -> PlannedItem:
    return PlannedItem(
        code=item.code,
        department=item.department,
        applies=failing is None,
        reason=failing.otherwise if failing else None,
        after=tuple(code for code in item.after if code in held),
    )


def _order(items: tuple[PlannedItem, ...]) -> tuple[str, ...]:
    """A topological order; among items free at once, the catalogue's."""
    waits: Mapping[str, tuple[str, ...]] = {item.code: item.after for item in items}
    return tuple(TopologicalSorter(waits).static_order())


def _working_days(item: Item, application: Application) -> int | None:
    limit = official_limit(item, application)
    return limit.value if limit is not None and limit.unit is Unit.WORKING_DAY else None


def _extended(path: CriticalPath, code: str, days: int | None) -> CriticalPath:
    return CriticalPath(
        items=(*path.items, code),
        working_days=path.working_days + (days or 0),
        uncounted=path.uncounted if days is not None else (*path.uncounted, code),
    )


def _weight(path: CriticalPath) -> tuple[int, int]:
    return path.working_days, len(path.items)
