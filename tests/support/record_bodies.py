"""Whether a record's body is what the table of record kinds says: asked of every record that a use case writes in a test."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from functions.domain.case.case import Change
from functions.ports.case_store import Record
from functions.usecases.record_kinds import kept_as
from functions.usecases.record_kinds.case import FieldSources
from functions.usecases.record_kinds.every import RECORD_KINDS
from tests.support.fakes.case_store import FakeCaseStore


def wrong_in(record: Record) -> set[str]:
    """The parts that are missing or that nobody knows. A kind of a test's own is nobody's matter."""
    if not is_kept(record.kind) or kept_as(record.kind).body is FieldSources:
        return set()
    needed, known = parts(kept_as(record.kind).body)
    given = set(record.body)
    return (needed - given) | (given - known)


def is_kept(kind: str) -> bool:
    return kind.replace("#", "/").split("/")[0] in RECORD_KINDS


def parts(body: type[Any]) -> tuple[set[str], set[str]]:
    """Those that are needed, and all."""
    if issubclass(body, BaseModel):
        fields: Mapping[str, Any] = body.model_fields
        return {name for name, one in fields.items() if one.is_required()}, set(fields)
    return set(body.__required_keys__), set(body.__required_keys__ | body.__optional_keys__)


class WatchedStore(FakeCaseStore):
    """Takes no record with a body that its kind does not have."""

    def put(self, record: Record) -> Record:
        assert not wrong_in(record), f"{record.kind} with {wrong_in(record)}"
        return super().put(record)

    def commit(self, change: Change) -> Change:
        for record in change.records:
            assert not wrong_in(record), f"{record.kind} with {wrong_in(record)}"
        return super().commit(change)
