"""What a page tells where it stands, with what was typed: the case has moved on, or a rule says no. Anything else is the page
of an error."""

from collections.abc import Iterable

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.errors import FieldProblem, LianbanError, StaleWrite
from functions.domain.refusals import TooOften, Unacceptable
from functions.web.problems import headers_of, status_of
from functions.web.requests import field_problems

EXPECTED = (Conflict, Unacceptable, TooOften, StaleWrite)


class LaterStatus(int):
    """A status that passes by itself, and after how many seconds."""

    seconds: str


def status_shown(error: LianbanError) -> int:
    """Of the page that says so where it stands."""
    status, wait = status_of(type(error)), headers_of(error).get("Retry-After")
    if wait is None:
        return status
    later = LaterStatus(status)
    later.seconds = wait
    return later


def told(error: LianbanError) -> tuple[str, int]:
    """(What to do, the status of the page that says so.)"""
    return error.detail, status_shown(error)


def by_field(error: ValidationError) -> dict[str, str]:
    return by_own_name(field_problems(error))


def by_own_name(problems: Iterable[FieldProblem]) -> dict[str, str]:
    """What is wrong with each field, by its own name whatever it lies in; the first of each."""
    found: dict[str, str] = {}
    for one in problems:
        names = [part for part in one.pointer.split("/") if part and not part.isdigit()]
        found.setdefault(names[-1] if names else "", one.detail)
    return found
