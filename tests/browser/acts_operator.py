"""What operators do at the console."""

from tests.browser.scene import STUCK
from tests.browser.watch import ITEM, Watch
from tests.support.machine import Machine


def operate(hand: Watch, _machine: Machine) -> None:
    """From the list of cases to an item's acts: each form, empty and refused."""
    hand.open("/console/cases")
    case = next(one for one in hand.links("/console/cases/") if one.count("/") == 3)
    hand.open_and_look(case)
    for item in (*hand.links(f"{case}/items/")[:2], f"{case}/items/{STUCK}"):
        hand.open_and_look(item)
        for act in hand.links(f"{item}/acts/"):
            hand.open_and_look(act)
            hand.press_and_look(among="main form button")
    hand.open(f"{case}/items/{STUCK}/acts/settle")
    hand.fill_whatever_is_asked()
    hand.press_and_look(among="main form button")


def batch(hand: Watch, _machine: Machine) -> None:
    hand.open_and_look("/console/batches/new?department=human_resources")
    hand.press_and_look("固定清单并试算")
    hand.fill_whatever_is_asked()
    hand.press_and_look("固定清单并试算")


def set_up(hand: Watch, _machine: Machine) -> None:
    """A route and a rollout, empty and as far as the look before."""
    for path in (
        "/console/route?department=public_security&region=440106",
        "/console/rollout/city?city=440100",
    ):
        hand.open_and_look(path)
        hand.press_and_look("下一步：核对")
        hand.fill_whatever_is_asked()
        hand.press_and_look("下一步：核对")


def keep_the_directory(hand: Watch, _machine: Machine) -> None:
    """An office's entry: looked up, refused, checked, written; then what of one item is different."""
    hand.open("/console/directory")
    hand.fill("department", "public_security")
    hand.fill("region", "440106")
    hand.press_and_look("看这个地方")
    hand.press_and_look("下一步：核对")
    written = {"address": "演示路1号", "telephone": "12345", "source": "演示来源", "why": "演示登记"}
    for name, value in written.items():
        hand.fill(name, value)
    hand.press_and_look("下一步：核对")
    hand.press_and_look("保存")
    assert hand.has("已保存")
    hand.open_and_look(next(one for one in hand.links("/console/directory/place") if ITEM in one))
    hand.open_and_look("/console/directory?city=440100")


def set_a_figure(hand: Watch, _machine: Machine) -> None:
    """Proposed, and as far as the look of who would check it; what the place has set is compared."""
    figure = "/console/figures/figure?place=440106&item=household_registration&figure=promised"
    hand.open_and_look(figure)
    hand.press_and_look("提议，交另一人核定")
    for name, value in {
        "value": "3",
        "unit": "working_day",
        "since": "2099-12-01",
        "title": "演示来源",
        "why": "演示提议",
    }.items():
        hand.fill(name, value)
    hand.press_and_look("提议，交另一人核定")
    hand.open_and_look("/console/figures/waiting")
    hand.open_and_look(hand.links("/console/figures/proposal")[0])
    hand.open_and_look("/console/figures/compared?place=440106")
    hand.open_and_look("/console/figures/file?place=440106")
    hand.press_and_look("提议，交另一人核定")


def export(hand: Watch, _machine: Machine) -> None:
    """Begun, and looked at before anything of it is taken."""
    hand.open_and_look("/console/exports/new")
    hand.press_and_look("开始导出")
    hand.fill("why", "演示导出")
    hand.press_and_look("开始导出")
    hand.open_and_look("/console/exports")
