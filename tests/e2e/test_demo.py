import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.console.children import is_free
from infra.sandbox.record import SandboxRecord
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.command import Said, Terminal
from tests.support.each import each
from tests.support.machine import ROOT, SAMPLE, environment, free_port, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def _console(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "infra.console", *words],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever started the tests in the background had Ctrl-C ignored, and a child inherits that.
        preexec_fn=_hear_ctrl_c,
    )


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _ports() -> tuple[int, int]:
    return free_port(), free_port()


def _demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    port, sandbox = _ports()
    given = ("demo", "--folder", str(folder), "--port", str(port), "--sandbox-port", str(sandbox), *words)
    process = _console(*given)
    said, wrong = process.communicate(timeout=300)
    return subprocess.CompletedProcess(given, process.returncode, said, wrong)


def _record(folder: Path) -> dict[str, Any]:
    record = SandboxRecord(folder / "sandbox" / "record.db")
    told = record.told()
    record.close()
    return told


def _granted_at(record: dict[str, Any]) -> dict[str, float]:
    """When each office was to send its third answer: the grant."""
    third = (answer for answer in record["answers"] if answer["id"].endswith("/3"))
    return {answer["line"].split("/")[1]: answer["due"] for answer in third}


def _began_at(record: dict[str, Any]) -> dict[str, float]:
    first = (answer for answer in record["answers"] if answer["id"].endswith("/1"))
    return {answer["line"].split("/")[1]: answer["due"] for answer in first}


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The demo as it is, and its folder."""
    folder = tmp_path_factory.mktemp("demo")
    return _demo(folder), folder


@pytest.mark.together("demo")
def test_the_demo_grants_all_that_is_asked_in_order_with_one_effect_each(
    straight: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, folder = straight
    told = json.loads(done.stdout.splitlines()[-1])
    record = _record(folder)
    began, granted = _began_at(record), _granted_at(record)
    edition = load_edition(CURRENT)
    asked = {code: edition.item(code) for code in json.loads(SAMPLE)["items"]}

    assert (done.returncode, done.stderr) == (0, "")
    assert set(told) == {"case", "reference", "status", "items", "seconds"}
    assert told["status"] == "closed"
    assert told["items"] == dict.fromkeys(asked, "granted")
    assert sorted(effect["item"] for effect in record["effects"]) == sorted([*told["items"], "service_check"])
    assert record["doubled"] == []
    for code, item in asked.items():
        check = ("service_check",) if item.needs_service_check else ()
        assert all(granted[before] < began[code] for before in (*item.after, *check))


@pytest.mark.together("demo")
def test_the_demo_says_how_to_sign_in_and_what_the_departments_hold(
    straight: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = straight

    assert "curl" in done.stdout
    assert "applicant-2" in done.stdout
    assert done.stdout.count("生效 1 次") == 13


def test_a_demo_that_cannot_finish_ends_in_time_and_names_what_waits(tmp_path: Path) -> None:
    script = tmp_path / "silent.toml"
    script.write_text("[items.identity_card]\nanswers = []\n")

    done = _demo(tmp_path / "data", "--script", str(script), "--timeout", "5")
    told = json.loads(done.stdout.splitlines()[-1])

    assert done.returncode == 1
    assert told["items"]["identity_card"] is None
    assert told["items"]["social_security_card"] == "granted"
    assert "identity_card" in done.stdout.splitlines()[-2]


def _changed(**sections: Any) -> bytes:
    sample = json.loads(SAMPLE)
    for name, fields in sections.items():
        sample[name] = {**sample[name], **fields} if isinstance(fields, dict) else fields
    return json.dumps(sample).encode()


# What is wrong with an application as it is read, and what is named of it.
BROKEN = {
    "missing file": (None, "application.json"),
    "no JSON": (b"{", "application.json"),
    "unknown field": (_changed(person={"nickname": "x"}), "/person/nickname"),
}


def _written(folder: Path, application: bytes | None) -> str:
    path = folder / "application.json"
    path.unlink(missing_ok=True)
    if application is not None:
        path.write_bytes(application)
    return str(path)


def _typed(folder: Path, *words: str) -> Said:
    """In this process, which has imported the command; what it starts are programs of their own."""
    port, sandbox = map(str, _ports())
    given = ("--folder", str(folder / "data"), "--port", port, "--sandbox-port", sandbox, *words)
    return Terminal(folder).type("demo", *given)


@pytest.fixture
def ends_as_before() -> Iterator[None]:
    """The command says for its process what SIGTERM ends; here that is the tests'."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@each("application, names", BROKEN.values(), ids=BROKEN)
def test_an_application_that_cannot_be_submitted_is_one_line_naming_why(
    tmp_path: Path, ends_as_before: None, application: bytes | None, names: str
) -> None:
    """It is said before anything is started."""
    said = _typed(tmp_path, "--application", _written(tmp_path, application))

    assert said.code == 1
    assert names in said.words
    assert len(said.words.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_a_program_that_is_given_a_wrong_number_says_so_in_one_line_without_it(tmp_path: Path) -> None:
    path = _written(tmp_path, _changed(person={"id_number": "440106200301010011"}))

    done = _demo(tmp_path / "data", "--application", path)

    assert done.returncode == 1
    assert "/person/id_number" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "440106200301010011" not in done.stderr + done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("application", "names"),
    [
        (_changed(items=["discharge_report", "passport"]), "/items"),
        (_changed(destination={"county": "310101"}), "/destination"),
    ],
    ids=["unknown item", "unknown region"],
)
def test_what_the_server_refuses_of_an_application_is_one_line_naming_why(
    tmp_path: Path, ends_as_before: None, application: bytes, names: str
) -> None:
    said = _typed(tmp_path, "--application", _written(tmp_path, application))

    assert said.code == 1
    assert names in said.words
    assert len(said.words.splitlines()) == 1
    assert (tmp_path / "data" / "server.log").exists()


@pytest.mark.parametrize("option", ["--port", "--sandbox-port"])
def test_a_named_port_in_use_is_one_line_in_two_languages(
    tmp_path: Path, ends_as_before: None, option: str
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = _typed(tmp_path, option, str(port))

    assert said.code == 1
    assert f"Port {port} is in use" in said.words
    assert f"端口 {port} 已被占用" in said.words
    assert len(said.words.splitlines()) == 1


def test_a_console_that_is_killed_leaves_no_program_behind(tmp_path: Path) -> None:
    port, sandbox = _ports()
    words = ("serve", "--folder", str(tmp_path), "--port", str(port), "--sandbox-port", str(sandbox))
    process = _console(*words)
    until(lambda: not is_free("127.0.0.1", port) and not is_free("127.0.0.1", sandbox), seconds=30)

    process.kill()
    process.communicate()

    until(lambda: is_free("127.0.0.1", port) and is_free("127.0.0.1", sandbox), seconds=20)


def test_a_second_run_on_the_same_folder_continues_the_open_case(tmp_path: Path) -> None:
    script = tmp_path / "silent.toml"
    script.write_text("[items.identity_card]\nanswers = []\n")
    references = []

    for _ in range(2):
        port, sandbox = _ports()
        words = ("serve", "--folder", str(tmp_path), "--port", str(port), "--sandbox-port", str(sandbox))
        process = _console(*words, "--script", str(script))
        references.append(_first_reference(process))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode == 0

    assert references[0] == references[1]


def _first_reference(process: subprocess.Popen[str]) -> str:
    """Of the first line that tells of an item."""
    assert process.stdout is not None
    for line in process.stdout:
        words = line.split()
        if len(words) > 1 and words[1].startswith("TY"):
            return words[1]
    raise AssertionError("the console told of no case")
