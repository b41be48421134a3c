"""The samples that departments are given run as programs: our gateway sends to them, our interface takes their answers."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from functions.usecases.applicant.withdraw import withdraw
from infra.console.kit.message import signed
from infra.console.kit.vectors import vectors_in
from schemas.applicant.acts import WithdrawalOrder
from schemas.case.answers import Granted
from schemas.codes import AnswerType
from tests.support.connected import CARD, HOUSEHOLD, KEY, OLD_KEY, Connected, connected, now
from tests.support.java import MISSING, compiled
from tests.support.machine import ROOT, until
from tests.support.over_http import over_http
from tests.support.world import APPLICANT

KIT = ROOT / "docs" / "kit"
VECTORS = KIT / "vectors.json"
SECONDS = 30.0
OTHER_KEY = "whsec_" + "C" * 43 + "="
# What has to be said before, so that an answer is in its place.
BEFORE = {"extended": ("accepted",), "suspended": ("accepted",), "resumed": ("accepted", "suspended")}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="session")
def in_java(tmp_path_factory: pytest.TempPathFactory) -> list[str] | None:
    return compiled(KIT / "Receiver.java", tmp_path_factory.mktemp("java"))


@pytest.fixture(params=["receiver.py", "Receiver.java"])
def sample(request: pytest.FixtureRequest) -> list[str]:
    source = KIT / str(request.param)
    if source.suffix == ".py":
        return [sys.executable, str(source)]
    words: list[str] | None = request.getfixturevalue("in_java")
    if words is None:
        pytest.skip(MISSING)
    return words


@contextmanager
def running(words: list[str], server: str, folder: Path, signs: str = KEY) -> Iterator[str]:
    """The address of the program, once it listens."""
    keys, log = folder / "keys.txt", folder / "log"
    keys.write_text(f"{signs}\n{KEY}\n{OLD_KEY}\n")
    given = [
        "serve",
        "--server",
        server,
        "--department",
        "public_security",
        "--keys",
        str(keys),
        "--port",
        "0",
    ]
    with log.open("w") as out:
        process = subprocess.Popen([*words, *given], cwd=folder, stdout=out, stderr=out)
    try:
        until(lambda: "listening on" in log.read_text(), seconds=SECONDS)
        yield f"http://127.0.0.1:{log.read_text().split()[2]}/items"
    finally:
        process.terminate()
        process.wait(20)


def test_every_vector_comes_out_as_it_should(sample: list[str]) -> None:
    vectors = vectors_in(VECTORS) or ()

    done = subprocess.run([*sample, "verify", str(VECTORS)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [f"{one.name} {one.verdict}" for one in vectors]


def test_an_item_goes_out_and_comes_back_granted(sample: list[str], tmp_path: Path) -> None:
    with connected() as world, running(sample, world.server, tmp_path) as address:
        world.reaches(address)
        case_id = world.case()

        world.world.dispatched(case_id, HOUSEHOLD)
        until(lambda: world.world.item(case_id, HOUSEHOLD).outcome is not None, seconds=SECONDS)

        kinds, item = world.world.kinds(case_id), world.world.item(case_id, HOUSEHOLD)
        assert item.outcome == "granted"
        assert isinstance(item.answer, Granted)
        assert item.answer.result.document == "办理结果通知书（样例）"
        assert kinds.count("answer_refused") == 0


def test_an_answer_under_a_key_that_is_no_more_is_sent_once_the_key_is_put_right(
    sample: list[str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with connected() as world:
        with running(sample, world.server, tmp_path, signs=OTHER_KEY) as address:
            world.reaches(address)
            case_id = world.case()
            world.world.dispatched(case_id, HOUSEHOLD)
            until(lambda: "/received: unsigned" in log.read_text(), seconds=SECONDS)
        assert "401" in log.read_text()
        assert world.world.item(case_id, HOUSEHOLD).outcome is None

        with running(sample, world.server, tmp_path):
            until(lambda: world.world.item(case_id, HOUSEHOLD).outcome is not None, seconds=SECONDS)

        assert world.world.kinds(case_id).count("answer_refused") == 0


def test_a_round_that_comes_under_another_id_is_answered_under_others(
    sample: list[str], tmp_path: Path
) -> None:
    """As one does that was sent again, or whose first answers a ledger lost with its newest entries."""

    def has_said(times: int) -> bool:
        return len(set(re.findall(r"answer (\S+/granted\S*): refused", log.read_text()))) == times

    log, round_ = tmp_path / "log", {"type": "item.dispatched", "reference": "TY1", "item": "a", "round": 1}
    with connected() as world, running(sample, world.server, tmp_path) as address:
        for number, id_ in enumerate(("c/a/1", "c/a/1/restored-0a1b2c3d"), start=1):
            one = signed(json.dumps(round_), key=KEY, webhook_id=id_, at=now())
            over_http("POST", address, body=one.body, headers=dict(one.headers))
            until(partial(has_said, number), seconds=SECONDS)


def test_the_same_is_taken_once_and_what_is_not_genuine_never(sample: list[str], tmp_path: Path) -> None:
    with connected() as world, running(sample, world.server, tmp_path) as address:
        reminder = next(one.message for one in vectors_in(VECTORS) or () if one.name == "valid").body.decode()
        ours = signed(reminder, key=KEY, webhook_id="a/1", at=now())
        old = signed(reminder, key=OLD_KEY, webhook_id="a/2", at=now())
        other = signed(reminder, key=OTHER_KEY, webhook_id="a/3", at=now())

        answered = [
            over_http("POST", address, body=one.body, headers=dict(one.headers)).status
            for one in (ours, ours, old, other)
        ]

    assert answered == [204, 409, 204, 401]


@pytest.mark.parametrize("kind", AnswerType)
def test_each_answer_by_curl_is_taken(kind: AnswerType, tmp_path: Path) -> None:
    _tools()
    with connected() as world:
        case_id = _with_card(world, withdrawn=kind is AnswerType.WITHDRAWN)
        for before in BEFORE.get(kind, ()):
            _said(world, case_id, tmp_path, before)

        said = _said(world, case_id, tmp_path, kind)

        assert said["item"] == CARD


def _tools() -> None:
    for name in ("curl", "openssl"):
        if not shutil.which(name):
            pytest.skip(f"{name} is not installed here: apt-get install {name}")


def _with_card(world: Connected, *, withdrawn: bool) -> str:
    """A case whose identity card is with the police; its applicant wants it back, if `withdrawn`."""
    case_id = world.case()
    world.world.granted(case_id, HOUSEHOLD)
    world.world.dispatched(case_id, CARD)
    if withdrawn:
        order = WithdrawalOrder(items=(CARD,), reason="不办了")
        withdraw(case_id, order, by=APPLICANT, key="withdrawal-1", deps=world.world.deps)
    return case_id


def _said(world: Connected, case_id: str, folder: Path, *words: str) -> dict[str, Any]:
    keys = folder / "keys.txt"
    keys.write_text(f"{KEY}\n{OLD_KEY}\n")
    given = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "SERVER": world.server,
        "DEPARTMENT": "public_security",
        "KEY_FILE": str(keys),
        "REFERENCE": world.world.ledger(case_id).case.reference,
        "ITEM": CARD,
    }
    done = subprocess.run(
        ["bash", str(KIT / "answers.sh"), *words], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
