"""Who did what: found from the records' page, with its reason, one click from its item."""

from tests.support.console import WHY, Console
from tests.support.incidents import FAR, REPORT, act, resolved


def test_it_says_what_comes_there_and_then_who_did_what_and_why() -> None:
    desk = Console()
    site = desk.site()
    before = site.get(site.get("/console/records").link("谁做过什么"))
    resolved(desk.world, desk.case_id, act("retry", reason=WHY))

    after = site.get("/console/acts")

    assert "还没有做过什么" in before.words
    (row,) = after.soup.select("tbody tr")
    assert WHY in row.get_text()
    assert site.get(after.link("退役报到")).address == f"{desk.case}/items/{REPORT}"


def test_it_is_narrowed_by_who_and_another_region_sees_none() -> None:
    desk = Console()
    resolved(desk.world, desk.case_id, act("retry", reason=WHY))

    assert "没有符合这些条件的操作" in desk.site().get("/console/acts?by=nobody").words
    assert "还没有做过什么" in desk.site(FAR).get("/console/acts").words
