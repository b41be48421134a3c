"""What is asked about a circular, who answers it, and where it waits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import QuestionAnswered
from functions.domain.operator.refusals import CircularNotFound
from functions.ports.case_store import Record
from functions.usecases.operator.circular_answers import (
    answer_question,
    ask_about,
    open_questions,
    questions_of,
)
from functions.usecases.operator.circulars import (
    circular_place,
)
from functions.usecases.record_kinds.operator import CIRCULAR_ASKED, CIRCULAR_OPEN
from functions.usecases.walks import every
from schemas.codes import Role
from schemas.wire import PROVINCE
from tests.support.circulars import CLERK, FAR_CLERK, GUANGZHOU, PROVINCIAL, open_to, published
from tests.support.world import World


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
        own = Principal("operator-w", Role.OPERATOR, place)
        one = published(world, own, region=place, key=f"key-{place}")
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


def test_what_was_issued_from_above_for_a_place_further_below_waits_for_its_issuer_too() -> None:
    world = World()
    one = published(world, region="440106")
    other = published(world, GUANGZHOU, region="440106", key="key-00002")

    asked = ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps).record
    ask_about(other, "要不要本人到场", by=CLERK, key="ask-00002", deps=world.deps)
    waiting = open_to(world, PROVINCIAL)
    answer_question(one, asked.key, "请先补开介绍信", by=PROVINCIAL, deps=world.deps)

    assert waiting == [asked]
    assert open_to(world, PROVINCIAL) == []
    assert len(open_to(world, GUANGZHOU)) == 1


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


def test_what_somebody_asks_is_kept_sealed() -> None:
    world = World()
    one = published(world)
    ask_about(one, "没有介绍信怎么办", by=CLERK, key="ask-00001", deps=world.deps)

    page = world.store.records(f"{CIRCULAR_ASKED}#{one}", limit=1)

    assert page.entries[0].sealed
