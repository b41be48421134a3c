"""`make pages`: every page in every role, in a real browser; a table, and one JSON line."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError

from tests.browser.acts import ACTS, done
from tests.browser.census import ROLES, found_as, pattern_of, unseen, without_scripts
from tests.browser.chromium import browser, still
from tests.browser.journeys import people, walked
from tests.browser.judging import Verdict
from tests.browser.scene import scene
from tests.browser.troubles import walked as repaired
from tests.browser.window import window_and_office
from tests.support.machine import Machine
from tests.support.troubles import HEADS, TROUBLES, row_of


def main() -> int:
    with (
        TemporaryDirectory() as folder,
        scene(Path(folder)) as machine,
        browser() as opened,
        still(opened) as onlooker,
    ):
        verdicts: list[Verdict] = []
        for verdict in looks(opened, onlooker, machine):
            verdicts.append(verdict)
            print(_line(verdict), flush=True)
    seen = {pattern for one in verdicts if (pattern := pattern_of(one.address))}
    left = unseen(one.address for one in verdicts)
    for pattern in left:
        print(f"WRONG nothing leads to {pattern}")
    short = repairs()
    walked = walks()
    print(json.dumps({**summary(verdicts, pages=len(seen)), "journeys": walked}, ensure_ascii=False))
    return (
        0
        if all(verdict.is_clean for verdict in verdicts) and all(walked.values()) and short and not left
        else 1
    )


def looks(opened: Browser, onlooker: Browser, machine: Machine) -> Iterator[Verdict]:
    """What links lead each role to, in each way; then what acts lead to."""
    for role in ROLES:
        found = found_as(onlooker, machine.client.server, role)
        yield from found
        yield from without_scripts(onlooker, machine.client.server, role, found)
    for act in ACTS:
        yield from done(opened if act.by_hand else onlooker, machine, act)


def repairs() -> bool:
    """The runbook's table, measured; whether every trouble is as short as it should be."""
    print("\n".join(HEADS), flush=True)
    short = True
    with browser() as opened:
        for trouble in TROUBLES:
            took = repaired(opened, trouble)
            short = short and took.is_short
            print(row_of(trouble, took), flush=True)
    return short


def walks() -> dict[str, bool]:
    """Each walk in a browser that runs no script; why one ended early is told as it happens."""
    with TemporaryDirectory() as folder, browser() as opened:
        machine = Machine(Path(folder))
        try:
            machine.start()
            return {
                person.identity: _goes(partial(walked, opened, machine.client.server, person, Path(folder)))
                for person in people()
            } | {"window and office": _goes(partial(window_and_office, opened, Path(folder)))}
        finally:
            machine.stop()


def _goes(walk: Callable[[], object]) -> bool:
    try:
        print(walk(), flush=True)
    except (AssertionError, LookupError, PlaywrightError) as error:
        print(f"WRONG {error}", flush=True)
        return False
    return True


def summary(verdicts: Sequence[Verdict], *, pages: int) -> dict[str, float]:
    return {
        "pages": pages,
        "looks": len(verdicts),
        "axe_violations": sum(len(one.axe) for one in verdicts),
        "overflow_320": sum(bool(one.overflow) for one in verdicts),
        "small_targets": sum(len(one.targets) for one in verdicts),
        "csp_errors": sum(len(one.policy) for one in verdicts),
        "largest_kb": round(max((one.kb for one in verdicts), default=0), 1),
    }


def _line(verdict: Verdict) -> str:
    path = verdict.address.split("/", 3)[-1]
    wrong = [*verdict.axe, *verdict.overflow, *verdict.targets, *verdict.uneven, *verdict.policy]
    head = f"{'ok   ' if verdict.is_clean else 'WRONG'} {verdict.mode:24} {verdict.kb:5.1f} KB /{path[:90]}"
    return "\n    ".join((head, *wrong))


if __name__ == "__main__":
    sys.exit(main())
