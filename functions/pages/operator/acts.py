"""An operator's acts in words: what they are called, what they ask, what comes of them, and how one is made of a form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from functions.domain.case.item import CaseItem
from functions.pages.fields import Choice, Field, Kind
from functions.pages.forms import Form
from functions.pages.office.asking import WHEN, About, answer_fields, draft, typed
from functions.pages.reasons import reason_in
from functions.ports.offices import Office
from functions.web.requests import field_problems
from schemas.case.answers import Granted, NotAccepted, Refused
from schemas.codes import CHINESE, AnswerType, EventKind, Outcome
from schemas.operator.acts import RESOLUTION, WORKLIST, Resolution


@dataclass(frozen=True, slots=True)
class Words:
    """`button` is the act; `done` what is told afterwards. `events`: what history then says."""

    button: str
    about: str
    done: str
    events: tuple[EventKind, ...]


ACT_WORDS: Mapping[str, Words] = {
    "retry": Words(
        "重新分发",
        "把同一轮再送一次给原来的机构。通常不超过一分钟发出；送不到的会自动再试，仍不行再列为异常。",
        "已记录，系统随即重新发出，通常不超过一分钟。",
        (EventKind.RETRIED,),
    ),
    "reroute": Words(
        "改派到别的机构",
        "送给另一个机构，或者由本部门人员在本系统的工作台办理。期限从现在重新计算。",
        "已改派，系统随即发往新的机构。",
        (EventKind.REROUTED,),
    ),
    "settle": Words(
        "登记部门的决定",
        "部门已经用电话、公函等方式告知了结果。登记后与部门自己答复的效力相同，申请人会看到；不会自动告知部门。",
        "已登记，申请人可以看到结果。",
        (EventKind.SETTLED,),
    ),
    "override": Words(
        "更正已有的结果",
        "已有的结果错了。先由一人提出，再由另一名运行管理员核对后确认，两人内容一致才生效。",
        "已提出更正，尚未生效：请另一名运行管理员在“待复核”中核对确认。",
        (EventKind.OVERRIDE_PROPOSED, EventKind.OVERRIDDEN),
    ),
    "confirm": Words(
        "核对无误，确认更正",
        "您核对的是另一名运行管理员提出的更正。确认后立即生效，申请人会看到新的结果。",
        "已确认，更正生效。",
        (EventKind.OVERRIDDEN,),
    ),
    "told": Words(
        "登记已经告知申请人",
        "您已经用电话等方式把没有送到的通知告诉了申请人。登记后不再列在“通知未能送达”中。",
        "已登记告知。",
        (EventKind.TOLD,),
    ),
    "notify": Words(
        "重新通知申请人",
        "把没有送到的通知再发一次。消息网关恢复以后再用。",
        "已安排重新通知。",
        (EventKind.NOTIFIED_AGAIN,),
    ),
    "abandon": Words(
        "终止办理",
        "这个事项不再办理，以“撤回”结束，后面依赖它的事项也会停下。不会自动告知部门。",
        "已终止办理。",
        (EventKind.ABANDONED,),
    ),
}
# What is done from the form at once; the others are looked at before, with what was typed.
AT_ONCE = ("retry", "reroute", "told", "notify", "abandon", "confirm")
DECISIONS = (AnswerType.GRANTED, AnswerType.REFUSED, AnswerType.NOT_ACCEPTED)
ENDS = tuple(Choice(one.value, CHINESE[Outcome(one.value)]) for one in DECISIONS)
NO_REASON = "请写明理由，2 至 500 字，会留存在办理经过中。"
NO_OFFICE = "请选择改派到哪里。"
REASON = Field(
    "why", "理由", Kind.LONG_TEXT, rows=3, hint="2 至 500 字，会留存。不要写申请人的姓名、证件号码。"
)


def reason_given(form: Form) -> tuple[str, dict[str, str]]:
    """The act's reason, in our spelling; and what is wrong with it, by its field."""
    reason, wrong = reason_in(form, REASON.name, NO_REASON)
    return reason, {REASON.name: wrong} if wrong else {}


def kind_of(form: Form, given: str) -> AnswerType:
    """Which decision is asked about; the first, if none."""
    wanted = form.text("outcome") or given
    return next((one for one in DECISIONS if one.value == wanted), DECISIONS[0])


def asked_fields(
    act: str, about: About, decision: AnswerType, offices: tuple[Office, ...], now: datetime
) -> tuple[Field, ...]:
    if act == "reroute":
        here = Choice(WORKLIST, "本部门人员在本系统的工作台办理")
        choices = (here, *(Choice(office.id, office.name) for office in offices))
        return (Field("office", "改派到哪里", Kind.RADIOS, choices=choices), REASON)
    if act in ("settle", "override"):
        return (*(one for one in answer_fields(decision, about, now) if one.name not in WHEN), REASON)
    return (REASON,)


def read_act(
    act: str, about: About, decision: AnswerType, form: Form, now: datetime
) -> tuple[Resolution | None, dict[str, str]]:
    """The act as the interface takes it, or what is wrong, by field."""
    reason, errors = reason_given(form)
    body: dict[str, Any] = {"action": act, "reason": reason}
    places = dict[str, str]()
    if act == "reroute":
        body["office"] = form.text("office")
        errors |= {} if body["office"] else {"office": NO_OFFICE}
    if act in ("settle", "override"):
        made = draft(decision, about, form, round_=1, now=now)
        errors |= {name: words for name, words in made.errors.items() if name not in WHEN}
        own = {name: value for name, value in made.body.items() if name not in ("type", "round", "at")}
        body["decision"] = {"outcome": decision.value, **own}
        places = {f"/decision{pointer}": name for pointer, name in made.places.items()}
    return (None, errors) if errors else _valid(body, places)


def of_proposal(item: CaseItem, reason: str) -> tuple[Resolution | None, dict[str, str]]:
    """What another operator proposed, said once more."""
    given = item.desk.override.answer if item.desk.override else None
    if not isinstance(given, Granted | Refused | NotAccepted):
        return None, {}
    said = given.model_dump(
        mode="json", exclude={"type", "reference", "item", "round", "at", "documents"}, exclude_none=True
    )
    return _valid(
        {"action": "override", "reason": reason, "decision": {"outcome": given.type.value, **said}}, {}
    )


def _valid(body: Mapping[str, Any], places: Mapping[str, str]) -> tuple[Resolution | None, dict[str, str]]:
    try:
        return RESOLUTION.validate_json(json.dumps(body)), {}
    except ValidationError as error:
        found: dict[str, str] = {}
        for one in field_problems(error):
            found.setdefault(places.get(one.pointer, REASON.name), one.detail)
        return None, found


def as_typed(fields: tuple[Field, ...], form: Form) -> tuple[Field, ...]:
    return typed(fields, form) if form.fields else fields
