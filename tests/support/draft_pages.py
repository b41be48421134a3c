"""Drafts as their pages show them: begun, filled in, and opened by who may."""

from typing import Any

from functions.ports.deps import Deps
from functions.usecases.intake.drafts import open_draft, save_draft
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow, OnBehalfOf
from tests.support.api_deps import PEOPLE
from tests.support.pages import Site
from tests.support.samples import sample

SOLDIER, STRANGER = PEOPLE["Bearer soldier"], PEOPLE["Bearer stranger"]
CLERK, FAR_CLERK = PEOPLE["Bearer clerk"], PEOPLE["Bearer far-clerk"]
ALL = tuple(sample()["items"])
TWO = ("discharge_report", "economic_subsidy")


def begun(deps: Deps, items: tuple[str, ...] = ALL, key: str = "key-00001", **sections: Any) -> str:
    """The address of a soldier's draft."""
    held = open_draft(DraftRequest(items=items), by=SOLDIER, key=key, deps=deps)
    if sections:
        held = save_draft(held, DraftSave(sections=sections), by=SOLDIER, deps=deps)
    return f"/drafts/{held.id}"


def whole(deps: Deps, **changed: Any) -> str:
    """Filled in to the end."""
    form = {name: value for name, value in sample().items() if name != "items"} | changed
    return begun(deps, **form)


def begun_at_window(
    deps: Deps, items: tuple[str, ...] = TWO, how: MandateHow = MandateHow.IN_PERSON, **sections: Any
) -> str:
    mandate = OnBehalfOf(how=how, evidence="核验2026001")
    request = DraftRequest(items=items, on_behalf_of=mandate)
    held = open_draft(request, by=CLERK, key="key-00001", deps=deps)
    if sections:
        held = save_draft(held, DraftSave(sections=sections), by=CLERK, deps=deps)
    return f"/drafts/{held.id}"


def soldier(deps: Deps) -> Site:
    return Site(deps).signed_in(SOLDIER)
