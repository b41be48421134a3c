"""Whom a circular (业务口径和通知) is for, and what is looked for in it. Its body: `bodies.CircularBody`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.domain.case.access import Principal
from schemas.codes import Role
from schemas.operator.circulars import CircularState
from schemas.regions import enclosing

_Body = Mapping[str, Any]


def places_over(region: str | None) -> tuple[str, ...]:
    """Whose circulars somebody of `region` reads: their own place's, then those of the places that it lies in."""
    if not region:
        return ()
    return enclosing(region)


def is_addressed(body: _Body, by: Principal) -> bool:
    """Offices read what is for their department; windows and operators everything of their places."""
    departments = body["departments"]
    return by.role is not Role.DEPARTMENT_STAFF or not departments or by.department in departments


def circular_state(body: _Body, today: date) -> CircularState:
    """What is replaced applies until the day from which the new one does."""
    if body.get("withdrawn"):
        return "withdrawn"
    return "replaced" if body.get("replaced_by") and not is_still_followed(body, today) else "in_force"


def is_still_followed(body: _Body, today: date) -> bool:
    """It is replaced, and the new one does not apply yet. Of what was replaced before it was noted, the new one does."""
    until = body.get("replaced_on")
    return until is not None and today < date.fromisoformat(until)


def is_sought(body: _Body, words: str, item: str | None, kind: str | None) -> bool:
    """Whether every one of `words`, apart by spaces, stands in its title, its text or its source."""
    said = f"{body['title']}\n{body['text']}\n{body.get('source') or ''}".casefold()
    return (
        all(word in said for word in words.casefold().split())
        and (item is None or item in body["items"])
        and kind in (None, body["kind"])
    )
