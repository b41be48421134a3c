"""An edition as the guide (办事指南) that a citizen reads. A figure without a confirmed value reads 待核定."""

from typing import Any

from functions.domain.catalogue.standing import foreseen
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, Figure, FigureStatus, LimitKind, Material
from schemas.catalogue.item import CHINESE_KIND, Item, Level
from schemas.codes import CHINESE
from schemas.guide.views import (
    DeadlineView,
    ExampleView,
    FeeCaseView,
    FeeView,
    FigureView,
    GuideItemView,
    GuideView,
    LegalBasisView,
    MaterialView,
    TimeLimitView,
)

TO_BE_CONFIRMED = "待核定"
LIMIT_WORDS = {LimitKind.STATUTORY: "法定办结时限", LimitKind.PROMISED: "承诺办结时限"}
_LEVELS = {
    Level.PROVINCE: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.TOWN: "镇（街）级",
    Level.GRADED: "分级行使",
}


def guide_view(edition: Edition, *, connected: bool) -> GuideView:
    """`connected`: the sources of shared data can be asked."""
    return GuideView(
        edition=edition.name,
        service_check=_item(edition.service_check, edition, connected),
        items=tuple(_item(item, edition, connected) for item in edition.items),
        sources=edition.sources,
    )


def _item(item: Item, edition: Edition, connected: bool) -> GuideItemView:
    return GuideItemView(
        **_identity(item),
        conditions=item.conditions,
        applies_when=item.applies_when,
        fields=item.fields,
        time_limits=tuple(
            TimeLimitView(
                **figure_fields(limit, UNIT_WORDS[limit.unit]),
                unit=limit.unit,
                kind=limit.kind,
                kind_text=LIMIT_WORDS[limit.kind],
                when=limit.when,
            )
            for limit in item.time_limits
        ),
        visits=FigureView(**figure_fields(item.visits, "次")),
        deadlines=tuple(
            DeadlineView(
                **figure_fields(term, UNIT_WORDS[term.unit]), unit=term.unit, start=term.start, rule=term.text
            )
            for term in item.deadlines
        ),
        correction_working_days=item.correction.working_days,
        correction_rounds=item.correction.max_rounds,
        document=item.result.document,
        delivery=item.result.delivery,
        document_source=item.result.basis,
        next_steps=item.next_steps,
        notes=item.notes,
        **_attachments(item, edition, connected),
    )


def _identity(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "number": item.number,
        "name": item.name,
        "department": item.department,
        "department_text": CHINESE[item.department],
        "kind": item.kind,
        "kind_text": CHINESE_KIND[item.kind],
        "kind_confirmed": item.kind_status is FigureStatus.CONFIRMED,
        "level": item.level,
        "level_text": _LEVELS[item.level],
        "after": item.after,
    }


def material_fields(material: Material, edition: Edition, *, connected: bool) -> dict[str, Any]:
    later = material.deferrable.working_days if material.deferrable else None
    plain = material.model_dump(exclude={"when", "deferrable", "checked_by", "finds"})
    words = {"source_text": foreseen(material, edition, connected=connected), "when": material.when}
    return {**plain, **words, "deferrable_working_days": later}


def _attachments(item: Item, edition: Edition, connected: bool) -> dict[str, Any]:
    return {
        "materials": tuple(
            MaterialView(**material_fields(material, edition, connected=connected))
            for material in item.materials
        ),
        "fee": FeeView(
            text=item.fee.text,
            cases=tuple(
                FeeCaseView(**figure_fields(case, "元"), situation=case.situation) for case in item.fee.cases
            ),
        ),
        "legal_basis": tuple(LegalBasisView(**basis.model_dump()) for basis in item.legal_basis),
        "examples": tuple(ExampleView(**example.model_dump()) for example in item.examples),
    }


def figure_fields(figure: Figure, unit: str) -> dict[str, Any]:
    confirmed = figure.status is FigureStatus.CONFIRMED
    return {
        "confirmed": confirmed,
        "value": figure.value,
        "text": f"{figure.value} {unit}" if confirmed else TO_BE_CONFIRMED,
        "source": figure.source,
        "note": figure.note,
    }
