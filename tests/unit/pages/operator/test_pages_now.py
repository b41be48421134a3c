"""The console's first page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import PlatformUnavailable
from functions.domain.guide.place_figures import PLACE_FIGURES
from functions.domain.national.owed_messages import ToldPlatform
from functions.pages.operator.pages import PAGES
from functions.ports.deps import SEALS_LINE
from functions.usecases.office.circuits import through_circuit
from functions.usecases.operator.place_figures import propose
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP, new_record
from functions.usecases.upkeep.sweep import sweep
from functions.web.roles import OPERATORS
from schemas.codes import Department, Role
from tests.support.console import Console
from tests.support.each import each
from tests.support.fakes.electronic_seal import FakeElectronicSeal
from tests.support.fakes.platform import FakePlatform
from tests.support.figures import proposal
from tests.support.incidents import FAR, GRANTED, OPERATOR, REFUSED, REPORT, SECOND, act, resolved
from tests.support.troubles import office_down
from tests.support.world import APPLICANT

OTHERS = [
    APPLICANT,
    Principal("clerk", Role.CLERK, "440100"),
    Principal("staff", Role.DEPARTMENT_STAFF, "440100", Department.PUBLIC_SECURITY),
]


def test_what_needs_somebody_stands_with_its_count_and_leads_to_its_list() -> None:
    desk = Console()
    sweep(desk.world.deps)

    opened = desk.site().get("/console")

    assert opened.status == 200
    assert "在办的办件 1 件" in opened.words
    assert "异常待处理 1 件" in opened.words
    assert "没有需要补做的" in opened.words
    assert desk.site().get(opened.link("1 件")).heading == "查办件"
    listed = next(one for one in opened.soup.select("td a") if "attention=incident" in str(one["href"]))
    assert "退役报到" in desk.site().get(str(listed["href"])).words


def test_what_waits_for_a_second_operator_is_told_and_leads_to_its_own_list() -> None:
    """Also where many places of which nothing waits come before: a figure's led to the list of corrections."""
    desk = Console()
    resolved(desk.world, desk.case_id, act("settle", decision=GRANTED))
    resolved(desk.world, desk.case_id, act("override", decision=REFUSED), key="key-0002")
    for number in range(120):
        settled = new_record(
            PLACE_FIGURES,
            f"000-{number:03}",
            {
                "at": "2026-11-24T00:00:00+00:00",
                "operator": "o",
                "reason": "r",
                "standing": [],
                "waiting": [],
            },
        )
        desk.world.store.put(settled)
    propose(proposal(), by=OPERATOR, deps=desk.world.deps)

    opened = desk.site(SECOND).get("/console")

    tasks = {one.get_text(): str(one["href"]) for one in opened.soup.select(".tasks a")}
    assert tasks == {
        "1 个结果的更正待第二人复核": "/console/reviews",
        "1 个地方有目录数值待第二人核定": "/console/figures/waiting",
    }
    site = desk.site(SECOND)
    assert [site.get(one).heading for one in tasks.values()] == ["待复核的更正", "目录数值等核定的"]


def test_a_sweep_that_does_not_come_is_told_on_top() -> None:
    desk = Console()
    never = desk.site().get("/console").words
    sweep(desk.world.deps)
    desk.world.clock.advance(timedelta(minutes=25))

    late = desk.site().get("/console")

    assert "还没有巡检过" in never
    assert "已经过了 25 分钟" in late.soup.select(".notice.act")[0].get_text()


def test_what_is_silently_lost_leads_to_the_cases_that_have_such_an_item() -> None:
    desk = Console()
    sweep(desk.world.deps)
    found = desk.world.store.record(METRICS, SWEEP)
    assert found
    body = {**found.body, "lost": {REPORT: 1}, "silent_loss": 1}
    desk.world.store.put(replace(found, body=body))
    site = desk.site()

    opened = site.get("/console")
    listed = site.get(opened.link("退役报到 1 个"))

    assert "有 1 个事项无声丢失" in opened.words
    assert desk.world.ledger(desk.case_id).case.reference in listed.words


def test_an_office_that_does_not_answer_leads_to_what_it_has_and_what_waits_for_it() -> None:
    desk = Console(plant=office_down)

    opened = desk.site().get("/console")
    row = next(one for one in opened.soup.select("tr") if "连续 1 次" in one.get_text())
    addresses = [str(link["href"]) for link in row.select("a")]
    assert addresses[0].startswith("/console/cases?office=")
    assert addresses[1] == "/console/items?attention=sending"
    assert [desk.site().get(one).status for one in addresses] == [200, 200]


@each(
    "line, name",
    [
        (SEALS_LINE, "电子印章服务"),
        (ToldPlatform.ACCEPTANCE, "统一申办受理平台"),
        (ToldPlatform.RATINGS, "好差评平台"),
    ],
)
def test_a_platform_of_the_province_that_does_not_answer_stands_there_by_its_name_while_it_is_connected(
    line: str, name: str
) -> None:
    desk = Console()
    without = desk.world.deps
    connected: dict[str, Any] = {
        "electronic_seal": FakeElectronicSeal(),
        "acceptance": FakePlatform(),
        "ratings": FakePlatform(),
    }
    desk.world.deps = replace(without, **connected)

    def ask() -> None:
        raise PlatformUnavailable

    with pytest.raises(PlatformUnavailable):
        through_circuit(line, ask, desk.world.deps)

    row = next(one for one in desk.site().get("/console").soup.select("tr") if name in one.get_text())
    assert "没有应答，或者应答暂不可用" in row.get_text()
    assert row.select("a") == []
    desk.world.deps = without
    assert name not in desk.site().get("/console").words


def test_a_full_disk_is_told_on_the_page_that_operators_look_at() -> None:
    """It said that nothing needs anybody, while whoever applied was refused."""
    desk = Console()
    well = desk.site().get("/console").words
    desk.world.deps = replace(desk.world.deps, has_room=lambda: False)

    told = desk.site().get("/console").words

    assert "系统有问题" not in well
    assert "系统有问题，可能收不下新的内容，请立即联系运维人员。 数据目录所在的磁盘快满了" in told


def test_another_citys_operator_sees_none_of_it() -> None:
    desk = Console()

    opened = desk.site(FAR).get("/console")

    assert "在办的办件 0 件" in opened.words
    assert "没有需要处理的事项" in opened.words


@pytest.mark.slow
@each("who", OTHERS)
def test_to_anybody_else_no_page_of_it_exists(who: Principal) -> None:
    desk = Console()
    site = desk.site(who)
    known = {
        "{case_id}": desk.case_id,
        "{item}": "discharge_report",
        "{act}": "retry",
        "{batch_id}": "0f" * 16,
    }

    # Circulars are read by windows and offices, too.
    for page in (one for one in PAGES if one.roles == OPERATORS):
        address = page.path
        for name, value in known.items():
            address = address.replace(name, value)
        if page.method == "GET":
            assert site.get(address).status == 404
