"""The walks of `make journey`, through the pages, in a browser that runs no script: from the first question to the rating."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from playwright.sync_api import Browser

from tests.browser.chromium import ROOT
from tests.browser.hand import Hand
from tests.browser.scene import scene
from tests.support.papers import SEEN, paper

PEOPLE, CITIZEN = ROOT / "docs" / "journey_people.json", ROOT / "docs" / "journey_citizen.json"
# What the guide would have said of the citizen at the window.
_SERVED: Mapping[str, Mapping[str, Any]] = {
    "service": {
        "rank_class": "non_commissioned",
        "placement_type": "state_care",
        "discharged_on": "2026-10-10",
    },
    "destination": {"city": "440100", "county": "440106"},
    "household": {"cancelled_at_enlistment": True},
    "insurance": {"medical_type": "resident"},
}
SERVED = ("discharge_report", "household_registration", "medical_insurance")
_GRANTED = {"document": "居民户口簿", "delivery": "window"}
ANSWERS: tuple[tuple[str, Mapping[str, str]], ...] = (("收件", {}), ("受理", {}), ("办结", _GRANTED))
MOST_QUESTIONS, MOST_PAPERS, LOOKS = 40, 12, 240


@dataclass(frozen=True)
class Person:
    identity: str
    title: str
    answers: Mapping[str, Any]
    typed: Mapping[str, Mapping[str, Any]]


@dataclass
class Walk:
    """What it took."""

    questions: int = 0
    uploads: int = 0
    case: str = ""
    rated: int = 0
    unfilled: list[str] = field(default_factory=list)


def people() -> list[Person]:
    return [Person(**one) for one in json.loads(PEOPLE.read_text("utf-8"))]


@contextmanager
def hand(browser: Browser, server: str) -> Iterator[Hand]:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, locale="zh-CN", java_script_enabled=False
    )
    context.set_default_timeout(30_000)
    try:
        yield Hand(context.new_page(), server)
    finally:
        context.close()


def walk(hand: Hand, person: Person, folder: Path) -> Walk:
    """Raises AssertionError where the walk cannot go on, with what the page says."""
    took = Walk()
    took.questions = ask_the_guide(hand, person)
    hand.follow("登录后开始填写")
    sign_in(hand, person.identity)
    for box in hand.page.locator('main input[name="items"]').all():
        box.check()
    hand.press("开始填写")
    draft = hand.here
    assert draft.startswith("/drafts/"), f"{hand.here}: {hand.heading} {hand.errors()}"
    fill_in(hand, draft, person, took)
    took.uploads = bring_papers(hand, draft, folder)
    took.case = submit(hand, draft)
    follow(hand, took.case)
    took.rated = rate(hand, took.case)
    return took


def sign_in(hand: Hand, identity: str) -> None:
    hand.page.locator(f'input[name="identity"][value="{identity}"]').check()
    hand.press("登录")


def ask_the_guide(hand: Hand, person: Person) -> int:
    hand.open("/guide")
    hand.follow("开始")
    for asked in range(MOST_QUESTIONS):
        if hand.here == "/guide/result":
            return asked
        (name,) = {one.split(".")[0] for one in hand.names()}
        if name in person.answers:
            hand.fill(name, person.answers[name])
            hand.press("继续")
        else:
            hand.follow("不确定")
    raise AssertionError(f"the guide asks and asks: {hand.heading}")


def fill_in(hand: Hand, draft: str, person: Person, took: Walk) -> None:
    """Shared data first, each kind of sensitive data after its own consent; the person types what is left."""
    hand.open(f"{draft}/consents")
    while hand.page.locator("main button", has_text="同意").filter(has_not_text="撤回").count():
        hand.page.locator("main button", has_text="同意").filter(has_not_text="撤回").first.click()
    hand.open(draft)
    hand.press("自动填写")
    for section, typed in person.typed.items():
        hand.open(f"{draft}/sections/{section}")
        for name, value in typed.items():
            if not hand.fill(f"{section}.{name}", value):
                took.unfilled.append(f"{section}.{name}")
        hand.press("保存，回到清单")
        assert hand.here == draft, f"{section}: {hand.heading} {hand.errors()}"


def bring_papers(hand: Hand, draft: str, folder: Path) -> int:
    """Each paper that has to be handed in, by the plain form."""
    file = folder / "paper.pdf"
    for brought in range(MOST_PAPERS):
        hand.open(f"{draft}/materials")
        wanted = hand.page.locator("main li", has=hand.page.locator(".tag.act")).locator("a")
        if not wanted.count():
            return brought
        wanted.first.click()
        file.write_bytes(paper(SEEN + b" %% %d" % brought))
        hand.page.locator("main form[enctype] input[type=file]").first.set_input_files(file)
        hand.press("上传")
        assert not hand.errors(), hand.errors()
    raise AssertionError(f"papers and papers: {hand.heading}")


def submit(hand: Hand, draft: str) -> str:
    hand.open(f"{draft}/check")
    for box in hand.page.locator("main form input[type=checkbox]").all():
        box.check()
    hand.press("提交申请")
    assert hand.here.startswith("/cases/"), (
        f"{hand.here}: {hand.heading} {hand.errors()} {hand.links('/drafts')}"
    )
    return "/".join(hand.here.split("/")[:3])


def follow(hand: Hand, case: str) -> None:
    """Looks again and again, as a person does who reloads the page, until each item can be rated."""
    pause = Event()
    for _ in range(LOOKS):
        hand.open(case)
        items = len(hand.links(f"{case}/items/")) - len(hand.links(f"{case}/items/service_check"))
        if items and len(hand.links(f"{case}/rating/")) == items:
            return
        pause.wait(0.5)
    raise AssertionError(f"{case} does not end: {hand.page.locator('main').inner_text()[:2000]}")


def rate(hand: Hand, case: str) -> int:
    links = hand.links(f"{case}/rating/")
    for link in links:
        hand.open(link)
        hand.page.locator("main input[type=radio]").first.check()
        hand.page.locator("main form button").first.click()
    return len(links)


def _type_section(hand: Hand, draft: str, section: str, typed: Mapping[str, Any]) -> None:
    """A county can be chosen when its city is known: what was not asked yet is asked when the rest is saved."""
    left = dict(typed)
    while left:
        hand.open(f"{draft}/sections/{section}")
        done = [name for name, value in left.items() if hand.fill(f"{section}.{name}", value)]
        assert done, f"{section} does not ask {list(left)}: {hand.names()}"
        left = {name: value for name, value in left.items() if name not in done}
        hand.press("保存，回到清单")
        assert left or hand.here == draft, f"{section}: {hand.heading} {hand.errors()}"


def work(hand: Hand, item: str, answers: tuple[tuple[str, Mapping[str, str]], ...]) -> list[str]:
    """An office without a system: its staff take an item up and answer it; what the page said after each answer."""
    hand.open("/office")
    (address,) = (one for one in hand.links("/office/items/") if one.endswith(f"/{item}"))
    hand.open(address)
    hand.press("领取")
    told = []
    for words, typed in answers:
        hand.open(address)
        hand.page.locator("main section[aria-labelledby=do] a", has_text=words).first.click()
        for name, value in typed.items():
            assert hand.fill(name, value), f"{words}: no {name} among {hand.names()}"
        hand.press("下一步：核对")
        assert not hand.errors(), hand.errors()
        hand.press("确认发送")
        told.append(hand.page.locator("main .tags").first.inner_text())
    return told


@dataclass(frozen=True)
class Citizen(Person):
    """Somebody at the window, who is no user of ours."""

    on_behalf_of: Mapping[str, str]
    paper: Mapping[str, str]
    certificate_number: str


def citizen() -> Citizen:
    return Citizen(**json.loads(CITIZEN.read_text("utf-8")))


def serve(hand: Hand, who: Citizen, items: tuple[str, ...], folder: Path) -> str:
    """At the window: begun under the mandate, filled in, handed in; the reference on the receipt."""
    hand.open("/window/start")
    for name, value in who.on_behalf_of.items():
        assert hand.fill(name, value)
    for item in items:
        hand.fill("items", item)
    hand.press("开始填写")
    draft = hand.here
    for section, typed in who.typed.items():
        _type_section(hand, draft, section, {**typed, **_SERVED.get(section, {})})
    bring_papers(hand, draft, folder)
    case = submit(hand, draft)
    hand.open(f"{case}/receipt")
    return case


def walked(browser: Browser, server: str, person: Person, folder: Path) -> Walk:
    with hand(browser, server) as theirs:
        return walk(theirs, person, folder)


def window_and_office(browser: Browser, folder: Path) -> tuple[list[str], str, str]:
    """What the office's page said after each answer; the window's case, and its receipt as it stands on the page."""
    (folder / "scene").mkdir()
    with scene(folder / "scene") as stage:
        with hand(browser, stage.client.server) as office:
            office.open("/sign-in")
            sign_in(office, "public-security")
            told = work(office, "household_registration", ANSWERS)
        with hand(browser, stage.client.server) as window:
            window.open("/sign-in")
            sign_in(window, "clerk")
            case = serve(window, citizen(), SERVED, folder)
            return told, case, window.page.locator("main").inner_text()
