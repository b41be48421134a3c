import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.domain.office.endpoints import is_own_machine
from infra.embedded.beyond import may_move
from infra.embedded.safety import TRAINING_FILE, SafetyPart, mark_training, unsafe
from infra.embedded.secrets import LEDGER
from infra.embedded.settings import Settings
from tests.support.each import each

ISSUER = "https://issuer.example/jwks"


def parts(settings: Settings) -> list[SafetyPart]:
    return [finding.part for finding in unsafe(settings)]


@each(
    "host, local",
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_which_addresses_only_this_machine_reaches(host: str, local: bool) -> None:
    assert is_own_machine(host) is local


def test_on_this_machine_alone_it_starts_without_an_issuer(tmp_path: Path) -> None:
    assert parts(Settings(tmp_path)) == []
    assert parts(Settings(tmp_path, host="::1", public="http://localhost:8451")) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "lianban.example"])
def test_others_reach_it_only_with_a_real_issuer(tmp_path: Path, host: str) -> None:
    assert parts(Settings(tmp_path, host=host)) == [SafetyPart.REACH]
    assert parts(Settings(tmp_path, host=host, jwks=ISSUER)) == []
    assert parts(Settings(tmp_path, host=host, issuer="https://issuer.example")) == []
    assert parts(Settings(tmp_path, host=host, issuer="issuer.example")) == [SafetyPart.REACH]


def test_a_proxy_before_it_lets_others_in_as_well(tmp_path: Path) -> None:
    assert parts(Settings(tmp_path, public="https://lianban.example")) == [SafetyPart.REACH]
    assert parts(Settings(tmp_path, trusted_proxies=("127.0.0.1",))) == [SafetyPart.REACH]


def test_an_issuers_keys_come_by_https_or_from_this_machine(tmp_path: Path) -> None:
    assert parts(Settings(tmp_path, jwks="http://issuer.example/jwks")) == [SafetyPart.ISSUER]
    assert parts(Settings(tmp_path, jwks="http://127.0.0.1:8080/jwks")) == []


@pytest.mark.parametrize("name", ["secrets.json", "issuer.pem"])
def test_keys_that_others_can_read_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch(mode=0o640)

    (found,) = unsafe(Settings(tmp_path))

    assert found.part is SafetyPart.KEYS
    assert f"chmod 600 {tmp_path / name}" in found.line


def test_a_folder_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert parts(Settings(tmp_path / "file")) == [SafetyPart.FOLDER]
    assert parts(Settings(tmp_path / "file" / "var")) == [SafetyPart.FOLDER]
    assert parts(Settings(tmp_path / "none" / "var")) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file to somebody else")
def test_a_ledger_that_belongs_to_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / LEDGER).touch(mode=0o600)
    os.chown(tmp_path, 12345, 12345)

    (found,) = unsafe(Settings(tmp_path))

    assert (found.part, LEDGER in found.line) == (SafetyPart.FOLDER, True)


def test_too_little_room_is_refused(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free // 1024**2

    assert parts(Settings(tmp_path, least_free_mb=free * 2)) == [SafetyPart.DISK]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").touch(mode=0o644)
    settings = replace(Settings(tmp_path), host="0.0.0.0", least_free_mb=10**9)

    assert parts(settings) == [SafetyPart.REACH, SafetyPart.DISK, SafetyPart.KEYS]


REAL_OFFICE = """
[[office]]
department = "public_security"
region = "440100"
id = "gz-public-security"
name = "广州市公安局"
mode = "api"
endpoint = "https://police.example/items"
"""
OF_THE_WORLD: dict[str, dict[str, Any]] = {
    "an issuer": {"jwks": ISSUER},
    "an issuer that is discovered": {"issuer": "https://issuer.example"},
    "a host": {"host": "192.0.2.1"},
    "a public address": {"public": "https://lianban.example"},
    "a proxy": {"trusted_proxies": ("127.0.0.1",)},
    "offices elsewhere": {"sandbox": "http://192.0.2.1:8452"},
    "a message gateway": {"notices": "https://gateway.example/notices"},
    "a sharing platform": {"shared_data": "https://sharing.example"},
}


@each("of", OF_THE_WORLD)
def test_a_clock_is_moved_in_a_sandbox_of_this_machine_only(tmp_path: Path, of: str) -> None:
    sandbox, world = Settings(tmp_path), replace(Settings(tmp_path), **OF_THE_WORLD[of])
    (tmp_path / "clock.json").unlink(missing_ok=True)
    unmoved = [finding for finding in unsafe(world) if finding.part is SafetyPart.CLOCK]
    (tmp_path / "clock.json").touch()

    (found,) = [finding for finding in unsafe(world) if finding.part is SafetyPart.CLOCK]

    assert (may_move(sandbox), may_move(world), unmoved, unsafe(sandbox)) == (True, False, [], ())
    assert "只能作本机沙箱" in found.line


def test_a_clock_is_not_moved_where_an_office_is_one_of_the_world(tmp_path: Path) -> None:
    routes = tmp_path / "routes.toml"
    routes.write_text(REAL_OFFICE, "utf-8")
    (tmp_path / "clock.json").touch()

    assert not may_move(Settings(tmp_path, routes=routes))
    assert parts(Settings(tmp_path, routes=routes)) == [SafetyPart.CLOCK]
    assert parts(Settings(tmp_path, notices="none", shared_data="none")) == []


def test_a_folder_of_peoples_own_cases_is_not_practised_on(tmp_path: Path) -> None:
    (tmp_path / LEDGER).touch()

    assert parts(Settings(tmp_path, training=True)) == [SafetyPart.TRAINING]


def test_a_folder_that_was_practised_on_is_never_used_for_people(tmp_path: Path) -> None:
    practised = Settings(tmp_path / "training", training=True)
    mark_training(practised)
    (practised.folder / LEDGER).touch()

    assert (practised.folder / TRAINING_FILE).exists()
    assert parts(practised) == []
    assert parts(replace(practised, training=False)) == [SafetyPart.TRAINING]


@pytest.mark.parametrize("name", ["notices", "shared_data", "electronic_seal", "sandbox"])
def test_nothing_leaves_a_training(tmp_path: Path, name: str) -> None:
    there: dict[str, Any] = {name: "https://elsewhere.example"}
    here: dict[str, Any] = {name: "http://127.0.0.1:9000"}

    assert parts(Settings(tmp_path, training=True, **there)) == [SafetyPart.TRAINING]
    assert parts(Settings(tmp_path, training=True, **here)) == []


def test_a_training_is_open_to_whoever_reaches_it(tmp_path: Path) -> None:
    assert parts(Settings(tmp_path, training=True, host="0.0.0.0")) == []
