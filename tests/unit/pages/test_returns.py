"""Who opens an address that only forms are sent to comes to where the form stands."""

from functions.pages.routes import PAGES
from tests.support.api_deps import PEOPLE, house
from tests.support.office_desk import Desk
from tests.support.pages import Site


def test_large_print_chosen_in_the_middle_of_something_leads_back_to_where_it_began() -> None:
    desk = Desk()
    site = desk.site()
    shown = site.submit(site.get("/office"), action="/office/together")

    listed = site.switch(shown)
    item = site.get(f"{desk.address}/claim")
    files = site.get("/office/exchange/import")

    assert [listed.heading, item.heading, files.heading] == [
        "一起答复几个事项",
        "户口登记（退役军人恢复户口）",
        "交换文件",
    ]
    assert [page.status for page in (listed, item, files)] == [422, 200, 200]


def test_whoever_is_told_what_is_wrong_and_chooses_large_print_comes_back_to_the_form() -> None:
    site = Site(house()).signed_in(PEOPLE["Bearer clerk"])
    wrong = site.submit(site.get("/window"), action="/window/person")

    chosen = site.switch(wrong)

    assert wrong.status == 422
    assert (chosen.status, chosen.heading) == (200, site.get("/window").heading)


def test_every_address_that_a_form_is_sent_to_can_be_opened() -> None:
    sent_to = [page.path for page in PAGES if page.method == "POST"]
    opened = [page.path for page in PAGES if page.method == "GET"]

    assert sent_to
    assert [path for path in sent_to if opened.count(path) != 1] == []
