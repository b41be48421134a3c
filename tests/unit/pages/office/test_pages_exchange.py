"""Signed files of an office behind an air gap, out and in."""

import json
from dataclasses import replace
from typing import Any

from functions.domain.case.access import Principal
from schemas.codes import ItemStatus, Role
from tests.support.fakes.cookies import PlainCookies
from tests.support.offices_without_systems import (
    ANNE,
    KEEPER,
    RESERVE,
    answers_file,
    at_the_reserves,
    reply,
    without_systems,
)
from tests.support.opened import Opened
from tests.support.pages import Site

EXCHANGE = "/office/exchange"
OFFICE = "mobilization-440106"
NEAR = replace(KEEPER, subject="near", region="440106")


class Gap:
    """The reserves' office has one item, and no network."""

    def __init__(self) -> None:
        self.world = without_systems()
        self.world.deps = replace(self.world.deps, cookies=PlainCookies())
        self.case_id, _ = at_the_reserves(self.world)

    def site(self, who: Principal = NEAR) -> Site:
        return Site(self.world.deps).signed_in(who)

    def export(self, **values: str) -> Opened:
        site = self.site()
        return site.submit(site.get(EXCHANGE), values, action=f"{EXCHANGE}/export")

    def bring(self, content: str, *, name: str = "answers.json") -> Opened:
        site = self.site()
        page = site.get(EXCHANGE)
        parts = {
            one["name"]: one["value"] for one in page.form(f"{EXCHANGE}/import").select("input[type=hidden]")
        }
        lines = [
            f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in parts.items()
        ]
        file = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = "".join([*lines, file, "Content-Type: application/json\r\n\r\n", content, "\r\n--x--\r\n"])
        headers = {"content-type": "multipart/form-data; boundary=x"}
        return site.send("POST", f"{EXCHANGE}/import", body.encode(), headers)

    def answers(self, sequence: int, *kinds: str, **more: Any) -> str:
        replies = [reply(self.world, self.case_id, kind, **more) for kind in kinds]
        return answers_file(self.world, OFFICE, sequence, replies).model_dump_json()


def test_a_file_goes_out_and_its_answers_come_back_with_a_report() -> None:
    gap = Gap()

    out = gap.export()
    back = gap.bring(gap.answers(1, "received", "accepted"))

    assert json.loads(out.html)["id"] == f"dispatches/{OFFICE}/1"
    assert 'filename="dispatches-mobilization-440106-1.json"' in out.headers["content-disposition"]
    assert "第 1 份答复文件已导入，登记答复 2 条。" in back.words
    assert gap.world.item(gap.case_id, RESERVE).status is ItemStatus.ACCEPTED


def test_a_batch_is_exported_again_by_its_number_and_nothing_new_is_told() -> None:
    gap = Gap()
    first = gap.export()

    again, none, unknown, wrong, endless = (
        gap.export(sequence="1"),
        gap.export(),
        gap.export(sequence="7"),
        gap.export(sequence="一"),
        gap.export(sequence="9" * 5_000),
    )

    assert again.html == first.html
    assert (none.status, "没有新的分发" in none.words) == (409, True)
    assert unknown.errors == ["没有这一批导出。"]
    assert wrong.errors == endless.errors == ["批次应为 1 以上的整数；导出新的一批时不填。"]


def test_the_same_click_twice_is_the_same_file() -> None:
    gap = Gap()
    page = gap.site().get(EXCHANGE)

    first, second = (gap.site().submit(page, action=f"{EXCHANGE}/export") for _ in range(2))

    assert first.html == second.html


def test_a_file_that_is_none_and_one_that_was_changed_are_told() -> None:
    gap = Gap()
    good = json.loads(gap.answers(1, "received"))

    none, empty = gap.bring("{}"), gap.bring("", name="")
    changed = gap.bring(json.dumps({**good, "content": good["content"].replace("received", "accepted")}))

    assert none.errors == ["这不是答复文件，或者文件不完整。请向办理机构重新取得原文件，不要打开改动。"]
    assert empty.errors == ["请选择办理机构交来的答复文件。"]
    assert (changed.status, "签名未通过" in changed.words) == (422, True)


def test_a_refused_file_says_which_line_is_wrong_and_a_second_time_that_it_was_taken() -> None:
    gap = Gap()

    wrong = gap.bring(gap.answers(1, "received", round=9))
    taken, again = (gap.bring(gap.answers(1, "received")) for _ in range(2))

    assert (wrong.status, "第 1 条：" in wrong.words) == (422, True)
    assert taken.status == 200
    assert (again.status, "已经导入" in again.words) == (409, True)


def test_whose_offices_have_a_network_carries_no_files() -> None:
    gap = Gap()

    assert "没有用文件往来的办理机构" in gap.site(ANNE).get(EXCHANGE).words
    assert gap.site(KEEPER).get(EXCHANGE).status == 200
    assert gap.site(Principal("soldier", Role.APPLICANT)).get(EXCHANGE).status == 404
    foreign = gap.site(ANNE)
    page = foreign.get("/office")
    token = page.soup.select_one("input[name=token]")
    assert token is not None
    body = f"token={token['value']}&key=key-00000001&office={OFFICE}&office_asked=1".encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert foreign.send("POST", f"{EXCHANGE}/export", body, headers).status == 422
