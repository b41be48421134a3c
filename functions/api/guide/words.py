"""Plain Chinese for the guide: what decides something, and how long the whole takes."""

from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Condition, Rule
from schemas.form.words import field_title, value_text
from schemas.regions import Regions


def condition_text(rules: tuple[Rule, ...], regions: Regions) -> str | None:
    """In whose situation: 身体条件证明为“持有纸质证明”. None: in everybody's."""
    return "，且".join(_condition(rule, regions) for rule in rules) or None


def _condition(condition: Condition, regions: Regions) -> str:
    values = "或者".join(f"“{value_text(condition.field, value, regions)}”" for value in condition.one_of)
    return f"{field_title(condition.field)}为{values}"


def question_text(edition: Edition, path: str) -> str:
    """The guide's question for that field; without one, the field's title: the form asks it."""
    return next((one.text for one in edition.questions if one.field == path), field_title(path))


def region_options(regions: Regions, city: str | None) -> tuple[tuple[str, str], ...]:
    """Code and name of the cities, or of one city's counties."""
    if city is None:
        return tuple((one.code, one.name) for one in regions.cities)
    found = regions.city(city)
    return tuple((one.code, one.name) for one in found.counties) if found else ()


def bundle_text(working_days: int, total: int, uncounted: int) -> str:
    told = f"同时办理最长的一条线为 {working_days} 个工作日，逐项办理合计 {total} 个工作日"
    return f"{told}；另有 {uncounted} 项时限待核定或者不按工作日计算，未计入。" if uncounted else f"{told}。"
