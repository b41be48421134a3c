import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.server.installing import install
from infra.server.places import Prefix
from infra.server.refusing import Installation, NotInstalled, installation_faults


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "VERSION").write_text("1\n")
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(b'1' + bytes([10])).hexdigest()}  VERSION\n")
    return folder


def asked(bundle: Path, *, prefix: str | None = None, user: str | None = None) -> Installation:
    return Installation(bundle, Prefix(Path(prefix or bundle.with_name("prefix")), "1", bundle.parent), user)


def test_a_whole_bundle_on_this_kind_of_machine_is_not_refused(bundle: Path) -> None:
    assert list(installation_faults(asked(bundle), machine="x86_64")) == []


def test_a_machine_of_another_kind_is_named(bundle: Path) -> None:
    [said] = installation_faults(asked(bundle), machine="aarch64")

    assert "aarch64" in said


def test_who_is_not_root_is_told_of_both_ways(bundle: Path) -> None:
    [said] = installation_faults(asked(bundle, user="nobody"), machine="x86_64", root=False)

    assert "root" in said
    assert "--bare" in said


@pytest.mark.parametrize("prefix", ["lianban", "/opt/lian ban", "/opt/联办", '/opt/"x"'])
def test_a_prefix_that_units_and_wrappers_could_not_name_is_refused(bundle: Path, prefix: str) -> None:
    [said] = installation_faults(asked(bundle, prefix=prefix), machine="x86_64")

    assert prefix in said


def test_a_prefix_that_cannot_be_written_is_named(bundle: Path) -> None:
    [said] = installation_faults(asked(bundle, prefix="/proc/lianban"), machine="x86_64")

    assert said.startswith("/proc 不能写")


@pytest.mark.parametrize("damage", ["changed", "missing", "added", "no list"])
def test_a_bundle_that_is_other_than_its_list_is_refused_and_nothing_is_written(
    bundle: Path, damage: str
) -> None:
    damages: dict[str, Callable[[], object]] = {
        "changed": lambda: (bundle / "VERSION").write_text("2\n"),
        "missing": (bundle / "VERSION").unlink,
        "added": lambda: (bundle / "more.py").write_text(""),
        "no list": (bundle / "SHA256SUMS").unlink,
    }
    damages[damage]()
    wanted = asked(bundle)

    with pytest.raises(NotInstalled, match="解开"):
        install(wanted, lambda line: None)

    assert not wanted.places.prefix.exists()


def test_everything_that_is_wrong_is_said_at_once(bundle: Path) -> None:
    (bundle / "VERSION").write_text("2\n")

    assert len(list(installation_faults(asked(bundle, user="nobody"), machine="riscv64", root=False))) == 3


def test_a_version_that_is_installed_with_other_contents_is_not_written_over(bundle: Path) -> None:
    wanted = asked(bundle)
    wanted.places.release.mkdir(parents=True)
    wanted.places.mark.write_text("another digest\n")

    with pytest.raises(NotInstalled, match="内容不同"):
        install(wanted, lambda line: None)

    assert wanted.places.mark.read_text() == "another digest\n"
    assert not wanted.places.current.exists()


def test_an_installation_that_is_whole_is_done_again_without_being_made_again(bundle: Path) -> None:
    wanted = asked(bundle)
    server = wanted.places.program / "infra" / "server"
    server.mkdir(parents=True)
    for name in ("lianban.toml", "routes.toml", "uninstall"):
        (server / name).write_text(f"{name} of this version\n")
    (server.parent / "holidays.toml").write_text("none yet\n")
    listed = (bundle / "SHA256SUMS").read_bytes()
    wanted.places.mark.write_text(f"{hashlib.sha256(listed).hexdigest()}\n")
    _command(wanted.places, "exit 0")
    install(wanted, lambda line: None)
    wanted.places.config.write_text("edited\n")
    told: list[str] = []

    install(wanted, told.append)

    assert wanted.places.config.read_text() == "edited\n"
    assert (wanted.places.etc / "holidays.toml").read_text() == "none yet\n"
    assert wanted.places.var.stat().st_mode & 0o777 == 0o700
    assert not [line for line in told if "→" in line or "current" in line]


def _command(places: Prefix, does: str) -> None:
    command = places.environment / "bin" / "lianban"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\n{does}\n")
    command.chmod(0o755)


def _of_the_debian_before(places: Prefix) -> None:
    _command(places, "exit 0")
    (places.environment / "bin" / "lianban").write_text("#!/usr/bin/python-of-the-debian-before\n")


def _that_finds_no_wheel(places: Prefix) -> None:
    """Made by a plain python3, which is another one by now."""
    places.python.parent.mkdir(parents=True)
    places.python.symlink_to(sys.executable)
    (places.environment / "bin" / "lianban").write_text(
        f"#!{places.python}\nimport a_wheel_of_the_debian_before\n"
    )
    (places.environment / "bin" / "lianban").chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("python", [_of_the_debian_before, _that_finds_no_wheel])
def test_an_installation_whose_python_is_gone_is_made_anew(
    bundle: Path, python: Callable[[Prefix], None]
) -> None:
    wanted, told = asked(bundle), list[str]()
    (bundle / "program").mkdir()
    (bundle / "program" / "app.py").write_text("1\n")
    with (bundle / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(bytes([49, 10])).hexdigest()}  program/app.py\n")
    python(wanted.places)
    listed = (bundle / "SHA256SUMS").read_bytes()
    wanted.places.mark.write_text(f"{hashlib.sha256(listed).hexdigest()}\n")

    # This program is none that could be installed: what counts is that it was begun, with a Python that runs.
    with pytest.raises(NotInstalled, match="infra"):
        install(wanted, told.append)

    assert "its Python is gone" in told[0]
    assert wanted.places.python.resolve() == Path(sys.executable).resolve()
    assert not wanted.places.mark.exists()
