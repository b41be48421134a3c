"""What is asked where a result is handed over, at a window or an office's counter: who came for it, and on what paper."""

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from functions.pages.expected import by_field
from functions.pages.fields import Choice, Field, Kind, date_sent, filled, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from schemas.case.handover import Handover
from schemas.codes import CHINESE
from schemas.codes_citizen import CollectingOn, PaperShown

SELF, AGENT, ON = "self", "agent", "on"
_OF_AGENT = ("name", "mandate", "id_tail")
# What is asked for where nothing was filled in.
_WANTED = {
    "who": "请选择由谁领取。",
    ON: "请填写真实存在的日期；今天交出的可以不填。",
    "paper": "请选择来人出示的证件。",
    "name": "请填写代领人的姓名。",
    "mandate": "请选择凭什么代领。",
    "id_tail": "请填写代领人证件号码的后四位。",
}


@dataclass(frozen=True, slots=True)
class HandoverFields:
    """`asked`: of everybody; `of_agent`: of somebody who came in the applicant's stead."""

    asked: tuple[Field, ...]
    of_agent: tuple[Field, ...]

    @property
    def all(self) -> tuple[Field, ...]:
        return self.asked + self.of_agent


class Incomplete(Exception):
    """What was filled in, and what is wrong with it by the name of its field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__()
        self.errors = errors


def handover_fields(
    name: str, *, sent: Form = NOTHING_SENT, errors: dict[str, str] | None = None
) -> HandoverFields:
    """`name`: of the form, where a page has several."""
    asked = with_errors(tuple(filled(one, sent) for one in _asked(name)), errors or {})
    of_agent = with_errors(tuple(filled(one, sent) for one in _of_agent(name)), errors or {})
    return HandoverFields(asked, of_agent)


def handover_of(form: Form) -> Handover:
    """Raises Incomplete."""
    who = form.text("who")
    names = ("who", "paper", *(_OF_AGENT if who == AGENT else ()))
    empty = {name: _WANTED[name] for name in names if not form.text(name)}
    given: dict[str, object] = {"paper": form.text("paper")}
    if who == AGENT:
        given["agent"] = {name: form.text(name) for name in _OF_AGENT}
    try:
        found = Handover.model_validate(given, strict=False)
    except ValidationError as error:
        raise Incomplete({**by_field(error), **empty}) from None
    if who not in (SELF, AGENT):
        raise Incomplete({"who": _WANTED["who"]})
    return found


def day_handed_over(form: Form) -> date | None:
    """None: today. Raises Incomplete."""
    told = date_sent(form, ON).iso
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise Incomplete({ON: _WANTED[ON]}) from None


def _asked(form: str) -> tuple[Field, ...]:
    who = (Choice(SELF, "申请人本人"), Choice(AGENT, "他人代领"))
    papers = tuple(Choice(one.value, CHINESE[one]) for one in PaperShown)
    return (
        Field("who", "谁来领取", Kind.RADIOS, choices=who, form=form),
        Field(
            "paper",
            "来人出示的证件",
            Kind.SELECT,
            hint="请当面核对。他人代领的，是代领人自己的证件。",
            choices=papers,
            form=form,
        ),
        Field(
            ON,
            "交出的日期",
            Kind.DATE,
            hint="今天交出的不填。交出的是决定书的，救济期限从这一天起算。",
            optional=True,
            form=form,
        ),
    )


def _of_agent(form: str) -> tuple[Field, ...]:
    mandates = tuple(Choice(one.value, CHINESE[one]) for one in CollectingOn)
    return (
        Field("name", "代领人姓名", width=20, form=form),
        Field("mandate", "凭什么代领", Kind.SELECT, choices=mandates, form=form),
        Field(
            "id_tail",
            "代领人证件号码的后四位",
            hint="例如 002X。只记后四位。",
            width=4,
            form=form,
        ),
    )
