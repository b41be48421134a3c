from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Person, Principal
from functions.domain.catalogue.refusals import InvalidApplication, UnknownItem, UnknownRegion
from functions.domain.errors import FieldProblem
from functions.domain.guide.refusals import ItemNotOffered
from functions.domain.intake.opening import Gathered, Opened, open_case
from functions.domain.intake.origin import Origin
from functions.domain.intake.refusals import MaterialsMissing
from functions.domain.refusals import Forbidden
from schemas.catalogue.edition import CURRENT, Edition, load_edition
from schemas.codes import ItemStatus, Outcome, Role
from schemas.guide.rollout import Channel, RolloutEntry
from schemas.intake.materials import AskedUpload, AskedUploads, DeferralRequest
from schemas.regions import Regions
from tests.support.filing import FORM, MEDICAL, PENSION
from tests.support.make import CALENDAR, NOW
from tests.support.samples import application

EDITION = load_edition(CURRENT)
APPLICANT = Principal("applicant-1", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))
PAPERS = {"insurance__pension_voucher": "paper", "insurance__medical_voucher": "paper"}
OFF = RolloutEntry.model_validate(
    {
        "items": ("identity_card", "driving_licence"),
        "channels": ("yue_sheng_shi",),
        "stage": "off",
        "since": NOW.date(),
        "way": "请到窗口办理。",
    },
    strict=False,
)


def opened(
    values: Mapping[str, Any] | None = None,
    *,
    by: Principal = APPLICANT,
    channel: Channel = Channel.GOVERNMENT_PORTAL,
    rollout: tuple[RolloutEntry, ...] = (),
    asked: AskedUploads | None = None,
    edition: Edition = EDITION,
) -> Opened:
    origin = Origin(
        case_id="case-1",
        reference="TY2026-1",
        at=NOW,
        by=by,
        applicant=by.subject,
        edition=edition,
        channel=channel,
        detail={"office": "440106"},
    )
    form = application(**(values or {}))
    return open_case(form, origin, Gathered(rollout, asked or AskedUploads()), CALENDAR)


def places(problems: tuple[FieldProblem, ...]) -> list[str]:
    return [problem.pointer for problem in problems]


def upload(place: tuple[str, str], *, arrived: bool = True) -> AskedUpload:
    item, material = place
    return AskedUpload(
        id=f"{item}-1",
        item=item,
        material=material,
        media_type="application/pdf",
        size=10,
        sha256="0" * 64,
        arrived=arrived,
    )


def test_the_service_check_comes_first_and_only_it_is_ready() -> None:
    check, *others = opened().ledger.items

    assert check.is_service_check
    assert check.status is ItemStatus.READY
    assert {item.status for item in others} == {ItemStatus.WAITING}


def test_an_item_that_is_not_needed_is_decided_from_the_beginning_and_its_event_says_so() -> None:
    found = opened({"driving": {"licence": "none"}})

    item = found.ledger.item("driving_licence")
    assert (item.status, item.outcome, item.decided_at) == (ItemStatus.DONE, Outcome.NOT_NEEDED, NOW)
    assert [event.key for event in found.events] == ["submitted", "not_needed/driving_licence"]


def test_the_first_event_tells_the_channel_and_who_sent_it() -> None:
    submitted = opened().events[0]

    assert submitted.actor == "applicant"
    assert {"channel", "office"} == set(submitted.detail)


def test_what_a_clerk_hands_in_comes_from_the_window_whatever_the_channel_says() -> None:
    clerk = Principal("clerk-1", Role.CLERK, "440106")

    found = opened(by=clerk, channel=Channel.YUE_SHENG_SHI, rollout=(OFF,))

    assert found.events[0].detail["channel"] == Channel.WINDOW


def test_every_item_that_is_not_offered_is_told_at_once() -> None:
    with pytest.raises(ItemNotOffered) as caught:
        opened(channel=Channel.YUE_SHENG_SHI, rollout=(OFF,))

    assert len(caught.value.problems) == len(OFF.items)


def test_every_material_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(MaterialsMissing) as caught:
        opened(PAPERS, asked=AskedUploads(uploads=(upload(PENSION), upload(MEDICAL, arrived=False))))

    assert places(caught.value.problems) == [f"/materials/{'/'.join(one)}" for one in (FORM, MEDICAL)]


def test_files_and_deferrals_go_into_the_case_and_each_deferral_has_its_event() -> None:
    later = DeferralRequest(item=FORM[0], material=FORM[1])
    asked = AskedUploads(uploads=(upload(PENSION), upload(MEDICAL)), deferred=(later,))

    found = opened(PAPERS, asked=asked)

    case = found.ledger.case
    assert {(one.item, one.code) for one in case.materials} == {PENSION, MEDICAL}
    assert [(one.item, one.code) for one in case.deferred] == [FORM]
    assert found.events[-1].key == f"submitted/deferred/{FORM[0]}/{FORM[1]}"


def test_a_clerk_of_no_place_learns_nothing_of_the_form() -> None:
    with pytest.raises(Forbidden):
        opened({"items": ["no_such_item"]}, by=Principal("clerk-1", Role.CLERK))


def test_a_window_elsewhere_takes_it_for_its_place_and_is_kept_with_it() -> None:
    here, there = (opened(by=Principal("clerk-1", Role.CLERK, one)) for one in ("440106", "440300"))

    assert (here.ledger.case.window, there.ledger.case.window) == (None, "440300")
    assert (there.ledger.case.city, there.ledger.case.county) == ("440100", "440106")
    assert "across" not in here.events[0].detail
    assert there.events[0].detail["across"] == "440300"


def test_an_unknown_item_is_told_before_rollout_is_asked_about_it() -> None:
    with pytest.raises(UnknownItem):
        opened({"items": ["no_such_item"]}, channel=Channel.YUE_SHENG_SHI, rollout=(OFF,))


GROUND = {"ground": "enlistment_household"}
DONGGUAN = {"city": "441900", "town": "虎门镇", "address": "东莞市虎门镇示例路1号", **GROUND}


def test_a_city_without_counties_is_routed_by_its_town() -> None:
    ledger = opened({"destination": DONGGUAN}).ledger

    assert ledger.case.county == "441900121"
    assert {item.county for item in ledger.items} == {"441900121"}


def test_a_functional_area_is_where_items_go_and_the_county_whose_case_it_is() -> None:
    place = {"city": "440300", "county": "440307", "town": "大鹏新区", "address": "示例路1号", **GROUND}

    ledger = opened({"destination": place}).ledger

    assert ledger.case.county == "440307"
    assert {item.county for item in ledger.items} == {"440307f01"}


def test_a_town_that_the_city_does_not_have_is_told_at_its_field() -> None:
    with pytest.raises(InvalidApplication) as caught:
        opened({"destination": {**DONGGUAN, "town": "示例镇"}})

    assert [one.pointer for one in caught.value.problems] == ["/destination/town"]


def test_a_county_that_ended_takes_no_new_case() -> None:
    last = NOW.date() - timedelta(days=1)
    first, *others = EDITION.regions.cities
    ended = tuple(
        county.model_copy(update={"until": last}) if county.code == "440106" else county
        for county in first.counties
    )
    cities = (first.model_copy(update={"counties": ended}), *others)
    edition = EDITION.model_copy(
        update={
            "regions": Regions.model_validate(
                EDITION.regions.model_copy(update={"cities": cities}).model_dump()
            )
        }
    )

    with pytest.raises(UnknownRegion) as caught:
        opened(edition=edition)

    assert [one.pointer for one in caught.value.problems] == ["/destination/county"]


def test_a_window_of_the_town_takes_its_own_cases_and_those_of_another_town_across() -> None:
    here = Principal("clerk-1", Role.CLERK, "441900121")

    own = opened({"destination": DONGGUAN}, by=here).ledger.case
    across = opened({"destination": {**DONGGUAN, "town": "厚街镇"}}, by=here).ledger.case

    assert (own.county, own.window) == ("441900121", None)
    assert (across.county, across.window) == ("441900122", "441900121")


def test_a_place_without_a_ground_or_with_one_of_somebody_else_is_told_at_its_field() -> None:
    whole = {"city": "440100", "county": "440106", "address": "示例路1号"}

    for place in (whole, {**whole, "ground": "spouse_household"}):
        with pytest.raises(InvalidApplication) as caught:
            opened({"destination": place})
        assert [one.pointer for one in caught.value.problems] == ["/destination/ground"]
