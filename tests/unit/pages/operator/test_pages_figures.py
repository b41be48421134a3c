"""The catalogue at a place, as two operators set it through the console."""

import pytest

from functions.domain.case.access import Principal
from schemas.codes import Role
from tests.support.console import WHY, Console
from tests.support.each import each
from tests.support.opened import Opened
from tests.support.toml_texts import UNREADABLE
from tests.support.unseen import UNSEEN, told_of_unseen

HERE = "/console/figures?place=440106"
FORM = "/console/figures/figure?place=440106&item=household_registration&figure=promised"
SECOND = Principal("operator-2", Role.OPERATOR, "440000")
COUNTY = Principal("operator-3", Role.OPERATOR, "440106")
THREE_DAYS = {
    "value": "3",
    "unit": "working_day",
    "since.year": "2026",
    "since.month": "11",
    "since.day": "24",
    "title": "天河区分局办事指南",
    "address": "https://example.invalid/guide",
    "why": WHY,
}


def cells(page: Opened, words: str) -> list[str]:
    """Of the row that begins so."""
    rows = ([cell.get_text() for cell in row.select("td")] for row in page.soup.select("tbody tr"))
    return next(row for row in rows if row and row[0].startswith(words))


def test_a_day_that_is_over_is_told_at_its_field_and_nothing_waits() -> None:
    site = Console().site()

    wrong = site.submit(site.get(FORM), THREE_DAYS | {"since.year": "1999"})

    assert wrong.status == 422
    assert "生效日期不能早于今天" in wrong.words
    assert "等另一名运行管理员核定" not in site.get(HERE).words


def test_a_figure_is_proposed_confirmed_by_another_and_told_with_its_place_and_source() -> None:
    console = Console()
    first, second = console.site(), console.site(SECOND)

    proposed = first.submit(first.get(FORM), THREE_DAYS)
    own = first.get(proposed.link("户口登记（退役军人恢复户口）：承诺办结时限"))
    look = second.get(proposed.link("户口登记（退役军人恢复户口）：承诺办结时限"))
    done = second.submit(look, {"why": WHY, "act": "confirm"})

    assert "等另一名运行管理员核定" in proposed.words
    assert "须由另一名运行管理员核定" in own.words
    assert "3 个工作日" in look.words
    assert "已经核定" in done.words
    told = cells(done, "户口登记（退役军人恢复户口）：承诺办结时限")
    assert told[1:3] == ["3 个工作日", "广州市天河区，2026年11月24日起"]
    assert "天河区分局办事指南" in told[3]
    assert "operator-2" in done.words


def test_who_proposed_it_can_take_it_back_but_not_confirm_it() -> None:
    console = Console()
    site = console.site()
    proposed = site.submit(site.get(FORM), THREE_DAYS)
    own = site.get(proposed.link("户口登记（退役军人恢复户口）：承诺办结时限"))

    unseen = site.submit(own, {"why": UNSEEN, "act": "refuse"})
    refused = site.submit(own, {"why": WHY, "act": "confirm"})
    back = site.submit(own, {"why": WHY, "act": "refuse"})

    assert (unseen.status, "看不见的字符" in unseen.errors[0]) == (422, True)
    assert (
        refused.status,
        "须由另一人核定" in refused.words or "由另一名运行管理员核定" in refused.words,
    ) == (409, True)
    assert "已经退回" in back.words


def test_what_is_wrong_stands_at_its_field() -> None:
    site = Console().site()
    card = FORM.replace("household_registration", "identity_card")

    empty = site.submit(site.get(FORM), {"why": WHY})
    long = site.submit(site.get(card), {**THREE_DAYS, "value": "61", "unit": "natural_day"})
    script = site.submit(site.get(FORM), {**THREE_DAYS, "address": "javascript:alert(1)"})
    silent = site.submit(site.get(FORM), {**THREE_DAYS, "why": ""})
    unseen = site.submit(site.get(FORM), {**THREE_DAYS, "why": UNSEEN})

    assert [one.status for one in (empty, long, script, silent)] == [422] * 4
    assert len(empty.errors) == 2
    assert any("不能长于法定办结时限 60 日" in one for one in long.errors)
    assert any("https://" in one for one in script.errors)
    assert told_of_unseen(unseen)


def test_two_states_are_compared() -> None:
    console = Console()
    first, second = console.site(), console.site(SECOND)
    look = first.submit(first.get(FORM), THREE_DAYS).link("户口登记（退役军人恢复户口）：承诺办结时限")
    done = second.submit(second.get(look), {"why": WHY, "act": "confirm"})

    page = second.get(done.link("比较两个版本"))

    assert cells(page, "户口登记")[1:] == ["没有", "3 个工作日（2026年11月24日起）", "operator-2"]


def test_the_published_figures_of_two_places_stand_there_and_nowhere_else() -> None:
    site = Console().site()

    tianhe, other = site.get(HERE), site.get("/console/figures?place=440103")
    town = site.get("/console/figures?place=442000114")

    assert cells(tianhe, "居民身份证申领：承诺办结时限")[1:3] == ["25 日", "广州市天河区，2026年11月1日起"]
    assert cells(other, "居民身份证申领：承诺办结时限")[1] == "待核定"
    assert cells(town, "军地养老保险关系转移接续：承诺办结时限")[1] == "15 个工作日"


def test_an_office_and_a_county_have_pages_of_their_own() -> None:
    site = Console().site(COUNTY)

    office = site.get(site.get(HERE).link("公安（测试）自己的数值"))

    assert "公安（测试）" in office.heading
    assert site.get("/console/figures").status == 200
    for place in ("440103", "440100", "440000", "nowhere"):
        assert site.get(f"/console/figures?place={place}").status == 404
    assert site.get(FORM.replace("promised", "watch_days")).status == 404


@pytest.mark.slow
def test_every_kind_of_figure_has_its_form() -> None:
    site = Console().site()
    links = [a["href"] for a in site.get(HERE).soup.select("tbody a")]

    opened = [site.get(str(link)) for link in links]

    assert len(links) > 60
    assert {one.status for one in opened} == {200}


def test_a_file_is_taken_along_edited_and_proposed_all_or_nothing() -> None:
    site = Console().site()
    file = site.get("/console/figures/file?place=440106")
    toml = site.get("/console/figures.toml?place=440106").html
    more = (
        toml
        + '\n[[figure]]\nitem = "household_registration"\nfigure = "promised"\nsince = 2026-12-01\nvalue = 3\n'
    )
    more += 'unit = "working_day"\nsource = { title = "办事指南" }\n'

    bad = site.submit(file, {"text": more + more.replace("household_registration", "passport"), "why": WHY})
    elsewhere = site.submit(file, {"text": more.replace('"440106"', '"440103"'), "why": WHY})
    wrong = site.submit(file, {"text": more.replace("value = 3", "value = 0"), "why": WHY})
    unseen = site.submit(file, {"text": more, "why": UNSEEN})
    nothing = site.get(HERE).words
    done = site.submit(file, {"text": more, "why": WHY})

    assert 'place = "440106"' in toml
    assert "# 随目录发布" in toml
    assert [one.status for one in (bad, elsewhere, wrong)] == [422] * 3
    assert any("期限至少为 1" in one for one in wrong.errors)
    assert told_of_unseen(unseen)
    assert "等另一人核定" not in nothing
    assert cells(done, "户口登记")[1:3] == ["3 个工作日", "2026年12月1日"]


def test_the_fields_of_the_provinces_system_are_taken_along_and_read_in_again() -> None:
    site = Console().site()
    file, table = (
        site.get("/console/figures/file?place=440106"),
        site.get("/console/figures.csv?place=440106"),
    )
    changed = {
        "since.year": "2026",
        "since.month": "12",
        "since.day": "1",
        "title": "事项管理系统",
        "why": WHY,
    }
    text = table.html.replace(",60,2,25,2,1,", ",60,2,20,2,1,")

    same = site.submit(file, {"text": table.html, **changed})
    undated = site.submit(file, {"text": text, "why": WHY})
    done = site.submit(file, {"text": text, **changed})

    assert "待核定" in table.html
    assert any("没有要提议的" in one for one in same.errors)
    assert (undated.status, done.status) == (422, 200)
    assert cells(done, "居民身份证申领")[1] == "20 日"


def test_what_waits_is_listed_beside_the_reviews() -> None:
    console = Console()
    first, second = console.site(), console.site(SECOND)
    empty = second.get(second.get("/console/reviews").link("目录数值等核定的"))
    first.submit(first.get(FORM), THREE_DAYS)

    listed = second.get("/console/figures/waiting")

    assert "没有等核定的数值" in empty.words
    assert cells(listed, "广州市天河区，户口登记")[1] == "3 个工作日"
    assert second.get(listed.link("广州市天河区，户口登记（退役军人恢复户口）：承诺办结时限")).status == 200


@pytest.mark.slow
@each("text", UNREADABLE)
def test_a_text_that_nests_too_deep_is_refused_at_its_field(text: str) -> None:
    site = Console().site()

    wrong = site.submit(
        site.get("/console/figures/file?place=440106"), {"text": text.format("figure"), "why": WHY}
    )

    assert (wrong.status, "文件格式不对" in wrong.errors[0]) == (422, True)


def test_an_address_alone_tells_of_nothing_that_was_not_done() -> None:
    console = Console()
    first, second = console.site(), console.site(SECOND)
    done = f"{HERE}&done=confirmed"

    before = first.get(done).words
    first.submit(first.get(FORM), THREE_DAYS)

    assert "已经核定" not in before + first.get(done).words + second.get(done).words
