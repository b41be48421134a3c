"""Where keys come from: Secrets Manager (moto), a file of one machine, a fake."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from functions.adapters.outward.secrets import FORM, NOTICES, CachedSecrets, Secrets, SecretUnusable
from functions.adapters.outward.signatures import sign
from functions.adapters.person_key import person_key
from functions.adapters.sealing import Seal
from functions.domain.errors import StoreBusy
from infra.console.rotating import Turn, turn
from infra.deploy import keys as deployed
from infra.deploy.aws import AwsCloud
from infra.embedded.secrets import FileSecrets
from infra.rotation import KeyStep, drawn_key
from schemas.codes import Department
from tests.support.aws import client as aws_client
from tests.support.fakes.clock import START, FakeClock
from tests.support.fakes.secrets import FakeSecrets

NAMES = (*(department.value for department in Department), FORM, NOTICES)


@dataclass(frozen=True)
class Keys:
    """`rotate` puts another key first, `turn` takes a step of a rotation as the commands do; `settle` lets it be seen."""

    secrets: Secrets
    rotate: Callable[[str], None]
    turn: Callable[[str, KeyStep], object]
    settle: Callable[[], object]


@contextmanager
def fake(_folder: Path) -> Iterator[Keys]:
    secrets = FakeSecrets()
    yield Keys(secrets, secrets.rotate, secrets.turn, lambda: None)


@contextmanager
def file(folder: Path) -> Iterator[Keys]:
    path = folder / "var" / "secrets.json"

    def rotate(name: str) -> None:
        document = json.loads(path.read_text())
        document[name]["keys"].insert(0, FakeSecrets().keys(name)[0])
        path.write_text(json.dumps(document))

    def take(name: str, step: KeyStep) -> None:
        turn(Turn(path.parent, name, step, os.geteuid()), new_key=drawn_key)

    yield Keys(FileSecrets(path), rotate, take, lambda: None)


@contextmanager
def aws(_folder: Path) -> Iterator[Keys]:
    clock, origin = FakeClock(), FakeSecrets()
    with mock_aws():
        client = secrets_client()
        for name in NAMES:
            client.create_secret(Name=f"lianban/{name}", SecretString=json.dumps({"keys": origin.keys(name)}))

        def rotate(name: str) -> None:
            origin.rotate(name)
            client.put_secret_value(
                SecretId=f"lianban/{name}", SecretString=json.dumps({"keys": origin.keys(name)})
            )

        def take(name: str, step: KeyStep) -> None:
            deployed.rotate(name, step, "lianban/", cloud, drawn_key)

        cloud = AwsCloud(aws_client, region="cn-north-1", serial=lambda: "1")
        secrets = CachedSecrets(client, "lianban/", clock)
        yield Keys(secrets, rotate, take, lambda: clock.advance(timedelta(minutes=5)))


def secrets_client() -> Any:
    return aws_client("secretsmanager")


@pytest.fixture(params=[fake, file, aws])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keys]:
    made: Callable[[Path], AbstractContextManager[Keys]] = request.param
    with made(tmp_path) as set_up:
        yield set_up


def test_every_name_has_keys_of_its_own_that_stay(keys: Keys) -> None:
    first = [keys.secrets.keys(name) for name in NAMES]

    assert len({one for some in first for one in some}) == len(NAMES)
    assert [keys.secrets.keys(name) for name in NAMES] == first


def test_every_key_can_be_used(keys: Keys) -> None:
    seal = Seal(lambda: keys.secrets.keys(FORM))

    assert seal.unseal(seal.seal(b"form", owner="1"), owner="1") == b"form"
    for department in Department:
        assert sign(keys.secrets.keys(department), "msg", START, b"{}").startswith("v1,")


def test_a_rotated_key_comes_first_and_the_old_one_after_it(keys: Keys) -> None:
    (old,) = keys.secrets.keys("mobilization")

    keys.rotate("mobilization")
    keys.settle()

    assert len(keys.secrets.keys("mobilization")) == 2
    assert keys.secrets.keys("mobilization")[1] == old


ROTATION = (KeyStep.BEGIN, KeyStep.PROMOTE)
BETWEEN = tuple(f"{step}-of-rotation-{n}" for n in (1, 2) for step in ROTATION)


def test_a_person_is_known_by_one_name_in_every_step_of_every_rotation(keys: Keys) -> None:
    named, name = person_key(keys.secrets), person_key(keys.secrets)("440106199001011234")

    found = {}
    for moment, step in zip(BETWEEN, ROTATION * 2, strict=True):
        keys.turn(FORM, step)
        keys.settle()
        found[moment] = named("440106199001011234")

    assert found == dict.fromkeys(BETWEEN, name)
    assert len(set(keys.secrets.keys(FORM))) == 3


def test_what_was_sealed_in_any_step_opens_in_every_later_one(keys: Keys) -> None:
    seal = Seal(lambda: keys.secrets.keys(FORM))
    sealed = {"before": seal.seal(b"form", owner="1")}

    for moment, step in zip(BETWEEN, ROTATION * 2, strict=True):
        keys.turn(FORM, step)
        keys.settle()
        sealed[moment] = seal.seal(b"form", owner="1")
        opened = {each: seal.unseal(one, owner="1") for each, one in sealed.items()}
        assert opened == dict.fromkeys(sealed, b"form")


def test_a_begun_key_verifies_and_signs_beside_the_old_one_and_seals_nothing(keys: Keys) -> None:
    (old,), (of_forms,) = keys.secrets.keys("mobilization"), keys.secrets.keys(FORM)

    keys.turn("mobilization", KeyStep.BEGIN)
    keys.turn(FORM, KeyStep.BEGIN)
    keys.settle()

    begun = keys.secrets.keys("mobilization")
    (new,) = set(begun) - {old}
    signed = sign(begun, "msg", START, b"{}").split()
    assert signed == [sign((one,), "msg", START, b"{}") for one in (old, new)]
    assert (
        Seal(lambda: (of_forms,)).unseal(
            Seal(lambda: keys.secrets.keys(FORM)).seal(b"", owner="1"), owner="1"
        )
        == b""
    )


def test_an_offices_old_key_is_gone_at_the_end(keys: Keys) -> None:
    (old,) = keys.secrets.keys("mobilization")

    for step in KeyStep:
        keys.turn("mobilization", step)
    keys.settle()

    (new,) = keys.secrets.keys("mobilization")
    assert new != old


@pytest.mark.slow
def test_aws_is_asked_once_in_five_minutes(tmp_path: Path) -> None:
    with aws(tmp_path) as keys:
        before = keys.secrets.keys(FORM)

        keys.rotate(FORM)

        assert keys.secrets.keys(FORM) == before


@pytest.mark.parametrize(
    "text", ["whsec_AAAA", "[]", "{}", '{"keys": []}', '{"keys": [""]}', '{"keys": "whsec_AAAA"}']
)
def test_a_malformed_secret_is_named_and_not_told(text: str) -> None:
    with mock_aws():
        client = secrets_client()
        client.create_secret(Name="lianban/form", SecretString=text)

        with pytest.raises(SecretUnusable) as refused:
            CachedSecrets(client, "lianban/", FakeClock()).keys(FORM)

    assert str(refused.value) == FORM


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    with mock_aws(), pytest.raises(SecretUnusable, match=r"^form$"):
        CachedSecrets(secrets_client(), "lianban/", FakeClock()).keys(FORM)
    with pytest.raises(SecretUnusable, match=r"^nobody$"):
        FileSecrets(tmp_path / "secrets.json").keys("nobody")


def test_a_malformed_file_is_named_and_not_told(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"form": "whsec_AAAA"')
    (tmp_path / "secrets.json").chmod(0o600)

    with pytest.raises(SecretUnusable, match=r"^secrets\.json$"):
        FileSecrets(tmp_path / "secrets.json").keys(FORM)


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    FileSecrets(tmp_path / "var" / "secrets.json").keys(FORM)

    assert (tmp_path / "var" / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServiceError"])
def test_a_secret_that_cannot_be_read_now_can_be_asked_for_again(code: str) -> None:
    status = 500 if code == "InternalServiceError" else 400
    response: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    refusing: Any = ScriptedSecretsManager(ClientError(response, "GetSecretValue"))
    silent: Any = ScriptedSecretsManager(ReadTimeoutError(endpoint_url="https://secretsmanager.example"))

    with pytest.raises(StoreBusy):
        CachedSecrets(refusing, "lianban/", FakeClock()).keys(FORM)
    with pytest.raises(StoreBusy):
        CachedSecrets(silent, "lianban/", FakeClock()).keys(FORM)


@dataclass(frozen=True)
class ScriptedSecretsManager:
    error: Exception

    def get_secret_value(self, **_request: object) -> None:
        raise self.error
