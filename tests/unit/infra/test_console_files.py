"""The folder's files, which the server, the offices and the console share."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.embedded.files import FolderInUse, sole_use, write_whole
from infra.embedded.own_clock import CLOCK_FILE, OwnClock
from infra.embedded.secrets import FileSecrets
from infra.embedded.timer import Timer
from infra.sandbox.keys import hand_over, read_keys
from schemas.codes import Department
from tests.support.fakes.clock import START


def test_a_folder_belongs_to_one_program_at_a_time(tmp_path: Path) -> None:
    with sole_use(tmp_path), pytest.raises(FolderInUse), sole_use(tmp_path):
        pytest.fail("two at a time")


def test_a_folder_that_was_let_go_can_be_taken_again(tmp_path: Path) -> None:
    with sole_use(tmp_path):
        pass

    with sole_use(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_file_is_replaced_whole_and_read_by_its_owner_only(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        write_whole(tmp_path / "deep" / "file", content)

    assert (tmp_path / "deep" / "file").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "deep" / "file").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["file"]


def test_every_department_is_handed_its_own_key_and_no_other(tmp_path: Path) -> None:
    hand_over(tmp_path)

    keys, ours = read_keys(tmp_path), FileSecrets(tmp_path / "secrets.json")

    assert {department: ours.keys(department)[0] for department in Department} == keys
    assert len(set(keys.values())) == len(Department)


def test_the_timer_ticks_at_once_then_again_and_survives_a_failure() -> None:
    first, third = threading.Event(), threading.Event()
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise RuntimeError("440100199001010000")
        third.set()

    timer = Timer(first=first.set, then=tick, seconds=0.01)
    came = (first.wait(60), third.wait(60))
    timer.close()

    assert came == (True, True)


def test_a_failed_tick_is_logged_by_kind_and_place_only(capfd: pytest.CaptureFixture[str]) -> None:
    failed, again = threading.Event(), threading.Event()

    def tick() -> None:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("440100199001010000")

    timer = Timer(first=tick, then=again.set, seconds=0.01)
    came = again.wait(60)
    timer.close()

    assert came
    assert failed.is_set()
    assert "440100199001010000" not in capfd.readouterr().err


def test_the_first_tick_is_repeated_until_it_has_come_to_its_end() -> None:
    came: list[str] = []
    done = threading.Event()

    def first() -> None:
        came.append("first")
        if len(came) < 3:
            raise RuntimeError

    def then() -> None:
        came.append("then")
        done.set()

    timer = Timer(first=first, then=then, seconds=0.01)
    done.wait(60)
    timer.close()

    assert came[:4] == ["first", "first", "first", "then"]


@pytest.mark.slow
def test_a_clock_that_cannot_be_read_ends_no_sweep_and_is_told_by_the_next_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = OwnClock(tmp_path, lambda: START)
    damaged, ticked_on, mended = threading.Event(), threading.Event(), threading.Event()

    def tick() -> None:
        if not damaged.is_set():
            (tmp_path / CLOCK_FILE).write_text("{")
            damaged.set()
        else:
            ticked_on.set()
        clock()
        mended.set()

    timer = Timer(first=tick, then=tick, seconds=0.6, early=clock.moves())
    still = ticked_on.wait(10)
    (tmp_path / CLOCK_FILE).unlink()
    goes_on = mended.wait(10)
    stands = timer.stands_still()
    timer.close()

    assert (still, goes_on, stands) == (True, True, False)
    assert {vars(one)["error"] for one in caplog.records} == {"BadClock"}


def test_a_tick_comes_early_where_it_is_asked_for() -> None:
    came = threading.Event()
    timer = Timer(first=lambda: None, then=came.set, seconds=600, early=lambda: True)
    early = came.wait(60)
    timer.close()

    assert early


def test_two_who_write_one_file_at_once_both_have_done_and_it_is_never_half(tmp_path: Path) -> None:
    whole = [bytes([number]) * 400_000 for number in range(4)]
    wrong: list[str] = []

    def write(content: bytes) -> None:
        for _ in range(10):
            write_whole(tmp_path / "file", content)
            if (tmp_path / "file").read_bytes() not in whole:
                wrong.append("half a file")

    with ThreadPoolExecutor(len(whole)) as writers:
        for done in [writers.submit(write, content) for content in whole]:
            done.result()

    assert wrong == []
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file" / "in its place").mkdir(parents=True)

    with pytest.raises(OSError, match="file"):
        write_whole(tmp_path / "file", b"whole")

    assert [path.name for path in tmp_path.iterdir()] == ["file"]
