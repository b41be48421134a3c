"""到场预约 over HTTP: an office publishes, an applicant books, the office sees who comes and says who did not."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.refusals import BadToken
from schemas.codes import Role
from tests.support.api_deps import Seals
from tests.support.bookings import (
    CARD,
    FRIDAY,
    HOUSEHOLD,
    OFFICE,
    SOCIAL,
    STAFF,
    THURSDAY,
    WEDNESDAY,
    at,
    expecting_visits,
    later,
    publish,
    times,
)
from tests.support.client import Answer, Api
from tests.support.world import APPLICANT, World

SLOTS = "/v1/departments/public_security/slots"
DAY = f"office={OFFICE}&item={CARD}&day={FRIDAY}"


class Here:
    def principal(self, authorization: str | None) -> Principal:
        people = {
            "staff": STAFF,
            "soldier": APPLICANT,
            "clerk": Principal("clerk", Role.CLERK, "440106"),
            "far": replace(STAFF, region="445200"),
        }
        if authorization not in people:
            raise BadToken
        return people[authorization]


class Desk:
    def __init__(self, *items: str) -> None:
        self.world = World()
        self.case_id = expecting_visits(self.world, *items)
        self.case = f"/v1/cases/{self.case_id}"
        self.api = Api(replace(self.world.deps, tokens=Here(), signatures=Seals()))

    def plan(self, day: str = FRIDAY, *starts: str, **said: Any) -> dict[str, Any]:
        whole = {"publish": [{"day": day, "times": times(*(starts or ("09:00", "10:00")))}]}
        return {"office": OFFICE, "item": CARD, **(said or whole)}

    def published(self, *, who: str = "staff", **said: Any) -> Answer:
        return self.api.put(SLOTS, self.plan(**said), authorization=who)

    def signed(self, path: str, body: object, signature: str = "public_security") -> Answer:
        return self.api.post(f"{SLOTS}{path}", body, webhook_id="slots-1", webhook_signature=signature)

    def books(self, *moments: str, who: str = "soldier", key: str = "book-key-1") -> Answer:
        body = {"places": [{"item": CARD, "at": moment} for moment in moments]}
        path = f"{self.case}/appointments"
        return self.api.post(path, body, authorization=who, idempotency_key=key)

    def get(self, path: str, who: str) -> Any:
        answer = self.api.get(path, authorization=who)
        assert answer.status == 200, answer.text
        return answer.json

    def appointment(self) -> Any:
        found = self.get(self.case, "soldier")["items"]
        return next(item["appointment"] for item in found if item["code"] == CARD)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_an_office_publishes_its_applicant_sees_books_moves_and_cancels(desk: Desk) -> None:
    assert desk.published().status == 200

    [day] = desk.get(f"{desk.case}/slots?item={CARD}", "soldier")["entries"]
    booked = desk.books(day["times"][0]["at"])
    moved = desk.books(day["times"][1]["at"], who="clerk", key="book-key-2")
    shown = desk.appointment()
    cancelled = desk.api.post(
        f"{desk.case}/appointments/cancellations",
        {"item": CARD},
        authorization="soldier",
        idempotency_key="cancel-key-1",
    )

    assert (day["day"], booked.status, moved.status, cancelled.status) == (FRIDAY, 200, 200, 200)
    assert (shown["state"], shown["text"][:27]) == (None, "2026年11月27日（星期五）10:00至10:30")
    assert desk.appointment()["state"] == "cancelled"
    assert len(desk.get(f"{desk.case}/slots?item={CARD}", "soldier")["entries"][0]["times"]) == 2


def test_a_time_that_is_taken_or_is_not_there_is_told_so(desk: Desk) -> None:
    desk.published()
    other = expecting_visits(desk.world)
    desk.books(at(FRIDAY))
    mine, desk.case = desk.case, f"/v1/cases/{other}"

    taken, absent = desk.books(at(FRIDAY)), desk.books(at(FRIDAY, "11:00"), key="book-key-2")

    assert [(one.status, one.code) for one in (taken, absent)] == [(409, "slot-not-free")] * 2
    assert mine != desk.case


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"places": []}, "/places"),
        ({"places": [{"item": CARD, "at": "2026-11-27 09:00"}]}, "/places/0/at"),
        ({"places": [{"item": "Card", "at": at(FRIDAY)}]}, "/places/0/item"),
        ({"places": [{"item": CARD, "at": at(FRIDAY)}] * 2}, "/places/1/item"),
    ],
)
def test_a_wrong_order_names_its_field(desk: Desk, body: Any, pointer: str) -> None:
    answer = desk.api.post(
        f"{desk.case}/appointments", body, authorization="soldier", idempotency_key="key-0001"
    )

    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"publish": [{"day": FRIDAY, "times": times("9:00")}]}, "/publish/0/times/0/start"),
        ({"publish": [{"day": FRIDAY, "times": times("09:00", "09:15")}]}, "/publish/0/times/1/start"),
        ({"publish": [{"day": FRIDAY, "times": times("23:45")}]}, "/publish/0/times/0/minutes"),
        ({"publish": [{"day": FRIDAY, "times": times("09:00", capacity=51)}]}, "/publish/0/times/0/capacity"),
        ({"publish": [{"day": "2026-11-28", "times": times("09:00")}]}, "/publish/0/day"),
        ({"close": [{"day": FRIDAY}]}, "/close/0/reason"),
        ({"close": []}, "/publish"),
    ],
)
def test_a_wrong_plan_names_its_field_and_publishes_nothing(desk: Desk, said: Any, pointer: str) -> None:
    answer = desk.published(**said)

    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert desk.get(f"{SLOTS}?office={OFFICE}&item={CARD}", "staff")["entries"] == []


def test_an_offices_system_publishes_closes_and_asks_who_comes(desk: Desk) -> None:
    assert desk.signed("", desk.plan(), "mobilization").status == 401
    assert desk.signed("", desk.plan()).status == 200
    desk.books(at(FRIDAY))

    asked = desk.signed("/lookups", {"office": OFFICE, "item": CARD, "day": FRIDAY}).json
    closed = desk.signed("", desk.plan(close=[{"day": FRIDAY, "reason": "停电检修"}]))

    assert [one["state"] for one in asked["entries"]] == [None]
    assert [one["closed"] for one in closed.json["entries"][0]["times"]] == [True, True]
    assert desk.appointment()["state"] == "called_off"


def test_the_office_sees_who_comes_and_others_do_not(desk: Desk) -> None:
    desk.published()
    desk.books(at(FRIDAY))

    [entry] = desk.get(f"{SLOTS}/bookings?{DAY}", "staff")["entries"]

    assert (entry["case_id"], entry["person_name"], entry["state_text"]) == (desk.case_id, "测试甲", "已预约")
    assert desk.api.get(f"{SLOTS}/bookings?{DAY}", authorization="far").code == "office-not-found"
    assert desk.published(who="far").code == "office-not-found"
    assert desk.api.get(f"{SLOTS}/bookings?{DAY}", authorization="soldier").status == 403


def test_who_did_not_come_is_noted_after_the_time_only(desk: Desk) -> None:
    desk.published(publish=[{"day": WEDNESDAY, "times": times("09:00")}])
    desk.books(at(WEDNESDAY))
    path = f"/v1/departments/public_security/cases/{desk.case_id}/items/{CARD}/no-show"

    early = desk.api.put(path, {"at": at(WEDNESDAY)}, authorization="staff")
    later(desk.world, days=1, minutes=30)
    [over] = desk.get(f"{SLOTS}/bookings?{DAY.replace(FRIDAY, WEDNESDAY)}", "staff")["entries"]
    noted = desk.api.put(path, {"at": at(WEDNESDAY)}, authorization="staff")

    assert (early.status, early.code, noted.json["missed"]) == (409, "no-appointment", 1)
    assert (over["state"], over["state_text"]) == (None, "时间已过，没有登记是否到场")
    assert desk.appointment()["state_text"] == "没有按预约的时间到场"


def test_several_visits_of_one_day_are_offered_together() -> None:
    desk = Desk(HOUSEHOLD, SOCIAL)
    publish(desk.world, THURSDAY, "09:00", item=HOUSEHOLD)
    publish(desk.world, THURSDAY, "10:00", item=SOCIAL)

    [found] = desk.get(f"{desk.case}/slots/same-day", "soldier")["entries"]

    assert [(one["item"], one["at"][:16]) for one in found["places"]] == [
        (HOUSEHOLD, f"{THURSDAY}T09:00"),
        (SOCIAL, f"{THURSDAY}T10:00"),
    ]
    assert desk.api.get(f"{desk.case}/slots/same-day?cursor=x", authorization="soldier").code == "bad-cursor"


def test_what_is_refused_of_several_days_is_named(desk: Desk) -> None:
    reference = desk.world.ledger(desk.case_id).case.reference
    desk.published(publish=[{"day": day, "times": times("09:00")} for day in (THURSDAY, FRIDAY)])
    desk.books(at(FRIDAY))

    taken = desk.published(publish=[{"day": day, "times": times("10:00")} for day in (THURSDAY, FRIDAY)])
    closing = [{"day": day, "reason": "设备检修"} for day in (THURSDAY, WEDNESDAY)]
    unknown = desk.published(close=closing)
    early = desk.published(missed=[{"reference": reference, "at": at(FRIDAY)}])

    found = [(one.status, one.code, one.json["errors"][0]["pointer"]) for one in (taken, unknown, early)]
    assert found == [
        (409, "slot-has-bookings", "/publish/1"),
        (404, "unknown-slot", "/close/1"),
        (409, "no-appointment", "/missed/0"),
    ]
