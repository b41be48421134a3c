"""A draft (草稿): the one form while it is being filled in, for the items that were chosen."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.catalogue.figures import FieldPath
from schemas.catalogue.prefill import Consent, SourceCode
from schemas.catalogue.questions import AnswerValue, QuestionCode
from schemas.form.application import Items
from schemas.form.types import spelled
from schemas.plain_text import PARAGRAPHS
from schemas.refusing import refuse
from schemas.spelling import spelled_paper
from schemas.wire import Instant, ItemCode, Wire

_ONCE = "同一事项只能选择一次，请删去重复的事项。"
Evidence = Annotated[
    str,
    Field(pattern=r"^[0-9A-Za-z\u4e00-\u9fff()（）〔〕#-]{2,60}$", json_schema_extra={"maxLength": 60}),
    spelled(spelled_paper),
]
BriefReason = Annotated[
    str, StringConstraints(min_length=2, max_length=200, strip_whitespace=True), PARAGRAPHS
]
_Section = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]
_Sections = Annotated[dict[_Section, dict[str, Any] | None], Field(max_length=30)]


class MandateHow(StrEnum):
    """受理方式: the citizen is at the window, or an agent came with a power of attorney."""

    IN_PERSON = "in_person"
    ENTRUSTED = "entrusted"


class OnBehalfOf(Wire):
    """代办依据. `evidence`: the number of the verification slip or of the power of attorney, as the office files it."""

    how: MandateHow = Field(title="受理方式")
    evidence: Evidence = Field(title="核验单或委托书编号")


class DraftRequest(Wire):
    """What a draft is begun with. `on_behalf_of`: at the window only. `answers`: as the guide was given them."""

    items: Items = Field(title="申请的事项")
    on_behalf_of: OnBehalfOf | None = None
    answers: dict[QuestionCode, AnswerValue] = Field(default_factory=dict, max_length=40)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len(set(self.items)) != len(self.items):
            refuse((("items",), _ONCE))
        return self


class DraftSave(Wire):
    """A part of the form: each section given replaces that section, null empties it, the others stay as they are.

    `items` replaces the choice; what no chosen item needs any more is dropped from the form. `corrections`: for a locked
    field, why the source's value is wrong for this application; only then may it be changed.
    """

    sections: _Sections = Field(default_factory=dict, title="表单的各部分")
    items: Items | None = Field(None, title="申请的事项")
    corrections: dict[FieldPath, BriefReason] = Field(
        default_factory=dict, max_length=60, title="申报更正的理由"
    )

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if self.items is not None and len(set(self.items)) != len(self.items):
            refuse((("items",), _ONCE))
        return self


class DraftPatch(DraftSave):
    """A part of the form by field (RFC 7396, merge): each field given replaces that field, null empties it, whatever is not
    named stays, beside it too. `items`, `corrections`: as in a save.
    """


class DraftSubmission(Wire):
    """A submission of what was saved: the draft becomes the case."""

    draft: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class FieldCorrection(Wire):
    """本次申请更正: the source's value is wrong, says the applicant, and why."""

    reason: BriefReason
    at: Instant


class FieldSource(Wire):
    """Whence a field's value came, and when. `value`: as the source gave it, kept also when it was corrected."""

    source: SourceCode
    at: Instant
    value: Any
    locked: bool = False
    corrected: FieldCorrection | None = None


class SourceAnswered(Wire):
    """What one source was asked of this person, and gave: names of its attributes, and values as the form spells them.

    `failed`: it did not answer.
    """

    source: SourceCode
    at: Instant
    asked: tuple[str, ...]
    values: dict[str, Any] = Field(default_factory=dict)
    failed: bool = False


class Helper(Wire):
    """A clerk whom the citizen let continue the draft, by a code of theirs, until some time."""

    clerk: str
    office: str
    on_behalf_of: OnBehalfOf
    at: Instant
    until: Instant


class Draft(Wire):
    """As it is stored, sealed. `owner`: who began it; `office`: the region of the window where it was begun.

    `digest`: of the request that began it, for whoever sends that again. `form` holds only what is filled in.
    `answered`: what each source gave last, once more at submission beside what the form says then. `submitting_until`: a
    submission has read it; until then nothing of it changes. `codes_from`: codes of before are void, since their citizen let
    nobody continue any more.
    """

    owner: str
    office: str | None = None
    edition: str
    items: tuple[ItemCode, ...]
    digest: str
    on_behalf_of: OnBehalfOf | None = None
    form: dict[str, dict[str, Any]] = Field(default_factory=dict)
    sources: dict[str, FieldSource] = Field(default_factory=dict)
    answered: tuple[SourceAnswered, ...] = ()
    consents: tuple[Consent, ...] = ()
    helpers: tuple[Helper, ...] = ()
    codes_from: Instant | None = None
    created_at: Instant
    saved_at: Instant
    submitting_until: Instant | None = None
