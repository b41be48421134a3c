"""A server is lost under load, and what its newest backup holds is put back (docs/backup.md).

People apply all the while. Backups are taken beside the running server, and most of them killed by -9 half-way. Then the
server is killed, too, its folder is gone, and the newest whole backup is put into another folder, where a server starts.
The offices, which nothing happened to, send their manifests and what they had answered; whoever is not in the backup
applies again.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event

from infra.backup.layout import PARTIAL
from tests.e2e.drill_offices import DrilledOffices
from tests.e2e.drill_people import People
from tests.support.machine import PATIENCE, ROOT, Document, Machine, until

SEED = 20261129
# Of the backups. The last of them after the newest whole one: what it leaves is not taken for it.
KILLED, AFTERWARDS = 8, 10
EVERY_SECONDS = 0.25
# A backup of so small a ledger takes about half a second from its first file on.
LONGEST_SECONDS = 0.4
PATIENCE_SECONDS = 60.0
LONGEST_WAIT = PATIENCE * PATIENCE_SECONDS
# How often the newest is taken, at most, until the one after it was killed half-way.
TRIES = 5


def backup(machine: Machine, *, kills: int = KILLED, items: tuple[str, ...] = ()) -> Document:
    """`items`: what each applies for, or else everything. `lost`: of those acknowledged before the newest whole backup began.
    `listed`: by `lianban unknown`, of those after.
    """
    people, offices = People(machine, items), DrilledOffices(machine)
    with tempfile.TemporaryDirectory() as place:
        backups = _Backups(machine, Path(place))
        before, known, whole = _under_load(people, backups, kills)
        until(lambda: _all_sent(offices, people), seconds=PATIENCE_SECONDS)
        machine.kill_server()
        shutil.rmtree(machine.folder)
        new = backups.restored()
        try:
            new.start_server()
            found = _caught_up(new, offices, people, before, items)
        finally:
            new.stop()
    after = len(people.cases) - len(known)
    return {"killed": backups.killed, "whole": whole, "before": len(before), "after": after, **found}


def _under_load(people: People, backups: "_Backups", kills: int) -> tuple[set[int], set[int], int]:
    """Who was acknowledged before the newest whole backup began, and who before it ended; how many were whole."""
    with _applying(people):
        whole = _several(backups, kills)
        for _ in range(TRIES):
            before = set(people.cases)
            whole += backups.take()
            known = set(people.cases)
            _wait_for(people, len(known) + AFTERWARDS)
            quicker = backups.kill(after=0)
            whole += quicker
            if not quicker:
                return before, known, whole
    raise RuntimeError("each of the last backups was whole before it was killed")


def _wait_for(people: People, cases: int) -> None:
    until(lambda: len(people.cases) >= cases, seconds=PATIENCE_SECONDS)


def _several(backups: "_Backups", kills: int) -> int:
    """One whole, then killed ones, with another whole one in the middle. Returns how many were whole."""
    whole = backups.take()
    while backups.killed < kills // 2:
        whole += backups.kill()
    whole += backups.take()
    while backups.killed < kills - 1:
        whole += backups.kill()
    return whole


@contextmanager
def _applying(people: People) -> Iterator[None]:
    """One after the other until the end of the block; then each has been given their case."""
    enough = Event()

    def numbers() -> Iterator[int]:
        for number in count(1):
            if enough.wait(EVERY_SECONDS):
                return
            yield number

    with ThreadPoolExecutor(1) as crowd:
        applying = crowd.submit(people.submit_all, numbers())
        try:
            yield
        finally:
            enough.set()
        applying.result()


class _Backups:
    def __init__(self, machine: Machine, place: Path) -> None:
        self._machine, self._to, self._new = machine, place / "backups", place / "new"
        self._rng, self.killed = random.Random(SEED), 0
        self._passphrase = place / "passphrase"
        self._passphrase.touch(mode=0o600)
        self._passphrase.write_text("a passphrase of a drill\n")

    def take(self) -> int:
        """Returns 1: it was whole."""
        with self._begun() as process:
            if process.wait(LONGEST_WAIT):
                raise RuntimeError(f"a backup ended with {process.returncode}")
        return 1

    def kill(self, *, after: float | None = None) -> int:
        """Somewhere between its first file and its name, or so many seconds after the first. Returns 1 if it was quicker, and
        whole.
        """
        left = self._unfinished()
        with self._begun() as process:
            until(
                lambda: bool(self._unfinished() - left) or process.poll() is not None,
                seconds=PATIENCE_SECONDS,
            )
            Event().wait(self._rng.uniform(0, LONGEST_SECONDS) if after is None else after)
            process.kill()
            process.wait()
        half = bool(self._unfinished() - left)
        self.killed += half
        return 0 if half else 1

    def restored(self) -> Machine:
        """The folder that a server starts in. Raises CalledProcessError."""
        done = self._lianban("restore", str(self._to), "--folder", str(self._new))
        if done.wait(LONGEST_WAIT):
            raise RuntimeError(f"the restore ended with {done.returncode}")
        machine = self._machine
        return Machine(self._new, port=machine.port, sandbox_port=machine.sandbox_port, words=machine.words)

    def _unfinished(self) -> set[Path]:
        return set(self._to.glob(f".*{PARTIAL}"))

    def _begun(self) -> subprocess.Popen[bytes]:
        return self._lianban("backup", str(self._to), "--folder", str(self._machine.folder))

    def _lianban(self, *words: str) -> subprocess.Popen[bytes]:
        told = ("--passphrase-file", str(self._passphrase), "--json")
        command = [sys.executable, "-m", "infra.console", *words, *told]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def _all_sent(offices: DrilledOffices, people: People) -> bool:
    """Each case has come to an office: else nobody but its applicant could know of it."""
    return {case["reference"] for case in people.cases.values()} <= offices.references()


def _caught_up(
    new: Machine, offices: DrilledOffices, people: People, before: set[int], items: tuple[str, ...]
) -> Document:
    there = {number for number, case in people.cases.items() if _is_there(new, case)}
    offices.tell(new.client.server)
    listed = _listed(new)
    gone = {number for number in people.cases if number not in there}
    again = People(new, items)
    again.submit_all(sorted(gone))
    wanted = {**people.cases, **again.cases}
    still = list(wanted.values())
    until(lambda: _finished(new, offices, still), seconds=PATIENCE_SECONDS)
    cases = [new.case(one["case_id"], identity="operator") for one in wanted.values()]
    record = new.record()
    rounds = Counter((one["reference"], one["item"], one["round"]) for one in record["effects"])
    return {
        "restored": len(there),
        "lost": len(before - there),
        "listed": len(listed),
        "unlisted": len({people.cases[number]["reference"] for number in gone} ^ listed),
        "applied_again": len(again.cases),
        "cases": len(cases),
        "closed": sum(case["status"] == "closed" for case in cases),
        "outcomes": dict(Counter(str(item["outcome"]) for case in cases for item in case["items"])),
        "doubled": sum(times > 1 for times in rounds.values()) + len(record["doubled"]),
    }


def _is_there(machine: Machine, case: Document) -> bool:
    status = machine.get(f"/v1/cases/{case['case_id']}").status
    if status not in (200, 404):
        raise RuntimeError(f"a case was answered {status}")
    return status == 200


def _listed(machine: Machine) -> set[str]:
    """The list names the first of each office's; the rest is had office by office."""
    offices = [
        _unknown(machine, "--office", office["office"])[0]
        if office["total"] > len(office["items"])
        else office
        for office in _unknown(machine, "--limit", "100")
    ]
    return {one["reference"] for office in offices for one in office["items"]}


def _unknown(machine: Machine, *options: str) -> list[Document]:
    words = ("unknown", *options, "--server", machine.client.server, "--as", "operator", "--json")
    command = [sys.executable, "-m", "infra.console", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=LONGEST_WAIT)
    return list(json.loads(done.stdout)["offices"])


def _finished(machine: Machine, offices: DrilledOffices, still: list[Document]) -> bool:
    """Also asks the offices for the answers that were lost. `still`: those that were not closed when last asked for."""
    cases = (machine.case(one["case_id"], identity="operator") for one in still)
    still[:] = [case for case in cases if case["status"] != "closed"]
    offices.answer_again(machine.client.server, still)
    return not still
