"""The definition is valid by the community's validator, run from npm (asl-validator, pinned in package.json)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.definition import definition
from tests.statemachine.engines import arns

# One worker for all of them: they share one folder of npm's.
pytestmark = pytest.mark.together("npm")

HERE = Path(__file__).parent
BUILD = HERE.parent.parent / "build" / "asl-validator"
SECONDS = 100


def npm(*arguments: str) -> None:
    program = shutil.which("npm")
    assert program, "npm is needed to check the state machine: install Node.js 20 or later"
    run = subprocess.run(
        [program, *arguments], cwd=BUILD, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.fixture(scope="module")
def validator() -> Path:
    program = BUILD / "node_modules" / ".bin" / "asl-validator"
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, BUILD / name)
    if not program.exists():
        npm("ci", "--no-audit", "--no-fund")
    return program


def validated(validator: Path, path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(validator), "--json-path", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("partition", ["aws", "aws-cn"])
def test_the_definition_is_valid_in_every_partition(validator: Path, tmp_path: Path, partition: str) -> None:
    places = {name: value.replace("arn:aws:", f"arn:{partition}:") for name, value in arns().items()}
    path = tmp_path / "case.asl.json"
    path.write_text(json.dumps(definition(places | {"partition": partition})), "utf-8")

    run = validated(validator, path)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.slow
def test_the_validator_refuses_a_successor_that_is_not_there(validator: Path, tmp_path: Path) -> None:
    broken = definition(arns())
    broken["States"]["Departments"]["Next"] = "Nowhere"
    path = tmp_path / "case.asl.json"
    path.write_text(json.dumps(broken), "utf-8")

    run = validated(validator, path)

    assert run.returncode != 0
