from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.domain.applicant.letters import Addressee, letter_paper, letters_of
from functions.domain.applicant.paper import Paper, Paragraph, Seal, Table
from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem, with_bounds, with_clock
from functions.domain.case.parts import Limit
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Unit
from schemas.codes import EventKind, ItemStatus, Outcome
from tests.support.make import CALENDAR, NOW, answer, case, done, sent

TO = Addressee("测试甲", "天河区退役军人事务局", load_edition(CURRENT).item("discharge_report"))
LICENCE = Addressee("测试甲", "广州市车辆管理所", load_edition(CURRENT).item("driving_licence"))


def answered(kind: str, number: int = 1, **fields: Any) -> Event:
    given = answer(kind, **fields)
    detail = {"answer": given.model_dump(mode="json", exclude_none=True)}
    at = NOW + timedelta(minutes=number)
    return Event(given.reference, f"answer/{number}", at, EventKind.ANSWERED, given.item, detail=detail)


def names(item: CaseItem, *events: Event) -> list[str]:
    return [letter.name for letter in letters_of(item, events)]


def paper(item: CaseItem, *events: Event, to: Addressee = TO) -> Paper:
    """The last letter."""
    return letter_paper(case(), item, letters_of(item, events)[-1], to, CALENDAR)


def words(given: Paper) -> str:
    return "".join(block.text for block in given.blocks if isinstance(block, Paragraph))


def test_an_item_of_which_nothing_was_said_has_no_letter() -> None:
    assert names(sent()) == []


def test_only_the_first_receipt_counts_and_each_correction_has_its_round() -> None:
    events = (
        answered("received", 1),
        answered("correction_requested", 2),
        answered("received", 3, round=2),
        answered("correction_requested", 4, round=2),
    )

    assert names(sent(), *events) == ["receipt", "correction-1", "correction-2"]


def test_another_items_answers_are_not_this_items_letters() -> None:
    assert names(sent("identity_card"), answered("received")) == []


def test_an_acceptance_tells_the_official_limit_and_never_our_own_bound() -> None:
    accepted = with_clock(sent(status=ItemStatus.ACCEPTED), accepted_at=NOW)
    limited = with_clock(with_bounds(accepted, limit=Limit(10, Unit.WORKING_DAY)), due_provisional=True)

    assert "办理期限待核定" in words(paper(accepted))
    assert "办理期限为10个工作日，应于2026年12月22日前办结（次年节假日安排尚未公布" in words(paper(limited))


def test_deemed_acceptance_is_told_as_such() -> None:
    deemed = with_clock(sent(status=ItemStatus.ACCEPTED), accepted_at=NOW, deemed_accepted=True)

    assert "视为受理" in words(paper(deemed))


def test_the_licence_act_binds_licences_and_is_a_pattern_for_the_rest() -> None:
    accepted = with_clock(sent(), accepted_at=NOW)

    assert "依照《中华人民共和国行政许可法》第三十二条" in words(paper(accepted, to=LICENCE))
    assert "参照《中华人民共和国行政许可法》第三十二条" in words(paper(accepted))


def test_a_correction_lists_everything_that_is_missing_and_until_when() -> None:
    event = answered("correction_requested")
    asked = replace(
        with_clock(sent(), correct_by=NOW + timedelta(days=14)), answer=answer("correction_requested")
    )

    open_letter, old_letter = paper(asked, event), paper(sent(), event)

    table = next(block for block in open_letter.blocks if isinstance(block, Table))
    assert table.rows == (("1", "户口簿", "缺首页"),)
    assert "请于2026年12月8日前补正" in words(open_letter)
    assert "请于2026年12月15日前补正" in words(old_letter)


def test_a_refusal_to_accept_gives_the_reason_the_remedy_and_the_date_under_the_seal() -> None:
    refused = done(outcome=Outcome.NOT_ACCEPTED, reason="不属于本机构职权范围")

    letter = paper(refused)

    assert "不属于本机构职权范围" in words(letter)
    assert "行政复议" in words(letter)
    assert letter.blocks[-1] == Seal("天河区退役军人事务局", NOW.date())
    assert dict(letter.marks)["文书编号"].endswith("-01-不受1")


def test_an_overridden_refusal_has_no_letter_any_more() -> None:
    assert names(done(outcome=Outcome.GRANTED)) == []
