"""A level of authentication at the edge: of the interface and of the pages, for reading and for changing."""

from dataclasses import dataclass, replace

import pytest

from functions.domain.case.access import LevelAct, Principal
from tests.support.api_case import CASE, open_case
from tests.support.api_deps import PEOPLE
from tests.support.client import Api
from tests.support.pages import Site


@dataclass(frozen=True)
class At:
    """Everybody's token is the soldier's, at a level."""

    who: Principal

    def principal(self, authorization: str | None) -> Principal:
        return self.who


def low(*barred: LevelAct) -> Principal:
    return replace(PEOPLE["Bearer soldier"], barred=frozenset(barred))


@pytest.mark.parametrize(
    ("barred", "reading", "changing"),
    [((), 200, 200), ((LevelAct.CHANGE,), 200, 403), ((LevelAct.SEE,), 403, 200)],
    ids=["nothing", "change", "see"],
)
def test_of_the_interface_a_level_bars_what_it_is_too_low_for(
    barred: tuple[LevelAct, ...], reading: int, changing: int
) -> None:
    _, deps, _ = open_case()
    api = Api(replace(deps, tokens=At(low(*barred))))
    withdrawal = {"items": ["identity_card"], "reason": "不办了"}

    read = api.get(f"/v1/cases/{CASE}", authorization="Bearer x")
    changed = api.post(
        f"/v1/cases/{CASE}/withdrawals", withdrawal, authorization="Bearer x", idempotency_key="key-000001"
    )

    assert (read.status, changed.status) == (reading, changing)
    for answer, status in ((read, reading), (changed, changing)):
        assert status != 403 or answer.json["code"] == "level-too-low"


def test_of_the_pages_whoever_may_not_see_is_told_what_to_do() -> None:
    _, deps, _ = open_case()
    site = Site(deps).signed_in(low(LevelAct.SEE))

    page = site.get(f"/cases/{CASE}")

    assert page.status == 403
    assert "提高认证等级后重新登录" in page.words
    assert site.get("/guide").status == 200


def test_of_the_pages_whoever_may_only_see_changes_nothing() -> None:
    _, deps, _ = open_case()
    site = Site(deps).signed_in(low(LevelAct.CHANGE))

    page = site.get(f"/cases/{CASE}/withdrawal")
    sent = site.submit(page, {"items": "identity_card"})

    assert page.status == 200
    assert (sent.status, sent.heading) == (403, "认证等级不够")
