"""One rate for some seconds: Locust, apart from our own venv, sends what was prepared, and the server is watched."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.load.prepared import PreparedRequests, due_times
from infra.load.watching import Usage, usage

_ROOT = Path(__file__).parents[2]
LOCUST = _ROOT / "build" / "load" / "bin" / "locust"
_SCRIPT = Path(__file__).with_name("replay.py")
# Callers for each request a second: enough that a request finds one who waits for nothing else.
_CALLERS, _LEAST, _MOST = 4, 20, 600
# Seconds in which all callers are there, and how long they may wait for their last answers.
_GATHERING, _FAREWELL = 3, 40


@dataclass(frozen=True, slots=True)
class LoadAnswer:
    """An answer: 0 is the status of none. `ms`: after how long. `at`: sent, seconds after the first could be, and `late_ms`
    after it should have been: for want of a caller who was free, or of a processor for whoever sends.
    """

    kind: str
    key: str
    ms: float
    status: int
    retry_after: str | None
    at: float = 0.0
    late_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class LoadStep:
    """`cpu`: of the server's processor time, cores; `mb`: what it held at the end."""

    rate: int
    seconds: float
    taken: tuple[LoadAnswer, ...]
    cpu: float
    mb: float


class LoadFailed(Exception):
    """What sends the requests ended badly: what it wrote last."""


def sent(
    prepared: PreparedRequests, address: str, pid: int, folder: Path, *, rate: int, seconds: int
) -> LoadStep:
    """Raises LoadFailed."""
    requests, results = folder / "requests.jsonl", folder / "results.jsonl"
    prepared.write(requests, due_times(rate, seconds))
    results.unlink(missing_ok=True)
    before = usage(pid)
    _run_locust(address, requests, results, rate=rate, seconds=seconds)
    return _step(rate, seconds, results, before, usage(pid))


def _step(rate: int, seconds: int, results: Path, before: Usage, after: Usage) -> LoadStep:
    lines = results.read_text("utf-8").splitlines()
    taken = tuple(LoadAnswer(**json.loads(line)) for line in lines)
    lasted = max((one.at + one.ms / 1000 for one in taken), default=float(seconds))
    return LoadStep(rate, seconds, taken, (after.cpu - before.cpu) / lasted, after.mb)


def _run_locust(address: str, requests: Path, results: Path, *, rate: int, seconds: int) -> None:
    callers = min(_MOST, max(_LEAST, rate * _CALLERS))
    told = {
        "LOAD_REQUESTS": str(requests),
        "LOAD_RESULTS": str(results),
    }
    words: Sequence[str] = [
        *(str(LOCUST), "--headless", "--locustfile", str(_SCRIPT), "--host", address),
        *("--users", str(callers), "--spawn-rate", str(callers)),
        *(
            "--run-time",
            f"{seconds + _GATHERING}s",
            "--stop-timeout",
            f"{_FAREWELL}s",
            "--exit-code-on-error",
            "0",
            "--loglevel",
            "ERROR",
        ),
    ]
    done = subprocess.run(
        words,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + _GATHERING + _FAREWELL + 60,
    )
    if done.returncode or not results.exists():
        raise LoadFailed(done.stderr.strip()[-500:])
