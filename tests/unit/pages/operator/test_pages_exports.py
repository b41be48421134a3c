"""Exports begun from a page: with a reason, part by part, once more, and on from where the last one ended."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from functions.pages.operator.addresses import EXPORT_FORM, EXPORTS
from functions.pages.operator.pages_exports import AUDIT
from functions.pages.operator.views_exports import packed
from functions.usecases.national import runs
from functions.usecases.national.export import audits
from schemas.national.export import TABLES
from tests.support.console import WHY, Console
from tests.support.incidents import FAR, GRANTED, OPERATOR, SECOND, act, resolved
from tests.support.opened import Opened
from tests.support.unseen import UNSEEN


def begun(desk: Console, **values: str) -> Opened:
    form = desk.site().get(EXPORT_FORM)
    return desk.site().submit(form, {"why": WHY, **values})


def taken(desk: Console, page: Opened) -> Opened:
    """The next part of the export that the page shows."""
    return desk.site().submit(page, action=f"{page.address}/part")


def audited(desk: Console) -> int:
    return len(audits(limit=100, cursor=None, deps=desk.world.deps).entries)


def test_an_export_is_begun_with_a_reason_and_nothing_is_taken_yet() -> None:
    desk = Console()

    wrong = desk.site().submit(desk.site().get(EXPORT_FORM), {"why": ""})
    unseen = desk.site().submit(desk.site().get(EXPORT_FORM), {"why": UNSEEN})
    page = begun(desk)

    assert wrong.status == unseen.status == 422
    assert "看不见的字符" in unseen.errors[0]
    assert "还没有下载" in page.words
    assert WHY in page.words
    assert "已经隐去" in page.words
    assert audited(desk) == 0


def test_a_form_that_is_sent_twice_begins_one_export() -> None:
    desk = Console()
    form = desk.site().get(EXPORT_FORM)

    first, second = (desk.site().submit(form, {"why": WHY}) for _ in range(2))

    assert first.address == second.address
    assert len(desk.site().get(EXPORTS).soup.select("tbody tr")) == 1


def test_a_part_is_a_file_and_progress_is_told() -> None:
    desk = Console()
    page = begun(desk)

    file = taken(desk, page)
    later = desk.site().get(page.address)

    assert file.headers["content-type"] == "application/zip"
    assert "attachment" in file.headers["content-disposition"]
    assert "已全部导出，1 份" in later.words
    assert "第 1 份：1 个办件" in later.words
    assert audited(desk) == 1


def test_what_is_packed_is_the_tables() -> None:
    desk = Console()
    resolved(desk.world, desk.case_id, act("settle", decision=GRANTED))
    run = runs.begin_export(runs.WantedRun(WHY), by=OPERATOR, key="key-00001", deps=desk.world.deps)
    lines = runs.take_part(run.id, 0, by=OPERATOR, deps=desk.world.deps)
    with ZipFile(BytesIO(packed(lines))) as archive:
        names = archive.namelist()
        rows = {name: len(archive.read(name).decode().splitlines()) for name in names}

    assert names == [f"{table}.jsonl" for table in TABLES]
    assert rows == {f"{table}.jsonl": [one for one, _ in lines].count(table) for table in TABLES}
    assert rows["up_pro_accept.jsonl"] > 0
    assert rows["up_pro_result.jsonl"] > 0
    assert packed(lines) == packed(lines)


def test_many_cases_come_in_parts_without_gap_or_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_CASES", 1)
    monkeypatch.setattr(runs, "_EXPORTS", 2)
    desk = Console()
    for _ in range(4):
        desk.world.submitted("social_insurance")
    run = runs.begin_export(runs.WantedRun(WHY), by=OPERATOR, key="key-00001", deps=desk.world.deps)

    for number in range(3):
        runs.take_part(run.id, number, by=OPERATOR, deps=desk.world.deps)
    again = runs.take_part(run.id, 1, by=OPERATOR, deps=desk.world.deps)
    after = runs.export_run(run.id, by=OPERATOR, deps=desk.world.deps)

    assert [one.cases for one in after.taken] == [2, 2, 1]
    assert after.over
    assert len(again) == after.taken[1].rows


def test_the_next_export_tells_only_what_changed_since() -> None:
    desk = Console()
    page = begun(desk)
    taken(desk, page)
    over = desk.site().get(page.address)

    form = desk.site().get(over.link("接着导出以后的变化"))
    on = desk.site().submit(form, {"why": WHY})
    taken(desk, on)
    later = desk.site().get(on.address)

    assert "只导出上一次导出以后的变化" in form.words
    assert "从头" not in on.words
    assert "0 行" in later.words


def test_an_export_that_has_no_more_parts_says_so_and_leads_on_to_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("_CASES", "_EXPORTS", "MOST_PARTS"):
        monkeypatch.setattr(runs, name, 1)
    desk = Console()
    desk.world.submitted("social_insurance")
    page = begun(desk)
    taken(desk, page)
    full = desk.site().get(page.address)

    form = desk.site().get(full.link("接着导出其余的办件"))
    on = desk.site().submit(form, {"why": WHY})

    assert "已满 1 份，还有没有导出的办件" in full.words
    assert "全部导出" not in full.words
    assert "接着导出上一次没有导出的办件" in form.words
    assert "从头，接着上一次没有导出的办件" in on.words


def test_only_whoever_began_it_takes_its_parts() -> None:
    desk = Console()
    page = begun(desk)

    other = desk.site(SECOND).get(page.address)

    assert "由开始这次导出的人下载" in other.words
    assert desk.site().submit(page, {"number": "7"}, action=f"{page.address}/part").status == 404
    assert desk.site(FAR).get(page.address).status == 404
    assert WHY not in desk.site(FAR).get(EXPORTS).words


def test_an_export_by_whatever_means_is_told_to_the_province_and_to_no_city() -> None:
    desk = Console()
    page = begun(desk)
    taken(desk, page)

    assert WHY in desk.site().get(desk.site().get(EXPORTS).link("谁在什么时候为什么")).words
    assert desk.site(FAR).get(AUDIT).status == 404


def test_an_open_page_is_told_what_changed_and_nothing_else() -> None:
    desk = Console()
    page = begun(desk)

    (part,) = page.soup.select("#export")
    version = str(part["hx-get"])

    still = desk.site().get(version)
    taken(desk, page)
    changed = desk.site().get(version)

    assert (still.status, changed.status) == (204, 200)
    assert "已全部导出" in changed.words
