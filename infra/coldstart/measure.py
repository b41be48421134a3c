"""Measures one process after the other: what the interpreter does from its start until a function's module is imported.

`python -S -E`, and on the path only what Lambda has there: the unzipped package, and the boto3 that the runtime brings.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Protocol

# As the template gives them; nothing is called, so that they need not exist.
ENVIRONMENT: Mapping[str, str] = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "LIANBAN_STAGE": "coldstart",
    "LIANBAN_TABLE": "lianban",
    "LIANBAN_MATERIALS_BUCKET": "lianban",
    "LIANBAN_STATE_MACHINE_ARN": "arn:aws:states:us-east-1:123456789012:stateMachine:lianban",
    "LIANBAN_SECRETS_PREFIX": "lianban",
    "LIANBAN_JWKS_URL": "https://issuer.example/jwks",
    "LIANBAN_ISSUER": "https://issuer.example",
    "LIANBAN_AUDIENCE": "lianban",
}
ROUTES = Path("infra") / "routes.toml"
_PROVIDED = ("boto3", "botocore", "s3transfer", "dateutil", "six.py", "jmespath", "urllib3")
# Python tells of whatever text it compiles, whoever asks for it.
_LISTENING = """
texts = []
sys.addaudithook(lambda event, told: texts.append(str(told[0])) if event == "compile" else None)
"""
# Begins the line that tells of them, among what a call itself says.
_HEARD = "compiled:"
# Each call in a process of its own, forked from one that has done what goes before them all.
_CALLS = """
import json, os, sys
for call in {calls!r}:
    if not os.fork():
        exec(call)
        print("\\n{heard}", json.dumps(texts), flush=True)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(1)
"""
_TOLD = "\nimport time; print(time.process_time() * 1000)"


class NotMeasured(Exception):
    """A process failed: says what it wrote."""


class Measuring(Protocol):
    def __call__(
        self, programs: Mapping[str, str], paths: Sequence[Path], *, times: int
    ) -> dict[str, float]: ...


def runtime(folder: Path) -> Path:
    """The libraries that Lambda itself provides, and no others, taken from where this interpreter finds them."""
    import boto3

    site = Path(boto3.__file__).parents[1]
    folder.mkdir(parents=True, exist_ok=True)
    for name in _PROVIDED:
        link = folder / name
        if not link.exists():
            link.symlink_to(site / name)
    return folder


def loaded(program: str, paths: Sequence[Path]) -> set[str]:
    """The modules that are there after it. Raises NotMeasured."""
    return set(_run(program + "\nprint(*sys.modules, sep=chr(10))", paths))


def compiled(prepared: str, calls: Sequence[str], paths: Sequence[Path]) -> list[list[str]]:
    """The texts that each call and what goes before it have compiled: what is not there as bytecode. Raises NotMeasured."""
    lines = _run(f"{_LISTENING}{prepared}{_CALLS.format(calls=calls, heard=_HEARD)}", paths)
    return [json.loads(line.removeprefix(_HEARD)) for line in lines if line.startswith(_HEARD)]


def measured(programs: Mapping[str, str], paths: Sequence[Path], *, times: int) -> dict[str, float]:
    """Milliseconds of processor time by name, the median of so many processes. Raises NotMeasured.

    Round by round, so that a machine that is busy for a while is busy for all of them. What is one program under several
    names is measured once.
    """
    runs: dict[str, list[float]] = {program: [] for program in programs.values()}
    for _ in range(times):
        for program, found in runs.items():
            found.append(float(_run(program + _TOLD, paths)[-1]))
    return {name: round(median(runs[program]), 1) for name, program in programs.items()}


def _run(program: str, paths: Sequence[Path]) -> list[str]:
    routes = {"LIANBAN_ROUTES": str(paths[0] / ROUTES)}
    head = f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}; sys.dont_write_bytecode = True\n"
    done = subprocess.run(
        [os.path.realpath(sys.executable), "-S", "-E", "-c", head + program],
        env={**ENVIRONMENT, **routes},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise NotMeasured(done.stderr[-2000:])
    return done.stdout.splitlines()
