from datetime import date
from typing import Any

import pytest

from functions.domain.catalogue.plan import confirmed_limit
from functions.domain.catalogue.rules import facts_of
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import FigureStatus, LimitKind, MaterialSource, Unit
from schemas.catalogue.item import Item
from schemas.catalogue.overlay import base_of, figures_on, place_edition, published_editions, wider
from schemas.catalogue.place_figures import NoticeKind, StandingFigure
from tests.support.each import each
from tests.support.figures import figure_of
from tests.support.samples import application

EDITION = load_edition(CURRENT)
DAY = date(2026, 12, 1)


def placed(code: str, *figures: StandingFigure) -> Item:
    found = place_edition(EDITION, figures)
    assert found.unfit == ()
    return found.edition.item(code)


def unfit(*figures: StandingFigure) -> tuple[str, str]:
    ((_, fault),) = place_edition(EDITION, figures).unfit
    return fault.field, fault.words


def card(**values: Any) -> StandingFigure:
    return figure_of("440106", item="identity_card", **values)


def test_an_edition_that_nobody_set_anything_of_is_itself() -> None:
    assert place_edition(EDITION, ()).edition is EDITION


def test_a_promise_binds_before_the_laws_limit_and_cites_its_own_source() -> None:
    edition = place_edition(EDITION, (card(figure="promised", value=25, unit="natural_day"),)).edition
    limit = confirmed_limit(edition.item("identity_card"), facts_of(application()))

    assert limit is not None
    assert (limit.value, limit.unit, limit.kind) == (25, Unit.NATURAL_DAY, LimitKind.PROMISED)
    assert limit.source is not None
    assert edition.sources[limit.source].title == "广州市公安局公布的办事指南"
    assert (edition.name != CURRENT, base_of(edition.name)) == (True, CURRENT)


def test_the_same_figures_make_the_same_name_and_others_another() -> None:
    names = [place_edition(EDITION, (figure_of("440106", value=days),)).edition.name for days in (3, 3, 4)]

    assert names[0] == names[1] != names[2]


def test_a_limit_that_was_not_known_becomes_known_for_its_own_situation() -> None:
    item = placed(
        "driving_licence", figure_of("440106", item="driving_licence", figure="statutory.2", value=20)
    )

    exam = next(one for one in item.time_limits if one.value == 20)
    assert (exam.status, exam.when) == (
        FigureStatus.CONFIRMED,
        EDITION.item("driving_licence").time_limits[1].when,
    )
    assert sorted(one.value or 0 for one in item.time_limits) == [1, 20]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"figure": "promised", "value": 61, "unit": "natural_day"}, "value"),
        ({"figure": "promised", "value": 43, "unit": "working_day"}, "value"),
        ({"figure": "promised", "value": 3, "unit": "month"}, "value"),
        ({"figure": "statutory", "value": 90, "unit": "natural_day"}, "value"),
        ({"figure": "promised.3"}, "figure"),
        ({"figure": "promised.1"}, "figure"),
        ({"figure": "fee", "value": 10, "unit": None}, "value"),
        ({"figure": "fee.9", "value": 10, "unit": None}, "figure"),
        ({"figure": "visits.2", "value": 1, "unit": None}, "figure"),
        ({"figure": "material.passport", "obtained": "shared_data", "value": None, "unit": None}, "figure"),
        (
            {"figure": "material.household_book", "obtained": "upload", "value": None, "unit": None},
            "obtained",
        ),
        (
            {
                "figure": "material.photo_fingerprint",
                "obtained": "earlier_item",
                "produced_by": "driving_licence",
                "value": None,
                "unit": None,
            },
            "produced_by",
        ),
        ({"figure": "after", "after": [], "value": None, "unit": None}, "after"),
        ({"figure": "after", "after": ["service_check"], "value": None, "unit": None}, "after"),
        (
            {
                "figure": "after",
                "after": ["household_registration", "driving_licence"],
                "value": None,
                "unit": None,
            },
            "after",
        ),
        ({"item": "old_item"}, "item"),
    ],
    ids=lambda value: (
        str(value.get("figure", "")) + str(value.get("value", "")) if isinstance(value, dict) else value
    ),
)
def test_what_does_not_fit_is_named_by_its_field(values: dict[str, Any], field: str) -> None:
    found, words = unfit(figure_of("440106", **{"item": "identity_card", **values}))

    assert found == field
    assert words.endswith("。") or "→" in words


def test_a_licence_takes_no_notice_of_a_places_own() -> None:
    values: dict[str, Any] = {"figure": "notice", "notice": "published", "value": None, "unit": None}

    assert unfit(figure_of("440106", item="driving_licence", **values))[0] == "notice"
    assert placed("identity_card", card(**values)).notice is NoticeKind.PUBLISHED


def test_what_does_not_fit_is_left_out_and_the_rest_is_used() -> None:
    figures = (card(figure="promised", value=61, unit="natural_day"), figure_of("440106", value=3))

    found = place_edition(EDITION, figures)

    assert [one.figure.item for one, _ in found.unfit] == ["identity_card"]
    assert [one.figure.value for one in found.edition.figures] == [3]


def test_a_places_lower_limit_of_the_law_bounds_its_promise() -> None:
    limits = [
        figure_of("440000", item="identity_card", figure="statutory", value=20, unit="natural_day"),
        card(figure="promised", value=25, unit="natural_day"),
    ]

    assert unfit(*limits) == ("value", "不能长于法定办结时限 20 日。")


def test_fee_visits_material_order_and_practice_are_set() -> None:
    none: dict[str, Any] = {"value": None, "unit": None}
    edition = place_edition(
        EDITION,
        (
            card(figure="fee.2", value=20, unit=None, text="换领工本费"),
            card(figure="visits", value=1, unit=None),
            card(figure="example", text="可以预约。", **none),
            figure_of("440106", item="pension_transfer", figure="after", after=[], **none),
            figure_of(
                "440106",
                item="pension_transfer",
                figure="material.transfer_form",
                obtained="shared_data",
                **none,
            ),
        ),
    ).edition

    item, pension = edition.item("identity_card"), edition.item("pension_transfer")
    form = next(one for one in pension.materials if one.code == "transfer_form")
    before = EDITION.item("pension_transfer").materials
    assert (item.fee.cases[1].value, item.fee.cases[1].note) == (20, "换领工本费")
    assert (item.visits.value, item.visits.told) == (1, "照片和指纹须本人到场采集。")
    assert [one.place for one in item.examples] == ["示例地方"]
    assert pension.after == ()
    assert (form.source, form.deferrable) == (MaterialSource.SHARED_DATA, None)
    assert form.basis in edition.sources
    assert pension.materials == tuple(form if one.code == form.code else one for one in before)


def test_the_narrowest_place_wins_from_its_day_on() -> None:
    province, county = figure_of("440000", value=9), figure_of("440106", value=3, since="2026-12-05")

    before = figures_on([[province], [county]], DAY)
    after = figures_on([[province], [county]], date(2026, 12, 5))

    assert [one.figure.value for one in before] == [9]
    assert [one.figure.value for one in after] == [3]


def test_of_one_place_the_latest_day_wins_and_what_is_revoked_leaves_the_wider_place() -> None:
    city = [figure_of("440100", value=9)]
    county = [
        figure_of("440106", value=3),
        figure_of("440106", value=2, since="2026-11-30"),
        figure_of("440106", value=None, unit=None, revoked=True, since="2026-12-02"),
    ]

    assert [one.figure.value for one in figures_on([city, county], DAY)] == [2]
    assert [one.figure.value for one in figures_on([city, county], date(2026, 12, 2))] == [9]


@each(
    "place, around",
    [
        ("440000", ("440000",)),
        ("440100", ("440000", "440100")),
        ("440106", ("440000", "440100", "440106")),
        ("442000114", ("440000", "442000", "442000114")),
        ("440307f01", ("440000", "440300", "440307", "440307f01")),
        ("tianhe-public-security", ("tianhe-public-security",)),
    ],
)
def test_a_place_lies_in_those_around_it(place: str, around: tuple[str, ...]) -> None:
    assert wider(place) == around


def test_the_two_published_figures_stand_as_those_of_their_places_and_never_change_under_their_names() -> (
    None
):
    found = published_editions(EDITION)

    told = {
        name: [(one.place, one.figure.item, one.figure.figure, one.figure.value) for one in edition.figures]
        for name, edition in found.items()
    }
    assert told == {
        "2026-11.e5cbabc65610": [
            ("440106", "identity_card", "promised", 25),
            ("440106", "identity_card", "visits", 1),
        ],
        "2026-11.569733d1aaf4": [
            ("442000114", "pension_transfer", "promised", 15),
            ("442000114", "pension_transfer", "visits", 0),
        ],
    }
    assert all(load_edition(name).name == name for name in found)
    for code in ("identity_card", "pension_transfer"):
        assert EDITION.item(code).examples == ()
