"""The staging folder that Chalice packages: `chalice package` leaves top-level folders out silently, save vendor/."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.package.shipped import ROOT

_OURS = ("functions", "schemas")
MERGE = "resources.json"
# Chalice reads the region to know which services it has; no call is made.
ANY_REGION = {"AWS_DEFAULT_REGION": "cn-north-1"}
_NO_BYTECODE = shutil.ignore_patterns("__pycache__", "*.pyc")


class ChaliceFailed(Exception):
    """`chalice package` refused; its own words follow."""


def stage_folder(folder: Path, resources: Mapping[str, Any]) -> None:
    """`folder` anew: app.py, our packages as vendor/, Chalice's configuration and the merge template."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".chalice").mkdir(parents=True)
    shutil.copy(ROOT / "app.py", folder / "app.py")
    shutil.copy(ROOT / ".chalice" / "config.json", folder / ".chalice" / "config.json")
    (folder / "requirements.txt").write_text("")
    for package in _OURS:
        shutil.copytree(ROOT / package, folder / "vendor" / package, ignore=_NO_BYTECODE)
    (folder / MERGE).write_text(json.dumps(resources, ensure_ascii=False), encoding="utf-8")


def chalice_package(folder: Path, out: Path) -> dict[str, Any]:
    """Writes deployment.zip (our code and Chalice's runtime) into `out`; returns the template."""
    shutil.rmtree(out, ignore_errors=True)
    command = [
        str(Path(sys.executable).with_name("chalice")), "--project-dir", str(folder), "package",
        "--merge-template", MERGE, "--stage", "package", str(out),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **ANY_REGION}
    )
    if done.returncode:
        raise ChaliceFailed(done.stdout + done.stderr)
    template: dict[str, Any] = json.loads((out / "sam.json").read_text("utf-8"))
    return template
