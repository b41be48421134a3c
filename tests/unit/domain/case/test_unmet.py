"""No case ends with nothing to do while something of the person's is unmet: over every combination of outcomes."""

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from functions.domain.applicant.progress import todo
from functions.domain.case.case import Ledger
from functions.domain.case.consequences import Block, owed
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.transitions import decided
from functions.domain.case.unmet import ABANDONED, failed_by, is_unmet, outcome_words, waits_for_applicant
from functions.shapes.case.progress import todo_views
from functions.shapes.case.words_progress import case_next_step, item_next_step
from functions.usecases.office.which_office import OfficeNames
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import CHINESE, CaseStatus, Department, ItemStatus, Outcome
from tests.support import make
from tests.support.make import NOW, answer

EDITION = load_edition(CURRENT)
NOTHING = "无需您操作"
REASON = "查无入伍记录"
REPORT, REGISTER, CARD, COVER = (
    "discharge_report",
    "household_registration",
    "identity_card",
    "medical_insurance",
)
# How an item may end by itself: blocked it is by another.
ENDS: tuple[tuple[Outcome, str | None], ...] = (
    (Outcome.GRANTED, None),
    (Outcome.REFUSED, REASON),
    (Outcome.NOT_ACCEPTED, REASON),
    (Outcome.LAPSED, None),
    (Outcome.WITHDRAWN, "不再需要"),
    (Outcome.WITHDRAWN, ABANDONED.format(reason="另行处理")),
    (Outcome.NOT_NEEDED, "按您的情况无需办理"),
)


# Nobody changes what is made: the cases of every combination are of the same few items.
@cache
def ended(code: str, end: tuple[Outcome, str | None], **changes: object) -> CaseItem:
    outcome, reason = end
    said = answer(outcome.value, code) if outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED) else None
    return make.done(code, outcome, reason=reason, answer=said, **changes)


@cache
def checked(check: tuple[Outcome, str | None]) -> Ledger:
    return make.ledger(
        make.item(REPORT),
        make.item(REGISTER, after=(REPORT,)),
        make.item(CARD, after=(REGISTER,), unchecked=True),
        make.item(COVER, unchecked=True),
        check=ended(SERVICE_CHECK, check, department=Department.MOBILIZATION),
        status=CaseStatus.CLOSED,
        closed_at=NOW,
    )


def closed(check: tuple[Outcome, str | None], *ends: tuple[Outcome, str | None]) -> Ledger:
    """A case of four: three in a row, the last of them and one more beside the service check."""
    report, register, card, cover = ends
    ledger = checked(check)
    for code, end in ((REPORT, report), (REGISTER, register), (CARD, card), (COVER, cover)):
        ledger = _blocked(ledger)
        item = ledger.item(code)
        if item.outcome is None:
            ledger = ledger.with_item(ended(code, end, after=item.after, unchecked=item.unchecked))
    return ledger


def _blocked(ledger: Ledger) -> Ledger:
    for repair in owed(ledger, NOW):
        if isinstance(repair, Block):
            ledger = ledger.with_item(decided(repair.item, Outcome.BLOCKED, NOW))
    return ledger


def every_case() -> Iterator[Ledger]:
    for check in ENDS[:-1]:
        for report, register, others in product(ENDS, repeat=3):
            yield closed(check, report, register, others, others)


@pytest.mark.slow
def test_whatever_is_unmet_has_its_line_and_the_case_says_so() -> None:
    for ledger in every_case():
        unmet = {item.code for item in ledger.held if is_unmet(item)}
        todos = todo(ledger, EDITION, NOW)
        assert unmet <= {one.item for one in todos}
        assert (NOTHING in case_next_step(ledger, todos)) == (not todos)


@pytest.mark.slow
def test_no_item_that_is_unmet_tells_its_applicant_that_there_is_nothing_to_do() -> None:
    for ends in product(ENDS, repeat=2):
        ledger = closed((Outcome.REFUSED, REASON), ends[0], ends[0], ends[1], ends[1])
        for item in ledger.items:
            text = item_next_step(item, ledger, EDITION)
            assert text.endswith("。")
            assert not (is_unmet(item) and NOTHING in text)


def test_a_blocked_item_names_what_failed_first_why_and_what_to_do_instead() -> None:
    granted = (Outcome.GRANTED, None)
    ledger = closed((Outcome.REFUSED, REASON), granted, granted, granted, granted)
    assert ledger.item(COVER).outcome is Outcome.GRANTED

    for code in (REPORT, REGISTER, CARD):
        cause = failed_by(ledger, ledger.item(code))
        assert cause is not None
        assert cause.is_service_check
        text = item_next_step(ledger.item(code), ledger, EDITION)
        assert all(word in text for word in ("入伍信息核查", "核查没有通过", REASON, "重新提交申请", "窗口"))
    texts = [one.text for one in todo_views(ledger, EDITION, OfficeNames(), NOW)]
    assert len(texts) == 3
    assert all(REASON in text for text in texts)


def test_what_an_operator_ended_is_not_said_to_be_withdrawn() -> None:
    granted = (Outcome.GRANTED, None)
    ledger = closed(
        granted, (Outcome.WITHDRAWN, ABANDONED.format(reason="另行处理")), granted, granted, granted
    )

    words = item_next_step(ledger.item(REGISTER), ledger, EDITION)

    assert "“退役报到”结果为终止办理" in words
    assert "已撤回" not in words
    assert [outcome_words(ledger.item(code)) for code in (REPORT, COVER)] == ["终止办理", "办结"]


def test_of_what_has_not_ended_no_end_is_told() -> None:
    assert outcome_words(make.sent()) == ""


def test_what_an_office_agreed_to_let_go_was_not_ended_by_an_operator_whatever_its_reason_says() -> None:
    said, words = answer("withdrawn", REPORT), ABANDONED.format(reason="另行处理")

    agreed = make.done(REPORT, Outcome.WITHDRAWN, reason=words, answer=said)

    assert (is_unmet(agreed), outcome_words(agreed)) == (False, CHINESE[Outcome.WITHDRAWN])


def test_that_an_operator_ended_it_is_noted_and_hangs_on_no_words() -> None:
    ended_here = make.done(REPORT, Outcome.WITHDRAWN, reason="另行处理", abandoned=True)

    assert (is_unmet(ended_here), outcome_words(ended_here)) == (True, "终止办理")


def test_an_applicants_own_reason_for_a_withdrawal_is_not_read_back_to_them() -> None:
    granted = (Outcome.GRANTED, None)
    ledger = closed(granted, (Outcome.WITHDRAWN, "家中有事"), granted, granted, granted)

    text = item_next_step(ledger.item(REGISTER), ledger, EDITION)

    assert "已撤回" in text
    assert "家中有事" not in text


@pytest.mark.parametrize("status", [ItemStatus.CORRECTING, ItemStatus.CONTESTABLE])
def test_what_waits_for_the_applicant_does_not_say_that_nothing_is_theirs_to_do(status: ItemStatus) -> None:
    check = make.sent(SERVICE_CHECK, status=status, correct_by=NOW, department=Department.MOBILIZATION)
    near, far = make.item(REPORT), make.item(REGISTER, after=(REPORT,))
    ledger = make.ledger(near, far, check=check)

    assert waits_for_applicant(ledger, far) == check
    for item in (near, far):
        assert NOTHING not in item_next_step(item, ledger, EDITION)
    assert [one.item for one in todo(ledger, EDITION, NOW)] == [SERVICE_CHECK]
    assert NOTHING not in case_next_step(ledger, todo(ledger, EDITION, NOW))
