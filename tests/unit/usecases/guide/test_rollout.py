import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.case.access import Principal
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import KeyReused
from functions.domain.guide.refusals import CityNotFound, InvalidRollout, ItemNotOffered
from functions.domain.guide.rollout import check_offered
from functions.ports.case_store import CaseQuery
from functions.usecases.guide.rollout import entries_in, offers, rollout_changes, rollout_of, set_rollout
from functions.usecases.intake.submit import submit
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Role
from schemas.guide.rollout import Channel, RolloutChange
from schemas.problems import problems
from tests.support.each import each
from tests.support.world import APPLICANT, World, application

OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")
CLERK = Principal("clerk-1", Role.CLERK, "440106")
WAY = "请携带材料到公安机关办证窗口办理。"


def entry(**values: Any) -> dict[str, Any]:
    whole = {"items": ["identity_card"], "channels": ["yue_sheng_shi"], "stage": "off"}
    return {**whole, "since": "2026-11-01", "way": WAY, **values}


def change(*entries: dict[str, Any], city: str = "440100") -> RolloutChange:
    return RolloutChange.model_validate_json(
        json.dumps({"city": city, "entries": entries, "reason": "分批上线"})
    )


def world(*entries: dict[str, Any]) -> World:
    made = World()
    set_rollout(change(*entries), expected=0, by=OPERATOR, deps=made.deps)
    return made


def refused(made: World, channel: Channel, **values: Any) -> list[tuple[str, str]]:
    try:
        form = application(**values)
        entries = entries_in(form.destination.city, made.deps)
        check_offered(form, entries, channel, shanghai_date(made.clock()), load_edition(CURRENT))
    except ItemNotOffered as error:
        return [(problem.pointer, problem.detail) for problem in error.problems]
    return []


def test_what_nobody_named_is_live() -> None:
    assert refused(World(), Channel.YUE_SHENG_SHI) == []


def test_an_item_that_is_off_is_refused_by_name_with_the_way_it_is_done_there() -> None:
    found = refused(world(entry()), Channel.YUE_SHENG_SHI)

    assert found == [
        ("/items/4", f"“居民身份证申领”在广州市尚未通过粤省事开通。目前的办理方式：{WAY}"),
    ]


def test_it_is_off_on_its_channel_only() -> None:
    assert refused(world(entry()), Channel.GOVERNMENT_PORTAL) == []


def test_a_clerk_submits_at_the_window_whatever_the_channel_says() -> None:
    made = world(entry(channels=["window"]))

    with pytest.raises(ItemNotOffered):
        submit(application(), by=CLERK, key="key-1", deps=made.deps, channel=Channel.YUE_SHENG_SHI)
    taken = submit(application(), by=APPLICANT, key="key-1", deps=made.deps, channel=Channel.YUE_SHENG_SHI)

    (event,) = (one for one in made.store.events(taken.case_id, limit=9).entries if one.key == "submitted")
    assert event.detail["channel"] == "yue_sheng_shi"


def test_an_item_that_is_off_opens_no_case() -> None:
    made = world(entry())

    with pytest.raises(ItemNotOffered):
        submit(application(), by=APPLICANT, key="key-1", deps=made.deps, channel=Channel.YUE_SHENG_SHI)

    assert made.store.cases(CaseQuery(), limit=9).entries == ()


def test_what_was_taken_before_it_was_turned_off_is_told_again_under_its_key() -> None:
    made = World()
    first = submit(application(), by=APPLICANT, key="key-1", deps=made.deps)
    set_rollout(change(entry(channels=["government_portal"])), expected=0, by=OPERATOR, deps=made.deps)

    again = submit(application(), by=APPLICANT, key="key-1", deps=made.deps)

    assert again == first
    with pytest.raises(KeyReused):
        submit(application(items=["identity_card"]), by=APPLICANT, key="key-1", deps=made.deps)
    with pytest.raises(ItemNotOffered):
        submit(application(), by=APPLICANT, key="key-2", deps=made.deps)


def test_it_is_off_in_its_city_only() -> None:
    found = refused(
        world(entry()),
        Channel.YUE_SHENG_SHI,
        destination={"city": "441900", "town": "虎门镇", "address": "东莞市示例路1号"},
    )

    assert found == []


@each(
    "since, until, off",
    [
        ("2026-11-24", "2026-11-24", True),
        ("2026-11-25", None, False),
        ("2026-11-01", "2026-11-23", False),
        ("2026-11-01", "2026-12-31", True),
    ],
)
def test_an_entry_holds_from_its_first_day_to_its_last(since: str, until: str | None, off: bool) -> None:
    made = world(entry(since=since, until=until))

    assert bool(refused(made, Channel.YUE_SHENG_SHI)) is off


def test_the_day_is_that_of_the_province() -> None:
    made = world(entry(since="2026-11-25"))
    made.clock.now = made.clock().replace(hour=16)

    assert refused(made, Channel.YUE_SHENG_SHI) != []


@each("counties, refusals", [(["440106"], 0), (["440103"], 1), ([], 0)])
def test_a_pilot_is_open_in_its_counties(counties: list[str], refusals: int) -> None:
    made = world(entry(stage="pilot", counties=counties))

    assert len(refused(made, Channel.YUE_SHENG_SHI)) == refusals


def test_where_the_county_is_not_known_a_pilot_is_open_for_nobody_knows() -> None:
    made = world(entry(stage="pilot", counties=["440103"]))

    offer = offers(("identity_card",), "440100", None, made.deps)["identity_card"]

    assert (offer[Channel.YUE_SHENG_SHI].open, offer[Channel.WINDOW].open) == (None, True)


def test_without_a_city_nothing_is_told() -> None:
    assert offers(("identity_card",), None, None, World().deps) == {}


@each(
    "changed, pointer",
    [
        ({"items": ["no_such_item"]}, "/entries/0/items/0"),
        ({"items": ["service_check"]}, "/entries/0/items/0"),
        ({"stage": "pilot", "counties": ["440303"]}, "/entries/0/counties/0"),
    ],
)
def test_what_the_catalogue_or_the_city_does_not_have_is_refused(
    changed: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidRollout) as caught:
        set_rollout(change(entry(**changed)), expected=0, by=OPERATOR, deps=World().deps)

    assert [problem.pointer for problem in caught.value.problems] == [pointer]


@each(
    "entries, pointer",
    [
        ((entry(way=None),), "/entries/0/way"),
        ((entry(stage="pilot", counties=["440106"], way=None),), "/entries/0/way"),
        ((entry(counties=["440106"]),), "/entries/0/counties"),
        ((entry(until="2026-10-31"),), "/entries/0/until"),
        ((entry(), entry(stage="live", since="2026-12-01")), "/entries/1"),
        ((entry(since="2026-12-01"), entry(until="2026-12-01")), "/entries/1"),
        ((entry(items=[]),), "/entries/0/items"),
    ],
)
def test_an_entry_that_is_not_whole_is_refused_at_its_place(
    entries: tuple[dict[str, Any], ...], pointer: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        change(*entries)

    assert [place for place, _ in problems(caught.value)] == [pointer]


def test_entries_that_follow_each_other_do_not_overlap() -> None:
    assert change(
        entry(until="2026-11-30"), entry(stage="live", since="2026-12-01"), entry(channels=["window"])
    )


@each("region, city", [("440300", "440100"), ("440106", "440100"), ("440000", "449900")])
def test_an_operator_sees_and_sets_whole_cities_of_their_region(region: str, city: str) -> None:
    made, by = World(), Principal("operator-2", Role.OPERATOR, region)

    with pytest.raises(CityNotFound):
        rollout_of(city, by=by, deps=made.deps)
    with pytest.raises(CityNotFound):
        rollout_changes(city, by=by, deps=made.deps)
    with pytest.raises(CityNotFound):
        set_rollout(change(city=city), expected=0, by=by, deps=made.deps)


def test_the_changes_of_a_city_are_kept() -> None:
    made = world(entry())
    made.clock.advance(timedelta(days=1))
    set_rollout(change(), expected=1, by=OPERATOR, deps=made.deps)

    newest, first = rollout_changes("440100", by=OPERATOR, deps=made.deps).entries

    assert (first.before, newest.after) == (None, {"entries": []})
    assert newest.before == first.after
