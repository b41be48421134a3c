"""What was kept of who looked, who took what, and what did not answer; the catalogue's figures."""

import pytest

from functions.usecases.national.export import export_national
from schemas.national.export import ExportOrder
from tests.support.console import WHY, Console
from tests.support.incidents import FAR, OPERATOR


@pytest.mark.parametrize(
    ("address", "empty"),
    [
        ("/console/looks", "窗口还没有查询或者代办过"),
        ("/console/exports", "没有您可以查看的导出记录"),
        ("/console/sources", "各个数据来源都有应答"),
    ],
)
def test_each_record_is_linked_and_says_what_comes_there(address: str, empty: str) -> None:
    site = Console().site()

    assert address in site.get("/console/records").html
    assert empty in site.get(address).words


def test_an_export_is_told_to_the_province_and_to_no_city() -> None:
    desk = Console()
    export_national(ExportOrder(reason=WHY), by=OPERATOR, key="export-0001", deps=desk.world.deps)

    assert WHY in desk.site().get("/console/exports").words
    assert WHY not in desk.site(FAR).get("/console/exports").words


def test_a_figure_stands_with_its_source_or_is_said_to_be_unknown() -> None:
    site = Console().site()

    every = site.get("/console/figures")
    unknown = site.get(every.link("待核定"))

    assert all("待核定" in row.get_text() for row in unknown.soup.select("tbody tr"))
    assert 0 < len(unknown.soup.select("tbody tr")) < len(every.soup.select("tbody tr"))
