"""The window's first page (一窗受理): find a person, begin for somebody who is here, go on with a draft by its code."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from functions.domain.case.refusals import CaseNotFound
from functions.domain.intake.refusals import CodeNotFound
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.intake.window_found import what_was_found
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.words import item_name
from functions.usecases.guide.advise import guide
from functions.usecases.intake import codes, window
from functions.usecases.intake.drafts import open_draft
from functions.web.roles import CLERKS
from schemas.choices import MANDATES
from schemas.intake.draft import DraftRequest
from schemas.intake.window import LookUp, Redemption, ReferenceLookUp

_PERSON, _REFERENCE, _CODE, _START = "/window/person", "/window/reference", "/window/code", "/window/start"
_Given = TypeVar("_Given", bound=BaseModel)
_HOWS = tuple(Choice(code, words) for code, words in MANDATES.items())
_CHOOSE_HOW = "请选择受理方式。"
_PURPOSE = Field(
    "purpose",
    "查询事由",
    hint="例如：申请人到窗口询问进度。查询人、时间和事由都会留存。",
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One form of the window, with what was wrong with it."""

    action: str
    title: str
    button: str
    fields: tuple[Field, ...]
    key: str
    hint: str = ""
    problem: str = ""
    wrong: tuple[Wrong, ...] = ()


def show_window(asked: Asked) -> Answer:
    made = (_person_form(asked), _reference_form(asked), _code_form(asked))
    return Shown("intake/window.html", "窗口首页", tuple(map(_apart, made)))


def _apart(entry: _Entry) -> _Entry:
    """Its fields' ids are its own: three forms stand on the page."""
    form = entry.action.rpartition("/")[2]
    return replace(entry, fields=tuple(replace(field, form=form) for field in entry.fields))


def find_person(asked: Asked) -> Answer:
    def look() -> Answer:
        given = _read(asked, LookUp, "name", "id_number", "purpose")
        return what_was_found(window.look_up(given, by=asked.by, deps=asked.deps), asked)

    return _tried(_person_form, asked, look)


def find_reference(asked: Asked) -> Answer:
    def look() -> Answer:
        given = _read(asked, ReferenceLookUp, "reference", "purpose")
        return what_was_found(window.look_up_reference(given, by=asked.by, deps=asked.deps), asked)

    return _tried(_reference_form, asked, look)


def continue_by_code(asked: Asked) -> Answer:
    def go_on() -> Answer:
        typed = {"code": asked.form.text("code"), "on_behalf_of": _mandate(asked)}
        given = Redemption.model_validate(typed, strict=False)
        return Sent(f"/drafts/{codes.redeem(given, by=asked.by, deps=asked.deps).id}")

    return _tried(_code_form, asked, go_on)


def show_start(asked: Asked) -> Answer:
    return Shown("intake/window_form.html", "替申请人开始填写", _start_form(asked))


def _start(asked: Asked) -> Answer:
    def begin() -> Answer:
        items = asked.form.all("items")
        request = DraftRequest.model_validate({"items": items, "on_behalf_of": _mandate(asked)}, strict=False)
        return Sent(f"/drafts/{open_draft(request, by=asked.by, key=key_of(asked), deps=asked.deps).id}")

    return _tried(_start_form, asked, begin)


def _mandate(asked: Asked) -> dict[str, str]:
    return {"how": asked.form.text("how"), "evidence": asked.form.text("evidence")}


def _read(asked: Asked, model: type[_Given], *names: str) -> _Given:
    return model.model_validate({name: asked.form.text(name) for name in names})


def _tried(made: Callable[[Asked], _Entry], asked: Asked, act: Callable[[], Answer]) -> Answer:
    """What the act answers; or the form again, as it was typed, with what to do."""
    try:
        return act()
    except ValidationError as error:
        return _again(made(asked), asked, errors=_by_name(error))
    except (*EXPECTED, CaseNotFound, CodeNotFound) as error:
        words, status = told(error)
        return _again(made(asked), asked, problem=words, status=status)


def _by_name(error: ValidationError) -> dict[str, str]:
    """A choice that nobody made is asked for in words: the interface's sentence names its codes."""
    found = by_field(error)
    if "on_behalf_of" in found or "how" in found:
        found["how"] = _CHOOSE_HOW
    return found


def _again(
    entry: _Entry, asked: Asked, *, errors: dict[str, str] | None = None, problem: str = "", status: int = 422
) -> Answer:
    typed = with_errors(tuple(filled(field, asked.form) for field in entry.fields), errors or {})
    shown = replace(entry, fields=typed, problem=problem, wrong=summary(typed))
    return Shown("intake/window_form.html", entry.title, shown, status, wrong=True)


def _person_form(asked: Asked) -> _Entry:
    fields = (
        Field("name", "姓名", width=20),
        Field("id_number", "公民身份号码", width=20, hint="十八位，最后一位可能是 X。"),
        _PURPOSE,
    )
    return _Entry(_PERSON, "按姓名和身份号码查办件", "查询", fields, new_key(asked))


def _reference_form(asked: Asked) -> _Entry:
    fields = (Field("reference", "办件编号", width=20, hint="印在收件回执上，以 TY 开头。"), _PURPOSE)
    return _Entry(_REFERENCE, "按办件编号查办件", "查询", fields, new_key(asked))


def _code_form(asked: Asked) -> _Entry:
    code = Field("code", "授权码", width=8, hint="申请人在手机上生成的八位授权码，使用一次。")
    return _Entry(_CODE, "接着填申请人的草稿", "接着填写", (code, *_mandate_fields()), new_key(asked))


def _start_form(asked: Asked) -> _Entry:
    edition = guide(asked.deps)
    choices = tuple(Choice(one.code, item_name(edition, one.code)) for one in edition.items)
    items = Field("items", "这次申请哪些事项", Kind.TICKS, choices=choices)
    hint = "不清楚要办哪些的，先在办事指南里逐项问清楚。"
    return _Entry(_START, "替申请人开始填写", "开始填写", (*_mandate_fields(), items), new_key(asked), hint)


def _mandate_fields() -> tuple[Field, ...]:
    return (
        Field("how", "受理方式", Kind.RADIOS, choices=_HOWS),
        Field("evidence", "核验单或委托书编号", width=20, hint="身份核验单或者委托书上的编号，照原样填写。"),
    )


PAGES = (
    Page(method="GET", path="/window", roles=CLERKS, handler=show_window),
    Page(method="POST", path=_PERSON, roles=CLERKS, handler=find_person),
    Page(method="POST", path=_REFERENCE, roles=CLERKS, handler=find_reference),
    Page(method="POST", path=_CODE, roles=CLERKS, handler=continue_by_code),
    Page(method="GET", path=_START, roles=CLERKS, handler=show_start),
    Page(method="POST", path=_START, roles=CLERKS, handler=_start),
)
