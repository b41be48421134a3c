"""Whoever presses 大字版 in the middle of a form finds there what they typed."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from functions.pages.again import among, parts_of, pattern_at
from functions.pages.page import Page
from functions.pages.routes import PAGES
from functions.web.roles import CLERKS
from tests.support.api_deps import PEOPLE, house
from tests.support.draft_pages import CLERK, TWO, begun, soldier
from tests.support.fakes.sign_in import FakeSignIn
from tests.support.office_desk import Desk
from tests.support.opened import Opened, standing
from tests.support.pages import URLENCODED, Site
from tests.unit.pages.applicant.test_appointments import Visitor
from tests.unit.pages.test_resuming import leads_to, sign_in


def typed(page: Opened) -> dict[str, str]:
    form = page.soup.select_one("form#typed")
    assert form is not None
    return dict(standing(form))


def is_large(page: Opened) -> bool:
    return "large" in page.soup.get("class")


def test_what_was_typed_is_there_in_large_letters_and_in_usual_ones_and_nothing_was_saved() -> None:
    site = soldier(house())
    address = f"{begun(site.deps, TWO)}/sections/person"
    form = site.get(address)

    large = site.switch(form, {"person.name": "测试甲", "person.ethnicity": "汉族"})
    usual = site.switch(large, {"person.name": "测试乙"})
    untouched = site.get(address)
    saved = site.submit(usual, action=address)

    assert [is_large(one) for one in (form, large, usual)] == [False, True, False]
    assert (large.status, large.heading) == (200, form.heading)
    assert (typed(large)["person.name"], typed(large)["person.ethnicity"]) == ("测试甲", "汉族")
    assert (typed(usual)["person.name"], typed(usual)["person.ethnicity"]) == ("测试乙", "汉族")
    assert typed(untouched)["person.name"] == ""
    assert saved.status == 200
    assert typed(site.get(address))["person.name"] == "测试乙"


def test_a_form_that_has_to_be_put_right_keeps_what_was_typed_too() -> None:
    site = soldier(house())
    address = f"{begun(site.deps, TWO)}/sections/person"
    wrong = site.submit(site.get(address), {"person.phone": "12", "person.name": "测试甲"}, action=address)

    large = site.switch(wrong)

    assert wrong.status == 422
    assert (typed(large)["person.phone"], typed(large)["person.name"]) == ("12", "测试甲")


def test_who_has_not_signed_in_keeps_a_feedback() -> None:
    site = Site(house())

    large = site.switch(site.get("/feedback"), {"kind": "question", "text": "第一行\r\n第二行 <b>"})

    assert is_large(large)
    assert (typed(large)["kind"], typed(large)["text"]) == ("question", "第一行\r\n第二行 <b>")


def test_a_form_of_the_window_that_stands_on_another_page_is_found_there() -> None:
    site = Site(house()).signed_in(CLERK)
    wrong = site.submit(site.get("/window"), {"reference": "TY1"}, action="/window/reference")

    large = site.switch(wrong)

    assert (wrong.status, large.heading) == (422, site.get("/window").heading)
    assert dict(standing(large.form("/window/reference")))["reference"] == "TY1"


def test_what_was_chosen_a_step_before_is_not_lost() -> None:
    visitor = Visitor()
    page = visitor.site.get(f"{visitor.case}/withdrawal")
    told = visitor.site.submit(page, {"items": "identity_card", "reason": "另有安排"})

    large = visitor.site.switch(told)

    assert (told.heading, large.heading) == ("撤回后的影响", "撤回事项")
    assert (typed(large)["items"], typed(large)["reason"]) == ("identity_card", "另有安排")


def test_whose_session_ends_meanwhile_finds_it_after_having_signed_in_again() -> None:
    deps = replace(house(), sign_in=FakeSignIn())
    site = soldier(deps)
    address = f"{begun(deps, TWO)}/sections/person"
    form = site.get(address)
    later = Site(replace(deps, clock=lambda: deps.clock() + timedelta(minutes=40)))
    later.cookies = dict(site.cookies)

    over = later.switch(form, {"person.name": "测试甲"})
    resumed = sign_in(later, leads_to(over), "soldier")
    large = later.submit(resumed)

    assert (over.heading, resumed.heading) == ("登录已经结束，您填的内容还在", "您刚才填的内容还在")
    assert (is_large(large), typed(large)["person.name"]) == (True, "测试甲")


def test_nobody_gets_anothers_page_by_it_nor_a_page_of_another_site() -> None:
    site = Site(house()).signed_in(PEOPLE["Bearer stranger"])
    address = f"{begun(site.deps, TWO)}/sections/person"
    token = dict(standing(site.get("/feedback").form("/feedback")))["token"]

    def sent(to: str, proof: str = token) -> Opened:
        body = urlencode({"token": proof, "person.name": "测试甲"}).encode()
        return site.send(
            "POST",
            f"/display/form?{urlencode({'large': '1', 'next': to})}",
            body,
            {"content-type": URLENCODED},
        )

    assert (sent(address).status, sent("/console").status, sent("/feedback", "0" * 48).status) == (
        404,
        404,
        403,
    )
    assert sent("//evil.example/x").heading == site.get("/").heading
    assert sent("/no/such/page").address == "/no/such/page"


def test_a_bookmark_of_it_leads_to_the_page() -> None:
    site = soldier(house())

    opened = site.get("/display/form?large=1&next=%2Fmy%3Fdrafts%3Dx")

    assert opened.address == "/my?drafts=x"


def test_a_path_is_of_its_plainest_pattern() -> None:
    patterns = [page.path for page in PAGES if page.method == "GET"]

    assert pattern_at("/feedback/sent", patterns) == "/feedback/sent"
    assert pattern_at("/drafts/a/sections/person", patterns) == "/drafts/{draft_id}/sections/{section}"
    assert pattern_at("/drafts//sections/person", patterns) is None
    assert parts_of("/cases/a%2Fb", "/cases/{case_id}") == {"case_id": "a/b"}


def test_only_a_page_that_is_opened_is_found() -> None:
    sent = Page(method="POST", path="/x", roles=CLERKS, handler=lambda _: None)  # type: ignore[arg-type,return-value]

    assert among((sent,))("/x") is None


def test_what_was_chosen_in_a_form_that_only_asks_is_kept_too() -> None:
    """It is sent by GET and carries no token: the switch brings its own."""
    person, desk = Site(house()), Desk().site()
    question = person.get("/guide/questions")
    name = next(one["name"] for one in question.soup.select("main form input[type=radio]"))
    second = question.soup.select("main form input[type=radio]")[1]["value"]

    asked = person.switch(question, {name: second})
    found = desk.switch(desk.get("/office/collections"), {"reference": "TY2609018K3V7QXMA"})

    assert (is_large(asked), typed(asked)[name]) == (True, second)
    assert (found.status, typed(found)["reference"]) == (200, "TY2609018K3V7QXMA")


def test_where_several_forms_stand_it_is_said_before_that_only_one_of_them_is_kept() -> None:
    several, one = Site(house()).signed_in(CLERK).get("/window"), Site(house()).get("/feedback")

    assert "请先提交填好的内容" in several.words
    assert "换字号" not in one.words
