"""The papers of results as rows of the national platform's certificates (up_lic_data): only what somebody has said."""

from collections.abc import Iterator
from datetime import datetime

from functions.domain.case.item import CaseItem
from functions.domain.case.results import papers_in
from functions.domain.case.told_answers import answer_told
from functions.domain.masking import masked_name, masked_number
from functions.domain.national.codes import is_document
from functions.domain.national.export import Exported, Row, Span
from functions.domain.national.numbers import organization
from functions.domain.national.outcomes import outcome_told
from functions.domain.national.rows import finished_row
from schemas.case.answers import Granted, Result, ResultDocument
from schemas.codes import Outcome

CERTIFICATES = "up_lic_data"
_NO_COLUMNS = ("row_guid", "project_no")
_Papers = tuple[ResultDocument, ...]


def certificate_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A row for each paper of what was granted, if a paper came of it. What was told once and does not stand any more is told
    as void: another decision has taken its place."""
    if one.item.outcome is None or one.item.since > span.until:
        return
    now, grants = _papers_now(one.item), tuple(_granted_before(one))
    for place in range(max(len(papers) for _, papers in ((one.item.since, now), *grants))):
        told = [(at, papers[place]) for at, papers in grants if place < len(papers)]
        paper = now[place] if place < len(now) else told[-1][1]
        first = min((at for at, _ in told), default=one.item.since)
        yield _row(paper, one, span, first=first, place=place, void=place >= len(now))


def _papers_now(item: CaseItem) -> _Papers:
    granted = item.outcome is Outcome.GRANTED and isinstance(item.answer, Granted)
    return _papers(item.answer.result) if granted and isinstance(item.answer, Granted) else ()


def _papers(result: Result) -> _Papers:
    return papers_in(result) if is_document(result) else ()


def _granted_before(one: Exported) -> Iterator[tuple[datetime, _Papers]]:
    """By its office, or as an operator entered it."""
    for event in one.history:
        if outcome_told(event) is Outcome.GRANTED:
            answer = answer_told(event, one.ledger.case.reference)
            yield event.at, _papers(answer.result) if isinstance(answer, Granted) else ()


def _row(paper: ResultDocument, one: Exported, span: Span, *, first: datetime, place: int, void: bool) -> Row:
    case, person, hide = one.ledger.case, one.application.person, not span.unmasked
    row: Row = {
        "certificate_name": paper.name,
        "certificate_number": masked_number(paper.number) if paper.number and hide else paper.number,
        "certificate_holder": masked_name(person.name) if hide else person.name,
        "certificate_holder_code": masked_number(person.id_number) if hide else person.id_number,
        "certificate_area_code": case.county or case.city,
        "issue_date": paper.issued_on.isoformat() if paper.issued_on else None,
        "issue_dept": paper.issuer or one.office,
        "issue_dept_code": organization(one.code) if one.code else None,
        "local_void": "1" if void else None,
        "local_valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
    }
    whole = finished_row(CERTIFICATES, row, one, span, first=first, part=str(place))
    # The table has neither: here they are ours.
    return {f"local_{name}" if name in _NO_COLUMNS else name: value for name, value in whole.items()}
