"""What both checkers of signatures promise; the wire format itself is in tests/unit/adapters/outward/test_signatures.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.adapters.outward.signatures import StandardSignatures, sign
from functions.domain.refusals import BadSignature, ClockSkew
from functions.ports.signatures import Signatures
from schemas.codes import Department
from tests.support.each import each
from tests.support.fakes.secrets import FakeSecrets
from tests.support.fakes.signatures import FakeSignatures

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
OURS = Department.PUBLIC_SECURITY
BODY = '{"type":"received","说明":"已收件"}'.encode()


@dataclass(frozen=True)
class Checker:
    signatures: Signatures
    headers: Callable[[Department, str, datetime], dict[str, str]]


def standard() -> Checker:
    secrets = FakeSecrets()

    def headers(department: Department, webhook_id: str, at: datetime) -> dict[str, str]:
        return {
            "Webhook-Id": webhook_id,
            "Webhook-Timestamp": str(int(at.timestamp())),
            "Webhook-Signature": sign(secrets.keys(department), webhook_id, at, BODY),
        }

    return Checker(StandardSignatures(secrets), headers)


def fake() -> Checker:
    signatures = FakeSignatures()
    return Checker(signatures, lambda department, id_, at: signatures.headers(department, id_, at=at))


@pytest.fixture(params=[standard, fake])
def checker(request: pytest.FixtureRequest) -> Checker:
    made: Checker = request.param()
    return made


@each("name", [str.lower, str.upper, str.title])
def test_an_authentic_delivery_tells_its_id_whatever_the_case_of_its_headers(
    checker: Checker, name: Callable[[str], str]
) -> None:
    given = {name(header): value for header, value in checker.headers(OURS, "msg_1/2", NOW).items()}

    assert checker.signatures.verify(OURS, given, BODY, now=NOW) == "msg_1/2"


def test_a_signature_of_another_department_is_refused(checker: Checker) -> None:
    with pytest.raises(BadSignature):
        checker.signatures.verify(OURS, checker.headers(Department.MOBILIZATION, "msg", NOW), BODY, now=NOW)


@each("missing", ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"])
def test_a_missing_header_is_refused(checker: Checker, missing: str) -> None:
    given = checker.headers(OURS, "msg", NOW)
    del given[missing]

    with pytest.raises(BadSignature):
        checker.signatures.verify(OURS, given, BODY, now=NOW)


@each("seconds", [-300, 300])
def test_five_minutes_are_tolerated(checker: Checker, seconds: int) -> None:
    given = checker.headers(OURS, "msg", NOW + timedelta(seconds=seconds))

    assert checker.signatures.verify(OURS, given, BODY, now=NOW) == "msg"


@each("seconds", [-301, 301])
def test_more_is_clock_skew(checker: Checker, seconds: int) -> None:
    given = checker.headers(OURS, "msg", NOW + timedelta(seconds=seconds))

    with pytest.raises(ClockSkew):
        checker.signatures.verify(OURS, given, BODY, now=NOW)


def test_a_clock_is_told_only_to_who_holds_a_key(checker: Checker) -> None:
    given = checker.headers(Department.MOBILIZATION, "msg", NOW + timedelta(days=1))

    with pytest.raises(BadSignature):
        checker.signatures.verify(OURS, given, BODY, now=NOW)


@each(
    "change",
    [{"body": BODY + b" "}, {"webhook_id": "file-2"}, {"department": Department.MOBILIZATION}],
)
def test_what_was_signed_here_is_authentic_as_it_stands_and_in_no_other_form(
    checker: Checker, change: dict[str, Any]
) -> None:
    signature = checker.signatures.sign(OURS, "file-1", at=NOW, body=BODY)

    def verify(department: Department = OURS, webhook_id: str = "file-1", body: bytes = BODY) -> str:
        headers = {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(NOW.timestamp())),
            "webhook-signature": signature,
        }
        return checker.signatures.verify(department, headers, body, now=NOW)

    assert verify() == "file-1"
    with pytest.raises(BadSignature):
        verify(**change)


def test_every_key_has_a_mark_of_its_own(checker: Checker) -> None:
    marks = checker.signatures.marks([OURS.value, Department.MOBILIZATION.value])

    assert [one.secret for one in marks] == [OURS.value, Department.MOBILIZATION.value]
    assert len({one.fingerprint for one in marks}) == len(marks)
