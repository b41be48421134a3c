"""The command beside the interpreter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.console.install import CHECKOUT, write_command


@pytest.mark.slow
def test_the_command_runs_from_anywhere(tmp_path: Path) -> None:
    command = write_command(tmp_path / "python", CHECKOUT)
    # Its interpreter is this one's.
    (tmp_path / "python").symlink_to(sys.executable)

    done = subprocess.run(
        [sys.executable, command, "why", "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    assert os.access(command, os.X_OK)
    assert done.returncode == 0, done.stderr
    assert "lianban why" in done.stdout
