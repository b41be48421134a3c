import json
from datetime import timedelta
from typing import Any

import pytest

from functions.ports.deps import Deps
from schemas.office.conformance import ConformanceReport
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.fakes.clock import START
from tests.support.reports import report_at, whole_report_of_a_right_program

PATH = "/v1/departments/public_security/conformance"


def hand_in(
    deps: Deps, report: ConformanceReport, *, signature: str = "public_security", **more: Any
) -> Answer:
    body = {**json.loads(report.model_dump_json()), **more}
    return Api(deps).post(PATH, body, webhook_id="conformance/1", webhook_signature=signature)


def test_a_signed_report_is_kept_and_told_where() -> None:
    deps, report = house(), report_at(START)

    first, again = hand_in(deps, report), hand_in(deps, report)

    assert first.status == 200
    assert first.json == again.json
    assert (first.json["number"], first.json["verdict"]) == (report.number, report.verdict)
    assert first.json["kept_at"].startswith(f"{START:%Y-%m-%d}")


@pytest.mark.slow
def test_a_whole_report_is_within_the_bounds() -> None:
    report = whole_report_of_a_right_program()
    ended = {"began_at": START - timedelta(minutes=5), "ended_at": START}

    assert hand_in(house(), report.model_copy(update=ended)).status == 200


def test_nobody_hands_in_for_another_department() -> None:
    said = hand_in(house(), report_at(START), signature="mobilization")

    assert (said.status, said.code) == (401, "bad-signature")


def test_a_report_that_somebody_typed_is_told_what_is_wrong() -> None:
    said = hand_in(house(), report_at(START), conforms=True)

    assert (said.status, said.json["errors"][0]["pointer"]) == (422, "/scenarios")


def test_what_is_no_report_is_refused() -> None:
    assert hand_in(house(), report_at(START), comment="好").status == 422
