"""One item of an assessment: what is told of it, for this applicant's situation only."""

from collections.abc import Iterator
from typing import Any

from functions.domain.catalogue.rules import RulesReading, Truth, read_rules
from functions.domain.clock import shanghai_date
from functions.domain.guide.assessment import VERDICTS, AssessedItem
from functions.shapes.guide.items import LIMIT_WORDS, figure_fields, material_fields
from functions.shapes.guide.words import condition_text, question_text
from functions.usecases.guide.advise import Advice
from functions.usecases.guide.rollout import Offers
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, ApplicantDeadline, Material, MaterialSource
from schemas.codes import CHINESE
from schemas.guide.assessment import Verdict
from schemas.guide.rollout import CHANNELS, STAGES
from schemas.guide.views import ExampleView, FigureView, LegalBasisView
from schemas.guide.views_assessment import (
    AssessedFeeView,
    AssessedItemView,
    AssessedLimitView,
    AssessedMaterialView,
    ChannelView,
    DecidedByView,
    Need,
    PartView,
    SituationView,
    TermView,
)
from schemas.regions import Regions

VERDICT_TEXTS = {
    Verdict.APPLIES: "适用，可以办理",
    Verdict.DOES_NOT_APPLY: "不适用",
    Verdict.DEPENDS: "视情况而定",
}
OPTIONAL = "可以不提交"


def item_view(one: AssessedItem, advice: Advice) -> AssessedItemView:
    item, edition = one.item, advice.edition
    return AssessedItemView(
        code=item.code,
        number=item.number,
        name=item.name,
        department=item.department,
        department_text=CHINESE[item.department],
        office=advice.offices.get(item.department),
        channels=tuple(_channels(advice.offers.get(item.code, {}))),
        verdict=one.verdict,
        verdict_text=VERDICT_TEXTS[one.verdict],
        reason=one.reading.failing.otherwise if one.reading.failing else None,
        decided_by=_decided_by(one.reading, edition),
        conditions=item.conditions,
        after=one.after,
        legal_basis=tuple(LegalBasisView(**basis.model_dump()) for basis in item.legal_basis),
        **(_details(one, advice) if one.verdict is not Verdict.DOES_NOT_APPLY else _NOTHING),
    )


_OPEN: dict[bool | None, Need] = {True: "yes", False: "no", None: "depends"}


def _channels(offers: Offers) -> Iterator[ChannelView]:
    for channel, offer in offers.items():
        yield ChannelView(
            channel=channel,
            channel_text=CHANNELS[channel],
            stage=offer.stage,
            stage_text=STAGES[offer.stage],
            open=_OPEN[offer.open],
            way=None if offer.open else offer.way,
        )


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("parts", "situations", "materials", "time_limits", "fee_cases", "terms"), ()),
    **dict.fromkeys(("examples", "notes"), ()),
    **dict.fromkeys(("visits", "fee_text", "document", "delivery", "document_source", "next_steps")),
}


def _details(one: AssessedItem, advice: Advice) -> dict[str, Any]:
    item = one.item
    return {
        "parts": tuple(_part(part.name, reading, advice.edition) for part, reading in one.parts),
        "situations": tuple(_situations(one, advice.edition)),
        "materials": tuple(_material(material, one, advice) for material in item.materials),
        "time_limits": tuple(_limits(one, advice.edition.regions)),
        "visits": FigureView(**figure_fields(item.visits, "次")),
        "fee_text": item.fee.text,
        "fee_cases": tuple(_fee_cases(one)),
        "terms": tuple(_terms(one, advice)),
        "document": item.result.document,
        "delivery": item.result.delivery,
        "document_source": item.result.basis,
        "next_steps": item.next_steps,
        "examples": tuple(ExampleView(**example.model_dump()) for example in item.examples),
        "notes": item.notes,
    }


def _decided_by(reading: RulesReading, edition: Edition) -> tuple[DecidedByView, ...]:
    codes = {question.field: question.code for question in edition.questions}
    return tuple(
        DecidedByView(question=codes.get(path), field=path, text=question_text(edition, path))
        for path in reading.open_on
    )


def _part(name: str, reading: RulesReading, edition: Edition) -> PartView:
    return PartView(
        name=name,
        verdict=VERDICTS[reading.truth],
        reason=reading.failing.otherwise if reading.failing else None,
        decided_by=_decided_by(reading, edition),
    )


def _situations(one: AssessedItem, edition: Edition) -> Iterator[SituationView]:
    for situation in one.item.situations:
        reading = read_rules(situation.when, one.facts)
        if reading.truth is not Truth.FAILS:
            yield SituationView(
                text=situation.text,
                source=situation.source,
                sure=reading.truth is Truth.HOLDS,
                decided_by=_decided_by(reading, edition),
            )


def _material(material: Material, one: AssessedItem, advice: Advice) -> AssessedMaterialView:
    truth = read_rules(material.when, one.facts).truth
    needed = _needed(material, truth, advice)
    uploaded = material.source is MaterialSource.UPLOAD
    fields = material_fields(material, advice.edition, connected=advice.connected)
    return AssessedMaterialView(
        **fields,
        needed=needed,
        submit=needed if uploaded else "no",
        obtained=OPTIONAL if uploaded and not material.required else fields["source_text"],
        condition=condition_text(material.when, advice.edition.regions) if truth is Truth.OPEN else None,
    )


def _needed(material: Material, truth: Truth, advice: Advice) -> Need:
    """What an earlier item produces is not needed of somebody to whom that item does not apply."""
    verdicts = {one.item.code: one.verdict for one in advice.assessment.items}
    never = material.item is not None and verdicts.get(material.item) is Verdict.DOES_NOT_APPLY
    if never or truth is Truth.FAILS or not material.required:
        return "no"
    return "yes" if truth is Truth.HOLDS else "depends"


def _limits(one: AssessedItem, regions: Regions) -> Iterator[AssessedLimitView]:
    for limit in one.item.time_limits:
        truth = read_rules(limit.when, one.facts).truth
        if truth is not Truth.FAILS:
            yield AssessedLimitView(
                **figure_fields(limit, UNIT_WORDS[limit.unit]),
                unit=limit.unit,
                kind=limit.kind,
                kind_text=LIMIT_WORDS[limit.kind],
                when=limit.when,
                sure=truth is Truth.HOLDS,
                condition=condition_text(limit.when, regions) if truth is Truth.OPEN else None,
            )


def _fee_cases(one: AssessedItem) -> Iterator[AssessedFeeView]:
    for case in one.item.fee.cases:
        truth = read_rules(case.when, one.facts).truth
        if truth is not Truth.FAILS:
            yield AssessedFeeView(
                **figure_fields(case, "元"), situation=case.situation, sure=truth is Truth.HOLDS
            )


def _terms(one: AssessedItem, advice: Advice) -> Iterator[TermView]:
    for place, term in enumerate(one.item.deadlines):
        truth = read_rules(term.when, one.facts).truth
        if truth is not Truth.FAILS:
            yield TermView(
                **figure_fields(term, UNIT_WORDS[term.unit]),
                unit=term.unit,
                start=term.start,
                rule=term.text,
                sure=truth is Truth.HOLDS,
                **_dates(one.item.code, place, term, advice),
            )


def _dates(code: str, place: int, term: ApplicantDeadline, advice: Advice) -> dict[str, Any]:
    found = advice.terms.get((code, place))
    return {
        "until": shanghai_date(found.until.at) if found else None,
        "provisional": found.until.provisional if found else False,
        "alert_on": found.alert_on if found else None,
        "urgency": found.urgency if found else None,
        "late_text": found.late if found else None,
    }
