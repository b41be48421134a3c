"""A window hands in for somebody who is no user of ours, and an office without a system answers: no script is run."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.chromium import ROOT
from tests.browser.hand import Hand
from tests.browser.journeys import Person, bring_papers, hand, sign_in, submit
from tests.browser.scene import BY_HAND, SECONDS, set_office
from tests.support.machine import PROMPT, Machine, until

CITIZEN = ROOT / "docs" / "journey_citizen.json"
HANDLED = "household_registration"
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
        hand.follow(words, among="main section[aria-labelledby=do] a")
        for name, value in typed.items():
            assert hand.fill(name, value), f"{words}: no {name} among {hand.names()}"
        hand.press("下一步：核对")
        assert not hand.errors(), hand.errors()
        hand.press("确认发送")
        told.append(hand.read("main .tags"))
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


@contextmanager
def _stage(folder: Path) -> Iterator[Machine]:
    """An office without a system has an item to take up; the others answer by themselves."""
    folder.mkdir()
    machine = Machine(folder, PROMPT)
    try:
        machine.start()
        set_office(machine, BY_HAND)
        case_id = machine.submit()
        until(lambda: _status(machine, case_id) == "dispatched", seconds=SECONDS)
        yield machine
    finally:
        machine.stop()


def _status(machine: Machine, case_id: str) -> str:
    items = machine.case(case_id)["items"]
    return next(str(one["status"]) for one in items if one["code"] == HANDLED)


def window_and_office(
    browser: Browser, folder: Path, *, kind: type[Hand] = Hand
) -> tuple[list[str], str, str]:
    """What the office's page said after each answer; the window's case, and its receipt as it stands on the page."""
    with _stage(folder / "stage") as stage:
        with hand(browser, stage.client.server, kind) as office:
            office.open("/sign-in")
            sign_in(office, "public-security")
            told = work(office, HANDLED, ANSWERS)
        with hand(browser, stage.client.server, kind) as window:
            window.open("/sign-in")
            sign_in(window, "clerk")
            case = serve(window, citizen(), SERVED, folder)
            return told, case, window.read("main")
