"""Submits what was saved: the draft becomes one case, once, whatever is sent again and wherever it crashes.

The case's id follows from the draft's, so that a draft cannot become two cases under two keys.
"""

import json
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

from functions.domain.case.access import WINDOW, Principal, may_see
from functions.domain.catalogue.plan import region_problem
from functions.domain.conflicts import KeyReused
from functions.domain.errors import FieldProblem, StoreError
from functions.domain.refusals import CaseNotFound, InvalidApplication
from functions.ports.case_store import Submission
from functions.ports.deps import Deps
from functions.usecases.case.disputes import keep_corrections
from functions.usecases.intake.drafts import Held, case_id_of, draft_of, edition_of
from functions.usecases.intake.settle_draft import settle_draft
from functions.usecases.intake.submit import Origin, open_from
from schemas.catalogue.edition import Edition
from schemas.codes import Role
from schemas.form.application import Application
from schemas.form.partial import findings
from schemas.guide.rollout import Channel
from schemas.intake.draft import Draft


def submit_draft(
    draft_id: str,
    *,
    by: Principal,
    key: str,
    deps: Deps,
    channel: Channel = Channel.GOVERNMENT_PORTAL,
) -> Submission:
    """Raises DraftNotFound, InvalidApplication (everything at once), MaterialsMissing, UnknownItem, Forbidden, KeyReused,
    StoreBusy, MaterialsUnavailable.
    """
    digest = sha256(f"draft/{draft_id}".encode()).hexdigest()
    known = deps.store.submission(f"{by.subject}/{key}")
    if known and known.digest != digest:
        raise KeyReused
    known = known or _submitted(draft_id, digest, by, deps)
    if known:
        _settle(known.case_id, deps)
        return known
    held = draft_of(draft_id, by=by, deps=deps)
    edition = edition_of(held.draft, deps)
    application = assembled(held.draft, edition)
    corrected = keep_corrections(held.draft, case_id_of(held.id), deps)
    origin = replace(_origin(held, digest, edition, by, channel), corrected=corrected)
    return open_from(origin, application, by=by, key=key, deps=deps, before_start=_settle)


def assembled(draft: Draft, edition: Edition) -> Application:
    """Raises InvalidApplication with everything that is missing or wrong."""
    if found := remaining(draft, edition):
        raise InvalidApplication(problems=found)
    return Application.model_validate_json(json.dumps({"items": draft.items, **draft.form}))


def remaining(draft: Draft, edition: Edition) -> tuple[FieldProblem, ...]:
    """All that keeps the draft from being submitted, by JSON pointer and what to do."""
    required = edition.required(draft.items)
    found = [FieldProblem(*problem) for problem in findings(draft.form, draft.items, required)]
    destination = draft.form.get("destination", {})
    wrong = region_problem(destination.get("city"), destination.get("county"), edition)
    if wrong and not any(wrong.pointer == problem.pointer for problem in found):
        found.append(wrong)
    return tuple(found)


def _submitted(draft_id: str, digest: str, by: Principal, deps: Deps) -> Submission | None:
    """Under another key, perhaps in another window."""
    with suppress(CaseNotFound):
        case = deps.store.ledger(case_id_of(draft_id)).case
        return Submission(case.id, case.reference, digest) if may_see(by, case) else None
    return None


def _origin(held: Held, digest: str, edition: Edition, by: Principal, channel: Channel) -> Origin:
    draft = held.draft
    mandate = draft.on_behalf_of or next(
        (h.on_behalf_of for h in draft.helpers if h.clerk == by.subject), None
    )
    detail: dict[str, Any] = {}
    if by.role is Role.CLERK and mandate:
        detail = {"clerk": by.subject, "office": by.region, **mandate.model_dump(mode="json")}
    return Origin(
        case_id=case_id_of(held.id),
        applicant=draft.owner if draft.office is None else f"{WINDOW}{draft.office}",
        edition=edition,
        digest=digest,
        channel=channel,
        draft=held.id,
        detail=detail,
    )


def _settle(case_id: str, deps: Deps) -> None:
    """The case is recorded and says that this is owed: what fails now is done by the sweep."""
    with suppress(StoreError):
        settle_draft(case_id, deps)
