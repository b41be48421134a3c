"""Rating an item through the pages."""

from dataclasses import replace
from datetime import timedelta

from functions.ports.deps import Deps
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import RatingLevel
from tests.support.fakes.clock import START
from tests.support.pages import Site
from tests.support.pages_case import ADDRESS, CASE, as_, case_site, change_item

REPORT = "discharge_report"
PAGE = f"{ADDRESS}/rating/{REPORT}"


def granted() -> tuple[Site, Deps]:
    site, deps = case_site()
    change_item(deps, REPORT, status=ItemStatus.DONE, outcome=Outcome.GRANTED, round=1, sent_round=1)
    return site, deps


def test_an_item_with_its_result_is_rated_and_the_case_says_thanks() -> None:
    site, deps = granted()
    asked = site.get(ADDRESS).link("评价“退役报到”")

    done = site.submit(
        site.get(asked), {"level": "satisfied", "tags": ("quick", "clear"), "text": "办得快"}, action=PAGE
    )

    rating = deps.store.ledger(CASE).item(REPORT).aftercare.rating
    assert rating is not None
    assert rating.level is RatingLevel.SATISFIED
    assert "已经评价，谢谢" in done.words


def test_a_clerk_is_asked_whether_the_applicant_is_satisfied() -> None:
    site, deps = granted()

    assert "您满意吗" in site.get(PAGE).words
    assert "申请人满意吗" in as_("clerk", deps).get(PAGE).words


def test_a_rating_is_shown_with_what_was_written_and_changed_within_a_week() -> None:
    site, deps = granted()
    site.submit(site.get(PAGE), {"level": "satisfied", "text": "办得快"}, action=PAGE)

    again = site.get(PAGE)
    site.submit(again, {"level": "dissatisfied"}, action=PAGE)

    rating = deps.store.ledger(CASE).item(REPORT).aftercare.rating
    assert "办得快" in again.html
    assert "前可以修改" in again.words
    assert rating is not None
    assert rating.level is RatingLevel.DISSATISFIED


def test_after_a_week_it_stays_as_it_is() -> None:
    site, deps = granted()
    shown = site.get(PAGE)
    site.submit(shown, {"level": "satisfied"}, action=PAGE)
    later = as_("soldier", replace(deps, clock=lambda: START + timedelta(days=8)))

    assert "已经过了可以修改的七天" in later.get(PAGE).words
    refused = later.submit(shown, {"level": "neutral", "key": "another-key-0001"}, action=PAGE)
    assert (refused.status, "没有办成" in refused.words) == (409, True)


def test_no_level_is_told_at_its_field_and_what_was_typed_stays() -> None:
    site, _ = granted()

    wrong = site.submit(site.get(PAGE), {"text": "办得快"}, action=PAGE)

    assert (wrong.status, wrong.errors) == (422, ["请选择一个满意程度。"])
    assert "办得快" in wrong.html


def test_what_has_no_result_is_not_rated() -> None:
    site, _ = case_site()

    assert "现在不能评价" in site.get(PAGE).words


def test_another_persons_case_and_another_item_do_not_exist() -> None:
    site, deps = granted()

    assert as_("stranger", deps).get(PAGE).status == 404
    assert site.get(f"{ADDRESS}/rating/fishing_licence").status == 404


def test_whoever_goes_back_and_chooses_another_level_has_changed_it() -> None:
    site, deps = granted()
    page = site.get(PAGE)
    site.submit(page, {"level": "satisfied"}, action=PAGE)

    again = site.submit(page, {"level": "neutral"}, action=PAGE)

    rating = deps.store.ledger(CASE).item(REPORT).aftercare.rating
    assert again.heading == "办件进度"
    assert rating is not None
    assert rating.level is RatingLevel.NEUTRAL
