from dataclasses import replace
from typing import Any

from functions.domain.case.access import Principal
from functions.usecases.upkeep.states import close
from schemas.codes import Department, Role
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.tokens import FakeTokens
from tests.support.world import APPLICANT, World

REPORT = "discharge_report"
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
OPERATOR = Principal("operator-1", Role.OPERATOR, "440100")
VISITS = "/v1/departments/veterans_affairs/visits"


class Counter:
    """One closed case, and everybody who has to do with its rating."""

    def __init__(self) -> None:
        self.world = World()
        self.case_id = self.world.submitted(REPORT)
        self.world.granted(self.case_id, "service_check", REPORT)
        close(self.case_id, 1, self.world.deps)
        tokens = FakeTokens(soldier=APPLICANT, staff=STAFF, operator=OPERATOR)
        self.api = Api(replace(self.world.deps, tokens=tokens))
        self._keys = 0

    def get(self, path: str, who: str) -> Answer:
        return self.api.get(path, authorization=f"Bearer {who}")

    def post(self, path: str, body: object, who: str) -> Answer:
        self._keys += 1
        key = f"key-{self._keys:04}"
        return self.api.post(path, body, authorization=f"Bearer {who}", idempotency_key=key)

    def rate(self, **fields: Any) -> Answer:
        return self.post(f"/v1/cases/{self.case_id}/ratings", {"item": REPORT, **fields}, "soldier")

    def visit(self, **fields: Any) -> Answer:
        path = f"/v1/departments/veterans_affairs/cases/{self.case_id}/items/{REPORT}/visit"
        return self.post(path, {"reached": True, "done": "已致电说明情况", **fields}, "staff")


def test_a_rating_is_shown_in_both_directions_of_the_code() -> None:
    counter = Counter()
    path = f"/v1/cases/{counter.case_id}/ratings"

    before = counter.get(path, "soldier").json
    after = counter.rate(coded={"scale": "guangdong_tablet", "code": 4}, tags=["quick"], text="很好").json

    assert before == {"ratings": [], "rateable": [REPORT]}
    (rating,) = after["ratings"]
    assert (rating["level"], rating["level_text"], rating["tag_texts"]) == ("satisfied", "满意", ["办得快"])
    assert rating["codes"] == {"gb_t_39046": 2, "guangdong_tablet": 4}
    assert (rating["text"], rating["visit_due"], after["rateable"]) == ("很好", None, [])
    assert counter.get(path, "soldier").json == after


def test_a_bad_rating_goes_to_the_office_which_calls_back() -> None:
    counter = Counter()
    counter.rate(level="very_dissatisfied", text="来回跑了三趟")

    (visit,) = counter.get(VISITS, "staff").json["entries"]
    receipt = counter.visit()

    assert (visit["item"], visit["level_text"], visit["text"]) == (REPORT, "非常不满意", "来回跑了三趟")
    assert (visit["overdue"], visit["contact"]["name"]) == (False, "测试甲")
    assert visit["due_at"][:10] == "2026-12-01"
    assert receipt.json["next_steps"].startswith("已登记回访")
    assert counter.get(VISITS, "staff").json["entries"] == []
    assert counter.visit().code == "nothing-to-visit"


def test_what_people_write_is_in_neither_history_nor_log() -> None:
    counter = Counter()
    counter.rate(level="dissatisfied", text="张三的电话没人接")
    counter.visit(done="已联系张三并致歉")

    events = counter.get(f"/v1/cases/{counter.case_id}/events?limit=100", "soldier").text
    kept = [dict(event.detail) for event in counter.world.store.events(counter.case_id, limit=100).entries]

    assert "已评价。" in events
    assert "部门已就评价回访。" in events
    assert "张三" not in f"{events}{kept}{counter.api.reports}"


@each(
    "fields, status, code",
    [
        ({"item": "identity_card", "level": "satisfied"}, 404, "item-not-found"),
        ({"item": "service_check", "level": "satisfied"}, 409, "not-rateable"),
        ({"level": "excellent"}, 422, "invalid-body"),
        ({}, 422, "invalid-body"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(fields: dict[str, Any], status: int, code: str) -> None:
    answer = Counter().rate(**fields)

    assert (answer.status, answer.code) == (status, code)


def test_feedback_goes_to_the_operators_of_the_city_and_comes_back_answered() -> None:
    counter = Counter()
    order = {"city": "440100", "kind": "fault", "text": "页面打不开，请看看"}

    sent = counter.post("/v1/feedback", order, "soldier")
    location = sent.headers["location"]
    (listed,) = counter.get("/v1/operator/feedback?status=open", "operator").json["entries"]
    (own,) = counter.get("/v1/feedback", "soldier").json["entries"]
    assert own["id"] == listed["id"]
    assert counter.get("/v1/feedback", "operator").json["entries"] == []
    replies = f"/v1/operator/feedback/{listed['id']}/replies"
    counter.post(replies, {"answer": "已经修好，请再试"}, "operator")
    ended = counter.post(replies, {"close": "已解决"}, "operator")

    mine = counter.get(location, "soldier").json
    assert (sent.status, listed["kind_text"], listed["role_text"]) == (201, "系统故障", "申请人")
    assert [one["text"] for one in mine["answers"]] == ["已经修好，请再试"]
    assert (mine["status_text"], mine["close_reason"]) == ("已办结", "已解决")
    assert mine == ended.json
    assert counter.get("/v1/operator/feedback?status=closed", "operator").json["entries"] == [mine]
    assert counter.post(replies, {"answer": "还有一句话要说"}, "operator").code == "feedback-closed"


@each(
    "path, status",
    [
        ("/v1/feedback/nothing", 404),
        ("/v1/feedback/440100-20261124010000000000-0123abcd", 404),
        ("/v1/operator/feedback?status=lost", 422),
        ("/v1/operator/feedback?cursor=nowhere", 422),
    ],
)
def test_feedback_that_is_not_there_and_questions_that_are_none(path: str, status: int) -> None:
    assert Counter().get(path, "operator").status == status


def test_a_reply_must_say_something() -> None:
    counter = Counter()
    path = "/v1/operator/feedback/440100-20261124010000000000-0123abcd/replies"

    assert counter.post(path, {}, "operator").code == "invalid-body"
