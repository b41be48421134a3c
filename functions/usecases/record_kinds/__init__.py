"""Every kind of small document that is kept beside the cases (`Record`): each room tells its own, here they are together."""

from collections.abc import Mapping
from datetime import datetime

from functions.usecases.record_kinds.applicant import APPLICANT_KINDS
from functions.usecases.record_kinds.case import CASE_KINDS
from functions.usecases.record_kinds.guide import GUIDE_KINDS
from functions.usecases.record_kinds.intake import INTAKE_KINDS
from functions.usecases.record_kinds.kept import RecordKind
from functions.usecases.record_kinds.national import NATIONAL_KINDS
from functions.usecases.record_kinds.numbers import NUMBERS_KINDS
from functions.usecases.record_kinds.office import OFFICE_KINDS
from functions.usecases.record_kinds.operator import OPERATOR_KINDS
from functions.usecases.record_kinds.shared import SHARED_KINDS

RECORD_KINDS: Mapping[str, RecordKind] = {
    **GUIDE_KINDS,
    **CASE_KINDS,
    **OFFICE_KINDS,
    **INTAKE_KINDS,
    **APPLICANT_KINDS,
    **OPERATOR_KINDS,
    **NATIONAL_KINDS,
    **NUMBERS_KINDS,
    **SHARED_KINDS,
}


def kept_as(kind: str) -> RecordKind:
    name, *_ = kind.replace("#", "/").split("/")
    return RECORD_KINDS[name]


def end_of(kind: str, now: datetime) -> datetime:
    """Until when what is written now is kept, a whole second. Raises ValueError for a kind without an end."""
    life = kept_as(kind).life
    if life is None:
        raise ValueError(f"{kind} has no end of its own")
    return (now + life).replace(microsecond=0)
