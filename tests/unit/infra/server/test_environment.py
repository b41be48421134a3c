"""tests/e2e/test_one_server_md.py installs the real wheels; here is what is left out of them, and that nobody misses it."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.bundle.contents import files_below
from infra.server.environment import NOT_COMPILED, compiling, unpack_wheels, wheel_fits
from infra.server.refusing import PYTHONS, NotInstalled
from tests.support.each import each
from tests.support.machine import ROOT

LOADED = """
import sys
import infra.embedded.__main__, infra.sandbox.__main__, infra.server.__main__
from infra.console.commands.app import application
import typer.rich_utils, rich.markdown
application()
print(*(found for one in list(sys.modules.values()) if (found := getattr(one, "__file__", None))), sep="\\n")
"""


def wheel(folder: Path, *names: str) -> Path:
    path = folder / "one-1-py3-none-any.whl"
    with ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, f"# {name}\n")
    return path


def test_modules_and_what_a_wheel_says_of_itself_are_unpacked_and_what_nobody_uses_is_not(
    tmp_path: Path,
) -> None:
    used = {"one/__init__.py", "one/data/two.json", "one-1.dist-info/METADATA"}
    made = wheel(
        tmp_path, *used, "one-1.data/scripts/one", "one-1.data/data/share/man/one.1", "botocore/data/s3.json"
    )

    unpack_wheels([made], tmp_path / "into")

    assert {path.relative_to(tmp_path / "into").as_posix() for path in files_below(tmp_path / "into")} == used


@each(
    "name, pythons",
    [
        ("six-1.17.0-py2.py3-none-any.whl", {(3, 11), (3, 13)}),
        ("cffi-2.1.1-cp311-cp311-manylinux_2_17_x86_64.whl", {(3, 11)}),
        ("cffi-2.1.1-cp313-cp313-manylinux_2_17_x86_64.whl", {(3, 13)}),
        ("cffi-2.1.1-1-cp313-cp313-manylinux_2_17_x86_64.whl", {(3, 13)}),
        ("cryptography-50.0.2-cp311-abi3-manylinux2014_x86_64.whl", {(3, 11), (3, 13)}),
        ("cryptography-50.0.2-cp312-abi3-manylinux2014_x86_64.whl", {(3, 13)}),
    ],
)
def test_a_wheel_fits_the_python_that_its_name_says(name: str, pythons: set[tuple[int, int]]) -> None:
    assert {python for python in ((3, 11), (3, 13)) if wheel_fits(Path(name), python)} == pythons


def test_install_looks_for_the_pythons_that_the_bundle_has_wheels_for() -> None:
    shell = (ROOT / "infra" / "server" / "install").read_text("utf-8")
    numbers = ", ".join(f"({one.replace('.', ', ')})" for one in PYTHONS)

    assert f"not in ({numbers})" in shell
    assert f"for python in {' '.join(f'python{one}' for one in PYTHONS)} python3" in shell


@pytest.mark.parametrize("place", ["purelib", "platlib"])
def test_a_wheel_with_modules_elsewhere_is_refused_by_its_name(tmp_path: Path, place: str) -> None:
    made = wheel(tmp_path, "one/__init__.py", f"one-1.data/{place}/two.py")

    with pytest.raises(NotInstalled, match=made.name):
        unpack_wheels([made], tmp_path / "into")


@pytest.mark.slow
def test_what_is_imported_is_compiled_and_what_is_not_is_left_as_it_is(tmp_path: Path) -> None:
    modules = tmp_path / "site-packages"
    compiled = {"pygments/lexers/__init__.py", "pygments/token.py", "stdnum/cn/ric.py", "pydantic/main.py"}
    left = {"pygments/lexers/abap.py", "stdnum/de/idnr.py", "pydantic/v1/main.py", "botocore/client.py"}
    for name in compiled | left:
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_text("")

    subprocess.run(compiling(Path(sys.executable), [modules]), check=True)

    made = {path.relative_to(modules).as_posix() for path in modules.rglob("*.pyc")}
    assert {re.sub(r"__pycache__/(\w+)\..*", r"\1.py", name) for name in made} == compiled


@pytest.mark.slow
def test_no_program_of_one_server_imports_what_is_not_compiled() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )

    files = done.stdout.split()
    assert len(files) > 1000
    assert [file for file in files if re.search(NOT_COMPILED, file)] == []
