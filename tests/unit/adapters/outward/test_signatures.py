import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.adapters.outward.secrets import SecretUnusable
from functions.adapters.outward.signatures import MOST_SIGNATURES, StandardSignatures, sign
from functions.domain.errors import RecordUnreadable
from functions.domain.refusals import BadSignature
from schemas.codes import Department
from tests.support.each import each
from tests.support.fakes.secrets import FakeSecrets, key

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
OURS = Department.PUBLIC_SECURITY
BODY = b'{"type":"received"}'


def headers(signature: str, *, webhook_id: str = "msg", timestamp: str | None = None) -> dict[str, str]:
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp or str(int(NOW.timestamp())),
        "webhook-signature": signature,
    }


def good(webhook_id: str = "msg", body: bytes = BODY, *, seed: str = OURS) -> str:
    return sign((key(seed),), webhook_id, NOW, body)


def verify(given_headers: dict[str, str], body: bytes = BODY, secrets: FakeSecrets | None = None) -> str:
    return StandardSignatures(secrets or FakeSecrets()).verify(OURS, given_headers, body, now=NOW)


def test_the_wire_format_is_that_of_the_standard() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    signature = sign((secret,), "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_zone_of_a_time_does_not_change_its_signature() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=8)))

    assert sign((key(OURS),), "msg", local, BODY) == good()


def test_any_signature_by_any_key_will_do_while_keys_rotate() -> None:
    secrets = FakeSecrets()
    secrets.rotate(OURS)
    other = good(seed="somebody else")

    assert verify(headers(good()), secrets=secrets) == "msg"
    assert verify(headers(f"v1a,AAAA {other} {good(seed=OURS + '+')}"), secrets=secrets) == "msg"


def test_the_old_key_is_refused_once_it_is_dropped() -> None:
    secrets = FakeSecrets()
    secrets.rotate(OURS, drop_old=True)

    with pytest.raises(BadSignature):
        verify(headers(good()), secrets=secrets)


def test_the_body_is_taken_as_it_came() -> None:
    with pytest.raises(BadSignature):
        verify(headers(good()), b'{"type": "received"}')


@each(
    "signature",
    [
        "",
        "v1",
        "v1,",
        "v1,abc",
        "v1,测试",
        "v1," + "A" * 10_000,
        "v2," + good()[3:],
        good()[3:],
        " " + good(),
        "v1,=",
        ",",
        good().replace("v1,", "v1, "),
        "\x00",
        " ".join(["v1,AAAA"] * MOST_SIGNATURES + [good()]),
    ],
)
def test_a_hostile_signature_is_refused(signature: str) -> None:
    with pytest.raises(BadSignature):
        verify(headers(signature))


@each(
    "timestamp",
    [
        "",
        "NaN",
        "inf",
        "-1",
        "+1",
        "0",
        "1e9",
        "1795482000.0",
        " 1795482000",
        "01795482000",
        "１７９５４８２０００",
        "9" * 400,
    ],
)
def test_a_hostile_timestamp_is_refused(timestamp: str) -> None:
    with pytest.raises(BadSignature):
        verify(headers(good(), timestamp=timestamp or " "))


@each("webhook_id", ["", "a b", "a\nb", "编号", "a.1", "a" * 201, "a\x00"])
def test_a_hostile_id_is_refused(webhook_id: str) -> None:
    with pytest.raises(BadSignature):
        verify(headers(good(webhook_id), webhook_id=webhook_id))


def test_a_header_that_is_none_is_named_and_nobody_is_sent_to_their_key_for_it() -> None:
    told = {}
    for name, wrong in (
        ("webhook-id", "a.1"),
        ("webhook-timestamp", "1795482000000"),
        ("webhook-signature", ""),
    ):
        with pytest.raises(BadSignature) as caught:
            verify({**headers(good("a.1")), name: wrong})
        told[name] = caught.value.detail

    assert [name for name, detail in told.items() if name not in detail or "密钥" in detail] == []
    assert ("句点" in told["webhook-id"], "毫秒" in told["webhook-timestamp"]) == (True, True)
    assert "缺少" in told["webhook-signature"]


def test_a_body_that_is_not_utf_8_is_refused_as_such() -> None:
    with pytest.raises(BadSignature, match="UTF-8") as caught:
        verify(headers(good()), "收件".encode("gbk"))

    assert "密钥" not in caught.value.detail


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()))
def test_no_header_can_do_worse_than_be_refused(hostile: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        verify({**headers("v1,AAAA"), **hostile})


class OneMissing(FakeSecrets):
    def keys(self, name: str) -> tuple[str, ...]:
        if name == "public_security-gone":
            raise SecretUnusable(name)
        return super().keys(name)


def test_a_missing_secret_of_one_office_silences_that_office_only() -> None:
    names = ("public_security-gone", "public_security-tianhe")
    signatures = StandardSignatures(OneMissing(), named=lambda _department: names)

    for seed in (OURS.value, "public_security-tianhe"):
        assert signatures.verify(OURS, headers(good(seed=seed)), BODY, now=NOW) == "msg"
    with pytest.raises(BadSignature):
        signatures.verify(OURS, headers(good(seed="public_security-gone")), BODY, now=NOW)


def test_a_keys_mark_tells_it_apart_and_nothing_of_it() -> None:
    marks = StandardSignatures(OneMissing()).marks((OURS, "public_security-gone"))

    assert [one.secret for one in marks] == [OURS] * len(OneMissing().keys(OURS))
    assert all(re.fullmatch("[0-9a-f]{16}", one.fingerprint) for one in marks)
    assert not any(
        one.fingerprint in key or key in repr(one) for one in marks for key in OneMissing().keys(OURS)
    )


class Mistyped(FakeSecrets):
    """Some secrets hold a key that is none, before what they held."""

    def __init__(self, names: tuple[str, ...], mistyped: str) -> None:
        super().__init__()
        self._wrong, self._mistyped = names, mistyped

    def keys(self, name: str) -> tuple[str, ...]:
        return (self._mistyped, *super().keys(name)) if name in self._wrong else super().keys(name)


MISTYPED = ("whsec_", "whsec_测试密钥", "whsec_abcde", "whsec_?!")


@each("mistyped", MISTYPED)
def test_a_mistyped_key_silences_nobody_who_signs_with_another(mistyped: str) -> None:
    secrets = Mistyped((OURS.value, "office-two"), mistyped)
    checker = StandardSignatures(secrets, named=lambda _department: ("office-two",))

    for signature in (good(), good(seed="office-two")):
        assert checker.verify(OURS, headers(signature), BODY, now=NOW) == "msg"
    with pytest.raises(BadSignature):
        checker.verify(OURS, headers(good(seed="somebody else")), BODY, now=NOW)
    assert checker.sign(OURS, "msg", at=NOW, body=BODY) == good()


@each("mistyped", MISTYPED)
def test_where_no_key_signs_the_secret_is_told_to_be_unusable_and_not_what_it_holds(mistyped: str) -> None:
    with pytest.raises(SecretUnusable) as told:
        sign((mistyped,), "msg", NOW, BODY)

    assert str(told.value) == "no key that signs: whsec_ and base64"


def test_while_a_secret_of_a_department_may_be_unknown_nobody_is_told_that_their_key_is_wrong() -> None:
    checks = StandardSignatures(FakeSecrets(), is_in_doubt=lambda department: department is OURS)
    other = Department.MOBILIZATION

    with pytest.raises(RecordUnreadable):
        checks.verify(OURS, headers(good(seed="set there")), BODY, now=NOW)
    with pytest.raises(BadSignature):
        checks.verify(other, headers(good(seed="set there")), BODY, now=NOW)
    assert checks.verify(OURS, headers(good()), BODY, now=NOW) == "msg"
