"""Whatever becomes of a worker, each test runs once and is told of, and nobody waits for ever."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SUITE = """
import os
import pathlib
import time
import pytest

MET = pathlib.Path(os.environ["MET"])


@pytest.fixture(scope="session", autouse=True)
def ended():
    yield
    (MET / f"ended-{os.getpid()}").touch()


def met(request):
    with (MET / request.node.name).open("a") as file:
        file.write(f"{os.getpid()}\\n")


@pytest.mark.parametrize("at", range(30))
def test_passes(at, request, tmp_path):
    (tmp_path / "mine").mkdir()
    met(request)


@pytest.mark.together("one")
@pytest.mark.parametrize("at", range(30))
def test_together(at, request):
    met(request)
"""
FAILS = """

def test_fails(request):
    met(request)
    print("what it printed")
    assert 1 == 2, "what is wrong"
"""
DIES = """

@pytest.mark.parametrize("at", range(40))
def test_dies_once(at, request):
    met(request)
    if at == 5:
        os._exit(9)
"""
ALL_DIE = """

@pytest.mark.slow
@pytest.mark.parametrize("at", range(3))
def test_dies(at, request):
    os._exit(9)
"""
WAITS_FOR_THE_OTHERS = """

@pytest.mark.slow
def test_waits(request):
    by = time.monotonic() + 40
    while len(list(MET.glob("test_*"))) < 60:
        assert time.monotonic() < by
        time.sleep(0.01)
"""
LEAVES_SOMEBODY_RUNNING = """

def test_leaves_somebody_running(request):
    met(request)
    left = os.fork()
    if left == 0:
        time.sleep(60)
        os._exit(0)
    (MET / "left").write_text(str(left))
    os._exit(9)
"""
Ran = tuple[int, str, dict[str, list[str]]]


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., Ran]:
    def run(suite: str, *options: str) -> Ran:
        (tmp_path / "met").mkdir()
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    slow\n    together\n")
        (tmp_path / "test_suite.py").write_text(suite)
        command = [sys.executable, "-m", "pytest", "-p", "tests.support.workers", "--workers", "3", *options]
        command += ["-c", str(tmp_path / "pytest.ini"), str(tmp_path)]
        env = {"MET": str(tmp_path / "met"), "PATH": "/usr/bin:/bin"}
        # A file, for what is left running holds a pipe open.
        with (tmp_path / "told").open("w") as told:
            code = subprocess.run(
                command, env=env, stdout=told, stderr=told, timeout=100, check=False
            ).returncode
        met = {file.name: file.read_text().split() for file in (tmp_path / "met").iterdir()}
        return code, (tmp_path / "told").read_text(), met

    return run


def test_each_test_runs_once_in_a_few_processes_and_what_belongs_together_in_one(
    ran: Callable[..., Ran],
) -> None:
    code, told, met = ran(SUITE)

    processes = {name: pids for name, pids in met.items() if not name.startswith("ended")}
    together = {pid for name, pids in processes.items() if name.startswith("test_together") for pid in pids}
    everywhere = {pid for pids in processes.values() for pid in pids}
    assert (code, "60 passed" in told) == (0, True)
    assert {len(pids) for pids in processes.values()} == {1}
    assert (len(processes), len(together)) == (60, 1)
    assert {f"ended-{pid}" for pid in everywhere} == set(met) - set(processes)


def test_a_failure_is_told_with_what_was_printed(ran: Callable[..., Ran]) -> None:
    code, told, met = ran(SUITE + FAILS)

    assert code == 1
    assert "1 failed, 60 passed" in told
    assert "what is wrong" in told
    assert "what it printed" in told
    assert len(met["test_fails"]) == 1


def test_whoever_asks_for_the_first_failure_waits_for_no_more(ran: Callable[..., Ran]) -> None:
    code, told, _ = ran(SUITE + FAILS, "-x")

    assert code == 1
    assert "stopping after 1 failures" in told


def test_a_test_that_ends_its_process_has_failed_and_another_runs_what_was_left(
    ran: Callable[..., Ran],
) -> None:
    code, told, met = ran(SUITE + DIES)

    assert code == 1
    assert "1 failed, 99 passed" in told
    assert "the process that ran this ended with 9" in told
    assert {len(pids) for name, pids in met.items() if name.startswith("test_")} == {1}


def test_what_waits_is_run_though_all_have_died_that_there_were(ran: Callable[..., Ran]) -> None:
    code, told, met = ran(SUITE + ALL_DIE + FAILS, "--workers", "1")

    assert code == 1
    assert "4 failed, 60 passed" in told
    assert "test_fails" in met


def test_who_runs_long_keeps_nothing_from_the_others(ran: Callable[..., Ran]) -> None:
    before, test = SUITE.split("\n\n\n@pytest.mark.parametrize", 1)
    code, told, _ = ran(f"{before}{WAITS_FOR_THE_OTHERS}\n\n@pytest.mark.parametrize{test}")

    assert "61 passed" in told
    assert code == 0


def test_somebody_whom_a_dead_worker_left_running_is_not_waited_for(ran: Callable[..., Ran]) -> None:
    code, told, met = ran(SUITE + LEAVES_SOMEBODY_RUNNING)

    os.kill(int(met["left"][0]), signal.SIGKILL)  # it is there still
    assert code == 1
    assert "1 failed, 60 passed" in told


def test_nothing_is_run_where_a_file_cannot_be_read(ran: Callable[..., Ran]) -> None:
    code, told, met = ran("import nothing_of_that_name\n" + SUITE)

    assert (code, met) == (2, {})
    assert "nothing_of_that_name" in told
