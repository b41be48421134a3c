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
from tests.browser.unmoved import attributes
from tests.support.papers import SEEN, paper

PEOPLE = ROOT / "docs" / "journey_people.json"
MOST_QUESTIONS, MOST_PAPERS, LOOKS = 40, 12, 120


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
def hand(browser: Browser, server: str, kind: type[Hand] = Hand) -> Iterator[Hand]:
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, locale="zh-CN", java_script_enabled=False
    )
    context.set_default_timeout(30_000)
    try:
        yield kind(context.new_page(), server)
    finally:
        context.close()


def walk(hand: Hand, person: Person, folder: Path) -> Walk:
    """Raises AssertionError where the walk cannot go on, with what the page says."""
    took = Walk()
    took.questions = ask_the_guide(hand, person)
    hand.follow("登录后开始填写")
    sign_in(hand, person.identity)
    hand.choose_all('main input[name="items"]')
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
    hand.choose(f'input[name="identity"][value="{identity}"]')
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
    while hand.offers("同意", but="撤回"):
        hand.press("同意", but="撤回")
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
        wanted = "main li:has(.tag.act) a"
        if not attributes(hand.page, wanted, "href"):
            return brought
        hand.follow(among=wanted)
        file.write_bytes(paper(SEEN + b" %% %d" % brought))
        hand.page.locator("main form[enctype] input[type=file]").first.set_input_files(file)
        hand.press("上传")
        assert not hand.errors(), hand.errors()
    raise AssertionError(f"papers and papers: {hand.heading}")


def submit(hand: Hand, draft: str) -> str:
    hand.open(f"{draft}/check")
    hand.choose_all("main form input[type=checkbox]")
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
        pause.wait(1)
    raise AssertionError(f"{case} does not end: {hand.read('main')[:2000]}")


def rate(hand: Hand, case: str) -> int:
    links = hand.links(f"{case}/rating/")
    for link in links:
        hand.open(link)
        hand.choose("main input[type=radio]")
        hand.press(among="main form button")
    return len(links)


def walked(browser: Browser, server: str, person: Person, folder: Path, *, kind: type[Hand] = Hand) -> Walk:
    with hand(browser, server, kind) as theirs:
        return walk(theirs, person, folder)
