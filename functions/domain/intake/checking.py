"""What the sources of shared data are asked before a submission is taken, and what their answers say of its form. Pure.

One rule on every path: a value that a source locks is refused where the form says something else, unless that is told as a
correction; where nobody answered, what is filled in is taken and stays 待核验.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.domain.catalogue.standing import SourceChecked
from functions.domain.errors import FieldProblem
from functions.domain.intake.drafting import needed_fields
from functions.domain.intake.prefilled import value_in
from functions.domain.intake.refusals import ContradictsSource
from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import SOURCE_NAMES, PrefillField
from schemas.form.application import Application
from schemas.form.paths import pointer_of, value_at
from schemas.intake.draft import SourceAnswered


@dataclass(frozen=True, slots=True)
class Submitted:
    """What is submitted, as far as sources may know of it. `corrected`: paths that the applicant says a source has wrong."""

    form: Mapping[str, Any]
    items: tuple[str, ...]
    edition: Edition
    corrected: tuple[str, ...] = ()


def proving(items: Iterable[str], edition: Edition) -> frozenset[str]:
    """Paths of the fields whose sources show that a material of these items is there."""
    every = (edition.service_check, *(edition.item(code) for code in items))
    return frozenset(path for item in every for material in item.materials for path in material.checked_by)


def to_be_checked(items: tuple[str, ...], edition: Edition) -> tuple[PrefillField, ...]:
    """What a source locks of the fields that these items ask for, and what shows their materials: all without a consent."""
    needed, proofs = needed_fields(items, edition), proving(items, edition)
    return tuple(
        field
        for field in edition.prefill.fields
        if field.consent is None and ((field.locked and field.path in needed) or field.path in proofs)
    )


def unanswered(fields: Iterable[PrefillField], answers: Iterable[SourceAnswered]) -> tuple[PrefillField, ...]:
    """What no source has been asked for yet, or none has answered."""
    told = {(one.source, name) for one in answers if not one.failed for name in one.asked}
    return tuple(field for field in fields if (field.source, field.attribute) not in told)


def checked(submitted: Submitted, answers: Iterable[SourceAnswered]) -> tuple[SourceChecked, ...]:
    """What is recorded of them. Raises ContradictsSource, with every field that is otherwise in its source."""
    told = tuple(answers)
    if not told:
        return ()
    if wrong := tuple(_contradictions(submitted, told)):
        raise ContradictsSource(problems=wrong)
    return compared(submitted, told)


def compared(submitted: Submitted, answers: Iterable[SourceAnswered]) -> tuple[SourceChecked, ...]:
    """What each answer comes to beside the form as it is."""
    fields = to_be_checked(submitted.items, submitted.edition)
    return tuple(_checked(submitted, fields, one) for one in answers)


def _checked(submitted: Submitted, fields: tuple[PrefillField, ...], answer: SourceAnswered) -> SourceChecked:
    proofs = proving(submitted.items, submitted.edition)
    same = [
        (field, said)
        for field in _told(fields, answer)
        if (said := value_in(submitted.form, field.path)) in (None, answer.values[field.attribute])
    ]
    return SourceChecked(
        answer.source,
        answer.at,
        agreed=tuple(field.attribute for field, said in same if field.locked and said is not None),
        proven=tuple(field.attribute for field, _ in same if field.path in proofs and _proves(field, answer)),
        failed=answer.failed,
    )


def _proves(field: PrefillField, answer: SourceAnswered) -> bool:
    return not field.proves or answer.values[field.attribute] in field.proves


def _told(fields: Iterable[PrefillField], answer: SourceAnswered) -> Iterator[PrefillField]:
    return (field for field in fields if field.source is answer.source and field.attribute in answer.values)


def _contradictions(submitted: Submitted, answers: tuple[SourceAnswered, ...]) -> Iterator[FieldProblem]:
    fields = to_be_checked(submitted.items, submitted.edition)
    for answer in answers:
        for field in _told(fields, answer):
            said = value_in(submitted.form, field.path)
            free = not field.locked or said is None or field.path in submitted.corrected
            if not free and said != answer.values[field.attribute]:
                yield FieldProblem(pointer_of(field.path), _otherwise(field))


def _otherwise(field: PrefillField) -> str:
    return (
        f"与“{SOURCE_NAMES[field.source]}”查到的不一致，请核对。认为来源有误的，可以申请更正：在草稿中调用公共数据，"
        "再写明申报更正的理由，按草稿提交；也可以到窗口办理，由窗口人员写明理由。"
    )


def overturned(
    known: Iterable[SourceChecked], before: Application, after: Application, edition: Edition
) -> tuple[PrefillField, ...]:
    """What a source told as it stood in the form, and the form says otherwise from now on."""
    told = {(one.source, name) for one in known for name in (*one.agreed, *one.proven)}
    return tuple(
        field
        for field in edition.prefill.fields
        if (field.source, field.attribute) in told
        and value_at(before, field.path) != value_at(after, field.path)
    )


def check_overturned(fields: Iterable[PrefillField], reasons: Container[str]) -> None:
    """Raises ContradictsSource for what a source locks, unless a reason is given for it."""
    wrong = [field for field in fields if field.locked and field.path not in reasons]
    if wrong:
        raise ContradictsSource(problems=tuple(_needs_reason(field) for field in wrong))


def without_overturned(
    known: Iterable[SourceChecked], fields: Iterable[PrefillField]
) -> tuple[SourceChecked, ...]:
    """What no source stands for any more is verified no longer."""
    gone = {(field.source, field.attribute) for field in fields}
    return tuple(
        replace(
            one,
            agreed=tuple(name for name in one.agreed if (one.source, name) not in gone),
            proven=tuple(name for name in one.proven if (one.source, name) not in gone),
        )
        for one in known
    )


def _needs_reason(field: PrefillField) -> FieldProblem:
    detail = (
        f"“{SOURCE_NAMES[field.source]}”查到的与原来所填的一致。要改的，请写明申报更正的理由，"
        "原值留存，由办理部门核验。"
    )
    return FieldProblem(f"/sections{pointer_of(field.path)}", detail)
