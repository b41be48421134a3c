"""Many items under one act: a filter, the exact list, a trial, then started, stopped, resumed; and what became of each."""

from functions.domain.conflicts import Conflict
from functions.domain.errors import StaleWrite
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.batch import Verb
from functions.pages.expected import told
from functions.pages.fields import Field, filled, summary, with_errors
from functions.pages.forms import Form
from functions.pages.keys import key_of, new_key
from functions.pages.operator.acts import REASON, reason_given
from functions.pages.operator.addresses import BATCH_FORM, BATCHES, address
from functions.pages.operator.batch_form import DOES_WORDS, batch_fields, filter_words, read_batch
from functions.pages.operator.views_batch import (
    LENGTH,
    NEXT_VERBS,
    STEPS,
    BatchPage,
    Step,
    batch_facts,
    entries_of,
    entry_row,
    line_row,
    step_rows,
    tabs_of,
)
from functions.pages.operator.views_item import office_name
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.batches import batch_page, batch_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import batches
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.operator.acts import WORKLIST, Grounds
from schemas.operator.views_incidents import BatchView

_ONE = f"{BATCHES}/{{batch_id}}"


def show_console_batches(asked: Asked) -> Answer:
    cursor = asked.query.get("cursor") or None
    page = batch_page(batches.batches_of(by=asked.by, limit=LENGTH, cursor=cursor, deps=asked.deps))
    edition, now = guide(asked.deps), asked.deps.clock()
    view = {
        "rows": tuple(line_row(one, edition, now) for one in page.entries),
        "more": address(BATCHES, cursor=page.cursor) if page.cursor else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/batches.html", "批量处理", view)


def show_console_batch_form(asked: Asked) -> Answer:
    return _form(asked, Form(tuple(asked.query.items())), {})


def make_console_batch(asked: Asked) -> Answer:
    """The trial: the list is frozen, and nothing is done yet."""
    order, errors = read_batch(asked.form)
    if order is None:
        return _form(asked, asked.form, errors)
    try:
        made = batches.create(order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except UnknownOffice as error:
        return _form(asked, asked.form, {"office": error.detail})
    except (Conflict, StaleWrite) as error:
        words, status = told(error)
        return _form(asked, asked.form, {}, refused=words, status=status)
    return Sent(f"{BATCHES}/{made.id}")


def _form(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Answer:
    fields = batch_fields(asked, form, errors)
    wrong = summary(fields)
    group = form.text("group")
    view = {
        "fields": fields,
        "wrong": wrong,
        "kept": (("group", group),) if group else (),
        "key": new_key(asked),
        "refused": refused,
    }
    return Shown(
        "operator/batch_form.html", "新的批次", view, status=422 if wrong else status, wrong=bool(wrong)
    )


def show_console_batch(asked: Asked) -> Answer:
    return _shown(asked)


def _shown(
    asked: Asked, *, errors: dict[str, str] | None = None, refused: str = "", status: int = 200
) -> Answer:
    deps, now = asked.deps, asked.deps.clock()
    view = batch_view(batches.find(asked.path["batch_id"], by=asked.by, deps=deps))
    edition, result = guide(deps), asked.query.get("result", "")
    entries, start = entries_of(view, result), _start(asked)
    part = entries[start : start + LENGTH]
    references = batches.references((one.case_id for one in part), deps)
    forms = tuple(_step(verb, view, asked, errors or {}) for verb in NEXT_VERBS[view.state])
    wrong = summary(tuple(one.field for one in forms))
    more = address(f"{BATCHES}/{view.id}", result=result, cursor=str(start + LENGTH))
    page = BatchPage(
        title=f"{DOES_WORDS[view.action]}：{filter_words(view.filter, edition)}",
        state=view.state_text,
        next_steps=view.next_steps,
        facts=tuple(batch_facts(view, edition, now, _office(view, asked))),
        tabs=tabs_of(view, result),
        rows=tuple(entry_row(one, references, edition) for one in part),
        more=more if start + LENGTH < len(entries) else "",
        steps=step_rows(view, now),
        forms=forms,
        wrong=wrong,
        refused=refused,
        reload=f"{BATCHES}/{view.id}" if view.state == "running" else "",
    )
    return Shown("operator/batch.html", "批次", page, status=422 if wrong else status, wrong=bool(wrong))


def _start(asked: Asked) -> int:
    return number_or(0, asked.query.get("cursor", ""), digits=4)


def _office(view: BatchView, asked: Asked) -> str:
    if view.office is None:
        return ""
    return "本部门工作台" if view.office == WORKLIST else office_name(view.office, asked.deps)


def _step(verb: Verb, view: BatchView, asked: Asked, errors: dict[str, str]) -> Step:
    blank = Field(REASON.name, REASON.label, REASON.kind, rows=2, hint=REASON.hint)
    field = filled(blank, asked.form) if asked.form.fields else blank
    (field,) = with_errors((field,), errors)
    return Step(verb, STEPS[verb], f"{BATCHES}/{view.id}/{verb}", new_key(asked), field)


def start_console_batch(asked: Asked) -> Answer:
    return _stepped("start", asked)


def stop_console_batch(asked: Asked) -> Answer:
    return _stepped("stop", asked)


def resume_console_batch(asked: Asked) -> Answer:
    return _stepped("resume", asked)


def _stepped(verb: Verb, asked: Asked) -> Answer:
    batch_id = asked.path["batch_id"]
    reason, wrong = reason_given(asked.form)
    if wrong:
        return _shown(asked, errors=wrong)
    try:
        batches.step(batch_id, verb, Grounds(reason=reason), by=asked.by, key=key_of(asked), deps=asked.deps)
    except (Conflict, StaleWrite) as error:
        words, status = told(error)
        return _shown(asked, refused=words, status=status)
    return Sent(f"{BATCHES}/{batch_id}")


PAGES = (
    Page(method="GET", path=BATCHES, roles=OPERATORS, handler=show_console_batches),
    Page(method="GET", path=BATCH_FORM, roles=OPERATORS, handler=show_console_batch_form),
    Page(method="POST", path=BATCHES, roles=OPERATORS, handler=make_console_batch),
    Page(method="GET", path=_ONE, roles=OPERATORS, handler=show_console_batch),
    Page(method="POST", path=f"{_ONE}/start", roles=OPERATORS, handler=start_console_batch),
    Page(method="POST", path=f"{_ONE}/stop", roles=OPERATORS, handler=stop_console_batch),
    Page(method="POST", path=f"{_ONE}/resume", roles=OPERATORS, handler=resume_console_batch),
)
