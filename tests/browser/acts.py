"""Pages that no link leads to, but an act: each is done as its person does it, and what comes is looked at as it stands.

In 大字版 on a small phone, in a browser that runs no script: where it fits there, it fits everywhere.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page

from tests.browser.census import Way, looking, sign_in
from tests.browser.hand import Hand
from tests.browser.judging import NARROW, Verdict, as_it_stands, equip
from tests.browser.scene import BUSY, CHECKED, DRAFTING, STUCK
from tests.support.machine import Machine
from tests.support.papers import paper
from tests.support.pdf_text import text_of

WAY = Way("acts", width=NARROW, large=True, plain=True)
OFFICE, VETERANS, CLERK, OPERATOR = "public-security", "veterans-affairs", "clerk", "operator"
ITEM = "household_registration"


class Watch(Hand):
    """A hand that looks at what it sees."""

    def __init__(self, page: Page, server: str, role: str) -> None:
        super().__init__(page, server)
        self.role = role
        self.verdicts: list[Verdict] = []

    def look(self) -> None:
        self.verdicts.append(as_it_stands(self.page, mode=f"{self.role or 'nobody'} {WAY.name}", large=True))

    def press_and_look(self, words: str) -> None:
        self.press(words)
        self.look()

    def open_and_look(self, path: str) -> None:
        self.open(path)
        self.look()

    def fill_whatever_is_asked(self) -> None:
        """In the last form of the page: the first choice, or words that say nothing."""
        form = self.page.locator("main form").last
        for name in dict.fromkeys(one.get_attribute("name") for one in form.locator("[type=radio]").all()):
            form.locator(f'[name="{name}"]').first.check()
        for choice in form.locator("select").all():
            choice.select_option(index=1)
        for field in form.locator("textarea, input[type=text]:not([inputmode])").all():
            if not field.input_value():
                field.fill("演示用的原因")

    def case(self) -> str:
        """The first of one's own cases."""
        self.open("/my")
        return self.links("/cases/")[0]


@dataclass(frozen=True, slots=True)
class Act:
    role: str
    do: Callable[[Watch, Machine], None]

    @property
    def name(self) -> str:
        return f"{self.role or 'nobody'} {self.do.__name__}"


def withdraw(hand: Watch, _machine: Machine) -> None:
    hand.open(f"{hand.case()}/withdrawal")
    hand.press_and_look("看撤回后的影响")
    hand.page.locator('main input[name="items"]').first.check()
    hand.press_and_look("看撤回后的影响")


def answer_nothing(hand: Watch, _machine: Machine) -> None:
    hand.open(f"{hand.case()}/corrections")
    hand.page.locator("main form button").last.click()
    hand.look()


def send_feedback(hand: Watch, _machine: Machine) -> None:
    hand.open("/feedback")
    hand.press_and_look("提交")
    hand.fill("city", "440100")
    hand.fill("kind", "question")
    hand.fill("text", "社保卡什么时候能领")
    hand.press_and_look("提交")


def look_up_nothing(hand: Watch, _machine: Machine) -> None:
    hand.open("/feedback/lookup")
    hand.press_and_look("查看")


def verify(hand: Watch, machine: Machine) -> None:
    """Somebody was shown a letter: its code typed, its file and another one held against it."""
    hand.open("/verify")
    hand.press_and_look("查验")
    letter = _letter(machine)
    found = re.search(r"(?:[A-Z2-7]{4}-){4}[A-Z2-7]{4}", text_of(letter))
    assert found
    hand.fill("code", found[0])
    hand.press_and_look("查验")
    hand.press_and_look("核对")
    file = machine.folder / "letter.pdf"
    for content in (letter, paper()):
        file.write_bytes(content)
        hand.attach("file", file)
        hand.press_and_look("核对")
    hand.page.goto(f"{hand.server}/verify/{'A' * 20}")
    hand.look()


def _letter(machine: Machine) -> bytes:
    """The first that there is of the applicant's cases."""
    for case in machine.get("/v1/cases", identity=BUSY).json()["entries"]:
        papers = machine.get(f"/v1/cases/{case['case_id']}/forms", identity=BUSY).json()["forms"]
        for paper_ in papers:
            if "/letters/" in paper_["href"]:
                return bytes(machine.get(paper_["href"], identity=BUSY).data)
    raise AssertionError("nobody has written yet")


def fill_in_badly(hand: Watch, _machine: Machine) -> None:
    """A draft: a field that cannot be, shared data, a source that is wrong, and a submission that comes too early."""
    hand.open("/my")
    draft = hand.links("/drafts/")[0]
    hand.open(f"{draft}/sections/person")
    hand.fill("person.phone", "12")
    hand.press_and_look("保存，回到清单")
    hand.open(f"{draft}/consents")
    while (left := hand.page.locator("main button", has_text="同意").filter(has_not_text="撤回")).count():
        left.first.click()
    hand.look()
    hand.open(draft)
    hand.press_and_look("自动填写")
    hand.open(f"{draft}/sections/person")
    hand.follow("申请更正")
    hand.look()
    hand.press_and_look("保存更正")
    hand.open(f"{draft}/check")
    hand.press_and_look("提交申请")
    hand.open_and_look(f"{draft}/items")
    hand.open(f"{draft}/code")
    hand.press_and_look("生成授权码")
    hand.open_and_look(f"{draft}/deletion")


def bring_a_paper(hand: Watch, machine: Machine) -> None:
    hand.open("/my")
    draft = hand.links("/drafts/")[0]
    hand.open(f"{draft}/materials")
    place = hand.links(f"{draft}/materials/")[0]
    hand.open_and_look(place)
    hand.press_and_look("上传")
    file = machine.folder / "paper.pdf"
    file.write_bytes(paper())
    hand.page.locator("main form[enctype] input[type=file]").first.set_input_files(file)
    hand.press("上传")
    hand.open_and_look(place)


def serve_badly(hand: Watch, _machine: Machine) -> None:
    hand.open("/window/start")
    hand.press_and_look("开始填写")
    for button in (
        "main form[action='/window/person'] button",
        "main form[action='/window/reference'] button",
    ):
        hand.open("/window")
        hand.page.locator(button).click()
        hand.look()
    hand.open("/window")
    hand.page.locator("main form[action='/window/code'] button").click()
    hand.look()


def contest(hand: Watch, _machine: Machine) -> None:
    case = hand.case()
    hand.open_and_look(case)
    hand.open_and_look(f"{case}/contest")
    hand.press_and_look("提出异议")
    hand.open_and_look(f"{case}/contest/waiver")
    hand.open_and_look(f"{case}/items/service_check")


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
    hand.page.locator("main form input[type=checkbox]").first.check()
    hand.press_and_look("勾选的事项一起答复")
    hand.fill_whatever_is_asked()
    hand.press_and_look("下一步")
    hand.fill_whatever_is_asked()
    hand.press_and_look("下一步：核对")


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
    """Takes an item up of which its applicant has to come, publishes times for it, and looks at a day."""
    hand.open("/office")
    item = next(one for one in hand.links("/office/items/") if one.endswith(f"/{ITEM}"))
    hand.open(f"{item}/answers/accepted")
    hand.press("下一步：核对")
    hand.press("确认发送")
    hand.open_and_look("/office/slots")
    hand.page.locator("main a", has_text="天河").filter(has_text="户口登记").first.click()
    hand.look()
    hand.press_and_look("公布这些时间")
    first = datetime.now(UTC).date() + timedelta(days=1)
    hand.fill("first", first)
    hand.fill("last", first + timedelta(days=9))
    hand.press_and_look("公布这些时间")
    hand.page.locator("main table a").first.click()
    hand.look()
    hand.press_and_look("停办这些时间")


def keep_an_appointment(hand: Watch, _machine: Machine) -> None:
    """Of the case that has been taken up: nothing chosen, then a time; and what there is of several visits."""
    hand.open("/my")
    for case in hand.links("/cases/"):
        hand.open(f"{case}/appointments/{ITEM}")
        if hand.has("预约这个时间"):
            hand.look()
            hand.press_and_look("预约这个时间")
            hand.page.locator("main form [type=radio]").first.check()
            hand.press("预约这个时间")
            hand.open_and_look(f"{case}/appointments/{ITEM}")
            hand.open_and_look(f"{case}/appointments")
            return
    raise AssertionError("nobody is asked to come")


def exchange_files(hand: Watch, machine: Machine) -> None:
    hand.open("/office/exchange")
    hand.press_and_look("导入文件")
    file = machine.folder / "answers.json"
    file.write_text("{}")
    hand.page.locator("main form[enctype] input[type=file]").set_input_files(file)
    hand.press_and_look("导入文件")


def operate(hand: Watch, _machine: Machine) -> None:
    """From the list of cases to an item's acts: each form, empty and refused."""
    hand.open("/console/cases")
    case = next(one for one in hand.links("/console/cases/") if one.count("/") == 3)
    hand.open_and_look(case)
    for item in (*hand.links(f"{case}/items/")[:2], f"{case}/items/{STUCK}"):
        hand.open_and_look(item)
        for act in hand.links(f"{item}/acts/"):
            hand.open_and_look(act)
            hand.page.locator("main form button").first.click()
            hand.look()
    hand.open(f"{case}/items/{STUCK}/acts/settle")
    hand.fill_whatever_is_asked()
    hand.page.locator("main form button").first.click()
    hand.look()


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
        "since": "2026-12-01",
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


def come_back(hand: Watch, _machine: Machine) -> None:
    """In the middle of a form its writer signs out and in again in another tab: what was typed is kept, and shown."""
    hand.open("/my")
    draft = hand.links("/drafts/")[0]
    hand.open(f"{draft}/sections/person")
    hand.fill("person.phone", "10000000002")
    beside = hand.page.context.new_page()
    beside.goto(f"{hand.server}/my")
    with beside.expect_navigation():
        beside.get_by_role("button", name="退出").click()
    beside.close()
    sign_in(hand.page.context, hand.server, DRAFTING)
    hand.press_and_look("保存，回到清单")
    assert hand.here.startswith("/resume/"), hand.here


def miss(hand: Watch, _machine: Machine) -> None:
    """Nothing is there, and nothing that one may see."""
    for path in ("/nowhere", "/cases/00000000-0000-4000-8000-000000000009"):
        hand.page.goto(f"{hand.server}{path}")
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
    hand.page.locator('[name="who"][value="self"]').check()
    hand.page.locator('[name="paper"]').select_option(index=1)
    hand.press_and_look("登记已经交出")


def _is_refused(machine: Machine, address: str) -> bool:
    return machine.outcomes(address.split("/")[2]).get("employment_support") == "refused"


ACTS = (
    Act("", send_feedback),
    Act("", look_up_nothing),
    Act("", verify),
    Act("", miss),
    Act(BUSY, withdraw),
    Act(BUSY, answer_nothing),
    Act(BUSY, send_feedback),
    Act(DRAFTING, fill_in_badly),
    Act(DRAFTING, bring_a_paper),
    Act(DRAFTING, come_back),
    Act(DRAFTING, miss),
    Act(CHECKED, contest),
    Act(CLERK, serve_badly),
    Act(CLERK, deliver),
    Act(OFFICE, exchange_files),
    Act(OFFICE, answer_as_an_office),
    Act(OFFICE, answer_together),
    Act(OFFICE, hand_on),
    Act(VETERANS, decide_on_lateness),
    Act(OFFICE, receive_visitors),
    Act(BUSY, keep_an_appointment),
    Act(OPERATOR, operate),
    Act(OPERATOR, batch),
    Act(OPERATOR, set_up),
    Act(OPERATOR, keep_the_directory),
    Act(OPERATOR, set_a_figure),
    Act(OPERATOR, export),
)


def done(browser: Browser, machine: Machine, act: Act) -> Iterator[Verdict]:
    with looking(browser, machine.client.server, act.role, WAY) as context:
        equip(context)
        hand = Watch(context.new_page(), machine.client.server, act.role)
        act.do(hand, machine)
        yield from hand.verdicts
