"""A session that ends in the middle of a form loses nothing typed; nobody else sees or sends it."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from functions.domain.case.access import Principal
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.routes import PAGES
from functions.usecases.parked import MOST_PARKED
from functions.web.roles import CLERKS
from tests.support.api_deps import PEOPLE, house
from tests.support.draft_pages import SOLDIER, begun
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.sign_in import FakeSignIn
from tests.support.multipart import MULTIPART, multipart
from tests.support.opened import Opened
from tests.support.pages import URLENCODED, Site

CLERK, FAR_CLERK = PEOPLE["Bearer clerk"], PEOPLE["Bearer far-clerk"]
WORDS = '第一行\r\n<b>"第二行"</b> & more'


def show_letter(asked: Asked) -> Answer:
    view = {"title": "写信", "detail": "", "problems": (), "code": "none", "number": "1"}
    return Shown("error.html", "写信", view)


def keep_letter(asked: Asked) -> Answer:
    kept = {"words": asked.form.text("words"), "to": "、".join(asked.form.all("to"))}
    return Sent(f"/letters/kept?{urlencode(kept)}")


def show_kept(asked: Asked) -> Answer:
    view = {
        "title": asked.query["words"],
        "detail": asked.query["to"],
        "problems": (),
        "code": "",
        "number": "",
    }
    return Shown("error.html", "已收", view)


LETTERS = (
    *PAGES,
    Page(method="GET", path="/letters", roles=CLERKS, handler=show_letter),
    Page(method="POST", path="/letters", roles=CLERKS, handler=keep_letter),
    Page(method="GET", path="/letters/kept", roles=CLERKS, handler=show_kept),
)


def site(who: Principal = CLERK) -> Site:
    return Site(replace(house(), sign_in=FakeSignIn()), LETTERS).signed_in(who)


def later(given: Site, minutes: int) -> Site:
    """The same browser."""
    found = Site(replace(given.deps, clock=lambda: given.deps.clock() + timedelta(minutes=minutes)), LETTERS)
    found.cookies = dict(given.cookies)
    return found


def token_of(given: Site) -> str:
    (token, *_) = [str(one["value"]) for one in given.get("/letters").soup.select("input[name=token]")]
    return token


def sent(given: Site, token: str, **headers: str) -> Opened:
    typed = [("token", token), ("words", WORDS), ("to", "甲"), ("to", "乙")]
    body = urlencode(typed).encode()
    return given.send("POST", "/letters?box=1", body, {"content-type": URLENCODED, **headers})


def leads_to(page: Opened) -> str:
    """The one button of the page."""
    main = page.soup.select_one("main")
    assert main is not None
    (found,) = [str(one["href"]) for one in main.select("a")]
    return found


def sign_in(given: Site, address: str, who: str) -> Opened:
    there = given.get(address).headers["location"]
    assert isinstance(given.deps.sign_in, FakeSignIn)
    code = given.deps.sign_in.sign_in(there, who)
    (state,) = parse_qs(urlsplit(there).query)["state"]
    return given.get(f"/signed-in?{urlencode({'code': code, 'state': state})}")


def test_what_was_typed_is_there_after_signing_in_again_and_goes_where_it_was_to_go() -> None:
    given = site()
    token = token_of(given)
    given = later(given, 40)

    over = sent(given, token)
    resumed = sign_in(given, leads_to(over), "clerk")
    kept = given.submit(resumed)

    assert (over.status, over.heading) == (200, "登录已经结束，您填的内容还在")
    assert (resumed.heading, resumed.form()["action"]) == ("您刚才填的内容还在", "/letters?box=1")
    assert kept.address.startswith("/letters/kept")
    assert parse_qs(urlsplit(kept.address).query) == {"words": [WORDS.strip()], "to": ["甲、乙"]}


def test_nothing_typed_stands_in_an_address_or_on_the_page_before_signing_in() -> None:
    given = site()
    token = token_of(given)

    over = sent(later(given, 40), token)

    assert "第二行" not in over.html
    assert "第二行" not in over.address


def test_another_person_does_not_find_it() -> None:
    given = site()
    token = token_of(given)
    over = sent(later(given, 40), token)
    (kept,) = parse_qs(urlsplit(leads_to(over)).query)["next"]

    theirs = Site(given.deps, LETTERS).signed_in(FAR_CLERK).get(kept)
    mine = Site(given.deps, LETTERS).signed_in(CLERK).get(kept)

    assert (theirs.status, theirs.heading) == (404, "没有保留的内容")
    assert mine.status == 200


def test_it_is_gone_after_an_hour() -> None:
    clock = FakeClock()
    deps = replace(house(FakeCaseStore(clock)), clock=clock, sign_in=FakeSignIn())
    given = Site(deps, LETTERS).signed_in(CLERK)
    token = token_of(given)
    clock.advance(timedelta(minutes=40))
    (kept,) = parse_qs(urlsplit(leads_to(sent(given, token))).query)["next"]

    clock.advance(timedelta(minutes=59))
    before = given.signed_in(CLERK).get(kept).status
    clock.advance(timedelta(minutes=1))
    after = given.signed_in(CLERK).get(kept).status

    assert (before, after) == (200, 404)


def test_a_form_of_an_earlier_session_of_the_same_person_is_not_lost() -> None:
    given = site()
    token = token_of(given)
    sign_in(given, "/sign-in", "clerk")

    resumed = sent(given, token)
    kept = given.submit(resumed)

    assert resumed.heading == "您刚才填的内容还在"
    assert kept.address.startswith("/letters/kept")


def test_a_form_of_another_persons_session_is_kept_for_nobody() -> None:
    given = site(FAR_CLERK)
    token = token_of(given)
    sign_in(given, "/sign-in", "clerk")

    refused = sent(given, token)

    assert (refused.status, refused.heading) == (403, "页面已经过期")


@each("said", [{"origin": "null"}, {"sec-fetch-site": "none"}, {"sec-fetch-site": "same-site"}])
def test_a_token_that_somebody_made_up_keeps_nothing_unless_the_browser_vouches(said: dict[str, str]) -> None:
    """A subject may be known; what may come from elsewhere is never laid before its person to be sent."""
    given = site()
    made_up = "0" * 32 + token_of(given)[32:]

    ours = sent(given, made_up)
    theirs = sent(given, made_up, **said)

    assert ours.heading == "您刚才填的内容还在"
    assert theirs.status == 403


def test_what_comes_without_the_ended_sessions_token_is_not_kept() -> None:
    given = later(site(), 40)

    over = sent(given, "0" * 48)

    assert over.heading == "您还没有登录"
    assert leads_to(over) == "/sign-in"


def test_a_form_from_another_site_is_refused_with_an_ended_session_too() -> None:
    given = site()
    token = token_of(given)

    assert sent(later(given, 40), token, **{"sec-fetch-site": "cross-site"}).status == 403


def test_whoever_was_never_signed_in_is_told_so() -> None:
    given = Site(replace(house(), sign_in=FakeSignIn()), LETTERS)

    over = sent(given, "")

    assert (over.status, over.heading) == (200, "您还没有登录")


def test_another_roles_page_keeps_nothing() -> None:
    given = site(PEOPLE["Bearer soldier"])
    (token, *_) = [str(one["value"]) for one in given.get("/").soup.select("input[name=token]")]

    assert sent(later(given, 40), token).heading == "您还没有登录"


@pytest.mark.parametrize(
    ("fields", "filename", "heading", "said"),
    [
        (
            {"words": "一"},
            "a.pdf",
            "您刚才填的内容还在",
            "您填的内容还在，只有刚才选的文件没有保留：请点“继续”，在接下来的页面上重新选择文件。",
        ),
        (
            {},
            "a.pdf",
            "请重新选择文件",
            "刚才选的文件没有保留：请点“继续”，在接下来的页面上重新选择文件。",
        ),
        ({"words": "一"}, "", "您刚才填的内容还在", "您填的内容没有丢。"),
    ],
)
def test_of_files_it_is_said_that_they_have_to_be_chosen_again(
    fields: dict[str, str], filename: str, heading: str, said: str
) -> None:
    given = site()
    token = token_of(given)
    given = later(given, 40)

    body = multipart({"token": token, **fields}, filename)
    over = given.send("POST", "/letters", body, {"content-type": MULTIPART})
    resumed = sign_in(given, leads_to(over), "clerk")

    assert "选的文件除外" in over.words
    assert resumed.heading == heading
    assert said in resumed.words
    assert ("没有丢" in resumed.words) is not bool(filename)
    assert "PDF" not in resumed.html


def test_more_than_is_kept_is_said_not_to_be() -> None:
    given = site()
    token = token_of(given)
    body = urlencode({"token": token, "words": "a" * MOST_PARKED}).encode()

    over = later(given, 40).send("POST", "/letters", body, {"content-type": URLENCODED})

    assert over.heading == "您还没有登录"


def test_nobody_keeps_more_than_so_many() -> None:
    given = site()
    token = token_of(given)
    given = later(given, 40)

    headings = [sent(given, token).heading for _ in range(21)]

    assert headings[19] == "登录已经结束，您填的内容还在"
    assert headings[20] == "您还没有登录"


@each(
    "goes_to",
    [
        "https://evil.example/resume/",
        "/resume/../my",
        "/resume/",
        "//evil.example",
        "/my",
        "/resume/\r\nx: y",
        "/resume/中",
    ],
)
def test_the_page_between_leads_to_nothing_but_what_was_kept(goes_to: str) -> None:
    opened = Site(replace(house(), sign_in=FakeSignIn()), LETTERS).get(
        f"/session-over?{urlencode({'next': goes_to})}"
    )

    assert leads_to(opened) == "/sign-in"


def test_a_form_of_one_draft_goes_on_to_that_draft_and_large_letters_and_signing_in_come_back_to_it() -> None:
    given = site(SOLDIER)
    address = f"{begun(given.deps)}/sections/person"
    form = given.get(address)
    large = given.switch(form)
    given = later(given, 40)

    over = given.submit(form, {"person.ethnicity": "汉族"}, action=address)
    resumed = sign_in(given, leads_to(over), "soldier")
    saved = given.submit(resumed)
    back = sign_in(Site(given.deps), address, "soldier")

    assert (large.status, large.form(address)["action"]) == (200, address)
    assert resumed.form()["action"] == address
    assert saved.address == f"{address.removesuffix('person')}service"
    assert back.address == address
    assert [one["value"] for one in given.get(address).soup.select("option[selected]")] == ["汉族"]
