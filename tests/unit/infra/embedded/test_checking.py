import json
from dataclasses import replace
from pathlib import Path

import pytest

from infra.embedded.checking import check
from infra.embedded.files import sole_use
from infra.embedded.safety import SafetyLevel, SafetyPart
from infra.embedded.settings import NONE, ROUTES, Settings
from tests.support.checks import check_clock, found, nobody, rekeyed, with_ledger
from tests.support.clamd import clamd
from tests.support.issuer_pages import issuer_pages
from tests.support.issuing import RSA_KEY, rsa_jwk


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


@pytest.mark.parametrize("name", ["secrets.json", "issuer.pem"])
def test_keys_that_others_read_are_told(settings: Settings, name: str) -> None:
    (settings.folder / name).touch()
    (settings.folder / name).chmod(0o644)

    assert f"chmod 600 {settings.folder / name}" in found(settings, SafetyPart.KEYS).line


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


def test_a_server_is_asked_where_it_says_that_it_listens(tmp_path: Path) -> None:
    with sole_use(tmp_path, says="http://127.0.0.1:9451 as it was before"):
        pass
    with sole_use(tmp_path, says="http://127.0.0.1:8477"):
        told = found(Settings(tmp_path), SafetyPart.SERVER)

    assert "http://127.0.0.1:8477 没有应答" in told.line
    assert found(Settings(tmp_path), SafetyPart.SERVER).level is SafetyLevel.NOTE


def test_an_issuer_that_says_nothing_of_itself_is_told(tmp_path: Path) -> None:
    told = found(Settings(tmp_path, issuer="http://127.0.0.1:1/realms/x"), SafetyPart.ISSUER)

    assert (told.level, "没有应答" in told.line) == (SafetyLevel.WRONG, True)


def _jwks(address: str) -> dict[str, tuple[int, bytes]]:
    return {"/keys": (200, json.dumps({"keys": [rsa_jwk(RSA_KEY, "k1")]}).encode())}


def test_what_keeps_a_server_from_starting_is_told_of_where_people_sign_in_too(settings: Settings) -> None:
    page, token = "https://issuer.example/authorize", "https://issuer.example/token"
    with issuer_pages(_jwks) as address:
        elsewhere = replace(
            settings, jwks=f"{address}/keys", issuer=address, sign_in=page, sign_in_token=token
        )
        told = {
            "whole": elsewhere,
            "over plain HTTP": replace(elsewhere, sign_in="http://issuer.example/authorize"),
            "没有 sign_in": replace(elsewhere, client_secret=True),
            "要写就都写": replace(elsewhere, sign_in_token=None),
        }
        findings = {words: found(one, SafetyPart.ISSUER) for words, one in told.items()}

    assert {words: one.level for words, one in findings.items()} == {
        **dict.fromkeys(told, SafetyLevel.WRONG),
        "whole": SafetyLevel.FINE,
    }
    assert "须为 https" in findings["over plain HTTP"].line
    assert [words for words in ("没有 sign_in", "要写就都写") if words not in findings[words].line] == []


def test_a_client_secret_is_put_where_the_first_start_makes_the_keys(tmp_path: Path) -> None:
    with issuer_pages(_jwks) as address:
        asked = Settings(tmp_path, jwks=f"{address}/keys", issuer=address, client_secret=True)
        first = check(asked, clock=check_clock, ask=nobody)

    told = [one.text for one in first if one.part is SafetyPart.ISSUER]
    assert any("首次启动" in one for one in told)
    assert list(tmp_path.iterdir()) == []


def test_a_scanner_that_does_not_scan_is_told_before_anybody_uploads(settings: Settings) -> None:
    with clamd(settings.folder) as (_, address):
        there = found(replace(settings, scanner=address, notices=NONE, shared_data=NONE), SafetyPart.OUTSIDE)
    gone, mistyped = (
        found(replace(settings, scanner=one), SafetyPart.OUTSIDE)
        for one in (address, "/run/clamav/clamd.ctl")
    )

    assert there.level is SafetyLevel.NOTE
    assert (gone.level, "不能扫描" in gone.line) == (SafetyLevel.WRONG, True)
    assert (mistyped.level, "unix:/path" in mistyped.line) == (SafetyLevel.WRONG, True)
