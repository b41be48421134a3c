"""`python -m tests.deploy`: boots the package, finishes a case, says what was seen and what was not; last line JSON."""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from infra.console.failure import Failure
from infra.console.progress import CaseDocument, Show, clock_time
from infra.deploy.change import ChangeRefused, Failed
from infra.deploy.course import SmokeFailed
from infra.package.build import FAULTS, build_package
from tests.deploy.boot import Booted, booted
from tests.deploy.conftest import ROUTES
from tests.deploy.findings import Findings, examine
from tests.deploy.gaps import Gap, gaps
from tests.deploy.stack import SweepFailed


def main() -> int:
    began, console = time.monotonic(), Console(highlight=False, soft_wrap=True)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="lianban-boot-") as folder,
            booted(Path(folder), build_package(Path(folder) / "built", routes=ROUTES)) as running,
        ):
            _tell_stack(console, running)
            found = examine(running, _outcomes(console))
    except (
        *FAULTS,
        Failed,
        Failure,
        ChangeRefused,
        SmokeFailed,
        SweepFailed,
        RuntimeError,
        TimeoutError,
    ) as fault:
        console.print(f"{type(fault).__name__}: {fault}", markup=False)
        console.print(json.dumps({"booted": False, "error": type(fault).__name__}), markup=False)
        return 1
    _tell(console, found, gaps())
    seconds = round(time.monotonic() - began, 1)
    console.print(json.dumps(_summary(running, found, seconds), ensure_ascii=False), markup=False)
    return 0 if found.is_good else 1


def _outcomes(console: Console) -> Show:
    """One line when an item has its outcome."""
    told: set[str] = set()

    def show(cases: Sequence[CaseDocument]) -> None:
        for item in (cases[0]["service_check"], *cases[0]["items"]):
            if item["outcome"] and item["code"] not in told:
                told.add(item["code"])
                line = f"{clock_time(item['decided_at'])} {item['code']} {item['outcome']}"
                console.print(line, markup=False)

    return show


def _tell_stack(console: Console, running: Booted) -> None:
    package, stack = running.package, running.stack
    console.print(f"package {package.bytes / 1e6:.2f} MB, sha256 {package.sha256}", markup=False)
    console.print(f"stack   {stack.made} resources; once more: {stack.again_in_short}", markup=False)
    for look in running.looks:
        console.print(f"smoke {look.line}", markup=False)


def _tell(console: Console, found: Findings, missing: list[Gap]) -> None:
    console.print(f"run     {found.run}; the sweep: {json.dumps(dict(found.sweep))}", markup=False)
    console.print(
        f"offices {len(found.effects)} items begun, {found.unsigned} messages unsigned", markup=False
    )
    console.print(f"refused {json.dumps(dict(found.refusals))}", markup=False)
    console.print(f"privacy {len(found.personal)} personal values in {found.log_lines} lines", markup=False)
    console.print("\nNot covered (docs/deploy-check.md):", markup=False)
    for gap in missing:
        console.print(f"- {gap.what}: {gap.why}. Instead: {gap.instead}", markup=False)


def _summary(running: Booted, found: Findings, seconds: float) -> dict[str, object]:
    return {
        "booted": True,
        "case": found.case["status"],
        "items": dict(found.items),
        "run": found.run,
        "sweep": dict(found.sweep),
        "refusals": dict(found.refusals),
        "personal": sorted(found.personal),
        "package": running.package.sha256,
        "smoke": {look.what: look.well for look in running.looks},
        "seconds": seconds,
        "steps": dict(running.seconds),
        "not_covered": [gap.what for gap in gaps()],
    }


if __name__ == "__main__":
    sys.exit(main())
