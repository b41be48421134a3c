"""`python -m tests.e2e.drill [kills | burst | full | backup]…`: what one machine survives, larger than most tests.

kills: `kill -9` twenty times while 200 cases are under way. burst: 2,000 cases wait, and their offices answer all at once.
full: the disk is full, then is not (as root: it mounts a small one). backup: its folder is lost under load, and the
newest backup put back (drill_backup.py). Each prints what became of the cases as a line of JSON, and the exit code is 1 if
one is lost, doubled or not finished, or if on the full disk something is not read.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import urllib3
from standardwebhooks import Webhook

from infra.sandbox.keys import SANDBOX_FOLDER as SANDBOX
from infra.sandbox.keys import read_keys
from schemas.codes import Department
from tests.e2e.drill_backup import backup
from tests.e2e.drill_people import SUBMITTERS, People
from tests.support.machine import PROMPT, Document, Machine, until
from tests.support.over_http import over_http

# The check is granted at once; of the items nobody says a word.
SILENT: Document = {
    "default": {"answers": []},
    "items": {"service_check": {"answers": ["granted"], "delay_seconds": 0}},
}
REPORT = "discharge_report"
OFFICES = 16
SEED = 20261128
SMALL, LARGE = "12m", "400m"
# So long nobody is told anything but that the disk is full.
WHILE_FULL = 15.0


def kills(machine: Machine, *, cases: int = 200, times: int = 20) -> Document:
    people, rng, pause = People(machine), random.Random(SEED), Event()

    def kill() -> None:
        for _ in range(times):
            pause.wait(rng.uniform(0.2, 2.5))
            machine.kill_server()
            machine.start_server()

    people.submit_all(range(1, cases + 1), kill)
    return {"kills": times, **_ended(machine, people, wanted=cases)}


def burst(machine: Machine, *, cases: int = 2_000) -> Document:
    people = People(machine, (REPORT,))
    people.submit_all(range(1, cases + 1))
    until(lambda: _sent(machine, REPORT) == cases, seconds=600)
    key, began = read_keys(machine.folder)[Department.VETERANS_AFFAIRS], time.monotonic()
    with ThreadPoolExecutor(OFFICES) as offices:
        told = list(offices.map(lambda case: _grant(machine, case["reference"], key), people.cases.values()))
    answered = time.monotonic() - began
    _wait(machine)
    figures = {"answered_s": round(answered, 1), "closed_s": round(time.monotonic() - began, 1)}
    return {"told": dict(Counter(told)), **figures, **_ended(machine, people, wanted=cases)}


def full(machine: Machine, *, cases: int = 400) -> Document:
    """Until the disk is full, and until it is not any more: on a busy machine most of the time goes into the last step."""
    people, began = People(machine), time.monotonic()
    with ThreadPoolExecutor(SUBMITTERS) as pool:
        list(pool.map(lambda number: people.submit(number, patience=1.0), range(1, cases + 1)))
    seen = _while_full(machine, people)
    subprocess.run(["mount", "-o", f"remount,size={LARGE}", str(machine.folder)], check=True)
    room = time.monotonic()
    people.submit_all(number for number in range(1, cases + 1) if number not in people.cases)
    taken = time.monotonic()
    _wait(machine)
    steps = {"full_s": room - began, "taken_s": taken - room, "closed_s": time.monotonic() - taken}
    seconds = {name: round(value, 1) for name, value in steps.items()}
    return {**seen, **seconds, **_ended(machine, people, wanted=cases)}


def _while_full(machine: Machine, people: People) -> Document:
    """What is read is served, and what is to be written refused."""
    taken, end, pause = dict(people.cases), time.monotonic() + WHILE_FULL, Event()
    reads: Counter[int] = Counter()
    while time.monotonic() < end:
        for case in list(taken.values())[:10]:
            reads[machine.get(f"/v1/cases/{case['case_id']}").status] += 1
        pause.wait(0.5)
    return {"taken_before_full": len(taken), "up_while_full": machine.client.is_up(), "reads": dict(reads)}


def _wait(machine: Machine) -> None:
    """Until nothing is open any more, or for five minutes."""
    try:
        until(lambda: not machine.client.open_cases(identity="operator", limit=1), seconds=300)
    except TimeoutError as late:
        sys.stderr.write(f"cases are still open: {late}\n")


def _ended(machine: Machine, people: People, *, wanted: int) -> Document:
    _wait(machine)
    cases = [machine.case(one["case_id"], identity="operator") for one in people.cases.values()]
    record = machine.record()
    effects = Counter((one["reference"], one["item"], one["round"]) for one in record["effects"])
    return {
        "cases": len(cases),
        "closed": sum(case["status"] == "closed" for case in cases),
        "lost": wanted - len({case["case_id"] for case in cases}),
        "outcomes": dict(Counter(str(item["outcome"]) for case in cases for item in case["items"])),
        "dispatched": len(effects),
        "doubled": sum(times > 1 for times in effects.values()) + len(record["doubled"]),
        "refused": dict(people.refused),
    }


def _sent(machine: Machine, item: str) -> int:
    return sum(one["item"] == item for one in machine.record()["effects"])


def _grant(machine: Machine, reference: str, key: str) -> int:
    now, name = datetime.now(UTC), f"drill-{reference}"
    said = {"reference": reference, "item": REPORT, "round": 1, "at": now.isoformat(), "type": "granted"}
    body = json.dumps({**said, "result": {"document": "报到登记回执"}}, ensure_ascii=False)
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(key).sign(name, now, body),
        "Content-Type": "application/json",
    }
    url = f"{machine.client.server}/v1/departments/{Department.VETERANS_AFFAIRS}/answers"
    # As offices do: again under the same id on silence, 429 and 5xx.
    again = urllib3.Retry(8, backoff_factor=0.2, status_forcelist=(429, 503), allowed_methods=None)
    return over_http("POST", url, body=body.encode(), headers=headers, retries=again, timeout=30).status


DRILLS: Mapping[str, tuple[Callable[[Machine], Document], Document]] = {
    "kills": (kills, PROMPT),
    "burst": (burst, SILENT),
    "full": (full, PROMPT),
    "backup": (backup, PROMPT),
}


@contextmanager
def _started(name: str, script: Document) -> Iterator[Machine]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as offices:
        if name == "full":
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], check=True)
        # What becomes of the server's disk, its log's too, is not the offices' lot.
        (Path(folder) / SANDBOX).symlink_to(offices)
        # On the small disk the server starts with little room.
        machine = Machine(Path(folder), script, words=("--least-free-mb", "1"))
        try:
            machine.start()
            yield machine
        finally:
            machine.stop()
            if name == "full":
                subprocess.run(["umount", "-l", folder], check=True)


def main(names: list[str]) -> int:
    wanted, whole = names or list(DRILLS), True
    if unknown := set(wanted) - set(DRILLS):
        sys.stderr.write(f"no such drill: {' '.join(unknown)}; there are: {' '.join(DRILLS)}\n")
        return 2
    if "full" in wanted and os.geteuid() != 0:
        sys.stderr.write("full fills a disk of its own, which root mounts: as root, or name the others\n")
        return 2
    for name in wanted:
        drill, script = DRILLS[name]
        began = time.monotonic()
        with _started(name, script) as machine:
            told = drill(machine)
        seconds = round(time.monotonic() - began)
        sys.stdout.write(json.dumps({"drill": name, "seconds": seconds, **told}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        whole = whole and told["closed"] == told["cases"] and not told["lost"] and not told["doubled"]
        whole = whole and set(told.get("reads", ())) <= {200}
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
