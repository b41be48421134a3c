"""Beside a case: its person, what was corrected in its form, who looked and who acted."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NotRequired, TypedDict

from functions.usecases.record_kinds.kept import RecordKind

PERSON = "person"
FORM_CORRECTIONS = "form_corrections"
LOOKED = "looked"
OPERATED = "operated"


class PersonCases(TypedDict):
    """Their ids, oldest first; one of an earlier release is named by its key."""

    cases: NotRequired[Sequence[str]]


class FieldSources(TypedDict):
    """By the path of a field that was corrected, its FieldSource."""


class CaseLook(TypedDict):
    """`by`: the subject of who looked, of `role`. `purpose`: as whoever looked the case up wrote it."""

    what: str
    by: str
    role: str
    at: str
    region: NotRequired[str]
    department: NotRequired[str]
    item: NotRequired[str]
    purpose: NotRequired[str]


class OperatedPlace(TypedDict):
    """`by`: the operator's subject."""

    case_id: str
    act: str
    at: str
    by: str


CASE_KINDS: Mapping[str, RecordKind] = {
    PERSON: RecordKind(PersonCases, parted=True),
    FORM_CORRECTIONS: RecordKind(FieldSources, sealed=True),
    # By case, who looked at what it holds of its person; as long as those.
    LOOKED: RecordKind(CaseLook, sealed=True, life=timedelta(days=3 * 366), parted=True),
    # By city, what leads to each act of an operator on a case.
    OPERATED: RecordKind(OperatedPlace, parted=True),
}
