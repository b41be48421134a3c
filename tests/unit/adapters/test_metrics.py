import json

import pytest

from functions.adapters.metrics import NAMESPACE, tell_sweep


def test_a_sweep_is_told_as_one_line_of_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    tell_sweep(cases=3, repairs={"StartRun": 2}, failures={"StoreBusy": 1}, silent_loss=0)

    line = json.loads(capsys.readouterr().out)
    told = {
        name: line[name] for name in ("CasesLookedAt", "SilentLoss", "RepairStartRun", "FailureStoreBusy")
    }
    assert told == {
        "CasesLookedAt": [3.0],
        "SilentLoss": [0.0],
        "RepairStartRun": [2.0],
        "FailureStoreBusy": [1.0],
    }
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == NAMESPACE


def test_one_sweeps_numbers_are_not_told_again_with_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    tell_sweep(cases=1, repairs={"StartRun": 1}, failures={}, silent_loss=1)
    capsys.readouterr()

    tell_sweep(cases=0, repairs={}, failures={}, silent_loss=0)

    line = json.loads(capsys.readouterr().out)
    assert "RepairStartRun" not in line
    assert line["SilentLoss"] == [0.0]
