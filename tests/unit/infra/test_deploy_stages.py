"""What a stage says of signing in: claims, and what its issuer says of itself."""

from pathlib import Path

import pytest

from functions.adapters.claims import claim_names, claims_in
from functions.adapters.outward.discovery import Endpoints, IssuerUnusable
from infra.deploy import stages
from infra.deploy.stages import BadStage, Stage

REALM = "https://keycloak.test/realms/lianban"
TOLD = Endpoints(f"{REALM}/certs", f"{REALM}/auth", f"{REALM}/token")


def stage_of(folder: Path, text: str) -> Stage:
    (folder / "dev.toml").write_text(f"[parameters]\n{text}\n", "utf-8")
    return stages.load("dev", folder)


def test_claims_are_the_same_table_as_on_one_machine(tmp_path: Path) -> None:
    table = '[parameters.Claims]\nrole = "realm_access.roles"\n[parameters.Claims.roles]\n"窗口" = "clerk"'

    told = stage_of(tmp_path, table).parameters["Claims"]

    assert claims_in(told) == claim_names({"role": "realm_access.roles", "roles": {"窗口": "clerk"}})


@pytest.mark.parametrize(
    "text",
    [
        "Claims = 'role'",
        "[parameters.Claims]\nrolle = 'role'",
        "[parameters.Claims.roles]\nx = 'root'",
        "[parameters.Claims.regions]\n" + "\n".join(f"'of-place-{n}' = '440106'" for n in range(100)),
    ],
    ids=["text", "unknown", "no role", "long"],
)
def test_claims_that_the_functions_would_not_take_are_refused_before_anything_is_built(
    text: str, tmp_path: Path
) -> None:
    with pytest.raises(BadStage, match="Claims"):
        stage_of(tmp_path, text)


def test_a_stage_without_the_keys_address_asks_the_issuer(tmp_path: Path) -> None:
    stage = stages.with_issuer(stage_of(tmp_path, f'Issuer = "{REALM}"'), read=lambda _: TOLD)

    assert stage.parameters["JwksUrl"] == TOLD.jwks
    assert "SignInUrl" not in stage.parameters


def test_where_it_names_our_client_people_sign_in_where_the_issuer_says(tmp_path: Path) -> None:
    given = stage_of(tmp_path, f'Issuer = "{REALM}"\nSignInClientId = "lianban"')

    told = stages.with_issuer(given, read=lambda _: TOLD).parameters

    assert (told["SignInUrl"], told["SignInTokenUrl"]) == (TOLD.authorize, TOLD.token)


def test_a_stage_that_names_the_keys_address_asks_nobody(tmp_path: Path) -> None:
    given = stage_of(tmp_path, f'Issuer = "{REALM}"\nJwksUrl = "https://keys.test"')

    assert stages.with_issuer(given, read=unusable) == given


def unusable(_issuer: str) -> Endpoints:
    raise IssuerUnusable("没有应答 does not answer")


def test_an_issuer_that_cannot_be_used_refuses_the_deployment(tmp_path: Path) -> None:
    with pytest.raises(BadStage, match="does not answer"):
        stages.with_issuer(stage_of(tmp_path, f'Issuer = "{REALM}"'), read=unusable)
