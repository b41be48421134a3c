"""The stage, the region and the credentials are looked at before anything is built; all that is wrong is said at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from functions.adapters.outward.discovery import Endpoints, IssuerUnusable
from infra.deploy.change import ChangeRefused
from infra.deploy.checks import Account, Ready, account_of, ready
from tests.unit.infra.test_deploy_stages import HEAD, stage_of

REGION, NUMBER = "cn-north-1", "123456789012"
ISSUER = 'Issuer = "https://id.gd.test"\nJwksUrl = "https://id.gd.test/jwks"'


class Sts:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def get_caller_identity(self) -> dict[str, str]:
        if self.error:
            raise self.error
        return {"Account": NUMBER, "Arn": f"arn:aws-cn:iam::{NUMBER}:user/wang"}


def account(
    *, configured: str | None = None, error: Exception | None = None, fault: str | None = None, **around: str
) -> Account:
    def client(_service: str, _region: str) -> Any:
        return Sts(error)

    return Account(around, frozenset({REGION, "us-east-1"}), configured, client, fault)


def checked(folder: Path, whose: Account, *, deploying: bool = True) -> Ready:
    return ready("dev", whose, deploying=deploying, folder=folder)


def refused(folder: Path, whose: Account) -> list[str]:
    with pytest.raises(ChangeRefused) as told:
        checked(folder, whose)
    return [line.removeprefix("  • ") for line in str(told.value).splitlines()[1:]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stage_of(tmp_path, ISSUER)
    return tmp_path


def test_a_whole_stage_with_a_region_and_credentials_is_ready(folder: Path) -> None:
    found = checked(folder, account(AWS_REGION=REGION))

    assert (found.stage.name, found.region, found.account) == ("dev", REGION, NUMBER)
    assert found.who.endswith("user/wang")


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_either_variable_names_the_region(variable: str, folder: Path) -> None:
    whose = replace(account(), environment={variable: REGION})

    assert checked(folder, whose).region == REGION


def test_without_a_variable_the_profiles_region_counts(folder: Path) -> None:
    assert checked(folder, account(configured=REGION)).region == REGION


def test_two_variables_that_disagree_are_refused(folder: Path) -> None:
    [fault] = refused(folder, account(AWS_REGION=REGION, AWS_DEFAULT_REGION="us-east-1"))

    assert "name two regions, cn-north-1 and us-east-1" in fault


def test_no_region_is_refused(folder: Path) -> None:
    assert refused(folder, account()) == ["which region? set AWS_REGION, or a region in the profile"]


def test_a_region_that_aws_has_not_is_refused(folder: Path) -> None:
    assert refused(folder, account(AWS_REGION="cn-nroth-1")) == ["AWS has no region 'cn-nroth-1'"]


def test_a_stage_is_deployed_only_where_it_belongs(tmp_path: Path) -> None:
    stage_of(tmp_path, ISSUER, head=f'{HEAD}region = "cn-northwest-1"\naccount = "210987654321"\n')

    faults = refused(tmp_path, account(AWS_REGION=REGION))

    assert "dev belongs in cn-northwest-1" in faults[0]
    assert "dev belongs in account 210987654321" in faults[1]


EXPIRED = ClientError(
    {"Error": {"Code": "ExpiredToken", "Message": "The security\ntoken is expired"}}, "GetCallerIdentity"
)


@pytest.mark.parametrize(
    ("error", "told"),
    [(NoCredentialsError(), "Unable to locate credentials"), (EXPIRED, "ExpiredToken")],
    ids=["none", "expired"],
)  # fmt: skip
def test_credentials_that_aws_does_not_take_are_refused_in_one_line(
    error: Exception, told: str, folder: Path
) -> None:
    [fault] = refused(folder, account(AWS_REGION=REGION, error=error))

    assert told in fault
    assert "\n" not in fault


def test_a_profile_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")

    [fault] = refused(folder, account_of({"AWS_REGION": REGION}))

    assert "no-such-profile" in fault


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    stage_of(tmp_path, 'Issuer = "https://identity.example"', said="", routes="")

    faults = refused(tmp_path, account(AWS_REGION=REGION, error=NoCredentialsError()))

    assert len(faults) == 6
    assert faults[-1].startswith("credentials: ")


@pytest.mark.slow
def test_the_regions_are_those_of_every_partition() -> None:
    known = account_of({"AWS_REGION": REGION}).known

    assert {"us-east-1", "cn-north-1", "cn-northwest-1"} <= known


def test_an_issuer_that_does_not_answer_is_one_of_the_faults(tmp_path: Path) -> None:
    stage_of(tmp_path, 'Issuer = "https://id.gd.test"')

    def unusable(_issuer: str) -> Endpoints:
        raise IssuerUnusable("没有应答 does not answer")

    with pytest.raises(ChangeRefused, match="does not answer"):
        ready("dev", account(AWS_REGION=REGION), deploying=True, folder=tmp_path, read=unusable)


def test_what_does_not_deploy_needs_no_whole_stage(tmp_path: Path) -> None:
    stage_of(tmp_path, 'Issuer = "https://identity.example"', said="")

    assert checked(tmp_path, account(AWS_REGION=REGION), deploying=False).stage.faults == ()
