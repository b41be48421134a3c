"""The kit of whoever connects a department's system."""

from tests.support.office_desk import Desk


def test_staff_find_the_kit_among_their_places() -> None:
    site = Desk().site()

    page = site.get(site.get("/office").link("系统对接"))

    assert page.status == 200
    assert page.heading == "系统对接"
