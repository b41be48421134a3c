"""What a reader meets on one page that no walk of ours comes by, each seen in another browser than Chromium first."""

from dataclasses import replace
from functools import partial

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from functions.domain.intake.files import MOST_BYTES
from tests.browser.within import OURS, within
from tests.support.api_deps import house
from tests.support.draft_pages import CLERK, soldier, whole
from tests.support.each import each
from tests.support.fakes.materials import ADDRESS, FakeMaterials
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, at_the_police
from tests.support.pages import Site
from tests.support.papers import paper
from tests.support.runs import RUNS, RunHouse
from tests.support.samples import sample

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.together("browser")]

PAPER = "/materials/pension_transfer/pension_voucher"
FILE = FilePayload(name="a.pdf", mimeType="application/pdf", buffer=paper())
UPLOAD = "form[data-upload] button"
STORED = f"{ADDRESS}**"
# The store lets the page's script see what it answers.
SEEN = {"access-control-allow-origin": "*"}
# What the person reads of what passes.
BUSY, CUT = "现在系统忙", "网络断了或者太慢"


def _choose(page: Page, address: str) -> None:
    page.goto(f"{OURS}{address}")
    page.set_input_files("form[data-upload] input[type=file]", FILE)


def _on_its_paper(site: Site) -> str:
    return whole(site.deps, insurance={**sample()["insurance"], "pension_voucher": "paper"}) + PAPER


def _stored(materials: FakeMaterials, status: int, route: Route) -> None:
    materials.send(route.request.url, {}, route.request.post_data_buffer or b"")
    route.fulfill(status=status, headers=SEEN)


def _hindered(status: int | None, route: Route) -> None:
    """None: the connection is cut."""
    if status is None:
        route.abort()
    else:
        route.fulfill(status=status, headers=SEEN)


def test_the_link_of_an_error_leads_to_where_the_error_is_seen(opened: Browser) -> None:
    site = soldier(house())
    with within(opened, site) as page:
        page.goto(f"{OURS}{whole(site.deps)}/sections/person")
        page.fill("#person-phone", "12")
        page.get_by_role("button", name="保存并继续").click()
        page.locator("#summary a").click()
        name = page.locator(".wrong label").bounding_box()

        assert page.evaluate("document.activeElement.id") == "person-phone"
        assert page.evaluate("scrollY") > 0
        assert name is not None
        assert name["y"] >= 0


def test_an_upload_that_its_reader_left_and_came_back_to_can_be_begun_again(opened: Browser) -> None:
    """By the browser's own history, which keeps a page as it was left: Safari's, and Chromium's."""
    site = soldier(house())
    draft = whole(site.deps, insurance={**sample()["insurance"], "pension_voucher": "paper"})
    with within(opened, site) as page:
        page.route("**/announcement", lambda _: None)
        _choose(page, f"{draft}{PAPER}")
        page.click(UPLOAD)
        assert page.locator(UPLOAD).is_disabled()
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

        assert page.locator(UPLOAD).is_enabled()


@each(
    "leaving",
    [
        "document.querySelector('a.back').click()",
        "dispatchEvent(new Event('beforeunload'))",
        "dispatchEvent(new PageTransitionEvent('pagehide'))",
    ],
)
def test_whoever_leaves_during_an_upload_is_not_brought_back_by_it(opened: Browser, leaving: str) -> None:
    """Firefox and Safari end what is on its way before they leave, Chromium not; Safari on a phone tells of no unloading."""
    site, held, posts = soldier(house()), list[Route](), list[str]()
    draft = whole(site.deps, insurance={**sample()["insurance"], "pension_voucher": "paper"})
    with within(opened, site) as page:
        page.route("**/announcement", lambda route: held.append(route))
        page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
        _choose(page, f"{draft}{PAPER}")
        page.locator("a.back").evaluate(
            "one => one.addEventListener('click', (event) => event.preventDefault())"
        )
        with page.expect_request("**/announcement"):
            page.click(UPLOAD)
        page.evaluate(leaving)
        held[0].abort()
        expect(page.locator(UPLOAD)).to_be_enabled()

        assert posts == [f"{OURS}{draft}{PAPER}/announcement"]


def test_a_browser_that_cannot_all_that_the_script_needs_sends_the_form(opened: Browser) -> None:
    site = soldier(house())
    draft = whole(site.deps, insurance={**sample()["insurance"], "pension_voucher": "paper"})
    with within(opened, site) as page:
        page.add_init_script("delete Element.prototype.replaceChildren")
        _choose(page, f"{draft}{PAPER}")
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.click(UPLOAD)

    assert sent.value.url == f"{OURS}{draft}{PAPER}"


@each(
    "where, status, told",
    [
        ("**/announcement", 429, BUSY),
        ("**/announcement", 503, BUSY),
        ("**/announcement", None, CUT),
        (STORED, 429, BUSY),
        (STORED, 503, BUSY),
        ("**/confirmation", 500, BUSY),
        ("**/confirmation", None, CUT),
    ],
)
def test_what_passes_is_told_where_the_file_stays_chosen_and_pressed_once_more_it_is_sent(
    opened: Browser, where: str, status: int | None, told: str
) -> None:
    """Sent as a form it would come to the same, and the page with the chosen file would be gone."""
    materials = FakeMaterials()
    site = soldier(replace(house(), materials=materials))
    with within(opened, site) as page:
        page.route(STORED, partial(_stored, materials, 201))
        page.route(where, partial(_hindered, status), times=1)
        _choose(page, _on_its_paper(site))
        page.click(UPLOAD)
        expect(page.locator("[data-status] .error")).to_contain_text(told)
        page.click(UPLOAD)

        expect(page.get_by_text("已收到")).to_be_visible()


def test_what_is_in_the_store_already_is_looked_at(opened: Browser) -> None:
    """An answer was lost, and the browser sent the same once more by itself."""
    materials = FakeMaterials()
    site = soldier(replace(house(), materials=materials))
    with within(opened, site) as page:
        page.route(STORED, partial(_stored, materials, 412))
        _choose(page, _on_its_paper(site))
        page.click(UPLOAD)

        expect(page.get_by_text("已收到")).to_be_visible()


def test_a_connection_that_has_died_without_a_word_is_told_after_a_minute(opened: Browser) -> None:
    site = soldier(house())
    with within(opened, site) as page:
        page.clock.install()
        page.route(STORED, lambda _: None)
        _choose(page, _on_its_paper(site))
        with page.expect_request(STORED):
            page.click(UPLOAD)
        page.clock.run_for(59_000)
        waiting = page.locator("[data-status] .error").count()
        page.clock.run_for(2_000)

        assert waiting == 0
        expect(page.locator("[data-status] .error")).to_contain_text(CUT)
        expect(page.locator(UPLOAD)).to_be_enabled()


def test_a_file_that_changed_since_it_was_chosen_is_told_as_that(opened: Browser) -> None:
    """As a browser tells the script; a form with it would end in the browser's own page."""
    site = soldier(house())
    with within(opened, site) as page:
        page.add_init_script(
            "Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadableError'))"
        )
        _choose(page, _on_its_paper(site))
        page.click(UPLOAD)

        expect(page.locator("[data-status] .error")).to_contain_text("打不开这个文件")


@each("most, leads_to", [(MOST_BYTES, "/pension_voucher"), (1, "")])
def test_what_the_store_does_not_let_in_goes_by_the_form_where_a_form_takes_as_much(
    opened: Browser, most: int, leads_to: str
) -> None:
    """On AWS a larger form is refused before our page hears of it, as JSON."""
    materials = FakeMaterials(most_taken=most)
    site, posts = soldier(replace(house(), materials=materials)), list[str]()
    with within(opened, site) as page:
        page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
        page.route(STORED, partial(_hindered, 403))
        _choose(page, _on_its_paper(site))
        page.click(UPLOAD)

        expect(page.get_by_text("已收到" if leads_to else "没能把文件传上去")).to_be_visible()
        assert posts[-1].endswith(leads_to or "/announcement")


def test_whoever_is_signed_out_meanwhile_with_a_file_that_no_form_takes_is_led_back_to_the_page(
    opened: Browser,
) -> None:
    site = soldier(replace(house(), materials=FakeMaterials(most_taken=1)))
    with within(opened, site) as page:
        paper_page = _on_its_paper(site)
        _choose(page, paper_page)
        site.cookies.clear()
        with page.expect_request(f"{OURS}{paper_page}") as anew:
            page.click(UPLOAD)

        assert anew.value.method == "GET"


def test_drawings_are_seen_where_their_reader_sets_the_colours(opened: Browser) -> None:
    with within(opened, RunHouse().site()) as page:
        page.emulate_media(forced_colors="active", color_scheme="dark")
        page.goto(f"{OURS}{RUNS}/1")
        page_ground, ground, letters = page.evaluate(
            """() => [[document.body, "backgroundColor"], [document.querySelector(".graph"), "backgroundColor"],
                [document.querySelector(".graph .name"), "fill"]].map(([one, which]) => getComputedStyle(one)[which])"""
        )

    assert page_ground == "rgb(0, 0, 0)"
    assert (ground, letters) == ("rgb(255, 255, 255)", "rgb(23, 33, 43)")


def test_a_list_that_is_come_back_to_ticks_no_other_line_than_was_ticked(opened: Browser) -> None:
    """Browsers put ticks back by their places; a colleague took one of the lines meanwhile."""
    desk = Desk()
    at_the_police(desk.world)
    with within(opened, desk.site()) as page:
        page.goto(f"{OURS}/office")
        page.locator("[name=pick]").first.check()
        taken, left = (one.get_attribute("value") or "" for one in page.locator("[name=pick]").all())
        page.goto(f"{OURS}/office/slots")
        case_id, item, _ = taken.split(".")
        bella, address = desk.site(BELLA), f"/office/items/{case_id}/{item}"
        bella.submit(bella.get(address), action=f"{address}/claim")
        page.go_back()

        assert [one.get_attribute("value") for one in page.locator("[name=pick]").all()] == [left]
        assert not page.locator("[name=pick]").is_checked()


def test_where_several_forms_stand_large_letters_lose_nothing_of_any_of_them(opened: Browser) -> None:
    """A button sends one form alone: the script switches where the page stands, and the next page is large, too."""
    site = Site(house()).signed_in(CLERK)
    typed = {"#person-name": "测试甲", "#reference-reference": "TY2609018K3V7QXMA", "#code-code": "ABCD2345"}
    with within(opened, site) as page:
        page.goto(f"{OURS}/window")
        for field, value in typed.items():
            page.fill(field, value)
        page.get_by_role("button", name="大字版").click()
        expect(page.locator("html.large")).to_be_visible()
        switched = {field: page.input_value(field) for field in typed}
        told = page.get_by_text("换字号时只保留一处").count()
        page.get_by_role("button", name="标准版").click()
        expect(page.locator("html:not(.large)")).to_be_visible()
        page.get_by_role("button", name="大字版").click()
        expect(page.locator("html.large")).to_be_visible()

        assert (switched, told) == (typed, 0)
        assert {field: page.input_value(field) for field in typed} == typed
        assert "large" in site.get("/window").soup.get("class")


def test_where_the_script_gets_no_answer_one_form_is_kept_as_without_it(opened: Browser) -> None:
    site = Site(house()).signed_in(CLERK)
    with within(opened, site) as page:
        page.route("**/display", lambda route: route.abort())
        page.goto(f"{OURS}/window")
        page.fill("#person-name", "测试甲")
        with page.expect_request(lambda request: "/display/form?" in request.url):
            page.get_by_role("button", name="大字版").click()

        expect(page.locator("html.large")).to_be_visible()
        assert page.input_value("#person-name") == "测试甲"


def test_lines_that_somebody_wrote_one_under_the_other_are_read_so_before_they_are_sent(
    opened: Browser,
) -> None:
    desk = Desk().claimed()
    with within(opened, desk.site()) as page:
        page.goto(f"{OURS}{desk.address}/answers/problem")
        page.fill("[name=reason]", "第一页打不开\n第二页是别人的")
        page.get_by_role("button", name="下一步：核对").click()
        page.locator("dl.facts").wait_for()
        page.wait_for_load_state("load")  # its lines are as its styles say, which come after its words

        assert "第一页打不开\n第二页是别人的" in page.locator("dl.facts").inner_text()
