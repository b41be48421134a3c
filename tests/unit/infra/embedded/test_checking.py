from dataclasses import replace
from pathlib import Path

import pytest

from infra.embedded.checking import check
from infra.embedded.files import sole_use
from infra.embedded.safety import SafetyLevel, SafetyPart
from infra.embedded.settings import NONE, ROUTES, Settings
from tests.support.checks import check_clock, found, nobody, rekeyed, with_ledger


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_ledger(tmp_path)


def test_each_part_is_told_and_an_empty_folder_stays_empty(tmp_path: Path) -> None:
    findings = check(Settings(tmp_path), clock=check_clock, ask=nobody)

    assert {one.part for one in findings} == set(SafetyPart)
    assert not any(one.level is SafetyLevel.WRONG for one in findings)
    assert list(tmp_path.iterdir()) == []


def test_a_departments_lost_key_is_told_by_its_name(settings: Settings) -> None:
    rekeyed(settings.folder, "mobilization", None)

    assert "mobilization" in found(settings, SafetyPart.KEYS).line


def test_keys_that_others_read_are_told(settings: Settings) -> None:
    (settings.folder / "secrets.json").chmod(0o644)

    assert "chmod 600" in found(settings, SafetyPart.KEYS).line


def test_for_real_nothing_leads_to_the_sandbox(tmp_path: Path) -> None:
    routes = tmp_path / "routes.toml"
    routes.write_text("", "utf-8")
    # Nobody listens there.
    settings = Settings(tmp_path, jwks="http://127.0.0.1:1/jwks", issuer="https://issuer.example")

    assert found(settings, SafetyPart.OFFICES).level is SafetyLevel.WRONG
    assert found(settings, SafetyPart.OUTSIDE).level is SafetyLevel.WRONG
    assert found(settings, SafetyPart.ISSUER).level is SafetyLevel.WRONG
    own = replace(settings, routes=routes, notices=NONE, shared_data=NONE)
    assert found(own, SafetyPart.OFFICES).level is SafetyLevel.FINE
    assert found(own, SafetyPart.OUTSIDE).level is SafetyLevel.NOTE


def test_routes_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert ROUTES.exists()
    assert (
        found(Settings(tmp_path, routes=tmp_path / "none.toml"), SafetyPart.OFFICES).level
        is SafetyLevel.WRONG
    )


def test_a_running_server_is_asked_whether_it_is_ready(tmp_path: Path) -> None:
    said = {"errors": [{"pointer": "/disk", "detail": "磁盘快满了"}]}
    with sole_use(tmp_path):
        assert found(Settings(tmp_path), SafetyPart.SERVER, lambda _: (200, {})).level is SafetyLevel.FINE
        assert "disk：磁盘快满了" in found(Settings(tmp_path), SafetyPart.SERVER, lambda _: (503, said)).line
        # Of what holds the folder nobody knows that it is at that address: a sandbox may listen elsewhere.
        assert "http://127.0.0.1:8451 没有应答" in found(Settings(tmp_path), SafetyPart.SERVER).line
    assert found(Settings(tmp_path), SafetyPart.SERVER).level is SafetyLevel.NOTE


def test_an_issuer_that_says_nothing_of_itself_is_told(tmp_path: Path) -> None:
    told = found(Settings(tmp_path, issuer="http://127.0.0.1:1/realms/x"), SafetyPart.ISSUER)

    assert (told.level, "没有应答" in told.line) == (SafetyLevel.WRONG, True)
