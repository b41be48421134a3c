"""What applicants do, and whoever is not signed in."""

import re

from tests.browser.census import sign_in
from tests.browser.scene import BUSY, DRAFTING
from tests.browser.unmoved import pressed_to_leave
from tests.browser.watch import ITEM, Watch
from tests.support.machine import Machine
from tests.support.papers import paper
from tests.support.pdf_text import text_of


def withdraw(hand: Watch, _machine: Machine) -> None:
    hand.open(f"{hand.case()}/withdrawal")
    hand.press_and_look("看撤回后的影响")
    hand.choose('main input[name="items"]')
    hand.press_and_look("看撤回后的影响")


def answer_nothing(hand: Watch, _machine: Machine) -> None:
    hand.open(f"{hand.case()}/corrections")
    hand.press_and_look(among="main form button", last=True)


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
    while hand.offers("同意", but="撤回"):
        hand.press("同意", but="撤回")
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
    hand.press_and_look("收回")
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


def come_back(hand: Watch, _machine: Machine) -> None:
    """In the middle of a form its writer signs out and in again in another tab: what was typed is kept, and shown."""
    hand.open("/my")
    draft = hand.links("/drafts/")[0]
    hand.open(f"{draft}/sections/person")
    hand.fill("person.phone", "10000000002")
    beside = hand.page.context.new_page()
    beside.goto(f"{hand.server}/my")
    pressed_to_leave(beside, "button", "退出")
    beside.close()
    sign_in(hand.page.context, hand.server, DRAFTING)
    hand.press_and_look("保存，回到清单")
    assert hand.here.startswith("/resume/"), hand.here


def change_letters(hand: Watch, _machine: Machine) -> None:
    """In the middle of a form, to usual letters and back: what was typed stays, and 回车 presses the form's own button."""
    hand.open("/my")
    draft = hand.links("/drafts/")[0]
    address = f"{draft}/sections/person"
    hand.open(address)
    phone = hand.page.locator('main [name="person.phone"]')
    phone.fill("10000000009")
    for words in ("标准版", "大字版"):
        with hand.page.expect_navigation():
            hand.page.get_by_role("button", name=words).click()
        assert phone.input_value() == "10000000009", words
    hand.look()
    with hand.page.expect_navigation():
        phone.press("Enter")
    assert hand.here.startswith(draft), hand.here
    assert hand.here != address
    hand.open(address)
    assert phone.input_value() == "10000000009"


def contest(hand: Watch, _machine: Machine) -> None:
    case = hand.case()
    hand.open_and_look(case)
    hand.open_and_look(f"{case}/contest")
    hand.press_and_look("提出异议")
    hand.open_and_look(f"{case}/contest/waiver")
    hand.open_and_look(f"{case}/items/service_check")


def keep_an_appointment(hand: Watch, _machine: Machine) -> None:
    """Of the case that has been taken up: nothing chosen, then a time; and what there is of several visits."""
    hand.open("/my")
    for case in hand.links("/cases/"):
        hand.open(f"{case}/appointments/{ITEM}")
        if hand.has("预约这个时间"):
            hand.look()
            hand.press_and_look("预约这个时间")
            hand.choose("main form [type=radio]")
            hand.press("预约这个时间")
            hand.open_and_look(f"{case}/appointments/{ITEM}")
            hand.open_and_look(f"{case}/appointments")
            return
    raise AssertionError("nobody is asked to come")


def miss(hand: Watch, _machine: Machine) -> None:
    """Nothing is there, and nothing that one may see."""
    for path in ("/nowhere", "/cases/00000000-0000-4000-8000-000000000009"):
        hand.page.goto(f"{hand.server}{path}")
        hand.look()
