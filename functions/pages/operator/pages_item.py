"""One item: what is wrong with it, how its office was reached, what was done, and what can be done."""

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.pages.done_marks import JUST_NOW
from functions.pages.fields import Field
from functions.pages.keys import new_key
from functions.pages.operator.acts import ACT_WORDS, REASON
from functions.pages.operator.addresses import ITEM, act_address
from functions.pages.operator.versions import as_seen
from functions.pages.operator.views_calls import CALLS, call_rows
from functions.pages.operator.views_item import (
    ItemPage,
    Offer,
    Quick,
    act_row,
    item_facts,
    look_of,
    trouble_of,
)
from functions.pages.operator.views_proposal import proposed
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.incidents import resolved_item
from functions.usecases.operator.attention import incident_of
from functions.usecases.operator.options import offered, outlook
from functions.web.roles import OPERATORS
from schemas.operator.acts import Retry

# A reason for a look, which goes nowhere.
TRIAL = "试算"


def show_console_item(asked: Asked) -> Answer:
    return item_shown(asked)


def item_shown(asked: Asked, *, refused: str = "", status: int = 200) -> Answer:
    ledger, item, acts = item_of(asked)
    deps, now = asked.deps, asked.deps.clock()
    view = resolved_item(ledger, item, acts, deps.editions(ledger.case.edition))
    theirs = item.desk.override is not None and item.desk.override.by != asked.by.subject
    shown = ItemPage(
        case_id=ledger.case.id,
        name=view.item_name,
        reference=view.reference,
        facts=tuple(item_facts(view, now, deps)),
        trouble=tuple(trouble_of(view, now)),
        next_steps=view.next_steps,
        proposal=tuple(proposed(item, now)),
        review=act_address(item.case_id, item.code, "confirm") if theirs else "",
        quick=quick_of(item, asked),
        offers=tuple(offers_of(item, asked)),
        acts=tuple(act_row(one, now, deps) for one in view.acts),
        call_heads=CALLS,
        calls=call_rows(item, now, deps),
        done="" if refused else _done(asked, acts),
        refused=refused,
    )
    return Shown("operator/item.html", shown.name, shown, status=status, wrong=bool(refused))


def quick_of(item: CaseItem, asked: Asked) -> Quick | None:
    """Sending it again, of what is stuck."""
    if "retry" not in offered(item, asked.by, asked.deps):
        return None
    words = ACT_WORDS["retry"]
    look = look_of(outlook(item, Retry(action="retry", reason=TRIAL), asked.by, asked.deps), asked.deps)
    field = Field(REASON.name, REASON.label, REASON.kind, rows=2, hint=REASON.hint, form=item.code)
    here = act_address(item.case_id, item.code, "retry")
    return Quick(here, words.button, words.about, new_key(asked), field, look, (as_seen(item),))


def offers_of(item: CaseItem, asked: Asked) -> list[Offer]:
    acts = offered(item, asked.by, asked.deps)
    return [
        Offer(act_address(item.case_id, item.code, act), ACT_WORDS[act].button, ACT_WORDS[act].about)
        for act in acts
    ]


def item_of(asked: Asked) -> tuple[Ledger, CaseItem, tuple[Event, ...]]:
    return incident_of(asked.path["case_id"], asked.path["item"], by=asked.by, deps=asked.deps)


def _done(asked: Asked, acts: tuple[Event, ...]) -> str:
    """An address says what was done; the history has to say so, too, of this reader and of just now."""
    words, since = ACT_WORDS.get(asked.query.get("done", "")), asked.deps.clock() - JUST_NOW
    if words is None:
        return ""
    mine = (one for one in acts if one.at >= since and one.actor == asked.by.subject)
    return words.done if any(one.kind in words.events for one in mine) else ""


PAGES = (Page(method="GET", path=ITEM, roles=OPERATORS, handler=show_console_item),)
