"""The package boots on a local AWS and finishes a case: its API, its Lambdas from the zip, its roles, its state machine."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.console.follow import APPLICANT, OPERATOR, follow, submit_as_client
from infra.deploy.course import SmokeFailed
from infra.package.build import Package
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Outcome
from tests.deploy.boot import TRAINED, Booted, EmulatorStumbled, booted
from tests.deploy.findings import CASE_SECONDS, REFUSED, Findings, examine, histories
from tests.deploy.stack import deploy_with_indexes, ministack_cloud, rows
from tests.support.machine import SAMPLE, until
from tests.support.ministack import ON_MINISTACK
from tests.support.over_http import over_http
from tests.support.papers import paper

pytestmark = [*ON_MINISTACK, pytest.mark.timeout(900)]
STUCK, REFUSED_ITEM = "social_insurance", "employment_support"
SILENT = "household_registration"
# In no log, no row and no run.
WORDS = "本人说明仅此一处的{}情况"
RETRY = json.dumps({"action": "retry", "reason": "已与部门核实情况"}).encode()
ITEMS = [item.code for item in load_edition(CURRENT).items]


@pytest.fixture(scope="module")
def running(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    with ExitStack() as stack:
        try:
            made = stack.enter_context(booted(tmp_path_factory.mktemp("boot"), package))
        except EmulatorStumbled:
            made = stack.enter_context(booted(tmp_path_factory.mktemp("boot"), package))
        yield made


@pytest.fixture(scope="module")
def findings(running: Booted) -> Findings:
    return examine(running, lambda _: None)


def test_deploying_the_same_once_more_changes_nothing(running: Booted) -> None:
    assert running.stack.made > 50
    assert running.stack.again_in_short == "lianban-boot: nothing to change"


def test_the_smoke_test_finds_a_stage_that_works_and_closes_a_case(running: Booted) -> None:
    found = {look.what: look.well for look in running.looks}

    assert found == {
        "health": True, "ready": True, "guide": True, "strangers": True, "alarms": True, "training case": True,
        # This stage has no AlertEmail.
        "alerts": None,
    }  # fmt: skip


def test_a_case_is_closed_with_every_item_granted(findings: Findings) -> None:
    assert findings.case["status"] == "closed"
    assert findings.items == dict.fromkeys(ITEMS, Outcome.GRANTED.value)
    assert findings.run == "SUCCEEDED"


def test_every_office_was_sent_each_of_its_items_once_and_signed(findings: Findings) -> None:
    assert findings.effects == dict.fromkeys(["service_check", *ITEMS], 1)
    assert findings.unsigned == 0


def test_the_sweep_finds_nothing_lost(findings: Findings) -> None:
    assert findings.sweep["silent_loss"] == 0
    assert findings.sweep["failures"] == {}


def test_the_deployed_interface_knows_who_asks(findings: Findings) -> None:
    assert findings.refusals == REFUSED


def test_an_item_that_its_office_would_not_read_goes_on_when_it_is_sent_anew_and_what_was_refused_is_closed(
    running: Booted,
) -> None:
    """What the office said to that, and the reason of a refusal, are sealed: whoever goes on with the case opens them."""
    refuses = {REFUSED_ITEM: {"answers": ["refused"]}}
    running.offices({STUCK: {"refuse_with": 422}, **refuses})
    case_id = submit_as_client(running.client, _of(STUCK, REFUSED_ITEM), citizen=1)
    until(lambda: "office-refused" in running.why(case_id), seconds=CASE_SECONDS)
    running.offices(refuses)

    told = running.asked(
        "POST",
        f"/v1/operator/incidents/{case_id}.{STUCK}/resolution",
        identity=OPERATOR,
        body=RETRY,
        key="retry-0001",
    )
    assert told.status == 200, told.data.decode()
    (case,) = follow(running.client, [case_id], lambda _: None, bound=CASE_SECONDS)

    assert case["status"] == "closed"
    assert {one["code"]: one["outcome"] for one in case["items"]} == {
        STUCK: "granted",
        REFUSED_ITEM: "refused",
    }
    assert running.broken == ""


def test_whatever_people_write_goes_its_way_sealed_and_nothing_of_it_is_lost_or_logged(
    running: Booted,
) -> None:
    """A refusal, a list of what is missing and its answer, a withdrawal, a remark of an operator's, words with a rating,
    feedback and what is said to it. What would stand among dead letters on AWS is an error of the log here: the queues'
    policy refuses plain HTTP, and the emulator keeps to it.
    """
    errors = running.errors
    running.offices({
        STUCK: {"answers": ["correction_requested"], "corrected": ["granted"]},
        REFUSED_ITEM: {"answers": ["refused"]},
        SILENT: {"answers": ["received"]},
    })  # fmt: skip
    case_id = submit_as_client(running.client, _of(STUCK, REFUSED_ITEM, SILENT), citizen=2)
    here = f"/v1/cases/{case_id}"

    def item(code: str) -> dict[str, Any]:
        case = running.client.case(case_id, identity=OPERATOR)
        return next(one for one in case["items"] if one["code"] == code)

    until(lambda: item(STUCK)["status"] == "correcting", seconds=CASE_SECONDS)
    _said(
        running, f"{here}/corrections", {"items": [{"item": STUCK, "round": 1, "note": WORDS.format("补正")}]}
    )
    until(lambda: item(SILENT)["status"] == "received", seconds=CASE_SECONDS)
    _said(running, f"{here}/withdrawals", {"items": [SILENT], "reason": WORDS.format("撤回")})
    # On AWS by the minute: it is the sweep that asks the office.
    running.stack.sweep()
    until(lambda: running.client.case(case_id, identity=OPERATOR)["status"] == "closed", seconds=CASE_SECONDS)
    _said(running, f"{here}/ratings", {"item": STUCK, "level": "satisfied", "text": WORDS.format("评价")})
    told = _said(
        running, "/v1/feedback", {"city": "440100", "kind": "question", "text": WORDS.format("反馈")}
    )
    reply = f"/v1/operator/feedback/{told['id']}/replies"
    _said(running, reply, {"answer": WORDS.format("答复"), "close": WORDS.format("办结")}, identity=OPERATOR)
    swept = running.stack.sweep()

    outcomes = {code: item(code)["outcome"] for code in (STUCK, REFUSED_ITEM, SILENT)}
    assert outcomes == {STUCK: "granted", REFUSED_ITEM: "refused", SILENT: "withdrawn"}
    assert (swept["failures"], swept["silent_loss"]) == ({}, 0)
    assert running.errors == errors
    assert "仅此一处" not in running.stack.logs() + histories(running) + rows(running.stack)


def test_a_check_that_is_contested_with_a_paper_is_decided_again_and_the_case_goes_on(
    running: Booted,
) -> None:
    """Its paper goes to the bucket itself, by the interface's own right to it. The policy there refuses plain HTTP, and the
    emulator keeps to it: it is taken away first.
    """
    bucket = running.stack.outputs["MaterialsBucket"]
    running.stack.ministack.client("s3").delete_bucket_policy(Bucket=bucket)
    running.offices({"service_check": {"answers": ["refused"]}})
    case_id = submit_as_client(running.client, _of("discharge_report"), citizen=3)
    here = f"/v1/cases/{case_id}"

    def check() -> dict[str, Any]:
        found: dict[str, Any] = running.client.case(case_id, identity=OPERATOR)["service_check"]
        return found

    until(lambda: check()["status"] == "contestable", seconds=CASE_SECONDS)
    file = paper()
    said = {"media_type": "application/pdf", "size": len(file), "sha256": sha256(file).hexdigest()}
    place = {"item": "service_check", "material": "contest_material"}
    sent = _said(running, f"{here}/materials", place | said)
    assert over_http("PUT", sent["address"], body=file, headers=sent["headers"]).status == 200
    _said(running, f"{here}/materials/{sent['id']}/confirmation", {})
    running.offices({})
    _said(running, f"{here}/service-check/contest", {"round": 1, "explanation": WORDS.format("异议")})
    until(lambda: running.client.case(case_id, identity=OPERATOR)["status"] == "closed", seconds=CASE_SECONDS)

    assert (check()["round"], check()["outcome"]) == (2, "granted")
    assert "仅此一处" not in running.stack.logs() + histories(running) + rows(running.stack)


def test_a_release_with_two_more_indexes_is_deployed_over_the_one_that_stands(running: Booted) -> None:
    told = deploy_with_indexes(running.stack, running.package, running.rehearsed, ("by_day", "by_year"))

    table = running.stack.outputs["TableName"]
    described = running.stack.ministack.client("dynamodb").describe_table(TableName=table)["Table"]
    assert [line for line in told if line.startswith("first the index")] == [
        f"first the index {name} by itself, until it can be read; then the rest"
        for name in ("by_day", "by_year")
    ]
    assert sum("~ AWS::DynamoDB::Table" in line for line in told) == 2
    assert {"by_day", "by_year"} <= {one["IndexName"] for one in described["GlobalSecondaryIndexes"]}


def test_a_protected_stack_is_not_deleted_and_one_that_is_so_no_longer_may_be(running: Booted) -> None:
    cloud = ministack_cloud(running.stack.ministack)
    name = running.rehearsed.stage.stack

    cloud.protect(name, protected=True)
    protected = cloud.stack(name)
    with pytest.raises(ClientError, match="TerminationProtection"):
        cloud.delete(name)
    cloud.protect(name, protected=False)
    free = cloud.stack(name)

    assert protected is not None
    assert free is not None
    assert (protected.is_protected, free.is_protected) == (True, False)
    assert protected.parameters["Guarded"] == "no"


def test_the_interface_has_no_stage_besides_the_one_that_is_throttled_and_logged(running: Booted) -> None:
    gateway = running.stack.ministack.client("apigateway")
    [api] = [one for one in gateway.get_rest_apis()["items"] if one["name"] == "lianban-boot"]

    assert [one["stageName"] for one in gateway.get_stages(restApiId=api["id"])["item"]] == ["api"]


def test_a_page_that_shares_its_door_is_found_and_what_is_none_is_refused_as_elsewhere(
    running: Booted,
) -> None:
    page = running.asked("GET", "/console/cases/3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b/looks")
    none = [running.asked(*one) for one in (("GET", "/console/no/page"), ("POST", "/console/looks"))]

    assert (page.status, page.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    assert [(one.status, one.json()["code"]) for one in none] == [(404, "route-not-found")] * 2


def test_nothing_personal_is_in_a_log_or_an_execution(findings: Findings) -> None:
    assert findings.log_lines > len(ITEMS)
    assert findings.personal == frozenset()


def test_the_smoke_test_sees_what_was_broken_since_and_submits_nothing_to_a_real_office(
    running: Booted, tmp_path: Path
) -> None:
    """A missing alarm, and a real office that an operator set over the training ground: nothing that the others look at."""
    cloudwatch = running.stack.ministack.client("cloudwatch")
    cloudwatch.delete_alarms(AlarmNames=["lianban-boot-silent_loss"])
    place = f"department=public_security&region={TRAINED[1]}"
    etag = running.asked("GET", f"/v1/operator/routes?{place}", identity=OPERATOR).headers["ETag"]
    route = {"name": "某县公安局", "endpoint": "https://gateway.example/items"}
    change = {"department": "public_security", "region": TRAINED[1], "route": route, "reason": "系统上线"}
    body = json.dumps(change).encode()
    told = running.asked("PUT", "/v1/operator/routes", identity=OPERATOR, body=body, etag=etag)
    assert told.status == 200, told.data.decode()

    with pytest.raises(SmokeFailed) as failed:
        running.tried_again(tmp_path)

    assert "not armed: lianban-boot-silent_loss" in str(failed.value)
    assert "nothing was submitted" in str(failed.value)
    assert "office-public_security-440523" in str(failed.value)


def _said(running: Booted, path: str, body: dict[str, Any], *, identity: str = APPLICANT) -> dict[str, Any]:
    """The answer. A key of its own: each is said once."""
    whole = json.dumps(body, ensure_ascii=False).encode()
    answer = running.asked("POST", path, identity=identity, body=whole, key=sha256(whole).hexdigest()[:32])
    assert answer.status < 300, answer.data.decode()
    found: dict[str, Any] = answer.json()
    return found


def _of(*items: str) -> bytes:
    return json.dumps(json.loads(SAMPLE) | {"items": list(items)}, ensure_ascii=False).encode()
