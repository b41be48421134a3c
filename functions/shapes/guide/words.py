"""Plain Chinese for the guide: what decides something, and how long the whole takes."""

from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Condition
from schemas.catalogue.questions import Question
from schemas.form.words import field_title, value_text
from schemas.regions import Regions


def condition_text(rules: tuple[Condition, ...], regions: Regions) -> str | None:
    """In whose situation: 身体条件证明为“持有纸质证明”. None: in everybody's."""
    return "，且".join(_condition(rule, regions) for rule in rules) or None


def _condition(condition: Condition, regions: Regions) -> str:
    values = "或者".join(f"“{value_text(condition.field, value, regions)}”" for value in condition.one_of)
    return f"{field_title(condition.field)}为{values}"


def question_text(edition: Edition, path: str) -> str:
    """The guide's question for that field; without one, the field's title: the form asks it."""
    return next((one.text for one in edition.questions if one.field == path), field_title(path))


def asked_as(question: Question, city: str | None, regions: Regions) -> str:
    """Its text, for somebody who settles in the city."""
    found = regions.city(city) if city else None
    return question.of_towns if question.of_towns and found and found.towns else question.text


def region_options(regions: Regions, city: str | None) -> tuple[tuple[str, str], ...]:
    """Code and name of the cities, or of one city's counties; of its towns where it has none."""
    if city is None:
        return tuple((one.code, one.name) for one in regions.cities)
    return tuple((one.code, one.name) for one in regions.places(city))


def bundle_text(
    working_days: int, total: int, counted: int, *, otherwise: tuple[str, ...], unknown: int
) -> str:
    """What is counted, and what is not: `otherwise` are items with a limit in another calendar, `unknown` have none yet."""
    told = (
        f"有公布时限、按工作日计算的 {counted} 项中，同时办理最长的一条线为 {working_days} 个工作日，"
        f"逐项办理合计 {total} 个工作日"
        if counted
        else "这些事项都没有按工作日公布的办结时限，暂不能推算工作日"
    )
    left = [f"{len(otherwise)} 项不按工作日计算（{'、'.join(otherwise)}）"] if otherwise else []
    left += [f"{unknown} 项时限待核定"] if unknown else []
    return f"{told}；另有 {'，'.join(left)}，都没有计入，全部办完的时间会更长。" if left else f"{told}。"
