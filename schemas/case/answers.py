"""What a department says of an item (部门答复), as it is kept: one class per answer type, told apart by `type`."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from schemas.case.remedies import Remedy
from schemas.codes import AnswerType
from schemas.refusing import refuse
from schemas.wire import LAZY, CalendarDate, Digest, Instant, ItemCode, LongText, Reference, Text, Wire

MOST_DOCUMENTS = 5
DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
FormPointer = Annotated[str, Field(pattern=r"^(/[a-z_]{2,40}){2,4}$")]


class _Answer(Wire):
    """Which item of which case, which round of dispatch, and when the office decided it."""

    reference: Reference
    item: ItemCode
    round: Annotated[int, Field(ge=1, le=99)]
    at: Instant


class AttachedFile(Wire):
    """A document that goes with the answer, uploaded before; `name` is what the applicant reads."""

    id: DocumentId
    name: Text


class _WithDocuments(_Answer):
    """`documents`: files that the applicant gets with it (附件)."""

    documents: Annotated[tuple[AttachedFile, ...], Field(max_length=MOST_DOCUMENTS)] = ()


class Received(_WithDocuments):
    """收件: the office has it; its own clock has not started."""

    type: Literal[AnswerType.RECEIVED]
    receipt: Text | None = None


class Accepted(_WithDocuments):
    """受理: the office took the case up; the time limit starts."""

    type: Literal[AnswerType.ACCEPTED]
    receipt: Text | None = None


class Missing(Wire):
    """One line of a correction list: which material or field, in words, and what is wrong with it.

    For programs: `material`, the code of one of the item's materials; `field`, a JSON pointer into the form.
    """

    name: Text
    reason: LongText
    material: ItemCode | None = None
    field: FormPointer | None = None


class CorrectionRequest(_WithDocuments):
    """补正: the one-time list of everything missing."""

    type: Literal[AnswerType.CORRECTION_REQUESTED]
    missing: Annotated[tuple[Missing, ...], Field(min_length=1, max_length=50)]


class Suspended(_WithDocuments):
    """特别程序: the clock stops, in writing, with a reason; `expected_days`: 所需时间, in natural days, where it is known."""

    type: Literal[AnswerType.SUSPENDED]
    reason: LongText
    expected_days: Annotated[int, Field(ge=1, le=730)] | None = None


class Resumed(_Answer):
    type: Literal[AnswerType.RESUMED]


class Extended(_WithDocuments):
    """延长: approved, with a reason, in the unit that the item is counted in. What an item allows in sum
    stands in the catalogue; `basis`: what gives it, where the catalogue cannot say.
    """

    type: Literal[AnswerType.EXTENDED]
    reason: LongText
    working_days: Annotated[int, Field(ge=1, le=90)] | None = None
    natural_days: Annotated[int, Field(ge=1, le=90)] | None = None
    basis: LongText | None = None

    @model_validator(mode="after")
    def _in_one_unit(self) -> Self:
        if (self.working_days is None) == (self.natural_days is None):
            refuse(
                (
                    ("working_days",),
                    "请填写延长的工作日数（working_days）或者自然日数（natural_days），只填一个。",
                )
            )
        return self


class ResultDocument(Wire):
    """结果文书: one of the papers that a result consists of. `material`: which material it is of the items that stand on
    this one (户口登记介绍信 …); `file`: one of the answer's `documents`; `sha256`: what its file has to have.
    """

    name: Text
    number: Text | None = None
    issued_on: CalendarDate | None = None
    issuer: Text | None = None
    valid_until: CalendarDate | None = None
    material: ItemCode | None = None
    file: DocumentId | None = None
    sha256: Digest | None = None


class Result(Wire):
    """What the applicant gets: a certificate or document, how it is delivered, and what to do next.

    `documents`: each paper of it, where there are several or other items stand on them.
    """

    document: Text
    number: Text | None = None
    valid_until: CalendarDate | None = None
    delivery: Literal["window", "post", "e_certificate", "none"] = "none"
    next_steps: LongText | None = None
    # Left out where there are none: what was answered before a result could have some is still the same answer.
    documents: tuple[ResultDocument, ...] = Field(
        (), max_length=MOST_DOCUMENTS, exclude_if=lambda given: not given
    )


class Granted(_WithDocuments):
    type: Literal[AnswerType.GRANTED]
    result: Result

    @model_validator(mode="after")
    def _names_what_goes_with_it(self) -> Self:
        check_papers(self.result, {one.id for one in self.documents})
        return self


def check_papers(result: Result, named: set[str]) -> None:
    """`named`: the files that go with it. Raises ValidationError, with places below what has the `result`."""
    found = [
        (("result", "documents", str(place), name), detail)
        for place, one in enumerate(result.documents)
        for name, detail in _faults_of(one, named)
    ]
    if found:
        refuse(*found)


def _faults_of(one: ResultDocument, named: set[str]) -> Iterator[tuple[str, str]]:
    if one.file is not None and one.file not in named:
        yield "file", "请填写本答复所附文件（documents）中的编号（id）。"
    if one.sha256 is not None and one.file is None:
        yield "sha256", "写明校验值（sha256）的，请同时写明文件（file）。"
    if one.issued_on and one.valid_until and one.valid_until < one.issued_on:
        yield "valid_until", "有效期不能早于出具日期（issued_on），请核对。"


class Refused(_WithDocuments):
    """不予办理, as it is kept: an older one may tell no basis, and its remedy in a sentence or not at all."""

    type: Literal[AnswerType.REFUSED]
    reason: LongText
    legal_basis: LongText | None = None
    remedy: tuple[Remedy, ...] | LongText | None = None


class NotAccepted(_WithDocuments):
    """不予受理, as it is kept: an older one tells its reason only."""

    type: Literal[AnswerType.NOT_ACCEPTED]
    reason: LongText
    legal_basis: LongText | None = None
    remedy: tuple[Remedy, ...] | LongText | None = None


class Withdrawn(_Answer):
    """同意撤回: the office acknowledges a withdrawal we asked for."""

    type: Literal[AnswerType.WITHDRAWN]


class Problem(_Answer):
    """The office cannot read what it got: an operator must look."""

    type: Literal[AnswerType.PROBLEM]
    reason: LongText


# Said as it is kept; a refusal says more than an older one that is kept (schemas/office/answering.py).
SaidAsKept = (
    Received | Accepted | CorrectionRequest | Suspended | Resumed | Extended | Granted | Withdrawn | Problem
)
Answer = Annotated[SaidAsKept | Refused | NotAccepted, Field(discriminator="type")]

ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer, config=LAZY)
