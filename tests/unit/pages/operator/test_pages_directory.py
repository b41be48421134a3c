"""The directory of offices, as operators see, set, take out and bring in."""

import pytest

from functions.domain.case.access import Principal
from schemas.codes import Role
from schemas.office.directory import MOST_PLACED
from tests.support.console import WHY, Console
from tests.support.each import each
from tests.support.toml_texts import UNREADABLE
from tests.support.unseen import UNSEEN, told_of_unseen

LIST = "/console/directory?city=440100"
HERE = "/console/directory/place?department=public_security&region=440106"
LOOK, SET, FILE = "/console/directory/place/look", "/console/directory/place", "/console/directory/file"
ENTRY = {
    "address": "示例路1号",
    "hours": "9:00—17:00",
    "telephone": "020-12345678",
    "reconsideration.body": "示例市人民政府",
    "reconsideration.term": "60",
    "source": "示例公告",
    "why": WHY,
}
TOML = """
[[entry]]
department = "public_security"
region = "440106"
source = "示例公告"
address = "示例路3号"
"""
COUNTY = Principal("operator-3", Role.OPERATOR, "440106")


def test_an_entry_is_looked_at_then_set_and_told_with_who_changed_it() -> None:
    site = Console().site()
    before = site.get(HERE)

    look = site.submit(before, ENTRY, action=LOOK)
    done = site.submit(look, action=SET)

    assert "可拨打12345" in before.words
    assert "示例市人民政府" in look.words
    assert "已保存" in done.words
    assert "operator-1" in done.words
    assert "示例路1号" in site.get(LIST).words


def test_who_changed_it_is_told_with_what_was_and_what_became_of_this_department_only() -> None:
    site = Console().site()
    for given in (ENTRY, ENTRY | {"telephone": "020-87654321", "address": ""}):
        site.submit(site.submit(site.get(HERE), given, action=LOOK), action=SET)

    own, others = (
        site.get(HERE.replace("public_security", one)) for one in ("public_security", "mobilization")
    )

    latest, first = (row.get_text(" ") for row in own.soup.select("table tbody tr"))
    assert "地址：示例路1号 → （没有）；咨询电话：020-12345678 → 020-87654321" in latest
    assert "办公时间" not in latest
    assert "新增；地址：（没有） → 示例路1号" in first
    assert "谁改过" not in others.words


def test_a_version_that_cannot_be_read_is_named_and_hides_no_other() -> None:
    console = Console()
    site = console.site()
    for telephone in ("020-12345678", "020-87654321", "020-11112222"):
        given = ENTRY | {"telephone": telephone}
        site.submit(site.submit(site.get(HERE), given, action=LOOK), action=SET)
    console.world.store.damage_record("directory/440100_history/440106", "00000002")

    page = site.get(HERE)

    latest, first = (row.get_text(" ") for row in page.soup.select("table tbody tr"))
    assert "第 2 版损坏，读不出来" in page.words
    assert "lianban repair" in page.words
    assert "原来的读不出来，改了什么不知道" in latest
    assert "020-12345678" in first


def test_what_was_saved_of_a_department_is_not_said_of_its_items() -> None:
    site = Console().site()
    done = site.submit(site.submit(site.get(HERE), ENTRY, action=LOOK), action=SET)

    (link,) = done.soup.select('a[href*="item=identity_card"]')
    of_item = site.get(str(link["href"]))

    assert "已保存" in done.words
    assert "只对这个事项不同的" in of_item.words
    assert "已保存" not in of_item.words


def test_sent_twice_it_is_set_once() -> None:
    site = Console().site()
    look = site.submit(site.get(HERE), ENTRY, action=LOOK)

    for _ in range(2):
        done = site.submit(look, action=SET)

    assert len(done.soup.select("table")[-1].select("tbody tr")) == 1


def test_one_item_that_differs_is_set_beside_the_rest_and_taken_out_again() -> None:
    site = Console().site()
    site.submit(site.submit(site.get(HERE), ENTRY, action=LOOK), action=SET)
    of_item = f"{HERE}&item=identity_card"

    look = site.submit(site.get(of_item), {"address": "办证大厅", "why": WHY}, action=LOOK)
    site.submit(look, action=SET)
    whole, card = site.get(HERE).words, site.get(of_item).words
    site.submit(site.submit(site.get(of_item), {"back": "1", "why": WHY}, action=LOOK), action=SET)

    assert "示例路1号" in whole
    assert "办证大厅" in card
    assert "办证大厅" not in site.get(of_item).soup.select_one("dl.facts").get_text()  # type: ignore[union-attr]


def test_what_is_wrong_stands_at_its_field() -> None:
    site = Console().site()
    wrong = {**ENTRY, "telephone": "电话", "map_link": "http://map", "source": ""}

    page = site.submit(site.get(HERE), wrong, action=LOOK)
    short = site.submit(site.get(HERE), {**ENTRY, "reconsideration.term": "30"}, action=LOOK)
    unseen = site.submit(site.get(HERE), {**ENTRY, "why": UNSEEN}, action=LOOK)

    assert page.status == 422
    assert page.title.startswith("错误：")
    assert any("电话号码" in one for one in page.errors)
    assert any("https://" in one for one in page.errors)
    assert any("六十日" in one for one in short.errors)
    assert told_of_unseen(unseen)


def test_what_is_wrong_with_a_file_as_a_whole_is_told_of_none_of_its_entries() -> None:
    site = Console().site()

    unseen = site.submit(site.get(FILE), {"text": TOML, "why": UNSEEN})
    many = site.submit(site.get(FILE), {"text": TOML * (MOST_PLACED + 1), "why": WHY})

    assert told_of_unseen(unseen)
    assert many.status == 422
    assert str(MOST_PLACED) in many.errors[0]
    assert "条 ：" not in many.errors[0]


def test_a_file_is_read_in_all_or_nothing_and_handed_out_as_it_stands() -> None:
    site = Console().site()

    bad = site.submit(site.get(FILE), {"text": TOML + TOML.replace("440106", "449999"), "why": WHY})
    nonsense = site.submit(site.get(FILE), {"text": "entry = 1", "why": WHY})
    empty = site.get(LIST).words
    done = site.submit(site.get(FILE), {"text": TOML, "why": WHY})
    again = site.submit(site.get(FILE), {"text": TOML, "why": WHY})
    handed = site.get("/console/directory.toml?city=440100")

    assert (bad.status, nonsense.status) == (422, 422)
    assert "第 2 条 region" in bad.errors[0]
    assert "还没有名录内容" in empty
    assert "写入 1 条" in done.words
    assert "写入 0 条，1 条和原来一样" in again.words
    assert 'address = "示例路3号"' in handed.html


def test_a_county_operator_keeps_their_own_county_only() -> None:
    site = Console().site(COUNTY)

    assert site.get(HERE).status == 200
    assert site.get(HERE.replace("440106", "440103")).status == 404
    assert site.get("/console/directory").status == 200


@pytest.mark.slow
@each("text", UNREADABLE)
def test_a_text_that_nests_too_deep_is_refused_at_its_field(text: str) -> None:
    site = Console().site()

    wrong = site.submit(site.get(FILE), {"text": text.format("entry"), "why": WHY})

    assert (wrong.status, "文件格式不对" in wrong.errors[0]) == (422, True)
