"""What an applicant sends for a case that is under way: answers to corrections (补正), and withdrawals (撤回)."""

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, create_model, model_validator

from schemas.catalogue.figures import FieldPath
from schemas.form.application import Application
from schemas.form.partial import broken
from schemas.form.person import Person
from schemas.form.required import Needed
from schemas.intake.draft import BriefReason as CorrectionReason
from schemas.plain_text import STORED
from schemas.refusing import refuse
from schemas.spelling import spelled_id_number, spelled_name
from schemas.wire import ItemCode, LongText, ReasonText, Wire

_ONCE = "同一事项只能出现一次，请删去重复的事项。"
SAY_HOW = "请说明如何补正，或修改表单内容。"
_DECIDING = ("items", "destination")
# A case keeps its person; another one is another application.
_FIXED = {"id_number": ("公民身份号码", spelled_id_number), "name": ("姓名", spelled_name)}


class _Sections(Wire):
    """Sections of the one form, each replaced whole; one that is left out, or null, stays as it is.

    The place of settlement and the choice of items are not among them: they decide where the case went.
    """

    person: Person | None = None

    @property
    def given(self) -> bool:
        return any(getattr(self, name) is not None for name in type(self).model_fields)


def _replaceable() -> dict[str, Any]:
    return {
        name: (_or_none(field.annotation), Field(None, title=field.title))
        for name, field in Application.model_fields.items()
        if name not in _DECIDING
    }


def _or_none(annotation: Any) -> Any:
    return annotation | None


if TYPE_CHECKING:
    Sections = _Sections
else:
    Sections = create_model("Sections", __base__=_Sections, __doc__=_Sections.__doc__, **_replaceable())


class CorrectedItem(Wire):
    """The answer to one list: `round` is the list's, `note` tells the department what was done."""

    item: ItemCode
    round: Annotated[int, Field(ge=1, le=99)]
    note: LongText | None = None


class Corrections(Wire):
    """One answer to some or all open lists of all departments.

    `corrections`: for a field that a source told as it stood in the form, why it is wrong; only then may it be changed.
    """

    items: Annotated[tuple[CorrectedItem, ...], Field(min_length=1, max_length=30)]
    sections: Sections | None = None
    corrections: dict[FieldPath, CorrectionReason] = Field(
        default_factory=dict, max_length=60, title="申报更正的理由"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if len({given.item for given in self.items}) != len(self.items):
            refuse((("items",), _ONCE))
        changes = self.sections is not None and self.sections.given
        silent = [str(number) for number, given in enumerate(self.items) if given.note is None]
        if silent and not changes:
            refuse(*((("items", number, "note"), SAY_HOW) for number in silent))
        return self


class ContestOrder(Wire):
    """异议: `round` is the one that the office decided. The paper is uploaded before (`contest_material`); `sections`
    mend what the form said wrong; `corrections` as there.
    """

    round: Annotated[int, Field(ge=1, le=99)]
    explanation: Annotated[LongText, Field(min_length=2, max_length=1000)]
    sections: Sections | None = None
    corrections: dict[FieldPath, CorrectionReason] = Field(
        default_factory=dict, max_length=60, title="申报更正的理由"
    )


class ContestWaiver(Wire):
    """The decision on `round` stands: its items are not to wait until the term has passed."""

    round: Annotated[int, Field(ge=1, le=99)]


class WithdrawalOrder(Wire):
    """`items` left out: everything that is still open. `dry_run`: only tell what would happen."""

    items: Annotated[tuple[ItemCode, ...], Field(min_length=1, max_length=30)] | None = None
    reason: ReasonText
    dry_run: bool = False

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if self.items is not None and len(set(self.items)) != len(self.items):
            refuse((("items",), _ONCE))
        return self


def merged(
    application: Application, sections: Sections, required: Iterable[Needed], today: date
) -> Application:
    """The form with `sections` in place of its own, held to every rule of a submission. Raises ValidationError.

    What was taken once and is not touched stays taken: a rule that came later, or a day that has passed, is nobody's
    fault who corrects something else. `required`: the paths that the case's edition requires for its items.
    """
    if sections.person is not None:
        _check_person(application.person, sections.person)
    given = sections.model_dump(mode="json", exclude_none=True)
    whole = application.model_dump(mode="json") | given
    # Each given section was judged when it was read.
    corrected = Application.model_validate_json(json.dumps(whole), context=STORED)
    needed = tuple(required)
    before = set(broken(application, needed, today))
    found = [one for one in broken(corrected, needed, today) if one[0][0] in given or one not in before]
    if found:
        refuse(*found)
    return corrected


def _check_person(before: Person, after: Person) -> None:
    changed = [
        name
        for name, (_, spelled) in _FIXED.items()
        if spelled(getattr(before, name)) != spelled(getattr(after, name))
    ]
    if changed:
        refuse(
            *(
                (("person", name), f"{_FIXED[name][0]}不能通过补正修改。如有误，请撤回后重新申请。")
                for name in changed
            )
        )
