"""Whoever's item came to nothing without any office's decision has it in writing: what, why, on what basis, what instead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.applicant.letter_bodies import Addressee
from functions.domain.applicant.letters import known_kinds, letter_paper, letters_of
from functions.domain.applicant.paper import Paper, PaperBlock, Paragraph, SealPlace, Table
from functions.domain.applicant.undone_letter import ISSUED, undone
from functions.domain.case.case import Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem, with_clock
from functions.domain.case.unmet import ABANDONED
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department, LetterKind, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.grounds import GROUNDS
from tests.support.make import CALENDAR, NOW, answer

EDITION = load_edition(CURRENT)
REPORT, REGISTER, CARD = "discharge_report", "household_registration", "identity_card"
REFUSED = make.done(
    REPORT, Outcome.REFUSED, reason="查无此人", answer=answer("refused", REPORT, reason="查无此人", **GROUNDS)
)


def behind(first: CaseItem) -> Ledger:
    """Three in a row, of which the first ended so and the others are blocked by it."""
    return make.ledger(
        first,
        make.done(REGISTER, Outcome.BLOCKED, after=(REPORT,)),
        make.done(CARD, Outcome.BLOCKED, after=(REGISTER,)),
    )


def paper(ledger: Ledger, code: str) -> Paper:
    item = ledger.item(code)
    to = Addressee("测试甲", "办理机构", EDITION.item(code), tuple(undone(ledger, item, EDITION)))
    return letter_paper(ledger.case, item, letters_of(item, (), CALENDAR)[-1], to, CALENDAR)


def words(blocks: tuple[PaperBlock, ...]) -> str:
    return "".join(block.text for block in blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("code", [REGISTER, CARD])
def test_a_blocked_item_tells_what_blocks_it_why_on_what_basis_and_what_to_do_instead(code: str) -> None:
    letter = paper(behind(REFUSED), code)

    said = words(letter.blocks)
    assert letter.title == "事项未办理告知书"
    assert "要在“退役报到”办好之后办理，而“退役报到”的结果为不予办理" in said
    assert "理由：查无此人" in said
    assert f"依据：{GROUNDS['legal_basis']}" in said
    assert "申请行政复议" in said
    assert f"事项目录 {CURRENT} 版" in said
    assert f"《{EDITION.item(code).legal_basis[0].instrument}》" in said
    assert "可以怎么办：" in said


def test_it_is_nobodys_decision_and_has_no_seal() -> None:
    letter = paper(behind(REFUSED), REGISTER)

    assert Paragraph(ISSUED) in letter.blocks
    assert not any(isinstance(block, SealPlace) for block in letter.blocks)


def test_an_applicants_own_reason_for_a_withdrawal_is_not_told_back_to_them() -> None:
    ledger = behind(make.done(REPORT, Outcome.WITHDRAWN, reason="家中有事"))

    said = words(paper(ledger, REGISTER).blocks)

    assert "结果为已撤回" in said
    assert "家中有事" not in said


def test_what_lapsed_lists_what_did_not_come_and_says_whose_term_it_was() -> None:
    lapsed = with_clock(make.done(REPORT, Outcome.LAPSED), correct_by=NOW + timedelta(days=14))
    asked = replace(lapsed, answer=answer("correction_requested", REPORT))

    letter = paper(make.ledger(asked), REPORT)

    (table,) = (block for block in letter.blocks if isinstance(block, Table))
    assert table.rows == (("1", "户口簿", "缺首页"),)
    assert "在补正期限内（到2026年12月8日为止）没有收到补正" in words(letter.blocks)
    assert "不是法定期限" in words(letter.blocks)


def test_what_an_operator_ended_says_so_and_blocks_with_that_reason() -> None:
    ended = make.done(REPORT, Outcome.WITHDRAWN, reason=ABANDONED.format(reason="另行处理"))

    own, next_ = paper(make.ledger(ended), REPORT), paper(behind(ended), REGISTER)

    assert "运行管理员终止办理：另行处理。" in words(own.blocks)
    assert "办理机构没有对该事项作出决定" in words(own.blocks)
    assert "运行管理员终止办理：另行处理" in words(next_.blocks)
    # Nobody has withdrawn it.
    assert "而“退役报到”的结果为终止办理" in words(next_.blocks)


@each("outcome", Outcome)
def test_whoever_got_nothing_has_a_letter_and_nobody_else_has_this_one(outcome: Outcome) -> None:
    item = make.done(REPORT, outcome)

    kinds = known_kinds(item)

    assert (LetterKind.NOT_DONE in kinds) == (outcome in (Outcome.BLOCKED, Outcome.LAPSED))
    assert bool(kinds) == (outcome not in (Outcome.WITHDRAWN, Outcome.NOT_NEEDED))


def test_a_service_check_that_lapsed_has_it_too() -> None:
    check = make.done(SERVICE_CHECK, Outcome.LAPSED, department=Department.MOBILIZATION)

    assert known_kinds(check) == (LetterKind.NOT_DONE,)
