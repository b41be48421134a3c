"""The ratings of a region: found from the records' page, narrowed by links that can be kept, one click from their item."""

from functions.domain.case.access import Principal
from functions.usecases.applicant.rate import rate
from schemas.applicant.ratings import RatingOrder
from schemas.codes import Role
from schemas.codes_citizen import RatingLevel
from tests.support.console import Console
from tests.support.incidents import REPORT
from tests.support.world import APPLICANT, World


def served(world: World) -> str:
    case_id = world.submitted(REPORT, "social_insurance")
    world.granted(case_id, "service_check", REPORT, "social_insurance")
    return case_id


def desk_with_ratings() -> Console:
    desk = Console(plant=served)
    for item, level, text in (
        (REPORT, RatingLevel.DISSATISFIED, "等了太久"),
        ("social_insurance", RatingLevel.SATISFIED, None),
    ):
        order = RatingOrder(item=item, level=level, text=text)
        rate(desk.case_id, order, by=APPLICANT, key=f"key-{item}", deps=desk.world.deps)
    return desk


def test_it_is_linked_and_says_what_comes_there() -> None:
    site = Console().site()

    assert "还没有评价" in site.get(site.get("/console/records").link("好差评")).words


def test_a_bad_one_is_found_by_one_click_with_its_words_and_its_visit_and_leads_to_its_item() -> None:
    desk = desk_with_ratings()
    site = desk.site()

    every = site.get("/console/ratings")
    bad = site.get(every.link("差评"))

    assert len(every.soup.select("tbody tr")) == 2
    (row,) = bad.soup.select("tbody tr")
    assert "等了太久" in row.get_text()
    assert "待回访" in row.get_text()
    assert site.get(bad.link("退役报到")).address == desk.item


def test_what_is_none_of_the_choices_filters_nothing_and_what_fits_nothing_says_so() -> None:
    site = desk_with_ratings().site()

    assert len(site.get("/console/ratings?level=worst&since=soon&item=x").soup.select("tbody tr")) == 2
    assert "没有符合这些条件的评价" in site.get("/console/ratings?visit=overdue").words


def test_another_citys_operator_sees_none_of_it() -> None:
    far = desk_with_ratings().site(Principal("far", Role.OPERATOR, "445200"))

    assert "还没有评价" in far.get("/console/ratings").words
