"""Deploying twice, going back, destroying; and the keys."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from infra.deploy import keys, stages
from infra.deploy.change import ChangeRefused
from infra.deploy.cloud import Stack
from infra.deploy.release import ACCOUNT_STACK, ACCOUNT_TEMPLATE, Releases
from infra.deploy.stages import DeployStage
from infra.package.functions import SECRETS, SECRETS_BY_ADDRESS
from infra.package.template import merge_template
from infra.rotation import KeyStep, NoSuchStep
from tests.support.fakes.cloud import FakeCloud, Script
from tests.unit.infra.test_deploy_change import Console

DEV = DeployStage("dev", False, {"Stage": "dev", "Guarded": "no"})
PROD = DeployStage("prod", True, {"Stage": "prod", "Guarded": "yes"})
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Stage": {"Type": "String"}, "ThrottleRate": {"Type": "Number", "Default": 50}},
    "Resources": {
        "Sweep": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./deployment.zip"}},
        "Table": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"},
    }
}  # fmt: skip


class Shop:
    def __init__(self, folder: Path) -> None:
        self.cloud, self.console, self._folder = FakeCloud(), Console(), folder
        self.cloud.scripts[ACCOUNT_STACK].append(Script(outputs={"Bucket": "artifacts"}))
        self._minutes, numbers = count(), count(1)
        self.new_key: Callable[[str], str] = lambda name: f"{name}-{next(numbers)}"
        self.releases = Releases(self.cloud, self.console.desk, clock=self._clock, new_key=self.new_key)

    def package(self, sha: str) -> Path:
        (self._folder / "package.json").write_text(json.dumps({"sha256": sha * 64, "code": sha * 8}))
        (self._folder / "template.json").write_text(json.dumps(TEMPLATE))
        (self._folder / "deployment.zip").write_bytes(sha.encode())
        return self._folder

    def template(self, stage: str) -> str:
        return json.dumps(self.cloud.templates[f"lianban-{stage}"])

    def stopped_after(self, name: str) -> Releases:
        """Somebody presses Ctrl-C as soon as CloudFormation has begun, and it goes on by itself."""

        def stop(_: float) -> None:
            self.cloud.stack(name)
            raise StoppedError

        return Releases(
            self.cloud, replace(self.console.desk, pause=stop), clock=self._clock, new_key=self.new_key
        )

    def _clock(self) -> datetime:
        return datetime(2026, 11, 26, tzinfo=UTC) + timedelta(minutes=next(self._minutes))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_deployment_uploads_the_zip_changes_the_stack_and_makes_the_keys(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"].append(Script(outputs={"EndpointURL": "https://api.example"}))

    shop.releases.deploy(DEV, shop.package("a"))

    assert shop.cloud.objects["artifacts", f"packages/{'a' * 64}.zip"] == b"a"
    assert f"s3://artifacts/packages/{'a' * 64}.zip" in shop.template("dev")
    assert shop.cloud.proposed[-1] == ("lianban-dev", DEV.parameters)
    assert set(shop.cloud.secrets) == {f"lianban/dev/{name}" for name in SECRETS}
    assert "https://api.example" in shop.console.text


def test_deploying_again_keeps_the_keys(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"].append(Script())
    shop.releases.deploy(DEV, shop.package("a"))
    before = dict(shop.cloud.secrets)

    shop.releases.deploy(DEV, shop.package("a"))

    assert shop.cloud.secrets == before
    assert "lianban-dev: nothing to change" in shop.console.text


def test_only_a_guarded_stage_keeps_its_ledger_when_the_stack_goes(shop: Shop) -> None:
    dev = stages.template_of(DEV, TEMPLATE, code="s3://b/k")
    prod = stages.template_of(PROD, TEMPLATE, code="s3://b/k")

    assert dev["Resources"]["Table"]["DeletionPolicy"] == "Delete"
    assert prod["Resources"]["Table"]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert TEMPLATE["Resources"]["Sweep"]["Properties"] == {"CodeUri": "./deployment.zip"}


def test_going_back_deploys_the_release_before(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script(), Script()]
    for sha in "ab":
        shop.releases.deploy(DEV, shop.package(sha))

    shop.releases.roll_back(DEV)

    assert f"packages/{'a' * 64}.zip" in shop.template("dev")


def test_going_back_leaves_the_ledger_that_was_restored_since_in_its_place(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script(), Script()]
    restored = {**DEV.parameters, "RestoredTable": "lianban-dev-20261126T060000Z"}
    shop.cloud.tables["lianban-dev-20261126T060000Z"] = {}
    shop.releases.deploy(DEV, shop.package("a"))
    shop.releases.deploy(replace(DEV, parameters=restored), shop.package("b"))

    shop.releases.roll_back(DEV)

    assert shop.cloud.proposed[-1] == ("lianban-dev", restored)
    assert shop.releases.last(DEV).parameters == restored
    assert "the ledger stays lianban-dev-20261126T060000Z" in shop.console.text


def test_going_back_twice_by_name_goes_where_it_is_told(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script() for _ in range(4)]
    for sha in "abc":
        shop.releases.deploy(DEV, shop.package(sha))

    shop.releases.roll_back(DEV, to="aaaaaa")

    assert f"packages/{'a' * 64}.zip" in shop.template("dev")


def test_going_back_after_a_deployment_was_made_twice_goes_to_the_one_before_it(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script(), Script(changes=()), Script()]
    for sha in "abb":
        shop.releases.deploy(DEV, shop.package(sha))

    shop.releases.roll_back(DEV)

    assert f"packages/{'a' * 64}.zip" in shop.template("dev")


class StoppedError(Exception):
    """Ctrl-C, as far as this is concerned."""


def test_going_back_after_a_deployment_was_stopped_goes_to_the_one_before_it(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script(), Script(), Script()]
    for sha in "ab":
        shop.releases.deploy(DEV, shop.package(sha))
    with pytest.raises(StoppedError):
        shop.stopped_after("lianban-dev").deploy(DEV, shop.package("c"))

    shop.releases.roll_back(DEV)

    assert f"packages/{'b' * 64}.zip" in shop.template("dev")


def test_going_back_and_back_again_goes_forth(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script() for _ in range(4)]
    for sha in "ab":
        shop.releases.deploy(DEV, shop.package(sha))

    shop.releases.roll_back(DEV)
    shop.releases.roll_back(DEV)

    assert f"packages/{'b' * 64}.zip" in shop.template("dev")


def test_a_release_of_other_settings_is_another_one(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script(), Script()]
    shop.releases.deploy(DEV, shop.package("a"))
    shop.releases.deploy(replace(DEV, parameters={**DEV.parameters, "ThrottleRate": "9"}), shop.package("a"))

    shop.releases.roll_back(DEV)

    assert shop.cloud.proposed[-1] == ("lianban-dev", DEV.parameters)


def test_of_two_that_deploy_at_once_each_reads_its_own_template(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script()]
    for sha in "ab":
        shop.releases.deploy(DEV, shop.package(sha))

    kept = [
        text.decode() for (_, key), text in shop.cloud.objects.items() if key.startswith("templates/dev/")
    ]

    assert [f"packages/{sha * 64}.zip" in text for sha, text in zip("ab", kept, strict=True)] == [True, True]


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"])
def test_what_nobody_can_change_just_now_is_refused_before_anything_is_uploaded(
    status: str, shop: Shop
) -> None:
    shop.cloud.stacks["lianban-dev"] = Stack("lianban-dev", status, {})

    with pytest.raises(ChangeRefused, match=status):
        shop.releases.deploy(DEV, shop.package("a"))

    assert [key for _, key in shop.cloud.objects] == []


def test_a_stage_that_is_being_changed_is_not_emptied(shop: Shop) -> None:
    shop.cloud.stacks["lianban-dev"] = Stack(
        "lianban-dev", "UPDATE_IN_PROGRESS", {"MaterialsBucket": "materials"}
    )

    with pytest.raises(ChangeRefused, match="UPDATE_IN_PROGRESS: somebody is at work"):
        shop.releases.destroy(DEV)

    assert shop.cloud.emptied == []


def test_what_is_shared_by_all_stages_leaves_nothing_behind_that_stands_in_its_own_way() -> None:
    made = json.loads(ACCOUNT_TEMPLATE.read_text("utf-8"))["Resources"]

    assert {one["DeletionPolicy"] for one in made.values() if "DeletionPolicy" in one} == {
        "RetainExceptOnCreate"
    }


def test_the_last_release_is_known_with_its_code_and_template(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"] += [Script(), Script()]
    for sha in "ab":
        shop.releases.deploy(DEV, shop.package(sha))

    last = shop.releases.last(DEV)

    assert (last.code, last.parameters, last.bucket) == ("b" * 8, DEV.parameters, "artifacts")
    assert last.template["Resources"]["Sweep"]["Properties"]["CodeUri"].endswith(f"{'b' * 64}.zip")


def test_a_stage_that_was_never_deployed_has_no_last_release(shop: Shop) -> None:
    with pytest.raises(ChangeRefused, match="dev was never deployed here"):
        shop.releases.last(DEV)


def test_there_is_no_way_back_from_the_first_release(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"].append(Script())
    shop.releases.deploy(DEV, shop.package("a"))

    with pytest.raises(ChangeRefused, match="no earlier release of dev"):
        shop.releases.roll_back(DEV)


def test_a_guarded_stage_is_never_destroyed(shop: Shop) -> None:
    with pytest.raises(ChangeRefused, match="prod is guarded"):
        shop.releases.destroy(PROD)

    assert shop.console.asked == []


def test_a_stage_that_stands_guarded_is_not_destroyed_whatever_its_file_says_since(shop: Shop) -> None:
    shop.cloud.scripts["lianban-prod"].append(Script(outputs={"MaterialsBucket": "materials"}))
    shop.releases.deploy(PROD, shop.package("a"))

    with pytest.raises(ChangeRefused, match="prod is guarded"):
        shop.releases.destroy(replace(PROD, guarded=False))

    assert shop.cloud.emptied == []


def test_a_guarded_stack_is_protected_and_one_that_is_so_no_longer_is_not(shop: Shop) -> None:
    shop.cloud.scripts["lianban-prod"] += [Script(), Script()]
    ended = replace(PROD, guarded=False, parameters={**PROD.parameters, "Guarded": "no"})

    shop.releases.deploy(PROD, shop.package("a"))
    kept = dict(shop.cloud.protected)
    shop.releases.deploy(ended, shop.package("b"))

    assert kept == {"lianban-prod": True}
    assert shop.cloud.protected == {"lianban-prod": False}


def test_destroying_empties_the_materials_first(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"].append(Script(outputs={"MaterialsBucket": "materials"}))
    shop.releases.deploy(DEV, shop.package("a"))

    shop.releases.destroy(DEV)
    shop.releases.destroy(DEV)

    assert shop.cloud.emptied == ["materials"]
    assert shop.cloud.stack("lianban-dev") is None
    assert "there is none" in shop.console.text


def test_a_rotation_never_leaves_a_moment_without_a_common_key(shop: Shop) -> None:
    keys.fill(("mobilization",), "p/", shop.cloud, shop.new_key)
    seen = []

    for step in KeyStep:
        keys.rotate("mobilization", step, "p/", shop.cloud, shop.new_key)
        seen.append(json.loads(shop.cloud.secrets["p/mobilization"])["keys"])

    old, new = "mobilization-1", "mobilization-2"
    assert seen == [[old, new, old], [new, old], [new]]


def test_steps_out_of_order_are_refused(shop: Shop) -> None:
    keys.fill(("mobilization", "form"), "p/", shop.cloud, shop.new_key)

    with pytest.raises(NoSuchStep, match="begin first"):
        keys.rotate("mobilization", KeyStep.PROMOTE, "p/", shop.cloud, shop.new_key)
    keys.rotate("mobilization", KeyStep.BEGIN, "p/", shop.cloud, shop.new_key)
    with pytest.raises(NoSuchStep, match="under way"):
        keys.rotate("mobilization", KeyStep.BEGIN, "p/", shop.cloud, shop.new_key)
    with pytest.raises(NoSuchStep, match="p/public_security has no value"):
        keys.rotate("public_security", KeyStep.BEGIN, "p/", shop.cloud, shop.new_key)


def test_a_stage_makes_keys_for_the_platforms_of_which_it_has_the_address(shop: Shop) -> None:
    shop.cloud.scripts["lianban-dev"].append(Script())
    given = {**DEV.parameters, "AcceptanceUrl": "https://acceptance.test", "RatingsUrl": ""}

    shop.releases.deploy(replace(DEV, parameters=given), shop.package("a"))

    assert set(shop.cloud.secrets) == {f"lianban/dev/{name}" for name in (*SECRETS, "acceptance")}


def test_the_platforms_have_the_secrets_that_the_template_has() -> None:
    made = merge_template()["Resources"].values()
    named = {
        one["Properties"]["Name"]["Fn::Sub"]
        for one in made
        if one.get("Type") == "AWS::SecretsManager::Secret"
    }

    assert named == {
        f"lianban/${{Stage}}/{name}" for name in (*SECRETS, *SECRETS_BY_ADDRESS.values(), "sign_in")
    }


def test_the_issuers_secret_is_not_ours_to_renew(shop: Shop) -> None:
    shop.cloud.secrets["p/sign_in"] = '{"keys": ["theirs"]}'

    with pytest.raises(NoSuchStep, match="sign_in is the issuer's"):
        keys.rotate("sign_in", KeyStep.BEGIN, "p/", shop.cloud, shop.new_key)


@pytest.mark.parametrize("text", ["whsec_secret", '["whsec_secret"]', '{"key": "whsec_secret"}'])
def test_a_secret_of_another_form_is_told_and_not_repeated(text: str, shop: Shop) -> None:
    shop.cloud.secrets["p/mobilization"] = text

    with pytest.raises(NoSuchStep) as told:
        keys.rotate("mobilization", KeyStep.BEGIN, "p/", shop.cloud, shop.new_key)

    assert 'p/mobilization is not of the form {"keys": ["…"]}' in str(told.value)
    assert "whsec" not in str(told.value)


def test_the_forms_old_keys_stay(shop: Shop) -> None:
    keys.fill(("form",), "p/", shop.cloud, shop.new_key)
    for step in (KeyStep.BEGIN, KeyStep.PROMOTE, KeyStep.BEGIN):
        keys.rotate("form", step, "p/", shop.cloud, shop.new_key)

    with pytest.raises(NoSuchStep, match="sealed by them"):
        keys.rotate("form", KeyStep.FINISH, "p/", shop.cloud, shop.new_key)

    assert json.loads(shop.cloud.secrets["p/form"])["keys"] == ["form-2", "form-3", "form-2", "form-1"]
