"""Answers as responses: pages rendered in their frame, files as they are, refusals as pages that say what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from chalice.app import Response

from functions.domain.errors import LianbanError
from functions.domain.refusals import BodyTooLarge
from functions.pages.expected import LaterStatus, status_shown
from functions.pages.forms import is_typed
from functions.pages.page import Handed, Made, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.pages.rendering import Frame, render
from functions.web import problems
from functions.web.edge import HTML
from functions.web.problems import MethodNotAllowed, RouteNotFound

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The browser says to us where a form was, and to nobody else anything: what tells of no site at all is no proof of ours.
REFERRER = "same-origin"
SIGN_IN_PATH = "/sign-in"
ERROR = "error.html"
# To the script of an open page whose reader is not signed in any more: load the page anew, which asks to sign in.
LOADED_ANEW = Handed("", "text/plain", {"HX-Refresh": "true"})


@dataclass(frozen=True, slots=True)
class OnceMore:
    """What a form said that something hindered: its reader sends it once more. `files` are not carried along;
    `typed`: there is something else beside them."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: bool

    @property
    def typed(self) -> bool:
        return is_typed(self.fields)


@dataclass(frozen=True, slots=True)
class _Refused:
    """What the page of an error says. `code` and `number` are what somebody quotes on the telephone."""

    title: str
    detail: str
    code: str
    number: str
    status: int
    problems: tuple[str, ...] = ()
    again: OnceMore | None = None


def response_of(answer: Made, frame: Frame) -> Response:
    match answer:
        case Sent(location, cookies):
            return Response("", headers={"Location": location, **set_cookies(cookies)}, status_code=303)
        case Handed(body, media, headers, status):
            return Response(body, headers={"Content-Type": media, **headers}, status_code=status)
        case Shown():
            return _page(answer.template, answer.view, frame, answer.status, answer.headers)


def may_pass(error: LianbanError) -> bool:
    """Whether the same may well succeed in a moment."""
    status = problems.status_of(type(error))
    return status >= 500 or status == 429


def refused(error: LianbanError, frame: Frame, again: OnceMore | None = None) -> Response:
    status = status_shown(error)
    said = _Refused(
        title=error.title,
        detail=error.detail,
        code=error.code,
        number=frame.request_id,
        status=status,
        problems=tuple(one.detail for one in error.problems),
        again=again,
    )
    return _page(ERROR, said, frame, status, {})


# Whoever opens a page is sent to no document of the interface.
_TO_A_READER = {
    RouteNotFound.code: (PageNotFound.title, "没有这个页面。请核对网址，或者从首页重新进入。"),
    MethodNotAllowed.code: (
        "这个网址不能这样打开",
        "这个网址不能这样打开。请从首页重新进入，再按页面上的链接和按钮办理。",
    ),
    BodyTooLarge.code: (
        "提交的内容太大",
        "提交的内容太大，没有收下。请返回上一页：上传的文件每个不超过 10 MB，大的请压缩或者分开；填写的文字太长的，请缩短。",
    ),
}


def problem_page(
    problem: Mapping[str, Any], now: datetime, *, large: bool = False, training: bool = False
) -> Response:
    """The page of a problem (RFC 9457) that something else than a page answered with."""
    number = str(problem["instance"]).removeprefix("urn:lianban:request:")
    title, detail = _TO_A_READER.get(problem["code"], (problem["title"], problem["detail"]))
    said = _Refused(title, detail, problem["code"], number, problem["status"])
    frame = Frame(title=said.title, here="/", now=now, large=large, training=training)
    return _page(ERROR, said, frame, said.status, {})


def sign_in_address(here: str) -> str:
    return f"{SIGN_IN_PATH}?{urlencode({'next': here}, quote_via=quote)}"


def set_cookies(lines: tuple[str, ...]) -> dict[str, str | list[str]]:
    return {"Set-Cookie": list(lines)} if lines else {}


def _page(template: str, view: object, frame: Frame, status: int, headers: Mapping[str, str]) -> Response:
    body = render(template, frame, view)
    lines: dict[str, str | list[str]] = {
        "Content-Type": HTML,
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": REFERRER,
        **({"Retry-After": status.seconds} if isinstance(status, LaterStatus) else {}),
        **headers,
    }
    return Response(body, headers=lines, status_code=status)
