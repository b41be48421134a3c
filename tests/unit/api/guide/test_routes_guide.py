import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from functions.domain.case.case import Change
from functions.domain.clock import SHANGHAI
from functions.ports.case_store import Opening, Record, Submission
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.offices import FakeOffices
from tests.support.guide_answers import CONSCRIPT, EDITION, OFFICER, SERGEANT, Answers, asked
from tests.support.literals import ROOT

PATH = "/v1/guide/assessment"


def api() -> Api:
    return Api(replace(house(), offices=FakeOffices()))


def ask(answers: Answers, *items: str) -> Answer:
    return api().post(PATH, {"answers": answers, **({"items": items} if items else {})})


def told(answers: Answers, *items: str) -> dict[str, Any]:
    return {item["code"]: item for item in ask(answers, *items).json["items"]}


def material(item: Mapping[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in item["materials"] if one["code"] == code)
    return found


def test_without_an_answer_everything_depends_or_applies_and_the_questions_come() -> None:
    answer = ask({})

    assert answer.status == 200
    assert len(answer.json["items"]) == len(load_edition(CURRENT).items)
    assert answer.json["next_questions"][0]["code"] == "rank_class"
    assert {item["verdict"] for item in answer.json["items"]} == {"applies", "depends"}
    assert not answer.json["bundle"]["sure"]


def test_what_depends_says_which_question_decides_it() -> None:
    item = told({}, "household_registration")["household_registration"]

    assert item["verdict_text"] == "视情况而定"
    assert item["decided_by"] == [
        {
            "question": "household_cancelled",
            "field": "household.cancelled_at_enlistment",
            "text": "您入伍时户口注销了吗？",
        }
    ]


def test_the_document_tells_of_three_people_what_they_are_told() -> None:
    """As the table of docs/guide.md has it: questions, items that do not apply by number, critical path and sum."""
    rows = []
    for person in (CONSCRIPT, SERGEANT, OFFICER):
        said = ask(person).json
        numbers = [str(item["number"]) for item in said["items"] if item["verdict"] == "does_not_apply"]
        days = said["bundle"]["working_days"], said["bundle"]["sum_working_days"]
        rows.append((str(len(asked(person))), ", ".join(numbers) or "–", *map(str, days)))
    without = [item for item in EDITION.items if not any(limit.value for limit in item.time_limits)]
    page = (ROOT / "docs" / "guide.md").read_text("utf-8")

    told = re.findall(
        r"^\| (?:conscript|NCO|officer).*?\| (\d+) \| (.+?) \| (\d+)[a-z ]* \| (\d+) \|$", page, re.MULTILINE
    )

    assert told == rows
    assert "of the twelve items seven have no official limit yet" in page
    assert len(without) == 7


def test_what_does_not_apply_says_why_and_asks_for_nothing() -> None:
    item = told(SERGEANT)["household_registration"]

    assert item["verdict"] == "does_not_apply"
    assert item["reason"] == "您入伍时户口没有注销，户籍一直保留，无需恢复户口。"
    assert item["materials"] == item["terms"] == item["fee_cases"] == []
    assert item["legal_basis"]


def test_a_question_comes_with_its_options_and_whom_it_is_for() -> None:
    questions = {one["code"]: one for one in ask({"rank_class": "officer"}).json["next_questions"]}

    assert [option["text"] for option in questions["placement_type"]["options"]] == [
        "逐月领取退役金",
        "复员",
        "转业",
        "退休",
    ]
    assert len(questions["city"]["options"]) == 21
    assert questions["military_licence"]["items"] == ["driving_licence"]
    assert questions["placement_type"]["unsure"]


def test_the_counties_offered_are_those_of_the_city() -> None:
    questions = {one["code"]: one for one in ask({"city": "440600"}).json["next_questions"]}

    assert [option["text"] for option in questions["county"]["options"]] == [
        "禅城区",
        "南海区",
        "顺德区",
        "三水区",
        "高明区",
    ]


def test_the_fee_is_that_of_the_situation() -> None:
    cases = told({**CONSCRIPT, "identity_card": "first"})["identity_card"]["fee_cases"]

    assert [(case["text"], case["sure"]) for case in cases] == [("0 元", True)]
    assert len(told({})["identity_card"]["fee_cases"]) == 3


def test_a_limit_that_depends_says_on_what_and_one_that_is_sure_says_nothing() -> None:
    depends, sure = (
        [(limit["sure"], limit["condition"]) for limit in told(answers)["medical_transfer"]["time_limits"]]
        for answers in ({}, CONSCRIPT)
    )

    assert depends == [
        (False, "以往医疗保险情况为“入伍前参加过地方医保”"),
        (False, "以往医疗保险情况为“有军人退役医疗保险”或者“两种都有”"),
    ]
    assert sure == [(True, None)]


def test_where_no_source_can_be_asked_the_guide_says_that_the_office_checks() -> None:
    found = material(told(CONSCRIPT)["discharge_report"], "discharge_certificate")

    assert (found["needed"], found["submit"]) == ("yes", "no")
    assert found["obtained"] == "由办理部门核验，一般不用提交；您手里有的，也可以上传"
    assert found["basis"] == "L-BZ"


def test_what_is_taken_at_the_office_is_neither_uploaded_nor_waived() -> None:
    found = material(told(CONSCRIPT)["identity_card"], "photo_fingerprint")

    assert (found["submit"], found["obtained"]) == ("no", "到场时采集，无需提交")


def test_a_material_that_depends_on_the_form_says_on_what() -> None:
    found = material(told(CONSCRIPT)["driving_licence"], "medical_certificate")

    assert (found["needed"], found["submit"]) == ("depends", "depends")
    assert found["condition"] == "身体条件证明为“持有纸质证明”"


def test_the_result_of_an_item_that_does_not_apply_is_not_needed() -> None:
    found = material(told({**CONSCRIPT, "household_cancelled": False})["identity_card"], "household_result")

    assert found["needed"] == "no"


def test_the_applicants_own_terms_have_their_dates() -> None:
    terms = told(CONSCRIPT)["discharge_report"]["terms"]

    assert [(term["until"], term["urgency"]) for term in terms] == [
        ("2026-10-08", "passed"),
        ("2026-11-09", "passed"),
    ]
    assert [term["until"] for term in told(OFFICER)["reserve_registration"]["terms"]] == ["2026-10-15"]


def test_the_whole_takes_less_than_the_sum_and_says_what_it_leaves_out() -> None:
    bundle = ask(CONSCRIPT).json["bundle"]

    assert (bundle["working_days"], bundle["sum_working_days"], bundle["sure"]) == (10, 21, True)
    assert {one["item"]: one["reason"] for one in bundle["uncounted"]}[
        "identity_card"
    ] == "25 日，不折算为工作日"
    unknown = [one for one in bundle["uncounted"] if one["reason"] == "办结时限待核定"]
    others = len(bundle["uncounted"]) - len(unknown)
    counted = len(bundle["items"]) - len(bundle["uncounted"])
    assert bundle["text"].startswith(
        f"有公布时限、按工作日计算的 {counted} 项中，同时办理最长的一条线为 10 个工作日"
    )
    assert f"另有 {others} 项不按工作日计算（居民身份证申领 25 日" in bundle["text"]
    assert f"{len(unknown)} 项时限待核定，都没有计入，全部办完的时间会更长。" in bundle["text"]
    assert bundle["uploads"] == 0
    assert bundle["waived"] > bundle["uploads_open"]


def test_the_office_is_named_as_soon_as_the_place_is_known() -> None:
    assert told({"city": "440600"})["identity_card"]["office"] is None
    assert told({"city": "440600", "county": "440604"})["identity_card"]["office"] == "公安（测试）"
    assert told({"city": "441900"})["identity_card"]["office"] == "公安（测试）"


def test_every_source_that_is_cited_is_told() -> None:
    answer = ask(OFFICER).json

    cited = {basis["source"] for item in answer["items"] for basis in item["legal_basis"]}
    assert cited <= set(answer["sources"])
    assert "P-B2" in answer["sources"]


def test_the_same_answers_on_the_same_day_give_the_same_answer() -> None:
    morning = replace(house(), offices=FakeOffices())
    first = Api(morning).post(PATH, {"answers": CONSCRIPT})
    clock = FakeClock()
    clock.now = clock().astimezone(SHANGHAI).replace(hour=23, minute=59)
    evening = Api(replace(morning, clock=clock)).post(PATH, {"answers": CONSCRIPT})

    assert first.text == evening.text
    assert first.headers["etag"] == evening.headers["etag"]
    assert first.headers["cache-control"] == "private, max-age=300"


def test_nothing_of_the_answers_is_kept_or_logged() -> None:
    class ReadOnly(FakeCaseStore):
        def put(self, record: Record) -> Record:
            raise AssertionError(record)

        def create(self, opening: Opening) -> Submission:
            raise AssertionError(opening)

        def commit(self, change: Change) -> Change:
            raise AssertionError(change)

    made = Api(house(store=ReadOnly()))

    assert made.post(PATH, {"answers": CONSCRIPT}).status == 200
    assert made.post(PATH, {"answers": {"colour": "red"}}).status == 422
    assert made.reports == []


@each(
    "body, code, pointers",
    [
        ({"items": ["no_such_item"]}, "unknown-item", ["/items/0"]),
        ({"items": ["identity_card", "identity_card"]}, "invalid-body", ["/items"]),
        ({"items": []}, "invalid-body", ["/items"]),
        ({"answers": {"colour": "red"}}, "invalid-answers", ["/answers/colour"]),
        ({"answers": {"city": 440100}}, "invalid-body", None),
        ({"answers": {"Bad Code": "x"}}, "invalid-body", None),
        ({"person": {"name": "测试甲"}}, "invalid-body", ["/person"]),
        ([], "invalid-body", None),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_place(
    body: object, code: str, pointers: list[str] | None
) -> None:
    answer = api().post(PATH, body)

    assert (answer.status, answer.code) == (422, code)
    assert pointers is None or [one["pointer"] for one in answer.json["errors"]] == pointers
    assert "测试甲" not in answer.text
