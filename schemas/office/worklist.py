"""The worklist (待办) of an office without a system of its own: what its staff send, and what they see."""

import json
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, TypeAdapter, create_model, model_validator

from schemas.case.answers import ANSWER, Answer
from schemas.catalogue.figures import FieldPath
from schemas.catalogue.standing import MaterialCheck
from schemas.codes import ItemStatus
from schemas.codes_citizen import DueBasis
from schemas.office.answering import Said, each_file_once
from schemas.office.dispatches import (
    ContestedDecision,
    CorrectedField,
    EarlierResult,
    LateTermView,
    MaterialLink,
)
from schemas.refusing import refuse
from schemas.wire import LAZY, Instant, ItemCode, ReasonText, Reference, Wire

ClaimedBy = Literal["nobody", "me", "another"]

# What the address of the request says already.
_IN_THE_PATH = ("reference", "item")
_KINDS: tuple[type[Wire], ...] = get_args(Said)


def _without_address(kind: type[Wire]) -> type[Wire]:
    fields: dict[str, Any] = {
        name: (field.rebuild_annotation(), field)
        for name, field in kind.model_fields.items()
        if name not in _IN_THE_PATH
    }
    rules: dict[str, Any] = {
        name: model_validator(mode="after")(rule.func)
        for name, rule in kind.__pydantic_decorators__.model_validators.items()
    }
    name = f"Staff{kind.__name__}"
    return create_model(name, __base__=Wire, __doc__=kind.__doc__, __validators__=rules, **fields)


# A department's answer without `reference` and `item`; the same rules hold for every field.
_STAFF_ANSWER: Any = Annotated[
    Annotated[reduce(or_, map(_without_address, _KINDS)), Field(discriminator="type")],
    AfterValidator(each_file_once),
]
STAFF_ANSWER: TypeAdapter[Wire] = TypeAdapter(_STAFF_ANSWER, config=LAZY)


def addressed(given: Wire, *, reference: str, item: str) -> Answer:
    """The staff's answer as the department's."""
    whole = {**given.model_dump(mode="json", exclude_none=True), "reference": reference, "item": item}
    return ANSWER.validate_json(json.dumps(whole))


class Claim(Wire):
    """领取. `take_over` takes it from a colleague, with a reason that the history keeps."""

    take_over: bool = False
    reason: ReasonText | None = None

    @model_validator(mode="after")
    def _reason_for_taking_over(self) -> Self:
        if self.take_over and self.reason is None:
            refuse((("reason",), "接手他人已领取的事项须填写理由。"))
        return self


class Release(Wire):
    """退回领取."""

    reason: ReasonText | None = None


class CorrectableView(Wire):
    """What a line of a correction list may name: a material, or a field; `name` is for people."""

    name: str
    material: ItemCode | None = None
    field: str | None = None


class WorklistEntryView(Wire):
    """`fields`: that department's fields only. `withdrawal_at`: the applicant wants it back; answer `withdrawn`.

    `checks`: how each material stands; `unverified` (待核验): fields that no source has told as they are filled in.

    `due_basis`: whether `due_at` is a statutory limit, a promised one, or only our own bound of supervision (watch).
    `contested`: its own decision on the service check, which the applicant contests.

    `late`: terms that the applicant had not kept when they applied. `results`: papers of earlier items that it stands on.

    `correctable`: what the lines of a correction list may name. `notes`: what the catalogue reminds the office's staff of.
    """

    case_id: str
    reference: Reference
    item: ItemCode
    name: str
    office: str
    round: int
    status: ItemStatus
    status_text: str
    since: Instant
    due_at: Instant | None
    due_provisional: bool
    due_basis: DueBasis
    due_basis_text: str
    overdue_since: Instant | None
    withdrawal_at: Instant | None
    claimed: ClaimedBy
    claimed_at: Instant | None
    note: str | None
    contested: ContestedDecision | None = None
    fields: dict[str, Any]
    corrected: tuple[CorrectedField, ...] = ()
    materials: tuple[MaterialLink, ...] = ()
    checks: tuple[MaterialCheck, ...] = ()
    results: tuple[EarlierResult, ...] = ()
    unverified: tuple[FieldPath, ...] = ()
    late: tuple[LateTermView, ...] = ()
    notes: tuple[str, ...] = ()
    correctable: tuple[CorrectableView, ...] = ()


class WorklistView(Wire):
    """The longest in their state first, office by office. `unreadable`: what is damaged, by its case's id and its code."""

    entries: tuple[WorklistEntryView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class ClaimView(Wire):
    case_id: str
    item: ItemCode
    round: int
    claimed: ClaimedBy
    claimed_at: Instant | None
