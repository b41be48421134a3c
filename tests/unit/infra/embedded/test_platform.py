import json
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from functions import bootstrap
from functions.aws_settings import Misconfigured
from functions.domain.clock import known_for
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import new_record
from functions.usecases.upkeep.sweep_report import SweepReport
from infra.embedded.platform import Platform, _tell, _tell_failed
from infra.embedded.settings import NONE, ROUTES, Settings
from tests.support.fakes.clock import FakeClock
from tests.support.machine import until
from tests.support.notices_of_days import WORKED, YEAR

OF = "2026-11-29T01:00:00+00:00"


@pytest.mark.slow
def test_each_start_is_known_by_its_own_time_so_that_its_first_sweep_is_waited_for(tmp_path: Path) -> None:
    clock, settings = FakeClock(), Settings(tmp_path, notices=NONE, shared_data=NONE)
    with Platform(settings, clock=clock) as first:
        assert first.deps.began == clock()
    before = clock()
    later = FakeClock(before + timedelta(days=2))

    with Platform(settings, clock=later) as again:
        assert again.deps.began == before + timedelta(days=2)


@pytest.mark.slow
def test_a_server_knows_each_time_that_its_ledger_was_put_back(tmp_path: Path) -> None:
    clock, settings = FakeClock(), Settings(tmp_path, notices=NONE, shared_data=NONE)
    with Platform(settings, clock=clock) as first:
        assert (first.deps.put_back, first.deps.restored_of) == ((), None)
    moments = ("2026-11-29T02:30:00+00:00", "2026-11-30T02:30:00+00:00")
    with Platform(settings, clock=clock) as noting:
        for at in moments:
            noting.deps.store.put(new_record(RESTORED, at, {"at": at, "of": OF}))

    with Platform(settings, clock=clock) as again:
        assert again.deps.put_back == moments
        assert again.deps.restored_of == datetime.fromisoformat(OF)


@pytest.mark.slow
def test_the_days_off_are_those_that_lie_beside_the_routes_and_are_counted_by_the_sweep(
    tmp_path: Path,
) -> None:
    routes, config = Path(shutil.copy(ROUTES, tmp_path)), tmp_path / "holidays.toml"
    config.write_text(YEAR, "utf-8")
    settings = Settings(tmp_path / "var", routes=routes, notices=NONE, shared_data=NONE)

    with Platform(settings, clock=FakeClock()) as platform:
        platform.look()

        assert platform.deps.calendar.is_working(WORKED)
        left = known_for(platform.deps.calendar, platform.deps.clock()).days
        assert f"lianban_calendar_days {left}.0" in platform.numbers.text().decode()


def test_what_is_silently_lost_is_named_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    report = SweepReport(1, Counter(), Counter(), lost=Counter({"identity_card": 2}))

    _tell(report, timedelta(days=31))

    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["silent_loss"], line["lost"]) == ("swept", 2, {"identity_card": 2})


def test_what_a_sweep_did_is_told_in_the_log_and_of_one_that_did_nothing_no_line_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _tell(SweepReport(3, Counter(), Counter()), timedelta(days=31))
    nothing = capsys.readouterr().err
    _tell(SweepReport(3, Counter({"start": 2}), Counter({"resume": 1})), timedelta(days=31))

    line = json.loads(capsys.readouterr().err)
    assert nothing == ""
    assert (line["cases"], line["repairs"], line["failures"]) == (3, {"start": 2}, {"resume": 1})


@pytest.mark.slow
def test_a_platform_that_works_stands_nowhere_still_and_once_closed_is_nobodys(tmp_path: Path) -> None:
    with Platform(Settings(tmp_path, notices=NONE, shared_data=NONE), clock=FakeClock()) as platform:
        working, known = platform.standing_still(), bootstrap.deps()

    assert working == ()
    assert known is platform.deps
    with pytest.raises(Misconfigured):
        bootstrap.deps()


@pytest.mark.slow
def test_a_run_that_ends_badly_is_told_in_the_log_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = "7e1fa5e0-810e-4dab-a31d-5e1b97df2942-1"
    with Platform(Settings(tmp_path, notices=NONE, shared_data=NONE), clock=FakeClock()) as platform:
        platform.deps.executions.start(run, {"departments": "none that there is"})
        until(lambda: b"lianban_runs_ended_badly_total 1.0" in platform.numbers.text(), seconds=5)

    lines = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    assert [(one["case_id"], one["run"]) for one in lines if one["message"] == "run ended badly"] == [
        ("7e1fa5e0-810e-4dab-a31d-5e1b97df2942", "1")
    ]


def test_an_execution_that_failed_is_named_in_the_log_with_its_case(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _tell_failed("7e1fa5e0-810e-4dab-a31d-5e1b97df2942-12", "CloseCase", "StoreBusy")

    line = json.loads(capsys.readouterr().err)
    assert {name: line[name] for name in ("message", "case_id", "run", "state", "error")} == {
        "message": "run ended badly",
        "case_id": "7e1fa5e0-810e-4dab-a31d-5e1b97df2942",
        "run": "12",
        "state": "CloseCase",
        "error": "StoreBusy",
    }
