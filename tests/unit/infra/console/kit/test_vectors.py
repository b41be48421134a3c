"""Every test vector is judged by the system, by `lianban verify` and by the standard's own library as its file says."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from functions.adapters.outward.signatures import StandardSignatures
from functions.domain.refusals import BadSignature, ClockSkew
from functions.pages.office.kit_files import KIT_FOLDER
from infra.console.failure import Misused
from infra.console.kit.vectors import AT, Vector, vectors, vectors_in
from infra.console.kit.verdict import judge
from schemas.codes import Department
from schemas.office.dispatches import MESSAGE
from tests.support.each import each

FILE = KIT_FOLDER / "vectors.json"
VECTORS = {one.name: one for one in vectors_in(FILE) or ()}
MADE = {one.name: one for one in vectors(AT)}
WHAT_THERE_IS = {
    "valid",
    "expired",
    "from-the-future",
    "wrong-key",
    "rotated-new-key",
    "rotated-old-key",
    "rotated-receiver-first",
    "body-written-anew",
    "list-with-other-schemes",
    "list-without-ours",
    "no-id",
    "no-timestamp",
    "no-signature",
}


class _Held:
    """The keys of one vector, whoever asks."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys

    def keys(self, name: str) -> tuple[str, ...]:
        return self._keys


def test_every_kind_that_was_asked_for_is_there() -> None:
    assert set(VECTORS) >= WHAT_THERE_IS
    assert {one.verdict for one in VECTORS.values()} == {"accept", "reject"}


@each("vector", VECTORS.values(), ids=VECTORS)
def test_the_system_says_what_stands_there(vector: Vector) -> None:
    system = StandardSignatures(_Held(vector.keys))
    given = vector.message

    def verified() -> str:
        return system.verify(Department.PUBLIC_SECURITY, given.headers, given.body, now=vector.now)

    if vector.verdict == "accept":
        lowered = {name.lower(): value for name, value in given.headers.items()}
        assert verified() == lowered["webhook-id"]
    else:
        with pytest.raises(ClockSkew if vector.wrong == "time" else BadSignature):
            verified()


@each("vector", VECTORS.values(), ids=VECTORS)
def test_the_command_names_the_part_that_is_wrong(vector: Vector) -> None:
    verdict = judge(vector.message, vector.keys, at=vector.now)

    assert verdict.wrong == ((vector.wrong,) if vector.wrong else ())


@pytest.mark.slow
@each("name", MADE)
def test_the_standards_own_library_says_the_same(name: str) -> None:
    """Its clock is the machine's: the same vectors are made for now."""
    now = datetime.now(UTC).replace(microsecond=0)
    vector = next(one for one in vectors(now) if one.name == name)
    sent = now + (AT - MADE[name].now)
    moved = next(one for one in vectors(sent) if one.name == name)

    assert vector.verdict == moved.verdict
    assert _by_the_library(moved) == moved.verdict


def _by_the_library(vector: Vector) -> str:
    for key in vector.keys:
        try:
            Webhook(key).verify(vector.message.body, dict(vector.message.headers), json_parse=False)
        except (WebhookVerificationError, ValueError):
            # It tells of a signature without its scheme by a ValueError.
            continue
        return "accept"
    return "reject"


@each("vector", VECTORS.values(), ids=VECTORS)
def test_what_is_accepted_is_a_message_of_the_contract(vector: Vector) -> None:
    if vector.verdict == "accept":
        assert MESSAGE.validate_json(vector.message.body)


def test_a_file_that_is_not_whole_is_refused_and_another_is_no_file_of_vectors(tmp_path: Path) -> None:
    half, other = tmp_path / "half.json", tmp_path / "other.json"
    half.write_text(json.dumps({"vectors": [{"name": "valid"}]}))
    other.write_text(json.dumps({"headers": {}, "body": ""}))

    assert vectors_in(other) is None
    assert vectors_in(tmp_path / "none.json") is None
    with pytest.raises(Misused):
        vectors_in(half)
