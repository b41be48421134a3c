"""`make pages`: every page in every role, in a real browser; a table, and one JSON line."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.census import ROLES, looked_at, never_linked, pattern_of
from tests.browser.chromium import browser
from tests.browser.judging import Verdict
from tests.browser.scene import scene


def main() -> int:
    with TemporaryDirectory() as folder, scene(Path(folder)) as machine, browser() as opened:
        verdicts: list[Verdict] = []
        for role in ROLES:
            for verdict in looked_at(opened, machine.client.server, role):
                verdicts.append(verdict)
                print(_line(verdict), flush=True)
    seen = {pattern for one in verdicts if (pattern := pattern_of(one.address))}
    for pattern in never_linked(seen):
        print(f"nobody's links lead to {pattern}")
    told = summary(verdicts, pages=len(seen))
    print(json.dumps(told, ensure_ascii=False))
    return 0 if all(verdict.is_clean for verdict in verdicts) else 1


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
    wrong = [*verdict.axe, *verdict.overflow, *verdict.targets, *verdict.policy]
    head = f"{'ok   ' if verdict.is_clean else 'WRONG'} {verdict.mode:24} {verdict.kb:5.1f} KB /{path[:90]}"
    return "\n    ".join((head, *wrong))


if __name__ == "__main__":
    sys.exit(main())
