"""A batch, from its filter to what became of each item."""

from functions.pages.operator.addresses import BATCHES
from functions.usecases.operator.batch_work import work
from tests.support.console import WHY, Console
from tests.support.each import each
from tests.support.incidents import FAR, stuck_case
from tests.support.opened import Opened
from tests.support.unseen import UNSEEN


def made(desk: Console, **values: str) -> Opened:
    groups = desk.site().get("/console/incidents")
    form = desk.site().get(groups.link("一并处理"))
    return desk.site().submit(form, {"action": "retry", "why": WHY, **values})


def stepped(desk: Console, page: Opened, verb: str) -> Opened:
    return desk.site().submit(page, {"why": WHY}, action=str(page.form(BATCHES)["action"]))


def test_a_group_is_frozen_tried_started_and_followed_to_its_end() -> None:
    desk = Console()
    other = stuck_case(desk.world)

    trial = made(desk)
    untouched = desk.world.kinds(desk.case_id).count("retried")
    running = stepped(desk, trial, "start")
    work(desk.world.deps)
    later = desk.site().get(running.link("看最新进度"))

    assert "2 项，已经固定" in trial.words
    assert "未作任何更改" in trial.words
    assert untouched == 0
    assert desk.world.ledger(other).case.reference in trial.words
    assert "执行中" in running.words
    assert desk.world.kinds(other).count("retried") == 1
    assert "已发出 2" in later.words


def test_it_is_paused_and_resumed_with_a_reason_each() -> None:
    desk = Console()
    running = stepped(desk, made(desk), "start")

    wrong = desk.site().submit(running, {"why": ""}, action=BATCHES)
    unseen = desk.site().submit(running, {"why": UNSEEN}, action=BATCHES)
    paused = stepped(desk, running, "stop")
    resumed = stepped(desk, paused, "resume")

    assert wrong.status == unseen.status == 422
    assert "看不见的字符" in unseen.errors[0]
    assert "已暂停" in paused.words
    assert "执行中" in resumed.words
    assert [one in resumed.words for one in ("启动", "暂停", "恢复")] == [True] * 3


def test_the_list_is_narrowed_by_what_became_of_its_items() -> None:
    desk = Console()
    trial = made(desk)

    assert len(desk.site().get(trial.link("没有执行 1")).soup.select("tbody tr")) == 1
    assert "没有这一类的事项" in desk.site().get(trial.link("完成 0")).words


@each(
    "values, error",
    [
        ({"why": ""}, "请写明理由，2 至 500 字，会留存在办理经过中。"),
        ({"action": "reroute"}, "请选择改派到哪里。"),
        ({"attention": ""}, "请选择处理哪一种。"),
    ],
)
def test_what_is_missing_stands_at_its_field(values: dict[str, str], error: str) -> None:
    desk = Console()

    wrong = made(desk, **values)

    assert (wrong.status, error in wrong.errors) == (422, True)


def test_sent_twice_one_batch_is_made() -> None:
    desk = Console()
    form = desk.site().get("/console/batches/new?attention=incident")

    for _ in range(2):
        desk.site().submit(form, {"action": "retry", "why": WHY})

    assert len(desk.site().get(BATCHES).soup.select("tbody tr")) == 1


def test_another_citys_operator_finds_nothing() -> None:
    desk = Console()
    trial = made(desk)

    assert "还没有批次" in desk.site(FAR).get(BATCHES).words
    assert desk.site(FAR).get(trial.address).status == 404
