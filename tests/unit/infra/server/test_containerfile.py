"""The Containerfile: two judges of such files where they are installed, and what it promises in any case."""

import subprocess
from pathlib import Path

import pytest

from infra.bundle.build import ENTRIES
from infra.embedded.settings import SERVER_PORT
from infra.lint.judges import checkov

ROOT = Path(__file__).parents[4]
FILE = ROOT / "infra" / "server" / "Containerfile"
HADOLINT = ROOT / "build" / "server" / "bin" / "hadolint"
LINT = ROOT / "build" / "lint"


def lines() -> list[str]:
    return FILE.read_text("utf-8").splitlines()


def test_it_runs_as_a_user_of_a_number_and_asks_whether_it_is_alive() -> None:
    [user] = [line for line in lines() if line.startswith("USER ")]
    text = "\n".join(lines())

    assert user.removeprefix("USER ").partition(":")[0].isdigit()
    assert f"http://127.0.0.1:{SERVER_PORT}/health" in text
    assert f"./{ENTRIES[0]} --bare" in text


@pytest.mark.slow
@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint is not here: make build/server/.ready")
def test_hadolint_has_nothing_to_say() -> None:
    done = subprocess.run([HADOLINT, "--no-color", FILE], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow
@pytest.mark.skipif(not (LINT / ".ready").exists(), reason="checkov is not here: make build/lint/.ready")
def test_checkov_has_nothing_to_say(tmp_path: Path) -> None:
    named = tmp_path / "Dockerfile"
    named.write_bytes(FILE.read_bytes())

    assert checkov(LINT / "bin" / "python", named, kind="dockerfile") == []
