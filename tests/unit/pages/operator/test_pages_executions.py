"""A case's runs as an operator sees them: graph, table, events, one selection; a new run."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from functions.domain.case.case import Change
from functions.ports.executions import Redrive
from schemas.codes import CaseStatus
from tests.support.api_case import CASE, PERSONAL, TOKEN, submit
from tests.support.api_deps import PEOPLE, house
from tests.support.client import Api
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.executions import FakeExecutions
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.runs import RUNS, RunHouse

HOUSEHOLD = "household_registration"
AT = datetime.fromisoformat("2026-11-24T01:00:00+00:00")


def node(page: Opened, state: str) -> str:
    """What its box says, without its own name."""
    said = page.soup.select(f"#state-{state} .name, #state-{state} .said, #state-{state} .own.right")
    return " ".join(" ".join(one.get_text(" ", strip=True) for one in said).split())


def test_nobody_but_an_operator_of_the_region_sees_executions() -> None:
    runs = RunHouse()

    asked = product(("soldier", "clerk", "staff", "far-operator"), (RUNS, f"{RUNS}/1", f"{RUNS}/1/progress"))
    opened = {(who, path): runs.site(who).get(path).status for who, path in asked}

    assert len(opened) == 12
    assert {tried: status for tried, status in opened.items() if status != 404} == {}


@each("run", ["2", "0", "x"])
def test_a_run_that_never_was_does_not_exist(run: str) -> None:
    assert RunHouse().site().get(f"{RUNS}/{run}").status == 404


def test_the_graph_shows_every_state_with_its_standing_in_words_and_as_a_link() -> None:
    page = RunHouse().checked().run()

    assert (page.status, page.heading) == (200, "第 1 次执行")
    assert node(page, "VerifyService") == "核查入伍信息 ✓ 已完成"
    assert node(page, "DispatchPublicSecurity") == "分发并等答复 ◔ 进行中 3 次"
    assert node(page, "PublicSecurity") == "公安部门 ◔ 进行中 0/3 个事项走完"
    assert node(page, "AwaitOperatorMobilization") == "等待处置 ○ 没有到"
    assert node(page, "CloseCase") == "办件办结 ○ 没有到"


def test_catches_and_retries_are_dashed_with_what_is_caught() -> None:
    page = RunHouse().run()

    assert len(page.soup.select("path.edge.catch")) == 6 + 5 * 7
    assert len(page.soup.select("path.edge.retry")) == 4 + 5 * 5 + 1
    assert {"超时", "要求补正", "其他问题"} == {one.get_text() for one in page.soup.select("text.word")}


def test_no_style_stands_in_the_drawing() -> None:
    page = RunHouse().run()

    assert not page.soup.select("[style], style")
    assert page.soup.select("svg[role=group] > title")


def test_a_map_counts_its_items_as_they_come_to_their_end() -> None:
    runs = RunHouse().checked()
    runs.end("dispatch", "medical_insurance", outcome="granted")

    assert "1/2 个事项走完" in node(runs.run(), "HealthcareSecurity")


def test_a_selected_state_is_outlined_and_told_on_top_with_error_cause_input_and_output() -> None:
    runs = RunHouse().checked()
    runs.after(hours=2)
    runs.fail("dispatch", HOUSEHOLD, "CorrectionRequested", "部门要求补正")

    page = runs.run(f"?state=DispatchPublicSecurity&item={HOUSEHOLD}")

    panel = page.soup.select_one("section.card")
    assert panel is not None
    words = " ".join(panel.get_text(" ", strip=True).split())
    assert "分发并等答复（公安）：户口登记（退役军人恢复户口） ↷ 出错后转出" in words
    assert "CorrectionRequested: 部门要求补正" in words
    assert "历时 2 小时" in words
    given, result = (json.loads(one.get_text()) for one in panel.select("pre"))
    assert given["item"] == HOUSEHOLD
    assert result["error"] == {"Error": "CorrectionRequested", "Cause": "部门要求补正"}
    assert [one["id"] for one in page.soup.select("a.node.selected")] == ["state-DispatchPublicSecurity"]


def test_the_three_views_keep_the_selection() -> None:
    page = RunHouse().checked().run(f"?state=DispatchPublicSecurity&item={HOUSEHOLD}")

    for words in ("状态表", "事件"):
        assert f"state=DispatchPublicSecurity&item={HOUSEHOLD}" in page.link(words).replace(
            "&view=table", ""
        ).replace("&view=events", "")


def test_of_one_item_the_graph_shows_only_its_own_way() -> None:
    runs = RunHouse().checked()
    runs.fail("dispatch", HOUSEHOLD, "CorrectionRequested")

    page = runs.run(f"?item={HOUSEHOLD}")

    assert "出错后转出" in node(page, "DispatchPublicSecurity")
    assert "进行中" in node(page, "AwaitCorrectionPublicSecurity")
    assert "没有到" in node(page, "VeteransAffairs")
    assert "已完成" in node(page, "VerifyService")


def test_every_item_is_a_link_that_says_where_it_is() -> None:
    runs = RunHouse().checked()
    runs.fail("dispatch", "pension_transfer", "DepartmentUnavailable")
    runs.end("dispatch", "discharge_report", outcome="refused")
    chips = {one.get_text(" ", strip=True) for one in runs.run().soup.select(".chips a")}

    assert "户口登记（退役军人恢复户口） ◔ 分发并等答复" in chips
    assert "军地养老保险关系转移接续 ↻ 等待重试" in chips
    assert "退役报到 ✓ 已走完" in chips


def test_the_table_tells_the_same_as_the_graph() -> None:
    runs = RunHouse().checked()
    graph, table = runs.run(), runs.run("?view=table")

    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in table.soup.select("tbody tr")
    ]
    assert len(rows) == len(graph.soup.select("a.node")) == 36
    dispatch = next(row for row in rows if row[1] == "DispatchPublicSecurity")
    assert dispatch[:5] == ["分发并等答复", "DispatchPublicSecurity", "公安", "◔ 进行中", "3 次"]


def test_the_events_of_a_selection_are_told_in_order_and_idle_time_is_one_line() -> None:
    runs = RunHouse().checked()
    runs.after(hours=2)
    runs.fail("dispatch", HOUSEHOLD, "CorrectionRequested", "部门要求补正")
    runs.clock.advance(timedelta(days=3, hours=4))

    page = runs.run(f"?view=events&item={HOUSEHOLD}&state=PublicSecurity")

    lines = [one.get_text(" ", strip=True) for one in page.soup.select("ol.time li")]
    assert "等待 2 小时" in lines
    assert lines[-1] == "已经等待 3 天 4 小时，还在等"
    assert (
        "出错： 分发并等答复（公安） · 户口登记（退役军人恢复户口） TaskFailed"
        in lines[lines.index("等待 2 小时") + 1]
    )
    assert "11月24日 11:00:00 · 121" in lines[lines.index("等待 2 小时") + 1]


def test_events_are_paged_forward_to_the_last_and_back_to_the_first() -> None:
    runs = RunHouse().checked()
    first = runs.run("?view=events")
    second = runs.site().get(first.link("下一页"))
    last = runs.site().get(first.link("最后一页"))

    assert len(first.soup.select("ol.time time")) == 50
    assert "从第 51 个起" in second.words
    assert "从第 71 个起" in last.words
    assert runs.site().get(last.link("第一页")).words == first.words


def test_a_page_that_is_open_asks_for_what_changed_and_is_sent_nothing_else() -> None:
    runs = RunHouse().checked()
    part = runs.run("?state=DispatchPublicSecurity").soup.select_one("#run")
    address = str(part["hx-get"]) if part else ""

    unchanged = runs.site().get(address)
    runs.end("dispatch", HOUSEHOLD, outcome="granted")
    changed = runs.site().get(address)

    assert "state=DispatchPublicSecurity" in address
    assert (unchanged.status, unchanged.html) == (204, "")
    assert (changed.status, "<html" in changed.html) == (200, False)
    assert "selected" in str(changed.soup.select_one("#state-DispatchPublicSecurity"))


def test_a_run_that_is_over_does_not_ask_again() -> None:
    page = RunHouse().over().run()

    assert "hx-get" not in page.html
    assert "成功结束" in page.words


def test_a_failed_run_shows_where_and_why() -> None:
    page = RunHouse().broken().run()

    assert "错误和原因 CaseStillOpen" in page.words
    assert "失败" in node(page, "CloseCase")
    assert "已完成" in node(page, "Departments")


def test_what_a_run_stopped_in_the_middle_left_undone_is_aborted() -> None:
    runs = RunHouse().checked()
    runs.deps.executions.stop(f"{CASE}-1")

    page = runs.run()

    assert "已中止" in node(page, "DispatchPublicSecurity")
    assert "已停止" in page.words


def test_no_token_and_nothing_of_a_person_is_shown() -> None:
    runs = RunHouse().checked()
    pages = [runs.run(f"?view={view}&state=DispatchPublicSecurity") for view in ("graph", "table", "events")]

    for secret in (*PERSONAL, TOKEN, "token-1"):
        assert not any(secret in page.words for page in pages)


def test_what_cannot_be_selected_is_not() -> None:
    page = RunHouse().checked().run("?state=<b>&item=A&view=none&after=x")

    assert (page.status, "整个执行" in page.words) == (200, True)


def test_every_run_is_listed_with_how_it_ended_and_what_began_it() -> None:
    runs = RunHouse().checked()
    page = runs.site().get(RUNS)

    done = runs.site().submit(page, {"reason": "等待没有结束"}, action=RUNS)

    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in done.soup.select("tbody tr")
    ]
    assert [row[0] for row in rows] == ["第 2 次", "第 1 次"]
    assert (rows[0][1], rows[0][5]) == ("◔ 进行中", "运行管理员接续：等待没有结束")
    assert (rows[1][1], rows[1][5]) == ("■ 已停止", "提交申请")
    assert "已经由第 2 次执行接续办理" in done.words
    assert "已经由第 2 次执行接续办理" not in runs.site("second-operator").get(f"{RUNS}?done=1").words


def test_a_new_run_sent_twice_is_one() -> None:
    runs = RunHouse().checked()
    page = runs.run()

    for _ in range(2):
        runs.site().submit(page, {"reason": "等待没有结束"}, action=RUNS)

    assert runs.deps.store.ledger(CASE).case.run == 2


def test_a_new_run_wants_its_reason() -> None:
    runs = RunHouse()

    refused = runs.site().submit(runs.site().get(RUNS), {"reason": " "}, action=RUNS)

    assert (refused.status, refused.title.startswith("错误：")) == (422, True)
    assert refused.errors
    assert runs.deps.store.ledger(CASE).case.run == 1


def test_a_closed_case_is_not_continued_and_says_so() -> None:
    runs = RunHouse().over()
    page = runs.site().get(RUNS)
    case = runs.deps.store.ledger(CASE).case
    runs.deps.store.commit(Change(case=replace(case, status=CaseStatus.CLOSED, closed_at=AT)))

    refused = runs.site().submit(page, {"reason": "再来一次"}, action=RUNS)

    assert (refused.status, "该办件已办结" in refused.words) == (409, True)
    assert "没有可以接续的" in runs.site().get(RUNS).words


def test_a_run_that_the_engine_has_forgotten_is_listed_and_leads_nowhere() -> None:
    runs = RunHouse()
    runs.site().submit(runs.site().get(RUNS), {"reason": "换一次"}, action=RUNS)
    runs.runner.forget(before=AT + timedelta(days=1))

    page = runs.site().get(RUNS)

    assert "第 1 次 ○ 没有记录" in page.words
    assert [str(one["href"]) for one in page.soup.select("td a")] == [f"{RUNS}/2"]


def ended(redrive: Redrive | None) -> Opened:
    engine = FakeExecutions(clock=FakeClock())
    deps = replace(house(), executions=engine)
    submit(Api(deps))
    engine.end(f"{CASE}-1", "FAILED", error="States.Timeout", redrive=redrive)
    return Site(deps).signed_in(PEOPLE["Bearer operator"]).get(f"{RUNS}/1")


def test_until_when_the_engine_would_redrive_is_told_with_what_is_better() -> None:
    words = ended(Redrive(possible=True, count=1, until=AT + timedelta(days=14))).words

    assert "已经 redrive 过 1 次" in words
    assert "到 12月8日 09:00 以前还可以 redrive" in words
    assert "一般不用 redrive" in words


def test_why_the_engine_would_not_redrive_is_told_in_chinese_and_its_own_words() -> None:
    why = "Execution redrivable period exceeded"

    words = ended(Redrive(possible=False, why_not=why)).words

    assert f"不能 redrive：已超过 14 天。（Step Functions 原文：{why}）" in words


def test_an_engine_without_redrive_is_told() -> None:
    assert "运行平台没有 redrive" in ended(None).words
