"""What offices have and the ledger does not know, from the records' page to each line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.ports.case_store import Record
from functions.ports.page import Page
from functions.usecases.office.unknown_here import MOST_KEPT
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import new_record
from schemas.codes import Role
from tests.support.console import Console
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import damaged_key
from tests.support.manifests import line, sent

OFFICE_NAME = "退役军人事务（测试）"


def test_it_is_linked_and_says_so_where_nothing_is_unknown() -> None:
    site = Console().site()

    records = site.get("/console/records")

    assert "台账里都有" in site.get(records.link("机构有、台账没有的事项")).words


def test_an_offices_lines_are_one_click_from_the_list_with_the_offices_own_word() -> None:
    desk = Console()
    sent(desk.world, line(1, "done", outcome="granted"))
    site = desk.site()

    offices = site.get("/console/unknown")
    office = site.get(offices.link(OFFICE_NAME))

    assert "1 项" in offices.words
    assert "TY2611240000000001X" in office.words
    assert "退役报到" in office.words
    assert "办结" in office.words


def test_after_a_restore_the_page_says_of_when_the_backup_was() -> None:
    desk = Console()
    sent(desk.world, line())
    body = {"at": "2026-11-25T03:00:00+00:00", "of": "2026-11-25T02:30:00+00:00"}
    desk.world.store.put(new_record(RESTORED, body["at"], body))

    words = desk.site().get("/console/unknown").words

    assert "10:30" in words
    assert "恢复自 2026年11月25日 10:30 的备份" in words


@pytest.mark.slow
def test_every_line_that_is_kept_is_reached_page_by_page_and_the_rest_is_counted() -> None:
    desk = Console()
    sent(desk.world, *(line(number) for number in range(MOST_KEPT + 5)))
    site = desk.site()

    page = site.get(site.get("/console/unknown").link(OFFICE_NAME))
    first, seen = page, []
    for _ in range(10):
        seen += [row.get_text() for row in page.soup.select("tbody tr")]
        if "下一页" not in page.words:
            break
        page = site.get(page.link("下一页"))

    assert len(seen) == len(set(seen)) == MOST_KEPT
    assert f"{MOST_KEPT + 5} 项" in first.words
    assert f"只留下前 {MOST_KEPT} 项" in first.words


def test_another_regions_office_does_not_exist() -> None:
    desk = Console()
    sent(desk.world, line())
    href = desk.site().get("/console/unknown").link(OFFICE_NAME)

    far = desk.site(Principal("far", Role.OPERATOR, "445200"))

    assert far.get(href).status == 404
    assert "台账里都有" in far.get("/console/unknown").words


def test_an_office_of_which_nothing_is_unknown_any_more_has_no_page() -> None:
    desk = Console()
    sent(desk.world, line())
    site = desk.site()
    href = site.get("/console/unknown").link(OFFICE_NAME)
    desk.world.clock.advance(timedelta(minutes=5))
    sent(desk.world)

    assert site.get(href).status == 404


@each(
    "path, told",
    [
        ("/console/unknown", "读不出来的机构：unknown_here/damaged"),
        ("/console/acts?city=440100", "有 1 条记录或者办件损坏"),
        ("/console/ratings?city=440100", "有 1 条记录或者办件损坏"),
        ("/console/batches", "有 1 条记录或者办件损坏"),
        ("/console/exports", "有 1 条记录或者办件损坏"),
        ("/console/figures/waiting", "有 1 条记录或者办件损坏"),
        ("/console/exports/audit", "有 1 条记录或者办件损坏"),
        ("/console/looks", "有 1 条记录或者办件损坏"),
        ("/console/sources", "有 1 条记录或者办件损坏"),
        ("/circulars", "条记录或者办件损坏"),
        ("/console/circulars", "条记录或者办件损坏"),
        ("/console", "读不出来的记录：route/public_security-445300、restored/restored/damaged"),
        ("/console", "1 个结果的更正待第二人复核"),
        ("/console", "1 个地方有目录数值待第二人核定"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_page_that_lacks_it(path: str, told: str) -> None:
    desk = Console()
    store = DamagedLists(desk.world.clock)
    store.__dict__.update(desk.world.store.__dict__)
    desk.world.store, desk.world.deps = store, replace(desk.world.deps, store=store)

    assert told in desk.site().get(path).words


class DamagedLists(FakeCaseStore):
    """One record of each list cannot be read."""

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        page = super().records(kind, limit=limit, cursor=cursor, after=after)
        return replace(page, unreadable=(damaged_key(kind),))
