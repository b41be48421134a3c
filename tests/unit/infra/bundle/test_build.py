import os
import re
import tarfile
from pathlib import Path

import pytest

from infra.bundle import contents
from infra.bundle.build import BadVersion, build_bundle, check_bundle_lock, fill_bundle, pack_bundle
from infra.bundle.contents import BUNDLE_LOCK, NOT_FOR_RUNNING, copy_program, files_below
from infra.package.shipped import pins
from infra.server.refusing import SUMS

# One module a line, as ruff has it; to parse every module takes a hundred times as long.
IMPORTED = re.compile(r"^\s*(?:from|import) ((?:app|functions|schemas|infra|tests)\b[\w.]*)", re.MULTILINE)


def test_the_locked_wheels_are_those_that_one_server_asks_for() -> None:
    check_bundle_lock()


def test_no_wheel_goes_along_that_only_building_and_testing_need() -> None:
    locked = pins(BUNDLE_LOCK.read_text("utf-8"))

    assert not NOT_FOR_RUNNING & locked.keys()
    assert not {"pytest", "mypy", "moto", "ruff", "hypothesis"} & locked.keys()


@pytest.mark.parametrize("version", ["", "../x", "v1", "1 2", "1/2"])
def test_a_version_that_is_no_folders_name_is_refused(version: str, tmp_path: Path) -> None:
    with pytest.raises(BadVersion):
        build_bundle(tmp_path, version=version, cache=tmp_path)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it, as it goes along; nobody writes into it."""
    folder = tmp_path_factory.mktemp("program")
    copy_program(folder)
    return folder


@pytest.mark.slow
@pytest.mark.together("bundle")
def test_the_program_goes_along_without_tests_tools_and_what_only_aws_needs(program: Path) -> None:
    there = {path.relative_to(program).as_posix() for path in files_below(program)}

    assert {
        "app.py",
        "infra/embedded/__main__.py",
        "infra/server/lianban.service",
        "docs/one-server.md",
    } <= there
    assert not [
        path for path in there if path.startswith(("tests", "infra/deploy", "infra/bench", "infra/package"))
    ]
    assert not [path for path in there if "__pycache__" in path]


@pytest.mark.slow
@pytest.mark.together("bundle")
def test_nothing_that_goes_along_imports_what_stays_behind(program: Path) -> None:
    named = {
        (path.relative_to(program).as_posix(), name)
        for path in files_below(program)
        if path.suffix == ".py"
        for name in IMPORTED.findall(path.read_text("utf-8"))
    }

    assert len(named) > 1000
    assert {one for one in named if not is_there(program, one[1])} == set()


def is_there(folder: Path, module: str) -> bool:
    path = folder.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


@pytest.mark.slow
def test_two_archives_of_the_same_files_are_the_same_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the program stands for the whole."""
    monkeypatch.setattr(contents, "PROGRAM", ("app.py", "docs/kit", "infra/server"))
    wheel = tmp_path / "one-1-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    archives, sums = [], []
    for at, name in enumerate(("a", "b")):
        folder = tmp_path / name / "lianban-1"
        fill_bundle(folder, version="1", found=(wheel,))
        sums.append((folder / SUMS).read_text("utf-8"))
        # Packed at two times.
        for path in files_below(folder):
            os.utime(path, (at, at))
        archives.append(tmp_path / f"{name}.tar.gz")
        pack_bundle(folder, archives[-1])

    assert sums[0] == sums[1]
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with tarfile.open(archives[0]) as opened:
        modes = {entry.name.partition("/")[2]: entry.mode for entry in opened}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"install"}
    assert {"SHA256SUMS", "VERSION", "wheels/requirements.txt", f"wheels/{wheel.name}"} <= modes.keys()
