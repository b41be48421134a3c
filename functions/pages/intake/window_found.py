"""What a window's look-up found: whoever goes back to it from a case is shown it again, and asks nobody's data anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.shapes.intake.window import look_up_view
from functions.shapes.words import region_name
from functions.usecases.case.view import ledger_of
from functions.usecases.guide.advise import guide
from functions.usecases.intake.window import LookedUp
from functions.web.roles import CLERKS
from schemas.intake.window import FoundCaseView

_FOUND = "/window/found"
NO_CASES = "本辖区没有这个人的办件。请核对姓名和公民身份号码；在别处提交的，请到提交地查询。"
# More than anybody has; an address is not to grow without end.
_MOST = 50


@dataclass(frozen=True, slots=True)
class _Found:
    cases: tuple[FoundCaseView, ...]
    places: tuple[str, ...]
    damaged: int
    words: str = NO_CASES


def what_was_found(looked_up: LookedUp, asked: Asked) -> Answer:
    """An address of cases, which the clerk opens anyway; who they are of stands in none. What nobody can go back from, or
    cannot be read, is told at once."""
    cases = looked_up.cases
    if looked_up.damaged or not 0 < len(cases) <= _MOST:
        return _shown(looked_up, asked)
    return Sent(f"{_FOUND}?{urlencode({'cases': ','.join(case.id for case in cases)})}")


def show_found(asked: Asked) -> Answer:
    cases = tuple(_named(asked))
    if not cases:
        raise PageNotFound
    return _shown(LookedUp(cases), asked)


def _named(asked: Asked) -> Iterator[Case]:
    for case_id in asked.query.get("cases", "").split(",")[:_MOST]:
        try:
            yield ledger_of(case_id, by=asked.by, deps=asked.deps).case
        except (CaseNotFound, RecordUnreadable):
            continue


def _shown(looked_up: LookedUp, asked: Asked) -> Shown:
    edition = guide(asked.deps)
    shown = look_up_view(looked_up).cases
    places = tuple(region_name(edition, one.county or one.city) for one in shown)
    return Shown("intake/window_found.html", "查询结果", _Found(shown, places, looked_up.damaged))


PAGES = (Page(method="GET", path=_FOUND, roles=CLERKS, handler=show_found),)
