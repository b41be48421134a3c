import ast
import tarfile
from pathlib import Path

import pytest

from infra.bundle.build import BadVersion, build_bundle, check_bundle_lock, fill_bundle, pack_bundle
from infra.bundle.contents import BUNDLE_LOCK, NOT_FOR_RUNNING, copy_program, files_below
from infra.package.shipped import pins


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


def test_the_program_goes_along_without_tests_tools_and_what_only_aws_needs(tmp_path: Path) -> None:
    copy_program(tmp_path)

    there = {path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)}
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


def test_nothing_that_goes_along_imports_what_stays_behind(tmp_path: Path) -> None:
    copy_program(tmp_path)

    named = {
        (path.relative_to(tmp_path).as_posix(), name)
        for path in files_below(tmp_path)
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in modules_of(node)
        if name.split(".")[0] in ("app", "functions", "schemas", "infra", "tests")
    }

    assert len(named) > 1000
    assert {one for one in named if not is_there(tmp_path, one[1])} == set()


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def is_there(folder: Path, module: str) -> bool:
    path = folder.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_two_archives_of_the_same_files_are_the_same_to_the_byte(tmp_path: Path) -> None:
    wheel = tmp_path / "one-1-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    archives = []
    for name in ("a", "b"):
        folder = tmp_path / name / "lianban-1"
        fill_bundle(folder, version="1", found=(wheel,))
        archives.append(tmp_path / f"{name}.tar.gz")
        pack_bundle(folder, archives[-1])

    assert archives[0].read_bytes() == archives[1].read_bytes()
    with tarfile.open(archives[0]) as opened:
        modes = {entry.name.partition("/")[2]: entry.mode for entry in opened}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"install"}
    assert {"SHA256SUMS", "VERSION", "wheels/requirements.txt", f"wheels/{wheel.name}"} <= modes.keys()
