"""The kinds of all rooms. It names a model of each: whoever only reads records does without (`make coldstart`)."""

from collections.abc import Mapping

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
