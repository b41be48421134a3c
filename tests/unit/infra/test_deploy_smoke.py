"""The smoke test is good on a stage that works, and fails on each thing that is broken; no real office is ever reached."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.deploy.cloud import Alarm, Stack
from infra.deploy.release import Released
from infra.deploy.smoke import Glance, Smoke, alarm_names, is_good
from infra.deploy.stages import DeployStage
from infra.deploy.training import Training, training_of
from infra.deploy.training_case import TRAINING_ITEMS, TrainingCase, TrainingCaseFailed, training_application
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.item import Repeat
from schemas.codes import Department
from schemas.form.application import Application
from tests.support.each import each
from tests.support.fakes.cloud import FakeCloud
from tests.support.fakes.deployed import KEY, DeployedStage
from tests.support.machine import SAMPLE

NOW = datetime(2026, 11, 29, 1, tzinfo=UTC)
TOPIC = "arn:aws-cn:sns:cn-north-1:123456789012:lianban-dev-alerts"
GROUND = Training("440500", "440523")
DEV = DeployStage("dev", False, {"Stage": "dev"}, training=GROUND)
PROD = DeployStage("prod", True, {"Stage": "prod"})
ALARMS = ("silent_loss", "sweep_not_run")
TEMPLATE: dict[str, Any] = {
    "Resources": {
        "Table": {"Type": "AWS::DynamoDB::Table"},
        **{
            name: {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": {"Fn::Sub": f"lianban-${{Stage}}-{name}"}}}
            for name in ALARMS
        },
    }
}  # fmt: skip
RELEASE = Released(TEMPLATE, {}, "c0de", "artifacts")


def cloud_of(stage: DeployStage = DEV) -> FakeCloud:
    cloud = FakeCloud()
    cloud.hung = [Alarm(f"lianban-{stage.name}-{name}", True, (TOPIC,)) for name in ALARMS]
    cloud.confirmed[TOPIC] = 1
    return cloud


def case_on(deployed: DeployedStage, *, keys: tuple[str, ...] = (KEY,), seconds: float = 60) -> TrainingCase:
    return TrainingCase(
        training=GROUND,
        applicant=deployed.client("token"),
        offices=deployed.client(),
        keys=lambda _: keys,
        clock=lambda: NOW,
        pause=lambda _: None,
        seconds=seconds,
    )


def smoke_on(
    deployed: DeployedStage,
    cloud: FakeCloud,
    *,
    stage: DeployStage = DEV,
    trial: TrainingCase | None = None,
    real: Callable[[], list[str]] = list,
) -> Smoke:
    return Smoke(
        stage=stage,
        stack=Stack(stage.stack, "CREATE_COMPLETE", {"AlertsTopic": TOPIC}),
        release=RELEASE,
        cloud=cloud,
        people=deployed.client(),
        trial=trial,
        why_no_trial="nobody to apply",
        real=real,
        clock=lambda: NOW,
        pause=lambda _: None,
    )


def looks(deployed: DeployedStage, cloud: FakeCloud | None = None) -> dict[str, Glance]:
    found = smoke_on(deployed, cloud or cloud_of(), trial=case_on(deployed, seconds=0.2)).run()
    return {look.what: look for look in found}


def test_a_stage_that_works_is_found_well_and_its_case_closed() -> None:
    deployed, cloud = DeployedStage(), cloud_of()

    found = smoke_on(deployed, cloud, trial=case_on(deployed)).run()

    assert is_good(found)
    assert [look.what for look in found if look.well] == [
        "health", "ready", "guide", "strangers", "alarms", "alerts", "training case"
    ]  # fmt: skip
    assert deployed.case is not None
    assert deployed.case["status"] == "closed"


BROKEN = {
    "health": lambda stage: stage.answers.update(
        {"/health": (503, {"code": "busy", "detail": "台账不可用"})}
    ),
    "ready": lambda stage: stage.answers.update(
        {"/ready": (503, {"code": "not-ready", "detail": "密钥缺失"})}
    ),
    "guide": lambda stage: stage.answers.update({"/v1/guide": (200, {"edition": "2026-11", "items": []})}),
    "strangers": lambda stage: stage.answers.update({"/v1/departments/mobilization/answers": (200, {})}),
    "training case": lambda stage: stage.stuck.add("identity_card"),
}


@pytest.mark.slow
@each("what", sorted(BROKEN))
def test_the_smoke_test_fails_when_something_is_broken(what: str) -> None:
    deployed = DeployedStage()
    BROKEN[what](deployed)

    found = looks(deployed)

    assert not is_good(tuple(found.values()))
    assert found[what].well is False


def test_a_stage_that_does_not_answer_is_asked_nothing_more() -> None:
    deployed = DeployedStage()
    deployed.down = True

    found = looks(deployed)

    assert set(found) == {"health", "alarms", "alerts"}
    assert found["health"].well is False


def test_an_address_that_is_not_there_yet_is_asked_again() -> None:
    deployed, pauses = DeployedStage(), []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        deployed.down = len(pauses) < 3

    deployed.down = True
    smoke = smoke_on(deployed, cloud_of(), trial=case_on(deployed))
    object.__setattr__(smoke, "pause", pause)

    assert is_good(smoke.run())
    assert len(pauses) == 3


@pytest.mark.parametrize(
    "hung",
    [
        [],
        [
            Alarm("lianban-dev-silent_loss", True, (TOPIC,)),
            Alarm("lianban-dev-sweep_not_run", False, (TOPIC,)),
        ],
        [Alarm("lianban-dev-silent_loss", True, (TOPIC,)), Alarm("lianban-dev-sweep_not_run", True, ())],
    ],
    ids=["missing", "switched off", "tells nobody"],
)
def test_an_alarm_that_would_wake_nobody_is_not_armed(hung: list[Alarm]) -> None:
    cloud = cloud_of()
    cloud.hung = hung

    found = looks(DeployedStage(), cloud)["alarms"]

    assert found.well is False
    assert "lianban-dev-sweep_not_run" in found.said


def test_that_nobody_has_confirmed_the_mail_is_told_but_breaks_nothing() -> None:
    cloud = cloud_of()
    cloud.confirmed.clear()

    found = looks(DeployedStage(), cloud)

    assert found["alerts"].well is None
    assert is_good(tuple(found.values()))


def test_nothing_is_submitted_where_the_routes_in_force_lead_to_a_real_office() -> None:
    deployed = DeployedStage()

    found = smoke_on(
        deployed, cloud_of(), trial=case_on(deployed), real=lambda: ["items would reach office-x"]
    ).run()

    assert found[-1].well is False
    assert "nothing was submitted: items would reach office-x" in found[-1].said
    assert ("POST", "/v1/cases") not in deployed.asked


def test_a_stage_that_trains_and_has_nobody_to_apply_is_not_proven() -> None:
    found = smoke_on(DeployedStage(), cloud_of()).run()

    assert (found[-1].well, found[-1].said) == (False, "nobody to apply")


def test_a_stage_of_real_people_tells_where_its_code_closed_a_case() -> None:
    deployed, cloud = DeployedStage(), cloud_of(PROD)
    cloud.hung += cloud_of().hung

    before = smoke_on(deployed, cloud, stage=PROD).run()
    smoke_on(deployed, cloud, trial=case_on(deployed)).run()
    after = smoke_on(deployed, cloud, stage=PROD).run()

    assert before[-1].well is None
    assert after[-1].well is True
    assert "the same code closed one on dev, 2026-11-29T01:00Z" in after[-1].said


def test_a_case_that_was_left_open_is_taken_up() -> None:
    deployed = DeployedStage()
    deployed.stuck.add("identity_card")
    with pytest.raises(TrainingCaseFailed, match="identity_card waiting"):
        case_on(deployed, seconds=0.1).run()
    assert deployed.case is not None
    deployed.case["items"][1]["status"] = "dispatched"

    case_on(deployed).run()

    assert deployed.asked.count(("POST", "/v1/cases")) == 1


def test_an_end_that_its_offices_did_not_give_is_a_failure() -> None:
    deployed = DeployedStage()
    deployed.ends = "blocked"

    with pytest.raises(TrainingCaseFailed, match="not as its offices said"):
        case_on(deployed).run()


def test_answers_under_another_key_are_not_taken() -> None:
    deployed = DeployedStage()

    found = smoke_on(deployed, cloud_of(), trial=case_on(deployed, keys=("whsec_" + "b2xk" * 8,))).run()

    assert found[-1].well is False
    assert "bad-signature" in found[-1].said


def test_the_training_case_reaches_every_department_and_may_be_repeated() -> None:
    edition = load_edition(CURRENT)

    asked = Application.model_validate_json(training_application(SAMPLE, GROUND))

    assert {edition.item(code).department for code in TRAINING_ITEMS} == set(Department)
    assert all(edition.item(code).repeat is Repeat.AFTER_OUTCOME for code in TRAINING_ITEMS)
    assert (asked.destination.city, asked.destination.county) == (GROUND.city, GROUND.county)


def test_alarms_are_named_as_the_stage_calls_them() -> None:
    assert alarm_names(TEMPLATE, DEV) == ["lianban-dev-silent_loss", "lianban-dev-sweep_not_run"]


def test_a_city_without_counties_is_a_training_ground_of_its_own() -> None:
    assert training_of({"city": "441900"}) == Training("441900", None)
    assert training_of({"city": "441900", "county": "440106"}) is None


def test_what_is_kept_of_a_proof_is_only_where_and_when() -> None:
    deployed, cloud = DeployedStage(), cloud_of()

    smoke_on(deployed, cloud, trial=case_on(deployed)).run()

    kept = json.loads(cloud.objects["artifacts", "proven/c0de.json"])
    assert kept == {"stage": "dev", "at": "2026-11-29T01:00Z"}
