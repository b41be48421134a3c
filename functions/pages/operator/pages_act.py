"""An act on one item: its form, a look before it, and then it is done, once."""

from contextlib import suppress

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import Conflict, ItemChanged
from functions.domain.errors import LianbanError, StaleWrite
from functions.domain.office.refusals import UnknownOffice
from functions.domain.refusals import NotFound
from functions.pages.expected import told
from functions.pages.fields import Field, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form, lines_of
from functions.pages.keys import key_of, new_key
from functions.pages.office.asking import About
from functions.pages.operator.acts import (
    ACT_WORDS,
    AT_ONCE,
    ENDS,
    REASON,
    as_typed,
    asked_fields,
    kind_of,
    of_proposal,
    read_act,
    reason_given,
)
from functions.pages.operator.addresses import ITEM, act_address, item_address
from functions.pages.operator.pages_item import TRIAL, item_of, item_shown
from functions.pages.operator.versions import VERSION, as_seen, version_seen
from functions.pages.operator.views_item import ActPage, LookedAt, look_of, sent_elsewhere
from functions.pages.operator.views_proposal import proposed, stamp_of
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.words import item_name
from functions.usecases.operator.operate import resolve
from functions.usecases.operator.options import elsewhere, offered, outlook
from functions.web.roles import OPERATORS
from schemas.operator.acts import WORKLIST, Abandon, Notify, Reroute, Resolution, Retry, Told

ACT = f"{ITEM}/acts/{{act}}"
_EXPECTED = (Conflict, StaleWrite, UnknownOffice)
_NOT_NOW = "这项操作现在不能做：事项的状态已经改变。请按本页所列的办理。"
_CHANGED = "您打开页面以后，这个事项有了变化，刚才的操作没有做。请看本页现在的情况，再决定要不要做。"
_OWN = ("token", "key", "edit", VERSION)


def show_console_act(asked: Asked) -> Answer:
    return _form(asked, NOTHING_SENT, {})


def check_console_act(asked: Asked) -> Answer:
    """A look at what was typed, before it is done."""
    if asked.form.text("edit") == "1":
        return _form(asked, asked.form, {})
    ledger, item, _ = item_of(asked)
    order, errors = _read(asked, ledger, item)
    if order is None:
        return _form(asked, asked.form, errors)
    try:
        look = _look(ledger, item, order, asked)
    except _EXPECTED as error:
        return _refused(asked, error)
    return _form(asked, asked.form, {}, look=look)


def do_console_act(asked: Asked) -> Answer:
    """The same key gets the first's end, so that what stands now is not asked before."""
    act, (ledger, item, _) = _act(asked), item_of(asked)
    if act == "confirm" and asked.form.text("proposal") != stamp_of(item):
        # Confirmed already, which the page then says; or another one stands there now, which nobody has looked at.
        return Sent(f"{item_address(ledger.case.id, item.code)}?done=confirm")
    order, errors = _read(asked, ledger, item)
    if order is None:
        return _form(asked, asked.form, errors)
    try:
        resolve(
            ledger.case.id,
            item.code,
            order,
            by=asked.by,
            key=key_of(asked),
            deps=asked.deps,
            version=version_seen(asked.form),
        )
    except ItemChanged:
        return item_shown(asked, refused=_CHANGED, status=409)
    except _EXPECTED as error:
        return _refused(asked, error)
    return Sent(f"{item_address(ledger.case.id, item.code)}?done={act}")


def _refused(asked: Asked, error: LianbanError) -> Answer:
    words, status = told(error)
    return item_shown(asked, refused=words, status=status)


def _act(asked: Asked) -> str:
    if asked.path["act"] not in ACT_WORDS:
        raise NotFound
    return asked.path["act"]


def _read(asked: Asked, ledger: Ledger, item: CaseItem) -> tuple[Resolution | None, dict[str, str]]:
    if _act(asked) == "confirm":
        reason, wrong = reason_given(asked.form)
        if wrong:
            return None, wrong
        order, errors = of_proposal(item, reason)
        return order, errors or ({} if order else {REASON.name: _NOT_NOW})
    decision = kind_of(asked.form, asked.query.get("outcome", ""))
    return read_act(_act(asked), _about(asked, ledger, item), decision, asked.form, asked.deps.clock())


def _about(asked: Asked, ledger: Ledger, item: CaseItem) -> About:
    return About(item, asked.deps.editions(ledger.case.edition).item(item.code))


def _look(ledger: Ledger, item: CaseItem, order: Resolution, asked: Asked) -> LookedAt | None:
    if isinstance(order, Told | Notify):
        return None
    found = outlook(item, order, asked.by, asked.deps, reference=ledger.case.reference)
    return look_of(found, asked.deps)


def _at_once(ledger: Ledger, item: CaseItem, asked: Asked) -> LookedAt | None:
    """Of an act that asks nothing but its reason, what would come of it."""
    match _act(asked):
        case "retry":
            return _look(ledger, item, Retry(action="retry", reason=TRIAL), asked)
        case "reroute":
            return _elsewhere(ledger, item, asked)
        case "abandon":
            return _look(ledger, item, Abandon(action="abandon", reason=TRIAL), asked)
        case "confirm":
            order, _ = of_proposal(item, TRIAL)
            return _look(ledger, item, order, asked) if order else None
        case _:
            return None


def _elsewhere(ledger: Ledger, item: CaseItem, asked: Asked) -> LookedAt | None:
    """What comes of it wherever it is sent; where is chosen beside it."""
    for office in (WORKLIST, *(one.id for one in elsewhere(item, asked.by, asked.deps))):
        with suppress(*_EXPECTED):
            found = _look(ledger, item, Reroute(action="reroute", reason=TRIAL, office=office), asked)
            return sent_elsewhere(found) if found else None
    return None


def _form(asked: Asked, form: Form, errors: dict[str, str], *, look: LookedAt | None = None) -> Answer:
    act, (ledger, item, _) = _act(asked), item_of(asked)
    if not form.fields and not _may(item, act, asked):
        return item_shown(asked, refused=_NOT_NOW, status=409)
    words, looked = ACT_WORDS[act], look is not None
    decision = kind_of(form, asked.query.get("outcome", ""))
    about = _about(asked, ledger, item)
    offices = elsewhere(item, asked.by, asked.deps) if act == "reroute" else ()
    fields = as_typed(asked_fields(act, about, decision, offices, asked.deps.clock()), form)
    fields = with_errors(fields, errors)
    wrong = summary(fields)
    try:
        ahead = look or (_at_once(ledger, item, asked) if act in AT_ONCE else None)
    except _EXPECTED as error:
        return _refused(asked, error)
    here = act_address(item.case_id, item.code, act)
    decides = act in ("settle", "override")
    view = ActPage(
        action=here if looked or act in AT_ONCE else f"{here}/look",
        back=item_address(item.case_id, item.code),
        name=item_name(asked.deps.editions(ledger.case.edition), item.code),
        reference=ledger.case.reference,
        title=words.button,
        about=words.about,
        choices=tuple((f"{here}?outcome={one.value}", one.label, one.value == decision.value) for one in ENDS)
        if decides
        else (),
        outcome=decision.value if decides else "",
        fields=fields,
        wrong=wrong,
        look=ahead,
        facts=_facts(item, act, fields, asked) if looked or act == "confirm" else (),
        carried=_carried(item, act, form if looked else NOTHING_SENT),
        looked=looked,
        button=words.button if looked or act in AT_ONCE else "下一步：核对",
        key=new_key(asked),
        refused="",
    )
    return Shown(
        "operator/act.html",
        f"{words.button}：{view.name}",
        view,
        status=422 if wrong else 200,
        wrong=bool(wrong),
    )


def _facts(item: CaseItem, act: str, fields: tuple[Field, ...], asked: Asked) -> tuple[tuple[str, str], ...]:
    if act == "confirm":
        return tuple(proposed(item, asked.deps.clock()))
    return tuple((one.label, one.shown) for one in fields if one.value)


def _carried(item: CaseItem, act: str, form: Form) -> tuple[tuple[str, str], ...]:
    if act == "confirm":
        return (("proposal", stamp_of(item)),)
    return (as_seen(item), *(pair for pair in lines_of(form) if pair[0] not in _OWN))


def _may(item: CaseItem, act: str, asked: Asked) -> bool:
    if act == "confirm":
        return item.desk.override is not None
    return act in offered(item, asked.by, asked.deps)


PAGES = (
    Page(method="GET", path=ACT, roles=OPERATORS, handler=show_console_act),
    Page(method="POST", path=f"{ACT}/look", roles=OPERATORS, handler=check_console_act),
    Page(method="POST", path=ACT, roles=OPERATORS, handler=do_console_act),
)
