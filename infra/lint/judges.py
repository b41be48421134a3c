"""What cfn-lint and checkov say, read as findings."""

import json
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")
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


def checkov(program: Path, template: Path) -> list[LintFinding]:
    """`--skip-download`: it knows its checks, and asks nobody."""
    answer = _answer(
        [
            str(program), "--file", str(template), "--framework", "cloudformation", "--skip-download",
            "--quiet", "--compact", "--output", "json",
        ]
    )  # fmt: skip
    failed = answer["results"]["failed_checks"]
    return [LintFinding(found["check_id"], found["resource"], found["check_name"]) for found in failed]


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
