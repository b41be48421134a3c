"""The judge of signatures says which part is wrong, and agrees with the system's own check."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from functions.adapters.outward.signatures import StandardSignatures
from functions.domain.refusals import BadSignature, ClockSkew
from infra.console.failure import Misused
from infra.console.kit.message import KitMessage, keys_of, read_message, signed
from infra.console.kit.verdict import judge
from schemas.codes import Department
from tests.support.each import each

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
KEY, OLD, OTHER = ("whsec_" + letter * 43 + "=" for letter in "ABC")
BODY = '{"type":"accepted","item":"identity_card","说明":"测试"}'


def _message(body: str = BODY, key: str = KEY) -> KitMessage:
    return signed(body, key=key, webhook_id="m/1", at=NOW)


def _with(**headers: str | None) -> KitMessage:
    given = {**_message().headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return KitMessage({name: value for name, value in given.items() if value is not None}, _message().body)


def _body(change: Callable[[bytes], bytes]) -> KitMessage:
    return replace(_message(), body=change(_message().body))


WRONG = {
    "no id": (_with(webhook_id=None), ["webhook-id"]),
    "a full stop in the id": (_with(webhook_id="m.1"), ["webhook-id"]),
    "another id": (_with(webhook_id="m/2"), ["key"]),
    "no timestamp": (_with(webhook_timestamp=None), ["webhook-timestamp"]),
    "milliseconds": (_with(webhook_timestamp="1796090400000"), ["webhook-timestamp"]),
    "no signature": (_with(webhook_signature=None), ["webhook-signature"]),
    "two spaces": (_with(webhook_signature="v1,a  v1,b"), ["webhook-signature"]),
    "another scheme": (_with(webhook_signature="v1a,abc"), ["webhook-signature"]),
    "another key": (_message(key=OTHER), ["key"]),
    "a line break at the end": (_body(lambda body: body + b"\n"), ["body"]),
    "a byte order mark": (_body(lambda body: b"\xef\xbb\xbf" + body), ["body"]),
    "written anew": (_body(lambda body: json.dumps(json.loads(body), indent=2).encode()), ["body"]),
    "another body": (_body(lambda body: body.replace(b"accepted", b"refused")), ["key"]),
    "no UTF-8": (_body(lambda body: b"\xff"), ["key"]),
}


@each("message, parts", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_and_the_system_refuses_it_too(message: KitMessage, parts: list[str]) -> None:
    verdict = judge(message, (KEY,), at=NOW)

    assert [finding.part for finding in verdict.findings if not finding.ok] == parts
    with pytest.raises(BadSignature):
        _system().verify(Department.PUBLIC_SECURITY, message.headers, message.body, now=NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_clock_that_is_off_is_named_apart_from_the_key(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)

    verdict = judge(_message(), (KEY,), at=at)

    assert [finding.part for finding in verdict.findings if not finding.ok] == ["time"]
    with pytest.raises(ClockSkew):
        _system().verify(Department.PUBLIC_SECURITY, _message().headers, _message().body, now=at)


def test_either_key_fits_while_one_is_rotated() -> None:
    both = Webhook(OLD).sign("m/1", NOW, BODY) + " " + Webhook(OTHER).sign("m/1", NOW, BODY)

    verdict = judge(_with(webhook_signature=both), (KEY, OLD), at=NOW)

    assert verdict.ok
    assert any("第 2 个密钥" in finding.text for finding in verdict.findings)


@each("key", ["whsec_not base64", "whsec_"])
def test_a_key_that_is_none_is_told_and_not_shown(key: str) -> None:
    with pytest.raises(Misused) as told:
        judge(_message(), (key,), at=NOW)

    assert "not base64" not in str(told.value)


class _Secrets:
    def keys(self, name: str) -> tuple[str, ...]:
        return (KEY,)


def _system() -> StandardSignatures:
    return StandardSignatures(_Secrets())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_message_is_read_as_it_stood_on_the_wire(tmp_path: Path, end: str) -> None:
    lines = ["POST /items HTTP/1.1", *(f"{k.title()}: {v}" for k, v in _message().headers.items()), "", BODY]
    path = tmp_path / "message.http"
    path.write_bytes(end.join(lines).encode())

    assert judge(read_message(path), (KEY,), at=NOW).ok


def test_a_message_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "message.json"
    path.write_text(_message().written(), "utf-8")

    assert read_message(path) == _message()


def test_what_is_no_message_is_told(tmp_path: Path) -> None:
    path = tmp_path / "message"
    path.write_text('{"headers": []}')

    with pytest.raises(Misused, match="headers"):
        read_message(path)


def test_keys_come_from_a_file_before_the_environment_and_never_from_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"{KEY}\n{OLD}\n")

    assert keys_of(tmp_path, None, path, OTHER) == (KEY, OLD)
    assert keys_of(tmp_path, None, None, OTHER) == (OTHER,)
    with pytest.raises(Misused, match="没有密钥"):
        keys_of(tmp_path, None, None, None)
