"""Clients are generated from /openapi.json by what portals use, without a warning, and compile."""

import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest

from functions.api.openapi import text_of
from functions.api.routes import ROUTES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.together("clients")]
HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "clients"
NODE = BUILD / "node_modules" / ".bin"


def told(*words: str | Path, within: Path) -> str:
    """Everything that the program says. It ends well."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=within,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("clients")
    (made / "openapi.json").write_text(text_of(ROUTES), encoding="utf-8")
    return made


def test_a_client_in_typescript_is_generated_and_a_portal_compiles_with_it(folder: Path) -> None:
    copy(HERE / "portal.ts", folder)

    said = told(NODE / "openapi-typescript", "openapi.json", "--output", "interface.d.ts", within=folder)
    strict = ("--strict", "--noEmit", "--target", "es2022", "--module", "preserve", "--lib", "es2022,dom")
    # TypeScript's own declarations of a browser, half of what there is to check, are not looked through for faults of theirs.
    theirs = "--skipDefaultLibCheck"
    told(NODE / "tsc", *strict, theirs, "interface.d.ts", "portal.ts", within=folder)

    assert "warn" not in said.lower()


def test_a_client_in_python_is_generated_and_every_module_of_it_compiles(folder: Path) -> None:
    said = told(
        BUILD / "python" / "bin" / "openapi-python-client",
        *("generate", "--path", "openapi.json", "--config", HERE / "python.yml", "--output-path", "client"),
        within=folder,
    )
    told(sys.executable, "-W", "error", "-m", "compileall", "-q", "client", within=folder)

    assert "warning" not in said.lower()
    for route in ROUTES:
        assert list((folder / "client" / "lianban_client" / "api").rglob(f"{route.name}.py")), route.name
