"""One case, whole: what is stuck in it and the act that repairs it, its items, notices, ratings, runs and history."""

from functions.domain.case.case import Ledger
from functions.domain.case.item import attention
from functions.pages.operator.addresses import CASE, case_address, item_address
from functions.pages.operator.pages_item import offers_of, quick_of
from functions.pages.operator.pages_looks import LOOK_HEADS, look_page_of, look_rows
from functions.pages.operator.timeline import timeline
from functions.pages.operator.views_case import (
    CasePage,
    Stuck,
    case_facts,
    items_of,
    letter_titles,
    notice_row,
    run_row,
)
from functions.pages.operator.views_why import WAITS, wait_rows, why_shown
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.applicant.ratings import rating_list
from functions.shapes.operator.cases import operator_case
from functions.shapes.operator.incidents import resolved_item
from functions.shapes.operator.why import case_why
from functions.usecases.applicant.rate import texts_of
from functions.usecases.case import view
from functions.usecases.office.which_office import office_names
from functions.usecases.operator.attention import latest_events
from functions.usecases.operator.why import why_of
from functions.web.roles import OPERATORS
from schemas.codes import CaseStatus

# Of the history, and of who looked, the last; all of it is one click away.
_LINES, _LOOKS = 15, 5


def show_console_case(asked: Asked) -> Answer:
    case_id, by, deps, now = asked.path["case_id"], asked.by, asked.deps, asked.deps.clock()
    ledger = view.ledger_of(case_id, by=by, deps=deps)
    edition = deps.editions(ledger.case.edition)
    executions = view.executions_told(case_id, by=by, deps=deps)
    case = operator_case(ledger, executions, edition, office_names(ledger, deps), now)
    whole = asked.query.get("history") == "all"
    found = why_of(case_id, by=by, deps=deps, engine=executions is not None)
    why = case_why(found.why, ledger, edition, now, running=found.known.running)
    history = latest_events(case_id, deps)
    ratings = rating_list(ledger, texts_of(ledger, deps), edition).ratings
    looks = look_rows(look_page_of(asked, _LOOKS, None), asked)
    shown = CasePage(
        case_id=case_id,
        reference=case.reference,
        facts=tuple(case_facts(case, now)),
        stuck=tuple(sorted(_stuck(ledger, asked), key=lambda one: one.name != why.why.item_name)),
        why=why_shown(why, case, now) if why.why.whom != "nobody" else None,
        heads=WAITS,
        waits=wait_rows(why, now),
        items=items_of(case, now),
        notices=tuple(notice_row(one, now) for one in case.notices),
        letters=tuple(letter_titles(case)),
        ratings=tuple(
            (one.item_name, one.level_text, "、".join(one.tag_texts), one.text or "") for one in ratings
        ),
        runs=tuple(run_row(case_id, one, now) for one in case.executions),
        unread=not case.engine_answered,
        history=timeline(history if whole else history[:_LINES], ledger, edition, now),
        more=f"{case_address(case_id)}?history=all#history" if not whole and len(history) > _LINES else "",
        look_heads=LOOK_HEADS,
        looks=looks,
        all_looks=f"{case_address(case_id)}/looks",
        continues=f"{case_address(case_id)}/executions" if case.status is CaseStatus.OPEN else "",
    )
    return Shown("operator/case.html", f"办件 {case.reference}", shown)


def _stuck(ledger: Ledger, asked: Asked) -> list[Stuck]:
    edition = asked.deps.editions(ledger.case.edition)
    found = []
    for item in ledger.items:
        if attention(item) is None and item.desk.override is None:
            continue
        shown = resolved_item(ledger, item, (), edition)
        found.append(
            Stuck(
                name=shown.item_name,
                href=item_address(item.case_id, item.code),
                words="：".join(words for words in (shown.attention_text, shown.cause, shown.said) if words),
                next_steps=shown.next_steps,
                quick=quick_of(item, asked),
                offers=tuple(one for one in offers_of(item, asked) if not one.href.endswith("/retry")),
            )
        )
    return found


PAGES = (Page(method="GET", path=CASE, roles=OPERATORS, handler=show_console_case),)
