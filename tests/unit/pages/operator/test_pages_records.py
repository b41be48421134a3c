"""What was kept of who looked, who took what, and what did not answer; the catalogue's figures."""

from tests.support.console import Console
from tests.support.each import each


@each(
    "address, empty",
    [
        ("/console/looks", "窗口还没有查询或者代办过"),
        ("/console/exports", "还没有在这里导出过"),
        ("/console/sources", "各个数据来源都有应答"),
    ],
)
def test_each_record_is_linked_and_says_what_comes_there(address: str, empty: str) -> None:
    site = Console().site()

    assert address in site.get("/console/records").html
    assert empty in site.get(address).words


def test_a_figure_stands_with_its_source_or_is_said_to_be_unknown() -> None:
    site = Console().site()

    every = site.get("/console/figures")
    unknown = site.get(every.link("待核定"))

    assert all("待核定" in row.get_text() for row in unknown.soup.select("tbody tr"))
    assert 0 < len(unknown.soup.select("tbody tr")) < len(every.soup.select("tbody tr"))
