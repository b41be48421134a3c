from dataclasses import replace
from datetime import timedelta

from functions.domain.national.export import Span
from schemas.codes import EventKind
from tests.support.make import NOW, sent
from tests.support.national import EVERYTHING, PLAIN, event, exported, objections, rows_of, told

SPECIAL = "up_pro_special_procedure"


def test_words_that_are_no_step_make_no_row() -> None:
    one = exported(sent("identity_card"), event(EventKind.CLAIMED), event(EventKind.RATED), told("problem"))

    assert [row["local_event"] for row in rows_of("up_pro_process", one)] == ["分发至部门"]


def test_a_correction_says_what_is_missing() -> None:
    one = exported(sent("identity_card"), told("correction_requested"))

    (_, row) = rows_of("up_pro_process", one, PLAIN)

    assert row["handle_explain"] == "户口簿：缺首页"


def test_what_an_office_says_after_the_outcome_is_no_step() -> None:
    one = exported(None, told("granted"), told("accepted", hours=1), told("suspended", hours=2))

    assert [row["local_event"] for row in rows_of("up_pro_process", one)] == ["分发至部门", "准予办理"]
    assert rows_of(SPECIAL, one) == []


def test_words_stand_in_no_column_of_codes_and_what_nobody_said_is_pending() -> None:
    one = exported(sent("identity_card"), told("suspended", reason="等待鉴定"))

    masked, plain = rows_of("up_pro_process", one)[1], rows_of("up_pro_process", one, PLAIN)[1]

    assert (masked["event_name"], masked["process_name"], masked["local_event"]) == (
        None, "特别程序", "进入特别程序",
    )  # fmt: skip
    assert masked["event_start_time"] == "2026-11-24 10:00:00"
    assert {"event_name", "handle_user_name", "handle_explain", "data_source"} <= set(masked["pending"])
    assert (plain["handle_explain"], "handle_explain" in plain["pending"]) == ("等待鉴定", False)
    assert objections("up_pro_process", masked) == []


def test_a_special_procedure_lasts_until_the_office_resumes() -> None:
    one = exported(
        sent("identity_card"), told("suspended"), told("resumed", hours=5), told("extended", hours=6)
    )

    stopped, longer = rows_of(SPECIAL, one)

    assert (stopped["special_type"], stopped["special_time"], stopped["end_time"]) == (
        "2", "2026-11-24 10:00:00", "2026-11-24 15:00:00",
    )  # fmt: skip
    assert (longer["special_type"], longer["special_explain"]) == ("1", "延长 10 个工作日")
    assert objections(SPECIAL, stopped) == objections(SPECIAL, longer) == []


def test_its_reason_is_told_only_unmasked_and_else_pending() -> None:
    one = exported(sent("identity_card"), told("suspended", reason="等待鉴定"))

    (masked,), (plain,) = rows_of(SPECIAL, one), rows_of(SPECIAL, one, PLAIN)

    assert (masked["special_reason"], plain["special_reason"]) == (None, "等待鉴定")
    assert "special_reason" in masked["pending"]


def test_a_special_procedure_that_goes_on_has_no_end() -> None:
    (row,) = rows_of(SPECIAL, exported(sent("identity_card"), told("suspended"), told("received", hours=1)))

    assert row["end_time"] is None
    assert "end_time" in row["pending"]


def test_one_that_the_office_says_again_is_still_the_same() -> None:
    one = exported(sent("identity_card"), told("suspended"), told("suspended", hours=1))

    assert len(rows_of(SPECIAL, one)) == 1


def test_one_after_another_are_two() -> None:
    one = exported(
        sent("identity_card"), told("suspended"), told("resumed", hours=1), told("suspended", hours=2)
    )

    assert [row["end_time"] is None for row in rows_of(SPECIAL, one)] == [False, True]


def test_an_item_that_ends_ends_its_special_procedure() -> None:
    one = exported(sent("identity_card"), told("suspended"), event(EventKind.ABANDONED, hours=3))

    (row,) = rows_of(SPECIAL, one)

    assert row["end_time"] == "2026-11-24 13:00:00"


def test_an_end_after_the_batch_is_the_next_ones() -> None:
    one = exported(sent("identity_card"), told("suspended"), told("resumed", hours=5))

    (before,) = rows_of(SPECIAL, one, replace(EVERYTHING, until=NOW + timedelta(hours=1)))
    (after,) = rows_of(SPECIAL, one, Span(NOW + timedelta(hours=1), EVERYTHING.until))

    assert (before["end_time"], before["cd_operation"]) == (None, "I")
    assert (after["end_time"], after["cd_operation"]) == ("2026-11-24 15:00:00", "U")
