"""What is decided before and around the version itself; tests/e2e/test_one_server_md.py installs the real one."""

from pathlib import Path

import pytest

from infra.server.installing import use_version
from infra.server.places import Prefix, chooser_text, wrapper_text
from infra.server.refusing import NotInstalled


@pytest.fixture
def places(tmp_path: Path) -> Prefix:
    """Two versions that were installed, 2 is the current one."""
    for version in ("1", "2"):
        one = Prefix(tmp_path / "lianban", version, tmp_path)
        server = one.program / "infra" / "server"
        server.mkdir(parents=True)
        (server / "uninstall").write_text("#!/bin/sh\n")
        one.mark.write_text("of a bundle\n")
    two = Prefix(tmp_path / "lianban", "2", tmp_path)
    use_version(two, None, lambda line: None)
    return two


def test_another_version_becomes_the_current_one_by_its_link_alone(places: Prefix) -> None:
    told: list[str] = []

    use_version(Prefix(places.prefix, "1", places.system), None, told.append)

    assert places.current.readlink() == Path("versions/1")
    assert told == ["当前版本 current: 1（此前 before: 2）"]
    assert places.release.is_dir()


def test_the_version_that_is_used_already_is_used_without_a_word(places: Prefix) -> None:
    told: list[str] = []

    use_version(places, None, told.append)

    assert (told, places.current.readlink()) == ([], Path("versions/2"))


@pytest.mark.parametrize("version", ["3", "", "../1"])
def test_a_version_that_is_not_installed_is_refused_and_those_that_are_named(
    places: Prefix, version: str
) -> None:
    with pytest.raises(NotInstalled, match="1、2"):
        use_version(Prefix(places.prefix, version, places.system), None, lambda line: None)

    assert places.current.readlink() == Path("versions/2")


def test_a_version_that_was_left_half_made_is_none(places: Prefix) -> None:
    one = Prefix(places.prefix, "1", places.system)
    one.mark.unlink()

    with pytest.raises(NotInstalled):
        use_version(one, None, lambda line: None)


def test_a_version_that_cannot_look_at_the_ledger_does_not_get_it(places: Prefix) -> None:
    one = Prefix(places.prefix, "1", places.system)
    one.var.mkdir()
    (one.var / "lianban.db").write_bytes(b"")
    command = one.release / "venv" / "bin" / "lianban"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\nexit 3\n")
    command.chmod(0o755)

    with pytest.raises(NotInstalled, match="无法检查台账"):
        use_version(one, None, lambda line: None)

    assert places.current.readlink() == Path("versions/2")


def test_what_it_writes_runs_the_current_version_and_nothing_of_another_prefix(places: Prefix) -> None:
    assert places.wrapper.read_text() == wrapper_text(places)
    assert places.chooser.read_text() == chooser_text(places, None)
    assert places.wrapper.stat().st_mode & 0o777 == places.remover.stat().st_mode & 0o777 == 0o755
    assert not places.units.exists()
    assert not places.command.exists()
