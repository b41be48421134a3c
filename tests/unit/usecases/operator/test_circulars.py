import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.catalogue.refusals import UnknownItem, UnknownRegion
from functions.domain.conflicts import CircularEnded, KeyReused, QuestionAnswered
from functions.domain.operator.refusals import CircularNotFound, InvalidCircular
from functions.ports.case_store import Record
from functions.usecases.operator.circular_answers import (
    acknowledge,
    acknowledgements,
    answer_question,
    ask_about,
    open_questions,
    places_under,
    questions_of,
    silent_places,
)
from functions.usecases.operator.circulars import (
    circular_of,
    circular_place,
    circulars,
    publish,
    withdraw_circular,
)
from functions.usecases.record_kinds.operator import CIRCULAR, CIRCULAR_ASKED, CIRCULAR_OPEN
from functions.usecases.walks import every
from schemas.codes import Department, Role
from schemas.ids import CIRCULAR_ID
from schemas.operator.circulars import CircularOrder
from schemas.wire import PROVINCE
from tests.support.make import NOW
from tests.support.world import World

PROVINCIAL = Principal("operator-p", Role.OPERATOR, PROVINCE)
GUANGZHOU = Principal("operator-g", Role.OPERATOR, "440100")
CLERK = Principal("clerk-t", Role.CLERK, "440106")
FAR_CLERK = Principal("clerk-s", Role.CLERK, "440305")
POLICE = Principal("staff-p", Role.DEPARTMENT_STAFF, "440106", Department.PUBLIC_SECURITY)
SOCIAL = Principal("staff-h", Role.DEPARTMENT_STAFF, "440106", Department.HUMAN_RESOURCES)
ORDER = CircularOrder(
    region=PROVINCE,
    kind="rule",
    title="恢复户口的办理口径",
    text="退役军人恢复户口，凭介绍信和退役证件办理，不再要求其他证明。",
    effective_on=NOW.date(),
)


class BesideAnother:
    """A store in which somebody else acts right after the first circular was written."""

    def __init__(self, store: Any, then: Callable[[], object]) -> None:
        self._store, self._then = store, [then]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, record: Record) -> Record:
        made: Record = self._store.put(record)
        if record.kind.startswith(f"{CIRCULAR}#") and self._then:
            self._then.pop()()
        return made


class Lists:
    """Notes which lists of records are read."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def records(self, kind: str, **asked: Any) -> Any:
        self.read.append(kind)
        return self._store.records(kind, **asked)


def published(world: World, by: Principal = PROVINCIAL, *, key: str = "key-00001", **changed: object) -> str:
    return publish(ORDER.model_copy(update=changed), by=by, key=key, deps=world.deps).key


def listed(world: World, by: Principal, words: str = "", **asked: object) -> list[str]:
    page = circulars(words, by=by, limit=20, cursor=None, deps=world.deps, **asked)  # type: ignore[arg-type]
    return [one.key for one in page.entries]


def open_to(world: World, by: Principal) -> list[Record]:
    page = open_questions(by=by, limit=20, cursor=None, deps=world.deps)
    return [one.record for one in page.entries]


def test_what_the_province_issues_is_read_everywhere_and_a_citys_only_in_it() -> None:
    world = World()
    provincial = published(world)
    world.clock.advance(timedelta(minutes=1))
    city = published(world, GUANGZHOU, key="key-00002", region="440100")

    assert listed(world, CLERK) == [city, provincial]
    assert listed(world, FAR_CLERK) == [provincial]
    with pytest.raises(CircularNotFound):
        circular_of(city, by=FAR_CLERK, deps=world.deps)


def test_the_newest_of_a_place_comes_first() -> None:
    world = World()
    first = published(world)
    world.clock.advance(timedelta(minutes=1))
    second = published(world, key="key-00002")

    assert listed(world, PROVINCIAL) == [second, first]


def test_an_office_reads_what_is_for_its_department() -> None:
    world = World()
    for_police = published(world, departments=(Department.PUBLIC_SECURITY,))

    assert listed(world, POLICE) == [for_police]
    assert listed(world, SOCIAL) == []
    assert listed(world, CLERK) == [for_police]


def test_it_is_found_by_all_words_by_item_and_by_kind() -> None:
    world = World()
    one = published(world, items=("household_registration",))

    assert listed(world, CLERK, "介绍信 退役证件") == [one]
    assert listed(world, CLERK, "介绍信 身份证") == []
    assert listed(world, CLERK, item="household_registration", kind="rule") == [one]
    assert listed(world, CLERK, kind="notice") == []


def test_the_same_key_publishes_once_and_another_text_under_it_is_refused() -> None:
    world = World()

    first = published(world)
    world.clock.advance(timedelta(hours=1))

    assert published(world) == first
    assert listed(world, PROVINCIAL) == [first]
    with pytest.raises(KeyReused):
        published(world, title="另一份口径")


def test_nobody_issues_for_a_place_beyond_their_own_or_for_no_item() -> None:
    world = World()

    with pytest.raises(UnknownRegion):
        published(world, GUANGZHOU)
    with pytest.raises(UnknownRegion):
        published(world, region="449999")
    with pytest.raises(UnknownItem):
        published(world, items=("no_such_item",))
    assert listed(world, PROVINCIAL) == []


@pytest.mark.parametrize(
    "dates",
    [{"acknowledge_by": NOW.date() - timedelta(days=1)}, {"effective_on": date(1, 1, 1)}],
    ids=["acknowledge_by", "effective_on"],
)
def test_dates_that_cannot_be_meant_are_refused(dates: dict[str, Any]) -> None:
    world = World()

    with pytest.raises(InvalidCircular) as refused:
        published(world, **dates)

    assert [one.pointer for one in refused.value.problems] == [f"/{name}" for name in dates]
    assert listed(world, PROVINCIAL) == []


def test_where_nobody_of_a_citys_towns_has_read_it_is_told() -> None:
    world = World()
    one = published(world, Principal("operator-d", Role.OPERATOR, "441900"), region="441900")
    acknowledge(one, by=Principal("clerk-h", Role.CLERK, "441900121"), deps=world.deps)

    silent = silent_places(one, by=Principal("operator-d", Role.OPERATOR, "441900"), deps=world.deps)

    assert len(silent) == len(places_under("441900", world.deps)) - 1


def test_a_new_one_replaces_the_old_which_stays_readable() -> None:
    world = World()
    old = published(world)
    world.clock.advance(timedelta(days=1))
    new = published(world, key="key-00002", replaces=old)

    assert listed(world, CLERK) == [new]
    assert listed(world, CLERK, ended=True) == [old]
    assert circular_of(old, by=CLERK, deps=world.deps).body["replaced_by"] == new
    assert published(world, key="key-00002", replaces=old) == new
    with pytest.raises(CircularEnded):
        published(world, key="key-00003", replaces=old)


def test_it_is_withdrawn_with_a_reason_by_operators_over_its_place_alone() -> None:
    world = World()
    one = published(world)

    with pytest.raises(CircularNotFound):
        withdraw_circular(one, "口径有误", by=GUANGZHOU, deps=world.deps)
    ended = withdraw_circular(one, "口径有误", by=PROVINCIAL, deps=world.deps)
    again = withdraw_circular(one, "口径有误", by=PROVINCIAL, deps=world.deps)
    with pytest.raises(CircularEnded):
        withdraw_circular(one, "别的理由", by=PROVINCIAL, deps=world.deps)

    assert ended.body["withdrawn"]["reason"] == again.body["withdrawn"]["reason"] == "口径有误"
    assert listed(world, CLERK) == []
    with pytest.raises(CircularEnded):
        acknowledge(one, by=CLERK, deps=world.deps)


def test_who_acknowledged_it_is_listed_once_and_where_nobody_did_is_told() -> None:
    world = World()
    one = published(world)
    before = silent_places(one, by=PROVINCIAL, deps=world.deps)

    first = acknowledge(one, by=CLERK, deps=world.deps)
    world.clock.advance(timedelta(hours=1))
    again = acknowledge(one, by=CLERK, deps=world.deps)
    acknowledge(one, by=POLICE, deps=world.deps)

    page = acknowledgements(one, by=PROVINCIAL, limit=20, cursor=None, deps=world.deps)
    assert first.body == again.body
    assert sorted(found.body["by"] for found in page.entries) == ["clerk-t", "staff-p"]
    assert len(before) == 21
    assert set(before) - set(silent_places(one, by=PROVINCIAL, deps=world.deps)) == {"440100"}
    assert silent_places(one, by=GUANGZHOU, deps=world.deps) == ()


def test_a_citys_own_counties_are_those_that_may_be_silent() -> None:
    world = World()
    one = published(world, GUANGZHOU, region="440100")
    acknowledge(one, by=CLERK, deps=world.deps)

    silent = silent_places(one, by=GUANGZHOU, deps=world.deps)

    assert "440106" not in silent
    assert "440103" in silent


def test_a_question_waits_for_whoever_issued_it_and_everybody_reads_the_answer() -> None:
    world = World()
    one = published(world)

    asked = ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)
    again = ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)
    waiting = open_to(world, PROVINCIAL)
    said = answer_question(
        one, asked.record.key, "请先联系退役军人事务局补开", by=PROVINCIAL, deps=world.deps
    )

    assert asked.record.key == again.record.key
    assert [found.key for found in waiting] == [asked.record.key]
    assert open_to(world, GUANGZHOU) == []
    assert open_to(world, PROVINCIAL) == []
    read = questions_of(one, by=FAR_CLERK, limit=20, cursor=None, deps=world.deps)
    assert read.entries[0].record.body["answer"]["text"] == said.record.body["answer"]["text"]


def test_a_question_is_answered_once() -> None:
    world = World()
    one = published(world)
    asked = ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)
    answer_question(one, asked.record.key, "请先补开介绍信", by=PROVINCIAL, deps=world.deps)

    same = answer_question(one, asked.record.key, "请先补开介绍信", by=PROVINCIAL, deps=world.deps)

    assert same.record.body["answer"]["text"] == "请先补开介绍信"
    with pytest.raises(QuestionAnswered):
        answer_question(one, asked.record.key, "另一个答复意见", by=PROVINCIAL, deps=world.deps)
    with pytest.raises(CircularNotFound):
        answer_question(one, asked.record.key, "越级的答复意见", by=GUANGZHOU, deps=world.deps)


def test_a_crash_between_the_place_and_the_question_loses_nothing_once_it_is_asked_again() -> None:
    world = World()
    one = published(world)
    asked = ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)
    world.store.delete(asked.record)
    assert open_to(world, PROVINCIAL) == []

    ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)

    assert len(open_to(world, PROVINCIAL)) == 1


def test_a_crash_after_the_answer_leaves_no_question_that_waits_for_ever() -> None:
    world = World()
    one = published(world)
    asked = ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)
    place = world.store.record(f"{CIRCULAR_OPEN}#{PROVINCE}", f"{PROVINCE}-{asked.record.key}")
    assert place is not None
    answer_question(one, asked.record.key, "请先补开介绍信", by=PROVINCIAL, deps=world.deps)
    world.store.put(Record(place.kind, place.key, place.body))

    shown = open_to(world, PROVINCIAL)
    answer_question(one, asked.record.key, "请先补开介绍信", by=PROVINCIAL, deps=world.deps)

    assert shown == []
    assert world.store.record(place.kind, place.key) is None


def test_a_citys_operator_answers_what_is_asked_of_its_counties_circulars() -> None:
    world = World()
    county = Principal("operator-t", Role.OPERATOR, "440106")
    one = published(world, county, region="440106")

    ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)

    assert len(open_to(world, county)) == len(open_to(world, GUANGZHOU)) == 1


def test_what_waits_is_the_own_places_and_that_of_those_right_under_it() -> None:
    world = World()
    asked = {}
    for place in (PROVINCE, "440100", "440300", "440106", "440303"):
        one = published(world, region=place, key=f"key-{place}")
        asked[place] = ask_about(
            one, "没有介绍信怎么办", by=PROVINCIAL, key=f"ask-{place}", deps=world.deps
        ).record
        world.clock.advance(timedelta(minutes=1))

    def waits_for(region: str) -> list[Record]:
        return open_to(world, Principal("operator-w", Role.OPERATOR, region))

    assert waits_for(PROVINCE) == [asked[PROVINCE], asked["440100"], asked["440300"]]
    assert waits_for("440100") == [asked["440100"], asked["440106"]]
    assert waits_for("440300") == [asked["440300"], asked["440303"]]
    assert waits_for("440106") == [asked["440106"]]
    assert waits_for("440200") == []


def test_open_questions_of_all_cities_are_one_list_and_those_of_one_are_two() -> None:
    world = World()
    one = published(world)
    ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)
    lists = Lists(world.store)

    for by in (PROVINCIAL, GUANGZHOU):
        open_questions(by=by, limit=20, cursor=None, deps=replace(world.deps, store=lists))

    assert lists.read == [f"{CIRCULAR_OPEN}#{place}" for place in (PROVINCE, PROVINCE, "440100")]


def test_pages_of_open_questions_miss_none_and_repeat_none() -> None:
    world = World()
    places = ("440100", "440106", "440103")
    for number, place in enumerate(places * 2):
        one = published(world, region=place, key=f"key-{number:05}")
        ask_about(one, "没有介绍信怎么办", by=PROVINCIAL, key=f"ask-{number:05}", deps=world.deps)
        world.clock.advance(timedelta(minutes=1))
    far = published(world, region="440300", key="key-far00")
    ask_about(far, "没有介绍信怎么办", by=PROVINCIAL, key="ask-far00", deps=world.deps)

    found = every(lambda cursor: open_questions(by=GUANGZHOU, limit=2, cursor=cursor, deps=world.deps))

    assert [circular_place(one.circular) for one in found] == [
        one for one in sorted(places) for _ in range(2)
    ]


def test_a_town_has_circulars_of_its_own() -> None:
    world = World()
    town = Principal("operator-d", Role.OPERATOR, "441900003")
    one = published(world, town, region="441900003")

    found = withdraw_circular(one, "口径有误", by=town, deps=world.deps)

    assert re.fullmatch(CIRCULAR_ID, one)
    assert circular_place(one) == "441900003"
    assert found.body["withdrawn"]["reason"] == "口径有误"


def test_whoever_works_in_a_functional_area_reads_its_countys() -> None:
    world = World()
    staff = Principal("staff-q", Role.DEPARTMENT_STAFF, "440305400", Department.PUBLIC_SECURITY)
    one = published(world, region="440305")

    assert listed(world, staff) == [one]


def test_of_two_that_replace_the_same_one_stands() -> None:
    world = World()
    old = published(world)
    publishing = replace(
        world.deps, store=BesideAnother(world.store, lambda: published(world, key="key-00002", replaces=old))
    )

    with pytest.raises(CircularEnded):
        publish(ORDER.model_copy(update={"replaces": old}), by=PROVINCIAL, key="key-00003", deps=publishing)

    assert len(listed(world, PROVINCIAL)) == 1


def test_what_somebody_asks_is_kept_sealed() -> None:
    world = World()
    one = published(world)
    ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)

    page = world.store.records(f"{CIRCULAR_ASKED}#{one}", limit=1)

    assert page.entries[0].sealed
