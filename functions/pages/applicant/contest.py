"""Contesting a service check that did not pass (对核查结果的异议): once, with a paper; or saying that one does not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from functions.domain.case.contests import CONTEST
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.intake.refusals import ContradictsSource
from functions.pages.applicant.correction_lists import brought_names
from functions.pages.applicant.correction_views import also_of, section_field, told_at, whys_of
from functions.pages.applicant.form_part import FormPart, Start, start_of, unreadable
from functions.pages.case.views import address_of_case
from functions.pages.expected import EXPECTED, told
from functions.pages.fields import Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant.contest import CONTESTING, contest, waive
from functions.usecases.case.once import done_before
from functions.web.requests import field_problems
from functions.web.roles import SUBMITTERS
from schemas.applicant.acts import ContestOrder, ContestWaiver
from schemas.case.views_item import ContestView
from schemas.codes import Outcome

CONTESTS = "/cases/{case_id}/contest"
EXPLANATION = Field(
    "explanation",
    "说明情况",
    Kind.LONG_TEXT,
    hint="写明哪里不对、有什么依据，例如入伍批准书上的日期。最多 1000 个字。",
)


@dataclass(frozen=True, slots=True)
class Contesting:
    """`failed`: the check did not pass, for good; `reason`: why. `again`: it is made again; `passed`: it did then.

    `papers`: what was brought since the decision, one a line. `awaiting`: the items that wait for the check."""

    case_id: str
    key: str
    contest: ContestView | None
    failed: bool
    passed: bool
    again: bool
    reason: str
    office: str
    papers: tuple[str, ...]
    bring: str
    awaiting: tuple[str, ...]
    explanation: Field
    also: tuple[Field, ...]
    whys: tuple[Field, ...]
    section: Field
    wrong: tuple[Wrong, ...] = ()
    problem: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return (self.explanation, *self.also, *self.whys)


def show_contest(asked: Asked) -> Answer:
    return _shown(_contesting(asked, start_of(asked)))


def contest_check(asked: Asked) -> Answer:
    start = start_of(asked)
    view = _contesting(asked, start)
    if asked.form.has("more"):
        return _shown(view)
    # Sent twice, it is read against what the first has changed.
    if done_before(CONTESTING, start.ledger.case.id, by=asked.by, key=key_of(asked), deps=asked.deps):
        return _contested(start)
    if errors := unreadable(view.also):
        return _wrong(asked, start, errors)
    try:
        contest(
            start.ledger.case.id,
            _order(asked, view, start.part),
            by=asked.by,
            key=key_of(asked),
            deps=asked.deps,
        )
    except ValidationError as error:
        return _wrong(asked, start, dict(told_at(field_problems(error), ())))
    except InvalidApplication as error:
        return _wrong(asked, start, dict(told_at(error.problems, ())))
    except ContradictsSource as error:
        found = dict(told_at(error.problems, ()))
        return _wrong(asked, start, {f"why.{path}": detail for path, detail in found.items()}, whys=found)
    except EXPECTED as error:
        problem, status = told(error)
        return _shown(replace(_contesting(asked, start_of(asked)), problem=problem), status)
    return _contested(start)


def _contested(start: Start) -> Sent:
    return Sent(f"{address_of_case(start.ledger.case.id)}?done=contested")


def show_waiver(asked: Asked) -> Answer:
    return Shown("applicant/waiver.html", "不提出异议", _contesting(asked, start_of(asked)))


def _waive_contest(asked: Asked) -> Answer:
    start = start_of(asked)
    try:
        waiver = ContestWaiver(round=_round(asked))
        waive(start.ledger.case.id, waiver, by=asked.by, key=key_of(asked), deps=asked.deps)
    except EXPECTED as error:
        problem, status = told(error)
        view = replace(_contesting(asked, start_of(asked)), problem=problem)
        return Shown("applicant/waiver.html", "不提出异议", view, status, wrong=True)
    return Sent(f"{address_of_case(start.ledger.case.id)}?done=waived")


def _order(asked: Asked, view: Contesting, part: FormPart) -> ContestOrder:
    """Raises ValidationError."""
    body = {
        "round": _round(asked),
        "explanation": view.explanation.value,
        "sections": part.changed(view.also) or None,
        "corrections": {one.name.removeprefix("why."): one.value for one in view.whys if one.value},
    }
    return ContestOrder.model_validate_json(json.dumps(body))


def _round(asked: Asked) -> int:
    """Of the decision that was shown."""
    shown = asked.form.text("round")
    return int(shown) if shown in map(str, range(1, 100)) else 1


def _wrong(
    asked: Asked, start: Start, errors: dict[str, str], *, whys: Mapping[str, str] | None = None
) -> Shown:
    view = _contesting(asked, start, errors=errors, whys=whys)
    known = {field.name for field in view.fields}
    (explanation,) = with_errors((view.explanation,), errors)
    after = replace(
        view,
        explanation=explanation,
        also=with_errors(view.also, errors),
        whys=with_errors(view.whys, errors),
        problem="".join(detail for name, detail in errors.items() if name not in known),
    )
    return _shown(replace(after, wrong=summary(after.fields)), 422)


def _contesting(
    asked: Asked,
    start: Start,
    *,
    errors: Mapping[str, str] | None = None,
    whys: Mapping[str, str] | None = None,
) -> Contesting:
    case, sent, part = case_shown(start.ledger, asked.deps), asked.form, start.part
    check, section = case.service_check, sent.text("section")
    return Contesting(
        case_id=case.case_id,
        key=new_key(asked),
        contest=check.contest,
        failed=check.outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED),
        passed=check.outcome is Outcome.GRANTED,
        again=check.outcome is None and check.contest is not None and check.contest.contested_at is not None,
        reason=check.reason or "核查机构没有写明",
        office=check.office or f"{check.department_text}部门",
        papers=brought_names(start.ledger, start.edition, check.code),
        bring=address_of_case(case.case_id, "materials", check.code, CONTEST),
        awaiting=tuple(one.name for one in case.items if one.needs_service_check and one.outcome is None),
        explanation=filled(EXPLANATION, sent),
        also=also_of(part, sent, (), section, errors or {}),
        whys=whys_of(part, sent, whys or {}),
        section=section_field(part, section),
    )


def _shown(view: Contesting, status: int = 200) -> Shown:
    wrong = bool(view.wrong or view.problem)
    return Shown("applicant/contest.html", "对核查结果提出异议", view, status, wrong=wrong)


PAGES = (
    Page(method="GET", path=CONTESTS, roles=SUBMITTERS, handler=show_contest),
    Page(method="POST", path=CONTESTS, roles=SUBMITTERS, handler=contest_check),
    Page(method="GET", path=f"{CONTESTS}/waiver", roles=SUBMITTERS, handler=show_waiver),
    Page(method="POST", path=f"{CONTESTS}/waiver", roles=SUBMITTERS, handler=_waive_contest),
)
