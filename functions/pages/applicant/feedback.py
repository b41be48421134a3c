"""问题反馈: sent by anybody; whoever is signed in finds their own again, whoever is not keeps a code."""

from dataclasses import dataclass, replace
from json import dumps

from pydantic import ValidationError

from functions.domain.applicant.refusals import FeedbackNotFound
from functions.domain.refusals import TooOften
from functions.pages.answering import sign_in_address
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.guide.views import city_field
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.resuming import kept_after_the_end
from functions.pages.signed_in import session_in
from functions.shapes.applicant.feedback import feedback_view
from functions.usecases.applicant import feedback
from functions.usecases.applicant.anonymous_feedback import feedback_by_code, send_anonymously
from functions.usecases.guide.advise import guide
from functions.web.roles import EVERYBODY
from schemas.applicant.feedback import FeedbackLookup, FeedbackOrder, FeedbackView
from schemas.codes import CHINESE
from schemas.codes_citizen import FeedbackKind

FEEDBACK_FORM = "/feedback"
_OWN, LOOKUP = f"{FEEDBACK_FORM}/sent", f"{FEEDBACK_FORM}/lookup"
PAGE_SIZE = 20
SIGNED_OUT = (
    "您的登录已经失效，还没有提交。点“登录后提交”，登录以后填的内容还在，答复在“我的反馈”里看；"
    "再按一次“提交”，就按没有登录提交。"
)


@dataclass(frozen=True, slots=True)
class Sending:
    """`problem`: why it was not sent, where that is no field's; `sign_in`: where to, with what was typed if that was kept."""

    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]
    key: str
    problem: str
    sign_in: str


@dataclass(frozen=True, slots=True)
class Slip:
    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Own:
    entries: tuple[FeedbackView, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class _LookUp:
    field: Field
    wrong: tuple[Wrong, ...]


def _show_feedback(asked: Asked) -> Answer:
    return _form(asked, _fields(asked))


def _send_feedback(asked: Asked) -> Answer:
    """Whoever was signed in when the form was shown, and is not any more, is told before anything is sent."""
    fields = tuple(filled(one, asked.form) for one in _fields(asked))
    if asked.session is None and asked.form.text("token"):
        return _form(asked, fields, problem=SIGNED_OUT, status=409, back=_kept(asked))
    given = {one.name: one.value for one in fields if one.value}
    try:
        order = FeedbackOrder.model_validate_json(dumps(given))
    except ValidationError as error:
        return _form(asked, with_errors(fields, by_field(error)), status=422)
    try:
        return _sent(order, asked)
    except EXPECTED as error:
        problem, status = told(error)
        return _form(asked, fields, problem=problem, status=status)


def _kept(asked: Asked) -> str:
    known = session_in(asked.cookies, asked.deps.cookies, plain=asked.plain)
    return kept_after_the_end(asked.form, FEEDBACK_FORM, known, asked.deps) or FEEDBACK_FORM


def _sent(order: FeedbackOrder, asked: Asked) -> Answer:
    """The code stands on the answer itself, for an address would tell it to whoever sees the address."""
    key = key_of(asked)
    if asked.caller is not None:
        return Sent(f"{_OWN}/{feedback.send(order, by=asked.caller, key=key, deps=asked.deps)}")
    sent = send_anonymously(order, address=asked.address, key=key, deps=asked.deps)
    groups = "-".join(sent.code[at : at + 4] for at in range(0, len(sent.code), 4))
    return Shown("applicant/feedback_sent.html", "已提交", Slip(sent.id, groups))


def _list_feedback(asked: Asked) -> Answer:
    cursor, edition = asked.query.get("cursor"), guide(asked.deps)
    page = feedback.own_feedback(by=asked.by, limit=PAGE_SIZE, cursor=cursor, deps=asked.deps)
    entries = tuple(feedback_view(found, edition) for found in page.entries)
    return Shown("applicant/feedback_list.html", "我的反馈", Own(entries, page.cursor))


def show_one(asked: Asked) -> Answer:
    found = feedback.feedback_of(asked.path["feedback_id"], by=asked.by, deps=asked.deps)
    return Shown("applicant/feedback_one.html", "反馈和答复", feedback_view(found, guide(asked.deps)))


def ask_code(asked: Asked) -> Answer:
    return _look_up(_code())


def look_up_code(asked: Asked) -> Answer:
    field = filled(_code(), asked.form)
    try:
        given = FeedbackLookup.model_validate_json(dumps({"code": field.value}))
        found = feedback_by_code(given.code, address=asked.address, deps=asked.deps)
    except ValidationError as error:
        return _look_up(replace(field, error=by_field(error)["code"]), 422)
    except (FeedbackNotFound, TooOften) as error:
        problem, status = told(error)
        return _look_up(replace(field, error=problem), status)
    return Shown("applicant/feedback_one.html", "反馈和答复", feedback_view(found, guide(asked.deps)))


def _fields(asked: Asked) -> tuple[Field, ...]:
    city = replace(city_field(guide(asked.deps), None), label="反馈给哪个市")
    kinds = tuple(Choice(one.value, CHINESE[one]) for one in FeedbackKind)
    return (
        city,
        Field("kind", "是哪一类", Kind.RADIOS, choices=kinds),
        Field(
            "text",
            "要反馈的内容",
            Kind.LONG_TEXT,
            rows=6,
            hint="五个字以上。请不要写证件号码、银行账号。",
        ),
        Field(
            "reference",
            "办件编号",
            hint="和某个办件有关的，填写回执上的编号。",
            optional=True,
            width=20,
        ),
    )


def _code() -> Field:
    return Field("code", "查询码", hint="提交时显示的十六位字母和数字。", width=20)


def _form(
    asked: Asked,
    fields: tuple[Field, ...],
    *,
    problem: str = "",
    status: int = 200,
    back: str = FEEDBACK_FORM,
) -> Answer:
    view = Sending(fields, summary(fields), new_key(asked), problem, sign_in_address(back))
    return Shown("applicant/feedback.html", "意见反馈", view, status=status, wrong=status != 200)


def _look_up(field: Field, status: int = 200) -> Answer:
    view = _LookUp(field, summary((field,)))
    return Shown("applicant/feedback_lookup.html", "查看答复", view, status=status, wrong=status != 200)


PAGES = (
    Page(method="GET", path=FEEDBACK_FORM, roles=None, handler=_show_feedback),
    Page(method="POST", path=FEEDBACK_FORM, roles=None, handler=_send_feedback),
    Page(method="GET", path=_OWN, roles=EVERYBODY, handler=_list_feedback),
    Page(method="GET", path=f"{_OWN}/{{feedback_id}}", roles=EVERYBODY, handler=show_one),
    Page(method="GET", path=LOOKUP, roles=None, handler=ask_code),
    Page(method="POST", path=LOOKUP, roles=None, handler=look_up_code),
)
