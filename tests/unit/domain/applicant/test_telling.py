from dataclasses import replace

import pytest

from functions.domain.applicant.telling import ToldTodo, phone_text
from functions.domain.case.access import WINDOW
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.notices_owed import Owed
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import NoticeTemplate
from tests.support.grounds import GROUNDS
from tests.support.make import NOW, answer, case, done, ledger, sent, service_check

EDITION = load_edition(CURRENT)


def told(item: CaseItem, kind: str) -> str:
    owed = Owed(f"{kind}/{item.code}", NoticeTemplate.ACTION_NEEDED, NOW, item.code)
    whole = replace(ledger(item), case=case(applicant=f"{WINDOW}440106"))
    return phone_text(ToldTodo(whole, owed, EDITION, "天河区公安分局"))


def test_a_refusal_is_said_to_tell_a_remedy_only_if_it_does() -> None:
    whole = done(outcome=Outcome.REFUSED, answer=answer("refused", **GROUNDS))
    bare = done(outcome=Outcome.REFUSED, answer=answer("refused"))

    assert told(whole, "result").endswith("查看理由和救济途径。")
    assert told(bare, "result").endswith("查看理由（决定未载明救济途径）。")


@pytest.mark.parametrize(("code", "said"), [("driving_licence", "已受理"), ("identity_card", "已送达")])
def test_what_nobody_said_is_accepted_only_where_law_says_so(code: str, said: str) -> None:
    deemed = with_clock(sent(code, status=ItemStatus.ACCEPTED), accepted_at=NOW, deemed_accepted=True)

    assert f"天河区公安分局{said}" in told(deemed, "visit")


def test_what_an_operator_ended_is_not_said_to_have_been_decided() -> None:
    ended = done(outcome=Outcome.WITHDRAWN, abandoned=True)

    said = told(ended, "result")

    assert "没有办理，请到" in said
    assert "决定" not in said


def test_a_service_check_is_passed_or_not() -> None:
    check = service_check(outcome=Outcome.REFUSED, answer=answer("refused", **GROUNDS))
    owed = Owed(f"result/{check.code}", NoticeTemplate.ACTION_NEEDED, NOW, check.code)
    whole = replace(ledger(check=check), case=case(applicant=f"{WINDOW}440106"))

    assert "没有通过，请到" in phone_text(ToldTodo(whole, owed, EDITION, "天河区人民武装部"))


def test_each_end_is_told_as_what_it_is() -> None:
    ends = {
        Outcome.GRANTED: "已办结",
        Outcome.REFUSED: "没有办成",
        Outcome.NOT_ACCEPTED: "没有办成",
        Outcome.LAPSED: "超过补正期限没有补正",
        Outcome.WITHDRAWN: "已撤回",
    }

    said = {outcome: told(done(outcome=outcome), "result") for outcome in ends}

    assert {outcome: words for outcome, words in ends.items() if words not in said[outcome]} == {}
