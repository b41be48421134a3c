"""A bad rating comes to the office, which calls back and says what came of it."""

from datetime import timedelta

from functions.usecases.applicant.rate import rate
from functions.usecases.record_kinds.case import LOOKED
from schemas.applicant.ratings import RatingOrder
from schemas.codes_citizen import RatingLevel
from tests.support.each import each
from tests.support.fakes.damaged_places import damaged_world
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, FAR_AWAY, HOUSEHOLD, OTHERS
from tests.support.world import APPLICANT, World

REPORT = {"reached": "yes", "done": "已致歉，约好周三上门补照片。"}


class Rated(Desk):
    """The household registration is granted, and its applicant is not content."""

    def __init__(self, world: World | None = None) -> None:
        super().__init__(world)
        self.world.answered(self.case_id, HOUSEHOLD, "granted")
        order = RatingOrder(item=HOUSEHOLD, level=RatingLevel.DISSATISFIED, text="跑了三次。")
        rate(self.case_id, order, by=APPLICANT, key="rating-0001", deps=self.world.deps)
        self.visit = f"/office/visits/{self.case_id}/{HOUSEHOLD}"


def test_a_bad_rating_is_listed_with_whom_to_call_and_reported() -> None:
    desk = Rated()
    site = desk.site()

    listed = site.get("/office/visits")
    form = site.get(listed.link("户口登记"))
    done = site.submit(form, REPORT, action=desk.visit)

    assert "不满意" in listed.words
    assert all(words in form.words for words in ("跑了三次。", "测试甲", "10000000001", "回访期限"))
    assert "已登记回访。" in done.words
    assert "没有等待回访的评价" in done.words
    rating = desk.world.item(desk.case_id, HOUSEHOLD).aftercare.rating
    assert rating is not None
    assert rating.visited_by == "anne"


def test_whoever_opens_whom_to_call_is_noted_as_having_looked() -> None:
    desk = Rated()
    site = desk.site()

    site.get("/office/visits")
    before = desk.world.store.records(f"{LOOKED}#{desk.case_id}", limit=9).entries
    site.get(desk.visit)
    (after,) = desk.world.store.records(f"{LOOKED}#{desk.case_id}", limit=9).entries

    assert before == ()
    assert (after.body["what"], after.body["by"], after.body["item"]) == ("fields", "anne", HOUSEHOLD)


def test_whose_form_cannot_be_read_keeps_no_other_visit_out_of_the_list() -> None:
    world, store = damaged_world()
    desk = Rated(world)
    broken = Rated(world)
    store.damaged_form = broken.case_id

    listed = desk.site().get("/office/visits")

    assert listed.status == 200
    assert desk.reference in listed.words
    assert "有 1 个事项的记录暂时读不出" in listed.words


def test_reported_twice_it_is_kept_once() -> None:
    desk = Rated()
    form = desk.site().get(desk.visit)
    for _ in range(2):
        last = desk.site().submit(form, REPORT, action=desk.visit)

    assert last.status == 200
    assert desk.world.kinds(desk.case_id).count("visited") == 1


@each(
    "values, errors",
    [
        ({}, ["请选择是否联系上申请人。", "请写明说了什么、怎样处理，5 至 1000 字。"]),
        ({"reached": "no", "done": "没接"}, ["请写明说了什么、怎样处理，5 至 1000 字。"]),
        ({"done": REPORT["done"]}, ["请选择是否联系上申请人。"]),
    ],
)
def test_what_is_wrong_stands_at_its_field(values: dict[str, str], errors: list[str]) -> None:
    desk = Rated()

    shown = desk.site().submit(desk.site().get(desk.visit), values, action=desk.visit)

    assert (shown.status, shown.errors) == (422, errors)
    assert values.get("done", "") in shown.html


def test_what_a_colleague_has_reported_is_told() -> None:
    desk = Rated()
    form = desk.site().get(desk.visit)
    desk.site().submit(form, REPORT, action=desk.visit)

    late = desk.site().get(desk.visit)

    assert (late.status, "可能已由他人回访" in late.words) == (409, True)


def test_what_was_typed_of_a_visit_that_a_colleague_has_reported_meanwhile_is_not_lost() -> None:
    desk = Rated()
    form = desk.site(BELLA).get(desk.visit)
    desk.site().submit(desk.site().get(desk.visit), REPORT, action=desk.visit)

    late = desk.site(BELLA).submit(form, {**REPORT, "done": "打过两次，没有人接。"}, action=desk.visit)

    assert late.status == 409
    assert "您填写的、没有登记的内容 打过两次，没有人接。" in late.words


def test_an_address_alone_says_of_no_visit_that_it_was_reported() -> None:
    desk = Rated()
    addresses = ("1", "x.y", f"{desk.case_id}.{HOUSEHOLD}")
    unsaid = [desk.site().get(f"/office/visits?done={one}").words for one in addresses]
    done = desk.site().submit(desk.site().get(desk.visit), REPORT, action=desk.visit)

    colleague = desk.site(BELLA).get(done.address)
    again = desk.site().get(done.address)
    desk.world.clock.advance(timedelta(minutes=31))
    later = desk.site().get(done.address)

    told = ["已登记回访。" in words for words in (*unsaid, colleague.words, again.words, later.words)]
    assert told == [False, False, False, False, True, False]


def test_others_see_none_of_it() -> None:
    desk = Rated()

    for who in (FAR_AWAY, OTHERS):
        assert "没有等待回访的评价" in desk.site(who).get("/office/visits").words
        assert desk.site(who).get(desk.visit).status == 404


def test_nobody_is_said_to_wait_for_no_visit_where_all_that_is_cannot_be_read() -> None:
    world, store = damaged_world()
    desk = Rated(world)
    store.damaged_form = desk.case_id

    listed = desk.site().get("/office/visits")

    assert "有 1 个事项的记录暂时读不出" in listed.words
    assert "没有等待回访的评价" not in listed.words
