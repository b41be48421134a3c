"""What the tests of a case's pages share: one soldier's case that reached its offices, and who opens it."""

import json
from datetime import timedelta
from typing import Any

from functions.ports.deps import Deps
from schemas.case.answers import ANSWER
from schemas.codes import ItemStatus
from tests.support.api_case import CASE, change_item, open_case
from tests.support.api_deps import PEOPLE
from tests.support.fakes.clock import START
from tests.support.pages import Site

ADDRESS = f"/cases/{CASE}"


def case_site(who: str = "soldier") -> tuple[Site, Deps]:
    """The browser of somebody who is signed in, and the dependencies that the case lives in."""
    _, deps, _ = open_case()
    return as_(who, deps), deps


def as_(who: str, deps: Deps) -> Site:
    return Site(deps).signed_in(PEOPLE[f"Bearer {who}"])


def ask_correction(deps: Deps, item: str, *missing: dict[str, Any], round_: int = 1) -> None:
    """The item's office asks for what is missing."""
    reference = deps.store.ledger(CASE).case.reference
    given = {"type": "correction_requested", "reference": reference, "item": item, "round": round_}
    answer = ANSWER.validate_json(json.dumps({**given, "at": START.isoformat(), "missing": missing}))
    change_item(
        deps,
        item,
        status=ItemStatus.CORRECTING,
        round=round_,
        sent_round=round_,
        sent_at=START,
        answer=answer,
        correct_by=START + timedelta(days=14),
    )


__all__ = ["ADDRESS", "CASE", "as_", "ask_correction", "case_site", "change_item"]
