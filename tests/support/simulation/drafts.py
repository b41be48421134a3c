"""An applicant who fills in a draft first: whatever died on the way, they begin again under the same keys."""

from contextlib import suppress
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.conflicts import DraftSubmitted
from functions.domain.intake.drafting import needed_fields, pruned
from functions.ports.case_store import Submission
from functions.ports.deps import Deps
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.kept_drafts import draft_id, edition_of
from functions.usecases.intake.submit_draft import submit_draft
from schemas.codes import Role
from schemas.form.application import Application
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.fakes.materials import FakeMaterials
from tests.support.simulation.papers import bring_papers


def submit_drafted(
    application: Application, files: FakeMaterials, *, by: Principal, key: str, deps: Deps
) -> Submission:
    with suppress(DraftSubmitted):
        mandate = (
            OnBehalfOf(how=MandateHow.IN_PERSON, evidence="核验单-0001") if by.role is Role.CLERK else None
        )
        request = DraftRequest(items=application.items, on_behalf_of=mandate)
        held = open_draft(request, by=by, key=key, deps=deps)
        form: dict[str, Any] = application.model_dump(mode="json", exclude_none=True)
        needed = needed_fields(application.items, edition_of(held.draft, deps))
        save_draft(held, DraftSave(sections=pruned(form, needed)), by=by, deps=deps)
        bring_papers(held.id, application, files, by=by, deps=deps)
    return submit_draft(draft_id(by, key), by=by, key=key, deps=deps)
