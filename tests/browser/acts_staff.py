"""What is done at the window and at the desks of offices."""

from datetime import UTC, datetime, timedelta

from tests.browser.scene import BUSY
from tests.browser.watch import ITEM, Watch
from tests.support.machine import Machine


def serve_badly(hand: Watch, _machine: Machine) -> None:
    hand.open("/window/start")
    hand.press_and_look("开始填写")
    for action in ("person", "reference", "code"):
        hand.open("/window")
        hand.press_and_look(among=f"main form[action='/window/{action}'] button")


def find_again(hand: Watch, machine: Machine) -> None:
    """By the number on a receipt; and what was found is there for whoever goes back to it."""
    reference = machine.get("/v1/cases", identity=BUSY).json()["entries"][0]["reference"]
    hand.open("/window")
    form = "main form[action='/window/reference']"
    hand.fill("reference", reference, among=form)
    hand.fill("purpose", "申请人到窗口询问进度", among=form)
    hand.press_and_look(among=f"{form} button")
    hand.follow("查看进度和待办")
    hand.page.go_back()
    assert hand.has(reference)
    hand.look()


def deliver(hand: Watch, machine: Machine) -> None:
    """A decision is handed over at the window: asked, told what is wrong, said."""
    found = machine.get("/v1/operator/cases?city=440100").json()["entries"]
    items = (f"/cases/{one['case_id']}/items/employment_support" for one in found)
    address = next(one for one in items if _is_refused(machine, one))
    hand.open_and_look(address)
    hand.open_and_look(f"{address}/delivery")
    hand.press_and_look("登记已经寄出")
    hand.press_and_look("登记已经交出")
    hand.choose('[name="who"][value="self"]')
    hand.page.locator('[name="paper"]').select_option(index=1)
    hand.press_and_look("登记已经交出")


def _is_refused(machine: Machine, address: str) -> bool:
    return machine.outcomes(address.split("/")[2]).get("employment_support") == "refused"


def exchange_files(hand: Watch, machine: Machine) -> None:
    hand.open("/office/exchange")
    hand.press_and_look("导入文件")
    file = machine.folder / "answers.json"
    file.write_text("{}")
    hand.page.locator("main form[enctype] input[type=file]").set_input_files(file)
    hand.press_and_look("导入文件")


def answer_as_an_office(hand: Watch, _machine: Machine) -> None:
    """Takes an item up, looks at the form of every answer, empty and refused, checks one and sends it."""
    hand.open("/office")
    item = next(one for one in hand.links("/office/items/") if one.endswith(f"/{ITEM}"))
    hand.open(item)
    hand.press_and_look("领取")
    for address in hand.links(f"{item}/answers/"):
        hand.open_and_look(address)
        hand.press_and_look("下一步：核对")
    hand.open(f"{item}/answers/received")
    if hand.has("下一步：核对"):
        hand.press("下一步：核对")
    hand.press_and_look("确认发送")


def answer_together(hand: Watch, _machine: Machine) -> None:
    hand.open("/office")
    hand.press_and_look("勾选的事项一起答复")
    hand.open("/office?show=mine")
    hand.choose("main form input[type=checkbox]")
    hand.press_and_look("勾选的事项一起答复")
    hand.choose('[name="kind"][value="accepted"]')
    hand.press_and_look("下一步")
    hand.press_and_look("下一步：核对")
    hand.press_and_look("确认发送")


def hand_on(hand: Watch, _machine: Machine) -> None:
    """Another item, which its household registration has let go out: to nowhere, then to the next county's police."""
    hand.open("/office")
    item = next(one for one in hand.links("/office/items/") if one.endswith("/identity_card"))
    hand.open(item)
    hand.press("领取")
    hand.open_and_look(f"{item}/transfer")
    hand.press_and_look("移送")
    hand.fill("region", "440105")
    hand.fill("reason", "户口在海珠区")
    hand.press_and_look("移送")
    assert hand.has("已经移送")


def decide_on_lateness(hand: Watch, _machine: Machine) -> None:
    """Of the one who reported late: not said whether the reason holds, then that it does."""
    hand.open("/office?show=mine")
    item = hand.links("/office/items/")[0]
    hand.open_and_look(item)
    hand.follow("认定逾期的原因")
    hand.look()
    hand.press_and_look("认定")
    hand.fill("excused", True)
    hand.fill("reason", "住院证明属实")
    hand.press_and_look("认定")
    assert hand.here == item


def receive_visitors(hand: Watch, _machine: Machine) -> None:
    """Of an item that was taken up (`answer_together`) its applicant has to come: publishes times for it, looks at a day."""
    hand.open_and_look("/office/slots")
    hand.follow("天河", "户口登记")
    hand.look()
    hand.press_and_look("公布这些时间")
    first = datetime.now(UTC).date() + timedelta(days=1)
    hand.fill("first", first)
    hand.fill("last", first + timedelta(days=9))
    hand.press_and_look("公布这些时间")
    hand.press_and_look(among="main table a")
    hand.press_and_look("停办这些时间")
