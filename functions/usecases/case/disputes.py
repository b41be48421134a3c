"""What an applicant said is wrong in shared data (本次申请更正): kept sealed beside the case, told to who sees the field."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from functions.domain.case.case import Case
from functions.domain.errors import StaleWrite
from functions.domain.intake.prefilled import value_in
from functions.domain.intake.prefilling import corrected_fields
from functions.ports.deps import Deps
from functions.usecases.record_kinds.case import FORM_CORRECTIONS
from functions.usecases.records import change_record, new_record
from schemas.catalogue.prefill import PrefillField
from schemas.form.application import Application
from schemas.intake.draft import Draft, FieldCorrection, FieldSource
from schemas.office.dispatches import CorrectedField


def keep_corrections(draft: Draft, case_id: str, deps: Deps) -> tuple[str, ...]:
    """Before the case is written, which then names the fields; written once. Returns their paths."""
    paths = corrected_fields(draft)
    body = {path: source.model_dump(mode="json") for path in paths if (source := draft.sources[path])}
    if paths:
        # The same draft was submitted before: what it said then is what it says now.
        with suppress(StaleWrite):
            deps.store.put(new_record(FORM_CORRECTIONS, case_id, body))
    return paths


def keep_disputes(
    case: Case,
    fields: tuple[PrefillField, ...],
    before: Application,
    reasons: Mapping[str, str],
    at: datetime,
    deps: Deps,
) -> None:
    """What is corrected after the submission: beside what was corrected with it, and before the case names it."""
    if not fields:
        return
    when = {(one.source, name): one.at for one in case.checked for name in one.agreed}
    form = before.model_dump(mode="json")
    told = {
        field.path: FieldSource(
            source=field.source,
            at=when.get((field.source, field.attribute), at),
            value=value_in(form, field.path),
            locked=True,
            corrected=FieldCorrection(reason=reasons[field.path], at=at),
        ).model_dump(mode="json")
        for field in fields
    }
    change_record(deps.store, FORM_CORRECTIONS, case.id, lambda body: {**(body or {}), **told})


def corrections_of(case: Case, fields: Iterable[str], deps: Deps) -> tuple[CorrectedField, ...]:
    """Of these fields only; where there are none, nothing is read."""
    wanted = [path for path in case.corrected if path in set(fields)]
    record = deps.store.record(FORM_CORRECTIONS, case.id) if wanted else None
    if record is None:
        return ()
    return tuple(
        CorrectedField.model_validate(
            {
                "path": path,
                "source": record.body[path]["source"],
                "value": record.body[path]["value"],
                "reason": record.body[path]["corrected"]["reason"],
            },
            strict=False,
        )
        for path in wanted
        if path in record.body
    )
