"""What cfn-lint and checkov say, read as findings."""

import json
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
_CHECKOV = Path(__file__).with_name("checkov_alone.py")
# Both partitions: a service or an instance that one does not have is found here.
REGIONS = ("cn-north-1", "cn-northwest-1", "ap-southeast-1")


@dataclass(frozen=True, slots=True)
class LintFinding:
    """`check` is the judge's own code for it."""

    check: str
    place: str
    says: str


class JudgeFailed(Exception):
    """A judge did not come to a verdict; its own words follow."""


def exceptions() -> dict[str, str]:
    return tomllib.loads(EXCEPTIONS.read_text("utf-8"))


def cfn_lint(program: Path, *templates: Path) -> list[LintFinding]:
    """All of them by one process, which takes two seconds to begin."""
    answer = _answer(
        [str(program), "--regions", *REGIONS, "--format", "json", "--template", *map(str, templates)]
    )
    return [
        LintFinding(
            found["Rule"]["Id"], ".".join(map(str, found["Location"]["Path"] or [])), found["Message"]
        )
        for found in answer
    ]


def checkov(python: Path, file: Path, *, kind: str = "cloudformation") -> list[LintFinding]:
    """`python`: of the environment that has it. Raises JudgeFailed, also where it found nothing to judge."""
    answer = _answer([str(python), "-P", str(_CHECKOV), kind, str(file)])
    if not answer["passed"]:
        raise JudgeFailed(f"checkov found nothing to judge in {file}")
    return [LintFinding(*found) for found in answer["failed"]]


def asl_validator(program: Path, definition: Path) -> list[LintFinding]:
    done = subprocess.run(
        [str(program), "--json-path", str(definition)], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return []
    return [LintFinding("asl-validator", "StateMachine", (done.stdout + done.stderr)[-2000:])]


def unexcused(findings: list[LintFinding], excused: Mapping[str, str]) -> Iterator[LintFinding]:
    """What has no reason, and reasons for what is no longer found."""
    yield from (finding for finding in findings if finding.check not in excused)
    found = {finding.check for finding in findings}
    for check in sorted(set(excused) - found):
        yield LintFinding(check, EXCEPTIONS.name, "this exception is no longer needed: remove it")


def _answer(command: list[str]) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise JudgeFailed(f"{command[0]}: {(done.stdout + done.stderr)[-2000:]}") from None
