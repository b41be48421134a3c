"""再发: what an office lost is looked at first, then sent to it again, with a reason."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from pydantic import ValidationError

from functions.domain.office.refusals import OfficeNotFound
from functions.pages.done_marks import done_mark
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.forms import Form
from functions.pages.keys import key_of, new_key
from functions.pages.office.pages_kit_deliveries import DELIVERIES, RESEND, chosen_office
from functions.pages.office.place import own_department
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.ports.offices import Office
from functions.shapes.office import resent_page
from functions.usecases.guide.advise import guide
from functions.usecases.office.jurisdiction import systems_of
from functions.usecases.office.resend import resend
from functions.web.roles import STAFF
from schemas.office.deliveries import MOST_RESENT, ResendOrder, ResentPageView

# Nothing is kept of a look; the order itself asks for the reason of whoever gives it.
REASON_OF_A_LOOK = "先看有哪些"
_UNREADABLE = "地址中的办件编号、事项或者时间不对，请从投递记录重新打开。"
_REASON = Field(
    "reason", "理由", Kind.LONG_TEXT, hint="例如：数据库恢复到昨天，请重新取。2 至 500 字，会留痕。"
)
_SINCE = Field(
    "hours",
    "从什么时候起",
    Kind.RADIOS,
    choices=(
        Choice("1", "一小时以前起"),
        Choice("6", "六小时以前起"),
        Choice("24", "一天以前起"),
        Choice("72", "三天以前起"),
        Choice("168", "七天以前起"),
    ),
)


@dataclass(frozen=True, slots=True)
class ResendPage:
    """`choice`: since when is asked first; else `found` is what would be sent, and `hidden` what the form carries along."""

    office_name: str
    back: str
    choice: Field | None
    found: ResentPageView | None
    most: int
    reason: Field
    hidden: tuple[tuple[str, str], ...]
    key: str
    trouble: str
    wrong: tuple[Wrong, ...]

    @property
    def any(self) -> bool:
        return self.found is not None and any(one.resent for one in self.found.entries)


def show_kit_resend(asked: Asked) -> Answer:
    return _shown(asked, Form(tuple(asked.query.items())))


def _shown(asked: Asked, given: Form, *, trouble: str = "", status: int = 200, error: str = "") -> Answer:
    office = _office(asked, given)
    hidden = _which(given, asked.deps.clock())
    found: ResentPageView | None = None
    if hidden:
        try:
            found = _asked_for(asked, office, hidden, REASON_OF_A_LOOK, key="", dry_run=True)
        except ValidationError:
            trouble, status = _UNREADABLE, 422
        except EXPECTED as wrong:
            trouble, status = told(wrong)
    (reason,) = with_errors((filled(_REASON, given),), {"reason": error} if error else {})
    view = ResendPage(
        office_name=office.name,
        back=f"{DELIVERIES}?{urlencode({'office': office.id})}",
        choice=None if hidden else _SINCE,
        found=found,
        most=MOST_RESENT,
        reason=reason,
        hidden=(("office", office.id), *hidden),
        key=new_key(asked),
        trouble=trouble,
        wrong=summary((reason,)),
    )
    return Shown(
        "office/kit_resend.html", "再发一次", view, status=422 if error else status, wrong=bool(error)
    )


def _office(asked: Asked, given: Form) -> Office:
    office = chosen_office(systems_of(asked.by, asked.deps), given.text("office"))
    if office is None:
        raise OfficeNotFound
    return office


def _which(given: Form, now: datetime) -> tuple[tuple[str, str], ...]:
    """One item, or since when; nothing as yet. A moment once chosen stands: the list is of that, however long it is read."""
    if given.text("reference"):
        return ("reference", given.text("reference")), ("item", given.text("item"))
    if given.text("since"):
        return (("since", given.text("since")),)
    hours = given.text("hours")
    if hours in {choice.value for choice in _SINCE.choices}:
        since = (now - timedelta(hours=int(hours))).replace(microsecond=0)
        return (("since", since.isoformat()),)
    return ()


def _asked_for(
    asked: Asked,
    office: Office,
    which: tuple[tuple[str, str], ...],
    reason: str,
    *,
    key: str,
    dry_run: bool = False,
) -> ResentPageView:
    """Raises ValidationError, and what `resend` raises."""
    named = dict(which)
    what = {"since": named["since"]} if "since" in named else {"item": named}
    order = ResendOrder.model_validate_json(
        json.dumps({"office": office.id, "reason": reason, "dry_run": dry_run, **what})
    )
    done = resend(order, own_department(asked), by=asked.by, key=key, deps=asked.deps)
    return resent_page(done, guide(asked.deps), dry_run=dry_run)


def send_kit_again(asked: Asked) -> Answer:
    office = _office(asked, asked.form)
    which = _which(asked.form, asked.deps.clock())
    try:
        _asked_for(asked, office, which, asked.form.text("reason"), key=key_of(asked))
    except ValidationError as error:
        return _shown(asked, asked.form, error=by_field(error).get("reason", "请填写理由。"))
    except EXPECTED as error:
        words, status = told(error)
        return _shown(asked, asked.form, trouble=words, status=status)
    return Sent(f"{DELIVERIES}?{urlencode({'office': office.id, 'done': done_mark('resent', asked)})}")


PAGES = (
    Page(method="GET", path=RESEND, roles=STAFF, handler=show_kit_resend),
    Page(method="POST", path=RESEND, roles=STAFF, handler=send_kit_again),
)
