"""The folder belongs to the service: it may hold anything when root writes into it."""

import os
import pwd
from pathlib import Path

import pytest

from infra.server.placing import place_file, place_folder

ME = pwd.getpwuid(os.geteuid()).pw_name


@pytest.mark.parametrize("owner", [None, ME], ids=["nobody's", "somebody's"])
def test_a_link_that_lies_in_the_drafts_place_leads_to_nothing_that_is_written(
    tmp_path: Path, owner: str | None
) -> None:
    etc, other = tmp_path / "etc", tmp_path / "shadow"
    etc.mkdir()
    other.write_text("root's own")
    other.chmod(0o600)
    (etc / ".lianban.toml.new").symlink_to(other)

    place_file(etc / "lianban.toml", "[server]\n", 0o640, owner)

    assert (other.read_text(), other.stat().st_mode & 0o777) == ("root's own", 0o600)
    assert not (etc / "lianban.toml").is_symlink()
    assert (etc / "lianban.toml").read_text() == "[server]\n"
    assert (etc / "lianban.toml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("there", [True, False], ids=["a file's", "nothing's"])
def test_a_link_that_lies_in_the_files_own_place_is_replaced_and_not_followed(
    tmp_path: Path, there: bool
) -> None:
    other = tmp_path / "other"
    if there:
        other.write_text("as it was")
    (tmp_path / "routes.toml").symlink_to(other)

    place_file(tmp_path / "routes.toml", "new", 0o640, ME)

    assert other.exists() is there
    assert not there or other.read_text() == "as it was"
    assert not (tmp_path / "routes.toml").is_symlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives away")
def test_what_root_makes_for_the_service_is_the_services(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")

    place_folder(tmp_path / "etc", 0o750, "nobody")
    place_file(tmp_path / "etc" / "lianban.toml", "", 0o640, "nobody")

    made = [(tmp_path / one).stat() for one in ("etc", "etc/lianban.toml")]
    assert [(one.st_uid, one.st_gid, one.st_mode & 0o777) for one in made] == [
        (nobody.pw_uid, nobody.pw_gid, 0o750),
        (nobody.pw_uid, nobody.pw_gid, 0o640),
    ]
