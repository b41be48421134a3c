from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.applicant.letter_bodies import Addressee
from functions.domain.applicant.letters import known_kinds, letter_paper, letters_of, newest
from functions.domain.applicant.paper import Fields, Paper, Paragraph, SealPlace, Table
from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem, with_bounds, with_clock, with_dispatch
from functions.domain.case.parts import Limit
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Unit
from schemas.codes import EventKind, ItemStatus, Outcome
from schemas.form.paths import pointer_of
from schemas.form.words import field_title
from tests.support.each import each
from tests.support.grounds import GROUNDS
from tests.support.make import CALENDAR, NOW, answer, case, done, sent

TO = Addressee("测试甲", "天河区退役军人事务局", load_edition(CURRENT).item("discharge_report"))
LICENCE = Addressee("测试甲", "广州市车辆管理所", load_edition(CURRENT).item("driving_licence"))


def answered(kind: str, number: int = 1, **fields: Any) -> Event:
    given = answer(kind, **fields)
    detail = {"answer": given.model_dump(mode="json", exclude_none=True)}
    at = NOW + timedelta(minutes=number)
    return Event(given.reference, f"answer/{number}", at, EventKind.ANSWERED, given.item, detail=detail)


def dispatched(office: str, number: int) -> Event:
    at = NOW + timedelta(minutes=number)
    detail = {"round": 1, "office": office}
    return Event("case", f"dispatched/{number}", at, EventKind.DISPATCHED, "discharge_report", detail=detail)


def names(item: CaseItem, *events: Event) -> list[str]:
    return [letter.name for letter in letters_of(item, events, CALENDAR)]


def paper(item: CaseItem, *events: Event, to: Addressee = TO) -> Paper:
    """The last letter."""
    return letter_paper(case(), item, letters_of(item, events, CALENDAR)[-1], to, CALENDAR)


def of(name: str, item: CaseItem, *events: Event) -> Paper:
    letter = newest(name, letters_of(item, events, CALENDAR))
    assert letter is not None
    return letter_paper(case(), item, letter, TO, CALENDAR)


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
    limited = with_bounds(accepted, limit=Limit(10, Unit.WORKING_DAY))
    longer = with_bounds(accepted, limit=Limit(40, Unit.WORKING_DAY))

    assert "办理期限待核定" in words(paper(accepted))
    assert "办理期限为10个工作日，应于2026年12月8日前（含当天）办结。" in words(paper(limited))
    assert "应于2027年1月19日前（含当天）办结（次年节假日安排尚未公布" in words(paper(longer))


def test_what_a_letter_says_of_its_day_does_not_move_with_what_comes_later() -> None:
    """Whoever holds a paper and opens it again reads what they hold."""
    accepted, later = answered("accepted", 1), NOW + timedelta(days=9)
    first = with_clock(sent(status=ItemStatus.ACCEPTED), accepted_at=NOW, due_at=NOW + timedelta(days=14))
    limited = with_bounds(first, limit=Limit(10, Unit.WORKING_DAY))
    stop = answered("suspended", 2, reason="等待体检", at=(NOW + timedelta(days=2)).isoformat())
    on = answered("resumed", 3, at=later.isoformat())
    longer = answered("extended", 4, working_days=5, at=(later + timedelta(days=1)).isoformat())
    stands = replace(limited, status=ItemStatus.SUSPENDED)
    ended = replace(with_clock(limited, due_at=later), outcome=Outcome.WITHDRAWN)

    issued = words(of("acceptance", limited, accepted))

    assert "应于2026年12月8日前（含当天）办结。" in issued
    assert words(of("acceptance", stands, accepted, stop)) == issued
    assert words(of("acceptance", with_clock(limited, due_at=later), accepted, stop, on, longer)) == issued
    assert words(of("acceptance", ended, accepted, stop, on, longer)) == issued
    assert words(of("acceptance-1", with_dispatch(ended, round=2), accepted, stop, on, longer)) == issued
    assert "现应于2026年12月22日前（含当天）办结。" in words(
        of("extension", limited, accepted, stop, on, longer)
    )


def test_a_receipt_bears_the_number_that_came_with_it_and_not_that_of_the_acceptance() -> None:
    events = answered("received", 1, receipt="SJ-0001"), answered("accepted", 2, receipt="SL-0001")
    item = with_dispatch(sent(status=ItemStatus.ACCEPTED), receipt="SL-0001")

    assert "收件编号：SJ-0001。" in words(of("receipt", item, *events))


def test_an_extension_while_the_clock_stands_names_no_day() -> None:
    limited = with_bounds(sent(status=ItemStatus.SUSPENDED), limit=Limit(10, Unit.WORKING_DAY))
    stop = answered("suspended", 1, reason="等待体检")

    given = paper(with_clock(limited, accepted_at=NOW), stop, answered("extended", 2, working_days=5))

    assert "延长办理期限5个工作日。" in words(given)


def test_an_extension_of_an_earlier_round_names_the_day_of_its_own_round() -> None:
    limited = with_bounds(sent(status=ItemStatus.ACCEPTED, round=2), limit=Limit(10, Unit.WORKING_DAY))
    events = (
        answered("accepted", 1),
        answered("extended", 2, working_days=5),
        answered("accepted", 3, round=2, at=(NOW + timedelta(days=30)).isoformat()),
    )
    again = with_clock(limited, accepted_at=NOW + timedelta(days=30), due_at=NOW + timedelta(days=44))

    assert "现应于2026年12月15日前（含当天）办结。" in words(of("extension", again, *events))
    assert "现应于" not in words(of("extension", limited, events[1]))


def test_an_acceptance_stays_a_letter_after_a_correction_was_asked_for_and_the_item_sent_anew() -> None:
    events = (answered("accepted", 1), answered("correction_requested", 2), answered("accepted", 3, round=2))
    again = with_bounds(sent(status=ItemStatus.DISPATCHED, round=2), limit=Limit(10, Unit.WORKING_DAY))
    both = with_clock(again, accepted_at=NOW + timedelta(minutes=3))

    assert names(again, *events[:2]) == ["acceptance-1", "correction-1"]
    assert names(both, *events) == ["acceptance-1", "correction-1", "acceptance"]
    told = newest("acceptance", letters_of(again, events[:2], CALENDAR))
    assert told is not None
    assert words(letter_paper(case(), again, told, LICENCE, CALENDAR)).endswith("不计算在内。")
    assert "办理期限为10个工作日，应于2026年12月8日前" in words(
        letter_paper(case(), again, told, LICENCE, CALENDAR)
    )


def deemed(number: int) -> Event:
    """The office has had it since NOW, and said nothing for five working days."""
    at, detail = NOW + timedelta(days=number), {"accepted_at": NOW.isoformat()}
    return Event("case", f"deemed/{number}", at, EventKind.DEEMED_ACCEPTED, "discharge_report", detail=detail)


def test_what_only_counts_as_accepted_is_told_by_the_system_of_its_day_and_under_no_offices_seal() -> None:
    item = with_clock(sent(status=ItemStatus.ACCEPTED), accepted_at=NOW, deemed_accepted=True)

    given = paper(item, deemed(9))

    assert names(item, deemed(9)) == ["deemed_acceptance-1"]
    assert given.title == "逾期未告知受理情况说明"
    assert "已于2026年11月24日收到，在五个工作日内没有告知受理、补正或者不予受理；参照" in words(given)
    assert words(given).endswith("不是办理机构出具的文书，不加盖印章。2026年12月3日。")
    assert not [block for block in given.blocks if isinstance(block, SealPlace)]


def test_that_an_office_said_nothing_stays_told_after_a_correction_and_its_item_was_sent_anew() -> None:
    """What it accepted within its five days, and only told too late, puts that right."""
    again = sent(status=ItemStatus.DISPATCHED, round=2)
    late = answered("accepted", 2, at=(NOW + timedelta(days=10)).isoformat())
    in_time = answered("accepted", 2, at=(NOW + timedelta(days=1)).isoformat())
    asked = answered("correction_requested", 3)

    assert names(again, deemed(9), asked) == ["correction-1", "deemed_acceptance-1"]
    assert names(again, deemed(9), late, asked) == ["correction-1", "deemed_acceptance-1", "acceptance-1"]
    assert names(again, deemed(9), in_time, asked) == ["correction-1", "acceptance-1"]
    said = newest("acceptance", letters_of(again, (deemed(9), late, asked), CALENDAR))
    assert said is not None
    assert "自收件之日（2026年11月24日）起五个工作日内未告知受理或者补正" in words(
        letter_paper(case(), again, said, TO, CALENDAR)
    )


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
    assert "请于2026年12月8日前（含当天）补正（这一期限由本系统设定，不是法定期限）" in words(open_letter)
    assert "请于2026年12月15日前（含当天）补正" in words(old_letter)


def test_a_correction_names_what_the_office_meant_in_the_words_of_the_catalogue() -> None:
    material, field = TO.item.materials[0], TO.item.fields[0]
    lines = [
        {"name": "那张证", "reason": "看不清", "material": material.code, "field": pointer_of(field)},
        {"name": material.name, "reason": "缺首页", "material": material.code},
    ]

    letter = paper(sent(), answered("correction_requested", missing=lines))

    table = next(block for block in letter.blocks if isinstance(block, Table))
    assert [row[1] for row in table.rows] == [
        f"那张证\n对应材料：{material.name}\n对应填写项：{field_title(field)}",
        material.name,
    ]


def test_a_refusal_to_accept_gives_the_reason_the_remedy_and_the_date_under_the_seal() -> None:
    refused = done(
        outcome=Outcome.NOT_ACCEPTED, reason="不属于本机构职权范围", answer=answer("not_accepted", **GROUNDS)
    )

    letter = paper(refused)

    assert "不属于本机构职权范围" in words(letter)
    assert "60日内向广州市天河区人民政府申请行政复议" in words(letter)
    assert letter.blocks[-1] == SealPlace("天河区退役军人事务局", NOW.date())
    assert dict(letter.marks)["文书编号"].endswith("-01-不受1")


def test_a_refusal_has_its_letter_with_reason_basis_and_remedy() -> None:
    refused = done(outcome=Outcome.REFUSED, reason="条件不符", answer=answer("refused", **GROUNDS))

    letter = paper(refused)

    assert letter.title == "不予办理决定书"
    for told in ("条件不符", "《退役军人安置条例》第二十三条", "申请行政复议", "提起行政诉讼"):
        assert told in words(letter)
    assert "行政许可法" not in words(letter)


def test_a_check_that_did_not_pass_is_told_as_one_and_as_no_decision_on_an_item() -> None:
    to = Addressee("测试甲", "天河区人民武装部", load_edition(CURRENT).item("service_check"))

    given = paper(done("service_check", outcome=Outcome.REFUSED), to=to)

    assert given.title == "核查结果告知书"
    assert "核查的结论为不通过" in words(given)


def test_a_refused_licence_is_told_under_the_act_that_binds_it() -> None:
    refused = done(outcome=Outcome.REFUSED, reason="条件不符", answer=answer("refused", **GROUNDS))

    assert "依照《中华人民共和国行政许可法》第三十八条，决定不予行政许可" in words(paper(refused, to=LICENCE))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_ACCEPTED])
def test_an_older_refusal_makes_up_no_remedy(outcome: Outcome) -> None:
    text = words(paper(done(outcome=outcome, reason="条件不符", answer=answer(outcome.value))))

    assert "决定未载明依据" in text
    assert "决定未载明救济途径和期限" in text


def test_each_stop_and_each_extension_has_its_letter() -> None:
    events = (
        answered("accepted", 1),
        answered("suspended", 2),
        answered("suspended", 3, reason="又一句话"),
        answered("resumed", 4),
        answered("extended", 5),
        answered("suspended", 6, reason="等待体检"),
    )

    assert names(sent(), *events) == ["suspension-1", "extension-1", "suspension-2"]


def test_a_stop_says_why_and_how_long_and_whether_law_leaves_the_time_out() -> None:
    stop = answered("suspended", reason="等待体检", expected_days=20)

    text, licence = words(paper(sent(), stop)), words(paper(sent(), stop, to=LICENCE))

    assert "理由：等待体检" in text
    assert "约20日" in text
    assert "行政许可法" not in text
    assert "依照《中华人民共和国行政许可法》第四十五条" in licence
    assert "办理机构未载明" in words(paper(sent(), answered("suspended")))


def test_an_extension_says_why_and_until_when_if_a_limit_runs() -> None:
    longer = answered("extended", working_days=5)
    limited = with_bounds(sent(status=ItemStatus.ACCEPTED), limit=Limit(10, Unit.WORKING_DAY))

    assert "延长办理期限5个工作日，现应于2026年12月15日前（含当天）办结。" in words(paper(limited, longer))
    assert "延长办理期限5个工作日。" in words(paper(sent(), longer))
    assert "依据：《示例规定》第三条" in words(
        paper(sent(), answered("extended", basis="《示例规定》第三条"))
    )
    assert "依据：" not in words(paper(sent(), longer))
    assert "依照《中华人民共和国行政许可法》第四十二条" in words(paper(sent(), longer, to=LICENCE))
    assert "行政许可法" not in words(paper(limited, longer))


def test_a_grant_has_its_letter_with_what_was_issued() -> None:
    granted = done(
        answer=answer(
            "granted", result={"document": "报到记录", "number": "粤-0001", "next_steps": "请留存。"}
        )
    )

    letter = paper(granted)

    assert letter.title == "办结通知书"
    (fields,) = (block for block in letter.blocks if isinstance(block, Fields))
    assert dict(fields.entries) == {
        "办理结果": "报到记录",
        "编号": "粤-0001",
        "取得方式": "无需领取",
    }
    assert "请留存。" in words(letter)


def test_an_overridden_refusal_has_the_letter_of_what_stands_now() -> None:
    assert names(done(outcome=Outcome.GRANTED), answered("refused")) == ["completion"]


@pytest.mark.parametrize("outcome", [Outcome.LAPSED, Outcome.BLOCKED])
def test_what_no_office_decided_has_no_offices_letter(outcome: Outcome) -> None:
    assert names(done(outcome=outcome)) == ["not_done"]


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.NOT_NEEDED])
def test_what_its_applicant_wished_has_no_letter(outcome: Outcome) -> None:
    assert names(done(outcome=outcome)) == []


def test_a_letter_is_of_the_office_that_said_it() -> None:
    here, there = dispatched("office-1", 1), dispatched("office-2", 3)
    said = letters_of(sent(), (here, answered("received", 2), there, answered("suspended", 4)), CALENDAR)

    assert [letter.office for letter in said] == ["office-1", "office-2"]


def test_a_kind_without_its_number_is_the_newest_of_that_kind() -> None:
    said = letters_of(
        sent(), (answered("suspended", 1), answered("resumed", 2), answered("suspended", 3)), CALENDAR
    )

    found = newest("suspension", said)

    assert found is not None
    assert found.name == "suspension-2"
    assert newest("suspension-1", said) == said[0]
    assert newest("refusal", said) is None


@each(
    "item, kinds",
    [
        (sent(), []),
        (with_clock(sent(status=ItemStatus.SUSPENDED), accepted_at=NOW), ["acceptance", "suspension"]),
        (
            with_clock(sent(status=ItemStatus.ACCEPTED), accepted_at=NOW, extended=True),
            ["acceptance", "extension"],
        ),
        (
            with_clock(sent(status=ItemStatus.ACCEPTED), accepted_at=NOW, deemed_accepted=True),
            ["deemed_acceptance"],
        ),
        (sent(status=ItemStatus.CORRECTING), ["correction"]),
        (done(outcome=Outcome.REFUSED), ["refusal"]),
        (done(), ["completion"]),
        (done(outcome=Outcome.LAPSED), ["not_done"]),
        (done(outcome=Outcome.WITHDRAWN), []),
    ],
)
def test_an_item_knows_the_letters_of_where_it_stands(item: CaseItem, kinds: list[str]) -> None:
    assert list(known_kinds(item)) == kinds
