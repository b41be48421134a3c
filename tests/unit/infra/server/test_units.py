"""The units as they are installed: systemd's own judge where it is there, and what they promise in any case."""

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from infra.embedded.__main__ import USAGE
from infra.server.installing import SYSTEMD_UNITS
from infra.server.places import Prefix, unit_text, wrapper_text

SERVER = Path(__file__).parents[4] / "infra" / "server"
EXPOSED = re.compile(r"Overall exposure level for \S+: (\d+\.\d)")


def installed(folder: Path) -> Prefix:
    """As `daemon`, whom every Linux has; a command that is there."""
    places = Prefix(folder / "lianban", "1", folder)
    for name in SYSTEMD_UNITS:
        text = unit_text((SERVER / name).read_text("utf-8"), places, "daemon")
        (folder / name).write_text(text)
    places.wrapper.parent.mkdir(parents=True)
    places.wrapper.write_text("#!/bin/sh\n")
    places.wrapper.chmod(0o755)
    return places


def read(name: str, folder: Path) -> RawConfigParser:
    class Repeated(dict[str, object]):
        """A key may come twice."""

    parser = RawConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(folder / name, "utf-8")
    return parser


def test_nothing_is_left_to_fill_in(tmp_path: Path) -> None:
    installed(tmp_path)

    assert not [
        name
        for name in SYSTEMD_UNITS
        if "@PREFIX@" in (tmp_path / name).read_text() or "@USER@" in (tmp_path / name).read_text()
    ]


def test_the_service_is_a_user_of_its_own_that_writes_its_data_and_nothing_else(tmp_path: Path) -> None:
    places = installed(tmp_path)

    service = read("lianban.service", tmp_path)["Service"]

    assert service["User"] == "daemon"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == str(places.var)
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["LimitCORE"] == "0"


def test_it_is_started_again_unless_its_configuration_cannot_be_read(tmp_path: Path) -> None:
    installed(tmp_path)

    unit = read("lianban.service", tmp_path)

    assert (unit["Service"]["Type"], unit["Service"]["Restart"]) == ("notify", "on-failure")
    assert int(unit["Service"]["WatchdogSec"]) >= 30
    assert unit["Service"]["RestartPreventExitStatus"] == str(USAGE)
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"


def test_what_it_starts_is_the_command_of_the_current_version(tmp_path: Path) -> None:
    places = installed(tmp_path)

    service = read("lianban.service", tmp_path)["Service"]

    assert service["ExecStart"] == f"{places.wrapper} serve --config {places.config}"
    assert f'exec {places.current}/venv/bin/lianban "$@"' in wrapper_text(places)


def test_the_journal_keeps_six_months_within_bounds() -> None:
    journal = read("journald.conf", SERVER)["Journal"]

    assert int(journal["MaxRetentionSec"].removesuffix("day")) >= 183
    assert journal["SystemMaxUse"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here: apt-get")
@pytest.mark.parametrize("name", SYSTEMD_UNITS)
def test_systemd_takes_each_unit_without_a_word(name: str, tmp_path: Path) -> None:
    installed(tmp_path)

    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )

    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or name in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here: apt-get")
@pytest.mark.parametrize("name", ["lianban.service", "lianban-backup.service"])
def test_systemd_finds_each_service_hardly_exposed(name: str, tmp_path: Path) -> None:
    installed(tmp_path)

    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )

    found = EXPOSED.search(done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) <= 2.5
