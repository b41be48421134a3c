"""An assessment as the guide tells it (一次告知单)."""

from functions.domain.catalogue.plan import confirmed_limit
from functions.domain.guide.answers import options_offered
from functions.domain.guide.assessment import AskedNext
from functions.shapes.guide.assessed import item_view
from functions.shapes.guide.items import TO_BE_CONFIRMED
from functions.shapes.guide.words import asked_as, bundle_text, region_options
from functions.usecases.guide.advise import Advice
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, Source, TimeLimit
from schemas.catalogue.questions import QuestionKind
from schemas.guide.assessment import Verdict
from schemas.guide.views_assessment import (
    AssessedItemView,
    AssessmentView,
    BundleView,
    OptionView,
    QuestionView,
    UncountedView,
)

_NOTICE = (
    "以上按您的回答和现行事项目录得出，供办理前参考；是否受理、是否给付以主管部门依法作出的决定为准。"
    "本系统不保存您的回答。"
)


def assessment_view(advice: Advice) -> AssessmentView:
    items = tuple(item_view(one, advice) for one in advice.assessment.items)
    return AssessmentView(
        edition=advice.edition.name,
        as_of=advice.as_of,
        items=items,
        bundle=_bundle(items, advice),
        next_questions=tuple(_question(one, advice) for one in advice.assessment.next_questions),
        sources=_cited(items, advice.edition),
        notice=_NOTICE,
    )


def _question(asked: AskedNext, advice: Advice) -> QuestionView:
    question = asked.question
    return QuestionView(
        code=question.code,
        field=question.field,
        kind=question.kind,
        text=asked_as(question, advice.city, advice.edition.regions),
        hint=question.hint,
        options=_options(asked, advice),
        unsure=question.unsure,
        items=asked.items,
    )


def _options(asked: AskedNext, advice: Advice) -> tuple[OptionView, ...]:
    kind, regions = asked.question.kind, advice.edition.regions
    if kind is QuestionKind.CHOICE:
        chosen = options_offered(asked.question, advice.given.facts)
        return tuple(OptionView(value=one.value, text=one.text) for one in chosen)
    if kind is QuestionKind.DATE:
        return ()
    places = region_options(regions, advice.city if kind is QuestionKind.COUNTY else None)
    return tuple(OptionView(value=code, text=name) for code, name in places)


def _bundle(items: tuple[AssessedItemView, ...], advice: Advice) -> BundleView:
    critical, total = advice.assessment.critical, advice.assessment.total
    materials = [material for item in items for material in item.materials]
    return BundleView(
        items=total.items,
        sure=all(item.verdict is not Verdict.DEPENDS for item in items),
        critical_path=critical.items,
        working_days=critical.working_days,
        sum_working_days=total.working_days,
        uncounted=tuple(
            UncountedView(item=code, reason=_why_uncounted(code, advice)) for code in total.uncounted
        ),
        uploads=len({one.code for one in materials if one.submit == "yes"}),
        uploads_open=len({one.code for one in materials if one.submit == "depends"}),
        waived=len({one.code for one in materials if one.submit == "no" and one.needed == "yes"}),
        text=_bundle_text(advice),
    )


def _bundle_text(advice: Advice) -> str:
    critical, total = advice.assessment.critical, advice.assessment.total
    limits = {code: _limit(code, advice) for code in total.uncounted}
    otherwise = tuple(
        f"{advice.edition.item(code).name} {limit.value} {UNIT_WORDS[limit.unit]}"
        for code, limit in limits.items()
        if limit
    )
    return bundle_text(
        critical.working_days,
        total.working_days,
        len(total.items) - len(total.uncounted),
        otherwise=otherwise,
        unknown=len(limits) - len(otherwise),
    )


def _limit(code: str, advice: Advice) -> TimeLimit | None:
    return confirmed_limit(advice.edition.item(code), advice.given.facts)


def _why_uncounted(code: str, advice: Advice) -> str:
    limit = _limit(code, advice)
    return (
        f"{limit.value} {UNIT_WORDS[limit.unit]}，不折算为工作日" if limit else f"办结时限{TO_BE_CONFIRMED}"
    )


def _cited(items: tuple[AssessedItemView, ...], edition: Edition) -> dict[str, Source]:
    text = "".join(item.model_dump_json() for item in items)
    return {key: source for key, source in edition.sources.items() if f'"{key}"' in text}
