"""The guide as a soldier goes through it: question after question, back, changed, to the result, the paper and a draft."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.domain.case.access import Principal
from functions.domain.refusals import TooOften
from functions.pages.guide.asking import GUIDE_COOKIE
from functions.pages.jar import name_of
from functions.ports.offices import Office
from functions.usecases.intake.kept_drafts import drafts_of
from functions.usecases.limits import count
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department, Role
from tests.support.api_deps import SAMPLE, house
from tests.support.directories import listed
from tests.support.each import each
from tests.support.fakes.offices import FakeOffices
from tests.support.figures import confirmed, proposed_figure
from tests.support.opened import Opened
from tests.support.pages import URLENCODED, Site

EDITION = load_edition(CURRENT)
SOLDIER = Principal("soldier", Role.APPLICANT, person=SAMPLE)
KEPT = name_of(GUIDE_COOKIE, plain=False)
CLERK = Principal("clerk", Role.CLERK, "440106")
CHOICES = {
    "rank_class": "conscript",
    "placement_type": "self_employment",
    "city": "440100",
    "county": "440106",
    "household_cancelled": "true",
    "identity_card": "renew",
    "military_licence": "none",
    "employment": "unemployed",
    "pension_cover": "flexible",
    "pension_link": "waiting",
    "social_security_card": "first",
    "medical_cover": "flexible",
    "medical_history": "military",
    "reserve_designated": "false",
}
DISCHARGED = ("2026", "9", "1")
RESULT = "/guide/result?rank_class=officer&placement_type=retirement"


def asked_for(page: Opened) -> str:
    """The question that a page asks."""
    hidden = page.form("/guide").select_one("input[name=asked]")
    assert hidden is not None
    return str(hidden["value"])


def date_of(code: str, parts: tuple[str, str, str] = DISCHARGED) -> dict[str, str]:
    return dict(zip((f"{code}.year", f"{code}.month", f"{code}.day"), parts, strict=True))


def answer(site: Site, page: Opened) -> Opened:
    code = asked_for(page)
    return site.submit(page, date_of(code) if code == "discharged_on" else {code: CHOICES[code]})


def through(site: Site, until: str = "/guide/result") -> Opened:
    """From the first question on. Nothing is kept but in the browser: it is the same for whoever is not signed in."""
    if site.cookies:
        return _walk(site, until)
    page, cookies = _walked(until)
    site.cookies |= cookies
    return page


@cache
def _walked(until: str) -> tuple[Opened, Mapping[str, str]]:
    site = Site(house())
    return _walk(site, until), site.cookies


def _walk(site: Site, until: str) -> Opened:
    page = site.get("/guide/questions")
    for _ in EDITION.questions:
        if page.address.startswith("/guide/result") or asked_for(page) == until:
            return page
        page = answer(site, page)
    return page


def test_the_start_says_what_is_asked_and_leads_to_the_first_question() -> None:
    site = Site(house())
    start = site.get("/guide")

    assert "不用登录" in start.words
    assert asked_for(site.get(start.link("开始"))) == "rank_class"


@pytest.mark.slow
def test_every_question_has_one_page_and_the_last_leads_to_the_result() -> None:
    page = through(Site(house()))

    assert (page.status, page.heading) == (200, "您要办的事项")
    assert "退役报到" in page.words
    assert "持军警驾驶证申领机动车驾驶证 您没有军队或者武警部队的驾驶证" in page.words


def test_the_address_has_the_choices_and_no_date() -> None:
    site = Site(house())
    page = through(site)
    answers = parse_qs(urlsplit(page.address).query)

    assert answers["rank_class"] == ["conscript"]
    assert "2026" not in page.address
    assert "discharged_on" not in answers
    assert "退役报到：到2026年10月8日为止" in page.words
    assert KEPT in site.cookies


def test_nothing_chosen_is_asked_again_and_says_so() -> None:
    site = Site(house())
    page = site.submit(site.get("/guide/questions"), {})

    assert (page.status, page.errors) == (422, ["请选择一项。"])
    assert page.title.startswith("错误：")
    assert asked_for(page) == "rank_class"


@pytest.mark.slow
def test_who_is_not_sure_may_say_so_and_is_told_where_to_find_out() -> None:
    site = Site(house())
    page = through(site, until="household_cancelled")
    assert "询问入伍前户口所在地派出所" in page.words
    after = site.submit(page, {"household_cancelled": "unsure"})

    assert asked_for(after) == "identity_card"
    assert "household_cancelled=unsure" in site.get(after.link("先看结果")).address


def test_an_unknown_date_is_passed_over() -> None:
    site = Site(house())
    page = through(site, until="discharged_on")
    after = site.get(page.link("不确定，先跳过"))

    assert asked_for(after) == "city"
    assert "discharged_on=unsure" in after.address


@each("parts", [("", "", ""), ("2026", "13", "1"), ("2026", "2", "30"), ("abcd", "1", "1")])
def test_a_date_that_is_none_stays_as_typed_and_is_asked_again(parts: tuple[str, str, str]) -> None:
    site = Site(house())
    page = site.submit(through(site, until="discharged_on"), date_of("discharged_on", parts))

    assert page.status == 422
    assert "请填写年、月、日" in page.errors[0]
    typed = page.form("/guide/dates").select_one('input[name="discharged_on.year"]')
    assert typed is not None
    assert typed["value"] == parts[0]


@pytest.mark.slow
def test_back_shows_the_question_before_with_its_answer() -> None:
    site = Site(house())
    page = site.get(through(site, until="city").link("上一步"))
    before = site.get(page.link("上一步"))

    assert asked_for(page) == "discharged_on"
    assert page.form("/guide/dates").select_one("input[value='2026']") is not None
    assert asked_for(before) == "placement_type"
    chosen = before.form("/guide").select_one("input[value=self_employment]")
    assert chosen is not None
    assert chosen.has_attr("checked")


def test_an_answer_can_be_changed_from_the_result_and_what_does_not_fit_any_more_is_asked_again() -> None:
    site = Site(house())
    result = through(site)
    asking = site.get(result.link("您退役时是什么身份"))
    after = site.submit(asking, {"rank_class": "officer"})

    assert asked_for(after) == "placement_type"
    assert after.form("/guide").select_one("input[type=hidden][name=placement_type]") is None


def test_a_date_is_forgotten_after_two_hours_and_when_somebody_begins_again() -> None:
    site = Site(house())
    result = through(site)
    later = Site(replace(site.deps, clock=lambda: site.deps.clock() + timedelta(hours=2, minutes=1)))
    later.cookies = dict(site.cookies)

    assert "还有问题没有回答" in later.get(result.address).words
    site.submit(result, action="/guide/again")
    assert site.cookies[KEPT] == ""


def test_what_no_page_of_ours_wrote_is_no_answer() -> None:
    page = Site(house()).get(
        "/guide/questions?rank_class=general&city=110000&items=x,&discharged_on=2026-09-01&asked="
    )

    assert asked_for(page) == "rank_class"


@pytest.mark.slow
@each(
    "query",
    ["county=449999", "county=440106", "city=440100&county=440304", f"city={'4' * 500}", "rank_class=%00"],
)
def test_no_address_breaks_a_page(query: str) -> None:
    site = Site(house())

    for path in ("/guide/questions", "/guide/result", "/guide/notice"):
        assert site.get(f"{path}?{query}").status == 200
    assert site.reports == []


def test_a_date_in_full_width_is_a_date() -> None:
    site = Site(house())
    page = site.submit(
        through(site, until="discharged_on"), date_of("discharged_on", ("２０２６", "９", "１"))
    )

    assert asked_for(page) == "city"
    assert "2026年9月1日" in site.get(page.link("先看结果")).words


def test_all_can_be_seen_without_an_answer() -> None:
    site = Site(house())
    page = site.get(site.get("/guide").link("直接看全部事项"))

    assert (page.status, page.heading) == (200, "您要办的事项")
    assert "还没有回答" in page.words


def test_only_some_items_are_asked_about_if_somebody_wants_so() -> None:
    site = Site(house())
    page = site.submit(site.get("/guide"), {"items": ("identity_card",)}, action="/guide")

    assert "items=identity_card" in page.address
    assert asked_for(page) == "city"


def test_the_result_says_why_not_and_what_instead() -> None:
    page = Site(house()).get(RESULT)

    assert "退役报到 退休军官和军士由部队和安置地退役军人工作主管部门组织移交接收" in page.words
    assert "还有问题没有回答" in page.words


def test_the_paper_has_it_all_and_nothing_to_press() -> None:
    site = Site(house())
    paper = site.get(through(site).link("打印一次告知单"))

    assert paper.heading == "退役军人服务“一件事”一次告知单"
    assert "广州市天河区" in paper.words
    assert "到2026年" in paper.words
    article = paper.soup.select_one("article.paper")
    assert article is not None
    assert article.select_one("form, button, details") is None


def test_who_is_not_signed_in_is_led_to_it_and_back_to_the_result() -> None:
    page = through(Site(house()))
    back = parse_qs(urlsplit(page.link("登录后开始填写")).query)["next"]

    assert back == [page.address]


@pytest.mark.slow
def test_a_draft_is_begun_with_what_was_answered_and_only_once() -> None:
    site = Site(house()).signed_in(SOLDIER)
    result = through(site)
    for _ in range(2):
        after = site.submit(result, action="/guide/result")
    (held,) = drafts_of(by=SOLDIER, limit=10, cursor=None, deps=site.deps).entries

    assert after.address == f"/drafts/{held.id}"
    assert "driving_licence" not in held.draft.items
    assert held.draft.form["service"]["discharged_on"] == "2026-09-01"
    assert held.draft.form["destination"]["county"] == "440106"


def test_whoever_settles_in_a_city_without_counties_names_the_town_and_reads_what_holds_there() -> None:
    site = Site(house())
    confirmed(site.deps, proposed_figure(item="discharge_report"), place="441900121")
    asked = site.get("/guide/questions?items=discharge_report&city=441900&ask=county")

    towns = [option["value"] for option in asked.soup.select("select[name=county] option")]
    there, elsewhere = (
        site.get(f"/guide/result?items=discharge_report&city=441900&county={town}").words
        for town in ("441900121", "441900122")
    )

    assert asked.heading == "您的安置地在哪个镇（街道、园区）？"
    assert {"441900121", "441900122", "unsure"} <= set(towns)
    assert "承诺办结时限 3 个工作日" in there
    assert "您的安置地在哪个镇（街道、园区）？ 虎门镇" in there
    assert "承诺办结时限 待核定" in elsewhere


class ByRegion(FakeOffices):
    """Each region has its own, of that name."""

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        found = super().office(department, city=city, county=county)
        return replace(found, name=f"{county or city} 的机构")


def test_whoever_names_the_town_reads_which_office_it_is_there_and_how_to_reach_it() -> None:
    site = Site(house(offices=ByRegion()))
    listed(site.deps, Department.VETERANS_AFFAIRS, "441900121", telephone="0769-00000000")

    there, elsewhere = (
        site.get(f"/guide/result?items=discharge_report&city=441900&county={town}").words
        for town in ("441900121", "441900122")
    )

    assert "441900121 的机构" in there
    assert "0769-00000000" in there
    assert "441900122 的机构" in elsewhere
    assert "0769-00000000" not in elsewhere


@each("code, city", [("city", "440100"), ("county", "440100"), ("county", "441900")])
def test_whoever_does_not_know_the_place_reads_where_to_find_out(code: str, city: str) -> None:
    asked = Site(house()).get(f"/guide/questions?items=discharge_report&city={city}&ask={code}")

    (question,) = (one for one in EDITION.questions if one.code == code)
    assert question.unsure
    assert question.unsure in asked.words
    assert (question.hint or "") in asked.words


def test_a_draft_that_is_begun_knows_the_town_by_its_name() -> None:
    site = Site(house()).signed_in(SOLDIER)
    result = site.get("/guide/result?items=discharge_report&city=441900&county=441900121")

    site.submit(result, {"items": ("discharge_report",)}, action="/guide/result")

    (held,) = drafts_of(by=SOLDIER, limit=10, cursor=None, deps=site.deps).entries
    assert held.draft.form["destination"] == {"city": "441900", "town": "虎门镇"}


@pytest.mark.slow
def test_without_an_item_there_is_no_draft() -> None:
    site = Site(house()).signed_in(SOLDIER)
    page = site.submit(through(site), {"items": ()}, action="/guide/result")

    assert (page.status, page.errors) == (422, ["请至少选一个要办的事项。"])
    assert drafts_of(by=SOLDIER, limit=10, cursor=None, deps=site.deps).entries == ()


def test_a_clerk_begins_at_the_window_and_not_here() -> None:
    site = Site(house()).signed_in(CLERK)
    page = site.get(RESULT)

    assert page.link("到窗口首页") == "/window"
    with pytest.raises(LookupError):
        page.form("/guide/result")


def test_nobody_who_is_not_signed_in_begins_a_draft() -> None:
    site = Site(house())

    page = site.send("POST", "/guide/result", b"items=identity_card", {"content-type": URLENCODED})

    assert page.address == "/session-over"


def test_whoever_may_not_begin_now_keeps_what_they_chose_and_is_told_when_to_come_back() -> None:
    site = Site(house()).signed_in(SOLDIER)
    result = site.get(RESULT)
    with suppress(TooOften):
        while True:
            count("draft", SOLDIER, site.deps)

    told = site.submit(result, {"items": ("identity_card",)}, action="/guide/result")

    assert told.status == 429
    assert "分钟后再试" in told.words
    assert [one["value"] for one in told.soup.select("input[name=items][checked]")] == ["identity_card"]
