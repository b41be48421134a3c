"""申请更正: what a source says is wrong for this application, says the applicant; the source's own value stays beside it."""

from dataclasses import dataclass, replace

from pydantic import ValidationError

from functions.domain.conflicts import DraftChanged
from functions.domain.intake.prefilled import put_in
from functions.domain.intake.refusals import InvalidDraft
from functions.domain.refusals import TooOften
from functions.pages.expected import told
from functions.pages.fields import Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.intake.form import CHECK, path_of
from functions.pages.intake.form_fields import bare_field, placed, section_leaves, texts
from functions.pages.intake.leaves import Leaf, sections
from functions.pages.intake.seen import Behalf, SeenDraft, behalf_of, draft_seen, or_receipt
from functions.pages.intake.typed import typed_value, unreadable_dates
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.usecases.intake import drafts
from functions.web.requests import field_problems
from functions.web.roles import SUBMITTERS
from schemas.catalogue.prefill import SourceCode
from schemas.intake.draft import DraftPatch
from schemas.intake.views import FieldSourceView

_CORRECTION = "/drafts/{draft_id}/corrections/{field}"
_REASON = "reason"
_NO_REASON = "请写明更正的理由，例如“户口簿上是壮族”。"


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    title: str
    address: str
    draft: str
    section: str
    back: str
    behalf: Behalf | None
    given: str
    source: str
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]
    problem: str


@or_receipt
def show_correction(asked: Asked) -> Answer:
    seen = draft_seen(asked)
    leaf, source = _locked(seen, asked.path["field"])
    return _correction(seen, leaf, source, _fields(leaf, source, seen), asked)


@or_receipt
def correct_field(asked: Asked) -> Answer:
    seen = draft_seen(asked)
    leaf, source = _locked(seen, asked.path["field"])
    fields = tuple(filled(one, asked.form) for one in _fields(leaf, source, seen))
    value, reason = typed_value(leaf.schema, fields[0].value), fields[1].value
    errors = unreadable_dates(fields)
    if not errors and value != source.value and not reason:
        errors = {_REASON: _NO_REASON}
    if errors:
        return _correction(seen, leaf, source, with_errors(fields, errors), asked)
    try:
        patch = _patch(leaf, value, source, reason)
        drafts.save_form(seen.held, patch, by=asked.by, deps=asked.deps)
    except ValidationError as error:
        why = field_problems(error)[0].detail
        return _correction(seen, leaf, source, with_errors(fields, {_REASON: why}), asked)
    except InvalidDraft as error:
        found = {_name(path_of(one), leaf): one.detail for one in error.problems}
        return _correction(seen, leaf, source, with_errors(fields, found), asked)
    except (DraftChanged, TooOften) as error:
        problem, status = told(error)
        return _correction(seen, leaf, source, fields, asked, problem=problem, status=status)
    return Sent(_from(seen, leaf, asked))


def _patch(leaf: Leaf, value: object, source: FieldSourceView, reason: str) -> DraftPatch:
    """The source's own value again: there is nothing to correct any more."""
    patch: dict[str, object] = {}
    put_in(patch, leaf.path, value)
    corrections = {leaf.path: reason} if value != source.value else {}
    return DraftPatch.model_validate({"sections": patch, "corrections": corrections})


def _locked(seen: SeenDraft, path: str) -> tuple[Leaf, FieldSourceView]:
    source, section = seen.view.sources.get(path), path.partition(".")[0]
    if source is None or not source.locked or source.source is SourceCode.IDENTITY:
        raise PageNotFound
    if section not in sections(seen.view.form_schema):
        raise PageNotFound
    for leaf in section_leaves(seen.view, section):
        shown = placed(leaf, seen.view, seen.reader) if leaf.path == path else None
        if shown is not None:
            return shown, source
    raise PageNotFound


def _fields(leaf: Leaf, source: FieldSourceView, seen: SeenDraft) -> tuple[Field, ...]:
    value = seen.view.form.get(leaf.group, {}).get(leaf.path.rpartition(".")[2])
    right = replace(
        bare_field(leaf, seen.reader), label=f"正确的{leaf.title}", values=texts(value), optional=False
    )
    reason = Field(
        _REASON,
        "更正的理由",
        Kind.LONG_TEXT,
        texts(source.corrected),
        hint="写明哪份证件、证明上是怎么写的，最多 200 字。",
        rows=3,
    )
    return right, reason


def _name(path: str, leaf: Leaf) -> str:
    return leaf.path if path == leaf.path else _REASON


def _from(seen: SeenDraft, leaf: Leaf, asked: Asked) -> str:
    section = leaf.path.partition(".")[0]
    if asked.form.text("back") == CHECK:
        return f"{seen.address}/check#{section}"
    return f"{seen.address}/sections/{section}#{leaf.path.replace('.', '-')}"


def _correction(
    seen: SeenDraft,
    leaf: Leaf,
    source: FieldSourceView,
    fields: tuple[Field, ...],
    asked: Asked,
    *,
    problem: str = "",
    status: int = 200,
) -> Shown:
    wrong = summary(fields)
    section = leaf.path.partition(".")[0]
    shown = CorrectionPage(
        title=leaf.title,
        address=f"{seen.address}/corrections/{leaf.path}",
        draft=seen.address,
        section=f"{seen.address}/sections/{section}",
        back=CHECK if CHECK in (asked.query.get("back"), asked.form.text("back")) else "",
        behalf=behalf_of(seen.held.draft, asked),
        given=replace(fields[0], values=texts(source.value), parts=None).shown,
        source=source.source_text,
        fields=fields,
        wrong=wrong,
        problem=problem,
    )
    status = 422 if wrong else status
    return Shown("intake/correction.html", f"申请更正{leaf.title}", shown, status, wrong=status != 200)


PAGES = (
    Page(method="GET", path=_CORRECTION, roles=SUBMITTERS, handler=show_correction),
    Page(method="POST", path=_CORRECTION, roles=SUBMITTERS, handler=correct_field),
)
