"""One case, whole: what is stuck in it and the act that repairs it, its items, notices, ratings, runs and history."""

import json

from functions.domain.case.case import Ledger
from functions.domain.case.item import attention
from functions.domain.conflicts import Conflict
from functions.domain.errors import StaleWrite
from functions.pages.expected import told
from functions.pages.fields import filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.operator.acts import NO_REASON, REASON
from functions.pages.operator.addresses import CASE, case_address, item_address
from functions.pages.operator.pages_item import offers_of, quick_of
from functions.pages.operator.timeline import timeline
from functions.pages.operator.views_case import (
    CasePage,
    Stuck,
    facts_of,
    items_of,
    letters_of,
    notice_row,
    run_row,
    waits_of,
)
from functions.pages.operator.views_item import trouble_of
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.applicant.ratings import rating_list
from functions.shapes.operator.cases import operator_case
from functions.shapes.operator.incidents import resolved_item
from functions.usecases.applicant.rate import texts_of
from functions.usecases.case import view
from functions.usecases.operator.operate import continue_case
from functions.web.roles import OPERATORS
from schemas.codes import CaseStatus
from schemas.operator.acts import Grounds

LINES = 50
CONTINUED = "已记录，由新的执行接着办理；系统繁忙的，由巡检自动启动。"


def show_console_case(asked: Asked) -> Answer:
    case_id, by, deps, now = asked.path["case_id"], asked.by, asked.deps, asked.deps.clock()
    ledger = view.ledger_of(case_id, by=by, deps=deps)
    edition = deps.editions(ledger.case.edition)
    executions = view.executions_of(case_id, by=by, deps=deps)
    case = operator_case(ledger, executions, edition, view.office_names(ledger, deps))
    cursor = asked.query.get("cursor") or None
    history = view.events_of(case_id, by=by, limit=LINES, cursor=cursor, deps=deps)
    ratings = rating_list(ledger, texts_of(ledger, deps), edition).ratings
    shown = CasePage(
        case_id=case_id,
        reference=case.reference,
        facts=tuple(facts_of(case, now)),
        stuck=tuple(_stuck(ledger, asked)),
        waits=tuple(waits_of(case, now)),
        items=items_of(case, now),
        notices=tuple(notice_row(one, now) for one in case.notices),
        letters=tuple(letters_of(case)),
        ratings=tuple(
            (one.item_name, one.level_text, "、".join(one.tag_texts), one.text or "") for one in ratings
        ),
        runs=tuple(run_row(case_id, one, now) for one in case.executions),
        history=timeline(history, ledger, edition, now),
        more=f"{case_address(case_id)}?cursor={history.cursor}#history" if history.cursor else "",
        first=cursor is None,
        continues=f"{case_address(case_id)}/runs" if case.status is CaseStatus.OPEN else "",
        done=CONTINUED if asked.query.get("done") == "run" and case.run > 1 else "",
    )
    return Shown("operator/case.html", f"办件 {case.reference}", shown)


def _stuck(ledger: Ledger, asked: Asked) -> list[Stuck]:
    edition, now = asked.deps.editions(ledger.case.edition), asked.deps.clock()
    found = []
    for item in ledger.items:
        if attention(item) is None and item.desk.override is None:
            continue
        shown = resolved_item(ledger, item, (), edition)
        found.append(
            Stuck(
                name=shown.item_name,
                href=item_address(item.case_id, item.code),
                facts=tuple(trouble_of(shown, now)),
                next_steps=shown.next_steps,
                quick=quick_of(item, asked),
                offers=tuple(one for one in offers_of(item, asked) if not one.href.endswith("/retry")),
            )
        )
    return found


def show_console_next_run(asked: Asked) -> Answer:
    return _next_run(asked, NOTHING_SENT, {})


def start_console_next_run(asked: Asked) -> Answer:
    case_id, reason = asked.path["case_id"], asked.form.text(REASON.name)
    if not 2 <= len(reason) <= 500:
        return _next_run(asked, asked.form, {REASON.name: NO_REASON})
    order = Grounds.model_validate_json(json.dumps({"reason": reason}))
    try:
        continue_case(case_id, order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except (Conflict, StaleWrite) as error:
        words, status = told(error)
        return _next_run(asked, asked.form, {}, refused=words, status=status)
    return Sent(f"{case_address(case_id)}?done=run")


def _next_run(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Answer:
    case = view.ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps).case
    fields = with_errors((filled(REASON, form) if form.fields else REASON,), errors)
    wrong = summary(fields)
    shown = {
        "case": case,
        "fields": fields,
        "wrong": wrong,
        "refused": refused,
        "key": new_key(asked),
        "open": case.status is CaseStatus.OPEN,
    }
    return Shown("operator/run.html", "由新的执行接着办理", shown, 422 if wrong else status, bool(wrong))


PAGES = (
    Page(method="GET", path=CASE, roles=OPERATORS, handler=show_console_case),
    Page(method="GET", path=f"{CASE}/runs", roles=OPERATORS, handler=show_console_next_run),
    Page(method="POST", path=f"{CASE}/runs", roles=OPERATORS, handler=start_console_next_run),
)
