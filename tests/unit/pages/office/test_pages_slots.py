"""到场预约, the office's side: times published by a pattern or a file, a day closed, who came and who did not."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from functions.domain.case.appointments import standing
from schemas.codes_citizen import AppointmentState
from tests.support.bookings import (
    CARD,
    FRIDAY,
    OFFICE,
    STAFF,
    THURSDAY,
    WEDNESDAY,
    at,
    booked,
    close,
    expecting_visits,
    later,
    mortal_world,
    publish,
)
from tests.support.each import each
from tests.support.fakes.cookies import PlainCookies
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.toml_texts import UNREADABLE
from tests.support.unseen import UNSEEN, told_of_unseen
from tests.support.world import World

SLOTS = "/office/slots"
HERE = f"{SLOTS}?{urlencode({'office': OFFICE, 'item': CARD})}"
SPAN = {
    "first.year": "2026",
    "first.month": "11",
    "first.day": "26",
    "last.year": "2026",
    "last.month": "12",
    "last.day": "1",
}


class Office:
    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.world.deps = replace(self.world.deps, cookies=PlainCookies())
        self.site = Site(self.world.deps).signed_in(STAFF)

    def day(self, day: str) -> Opened:
        return self.site.get(f"{SLOTS}/day?{urlencode({'office': OFFICE, 'item': CARD, 'day': day})}")

    def sends(self, name: str, content: bytes) -> Opened:
        form = self.site.get(HERE)
        token = form.soup.select_one("input[name=token]")
        fields = {"token": str(token["value"]) if token else "", "office": OFFICE, "item": CARD}
        return self.site.send("POST", f"{SLOTS}/import", *multipart(fields, name, content))


def multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    mark = "----lianban"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join((*parts, head, content, f"\r\n--{mark}--\r\n".encode()))
    return body, {"content-type": f"multipart/form-data; boundary={mark}"}


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_item_is_chosen_and_times_are_published_by_a_pattern(office: Office) -> None:
    first = office.site.get(SLOTS)
    page = office.site.get(first.link("居民身份证"))

    done = office.site.submit(page, {**SPAN, "begins": "９：００"}, action=f"{SLOTS}/pattern")

    assert "时间已经公布。" in done.words
    assert "2026年11月26日（星期四）" in done.words
    assert "2026年11月28日" not in done.words
    shown = office.site.get(done.link("2026年11月26日（星期四）"))
    assert [words in shown.words for words in ("11:30至12:00", "12:00至12:30", "14:00至14:30")] == [
        True,
        False,
        True,
    ]


@pytest.mark.slow
@each(
    "typed, error",
    [
        ({"begins": "9点"}, "请填写二十四小时制的时间，小时和分钟各两位，例如 09:00。"),
        ({"ends": "09:10"}, "到结束为止不够一个时间段，请核对开始、结束和分钟数。"),
        ({"capacity": "两"}, "此项应为数字（整数）"),
        ({"last.day": "40"}, "日期"),
        ({"pause_until": ""}, "午休的起止请一起填写，或者都不填。"),
        ({"minutes": "5", "capacity": "50"}, "合计不能超过 200 人"),
        ({"begins": "00:00", "ends": "23:59", "minutes": "5"}, "最多 96 个"),
        ({"begins": "12:00", "ends": "13:00"}, "不够一个时间段"),
    ],
)
def test_a_wrong_pattern_is_told_at_its_field(office: Office, typed: dict[str, str], error: str) -> None:
    page = office.site.get(HERE)

    wrong = office.site.submit(page, {**SPAN, **typed}, action=f"{SLOTS}/pattern")

    assert wrong.status == 422
    assert any(error in one for one in wrong.errors), wrong.errors
    assert "还没有公布时间" in wrong.words


def test_an_address_alone_says_of_no_times_that_they_were_published(office: Office) -> None:
    said = "时间已经公布。"
    unsaid = office.site.get(f"{HERE}&done=published")
    done = office.site.submit(office.site.get(HERE), SPAN, action=f"{SLOTS}/pattern")
    forged = office.site.get(done.address.replace("done=published", "done=published.9"))
    colleague = Site(office.world.deps).signed_in(replace(STAFF, subject="colleague")).get(done.address)
    again = office.site.get(done.address)
    office.world.clock.advance(timedelta(minutes=31))
    later_on = Site(office.world.deps).signed_in(STAFF).get(done.address)

    told = [said in page.words for page in (unsaid, forged, colleague, again, later_on)]
    assert told == [False, False, False, True, False]
    assert later_on.status == 200


def test_no_number_of_the_address_is_told_as_done(office: Office) -> None:
    assert "777" not in office.site.get(f"{HERE}&done=777").words


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_file_is_published_as_a_whole(office: Office, encoding: str) -> None:
    lines = f"日期,开始,分钟,人数\n{FRIDAY},9:00,30,2\n{FRIDAY},09:30,30,2\n{THURSDAY},09:00,30,1\n"

    done = office.sends("times.csv", lines.encode(encoding))

    assert ("时间已经公布。" in done.words, "4 人" in done.words) == (True, True)


def test_a_csv_file_may_publish_a_day_off(office: Office) -> None:
    heads, day = "日期,开始,分钟,人数,休息日也办理", "2026-11-28,09:00,30,2"

    unsaid = office.sends("a.csv", f"{heads}\n{day},\n".encode())
    odd = office.sends("a.csv", f"{heads}\n{day},也许\n".encode())
    done = office.sends("a.csv", f"{heads}\n{day},是\n".encode())

    assert ("第 2 行：这一天是休息日" in unsaid.words, "on_day_off" in unsaid.words.split("公布时间")[0]) == (
        True,
        False,
    )
    assert ("应填是或者否" in odd.words, "2026年11月28日（星期六）" in done.words) == (True, True)


def test_a_toml_file_may_publish_a_day_off(office: Office) -> None:
    text = '[[publish]]\nday = 2026-11-28\non_day_off = true\ntimes = [{start="09:00", minutes=30, capacity=1}]\n'

    assert "2026年11月28日（星期六）" in office.sends("times.toml", text.encode()).words


@pytest.mark.slow
@each(
    "name, text, words",
    [
        ("a.csv", f"日期,开始,分钟,人数\n{FRIDAY},09:00,30,2\n{FRIDAY},09:10,30,2\n", "第 3 行"),
        ("a.csv", "日期,开始,分钟,人数\n2026-11-28,09:00,30,2\n", "第 2 行：这一天是休息日"),
        ("a.csv", f"日期,开始,分钟,人数\n{FRIDAY},09:00,30,很多\n", "第 2 行"),
        ("a.csv", f"日期,开始,分钟,人数\n{FRIDAY},09:00\n", "第 2 行应有 4 格"),
        ("a.csv", "day,start\n", "首行应为：日期,开始,分钟,人数。"),
        ("a.toml", "publish = 3", "每日应单独成段"),
        ("a.toml", "publish = [", "读不出这个文件"),
        ("a.toml", f'office = "zz"\n[[publish]]\nday = {FRIDAY}\n', "多了 office"),
        ("a.csv", "日期,开始,分钟,人数\n", "至少填写一项"),
    ],
)
def test_a_wrong_file_is_told_line_by_line_and_publishes_nothing(
    office: Office, name: str, text: str, words: str
) -> None:
    wrong = office.sends(name, text.encode())

    assert (wrong.status, words in wrong.words) == (422, True), wrong.words
    assert "还没有公布时间" in wrong.words


@pytest.mark.slow
@each("text", UNREADABLE)
def test_a_file_that_nests_too_deep_is_refused_at_the_file(office: Office, text: str) -> None:
    assert office.sends("a.toml", text.format("publish").encode()).status == 422


def test_a_day_is_closed_with_its_reason_and_whoever_booked_is_told(office: Office) -> None:
    case_id = expecting_visits(office.world)
    publish(office.world, FRIDAY, "09:00", "10:00")
    booked(office.world, case_id, at(FRIDAY))
    page = office.day(FRIDAY)
    form = f"{SLOTS}/day/closing"

    wrong = office.site.submit(page, {"reason": "设备检修"}, action=form)
    nameless, unseen = (
        office.site.submit(page, {"times": "all", "reason": reason}, action=form) for reason in ("", UNSEEN)
    )
    done = office.site.submit(page, {"times": "all", "reason": "设备检修"}, action=form)

    assert "测试甲" in page.words
    assert (wrong.errors, nameless.errors) == (
        ["请勾选要停办的时间段。"],
        ["请写明停办的原因，2 至 500 字，申请人会看到。"],
    )
    assert told_of_unseen(unseen, "reason")
    assert ("已经停办" in done.words, "停办的原因：设备检修" in done.words) == (True, True)
    assert standing(office.world.item(case_id, CARD)) is None
    assert "全天停办" in office.site.get(HERE).words


def test_who_was_called_off_stays_on_the_day_and_whether_they_have_another_time(office: Office) -> None:
    world = office.world
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    publish(world, FRIDAY, "09:00", "10:00")
    booked(world, case_id, at(FRIDAY))
    close(world, FRIDAY)

    called = office.day(FRIDAY)
    publish(world, FRIDAY, "10:00")
    moved = booked(world, case_id, at(WEDNESDAY), key="book-2")
    elsewhere = office.day(FRIDAY)

    assert moved.state is None
    assert ("停办已取消，还没有另约" in called.words, "测试甲" in called.words) == (True, True)
    assert ("停办已取消，已另约" in elsewhere.words, "登记已到场" in elsewhere.words) == (True, False)


def test_who_has_the_same_time_again_is_listed_once(office: Office) -> None:
    case_id = expecting_visits(office.world)
    publish(office.world, FRIDAY, "09:00")
    booked(office.world, case_id, at(FRIDAY))
    close(office.world, FRIDAY)
    publish(office.world, FRIDAY, "09:00")
    booked(office.world, case_id, at(FRIDAY), key="book-2")

    shown = office.day(FRIDAY)

    assert (shown.words.count("测试甲"), "没有另约" in shown.words) == (1, False)


def test_who_came_and_who_did_not_is_noted_once_the_time_has_come(office: Office) -> None:
    came, missed = expecting_visits(office.world), expecting_visits(office.world)
    publish(office.world, WEDNESDAY, "09:00", "10:00")
    booked(office.world, came, at(WEDNESDAY))
    booked(office.world, missed, at(WEDNESDAY, "10:00"))
    early = office.day(WEDNESDAY)
    later(office.world, days=1, hours=2)
    office.site.signed_in(STAFF)

    first = office.site.submit(office.day(WEDNESDAY), action=f"{SLOTS}/day/came")
    second = office.site.submit(first, action=f"{SLOTS}/day/missed")

    assert "登记未到场" not in early.words
    assert ("已登记到场。" in first.words, "已登记未到场" in second.words) == (True, True)
    assert "登记已到场" not in second.words
    found = office.world.item(missed, CARD).todos.appointment
    assert found
    assert (found.state, found.missed) == (AppointmentState.MISSED, 1)


def test_of_a_time_that_somebody_missed_and_has_another_since_nothing_is_noted_any_more(
    office: Office,
) -> None:
    case_id = expecting_visits(office.world)
    publish(office.world, WEDNESDAY, "09:00")
    publish(office.world, FRIDAY, "09:00")
    booked(office.world, case_id, at(WEDNESDAY))
    later(office.world, days=1, hours=2)
    office.site.signed_in(STAFF)
    before = office.day(WEDNESDAY)
    booked(office.world, case_id, at(FRIDAY), key="book-2")

    shown = office.day(WEDNESDAY)

    assert "登记未到场" in before.words
    assert "时间已过，后来另约过时间" in shown.words
    assert ["登记未到场" in shown.words, "登记已到场" in shown.words] == [False, False]


def test_another_offices_days_do_not_exist(office: Office) -> None:
    far = Site(office.world.deps).signed_in(replace(STAFF, region="445200"))

    assert far.get(HERE).status == 404
    assert office.site.get(f"{SLOTS}/day?office={OFFICE}&item={CARD}&day=soon").status == 404


def test_a_damaged_case_is_named_and_the_day_is_shown_all_the_same() -> None:
    world, store = mortal_world()
    office = Office(world)
    whole, damaged = expecting_visits(world), expecting_visits(world)
    publish(world, FRIDAY, "09:00", capacity=2)
    for case_id in (damaged, whole):
        booked(world, case_id, at(FRIDAY))
    reference = world.ledger(whole).case.reference
    store.damaged = frozenset({damaged})

    seen = office.day(FRIDAY)

    assert (seen.status, reference in seen.soup.get_text(), damaged in seen.soup.get_text()) == (
        200,
        True,
        True,
    )
