"""The page on which somebody chooses whom to sign in as, for trying: plain HTML, dressed as the others are."""

from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlencode

from functions.pages import static
from infra.embedded.issuer import MadeUpIdentity
from schemas.codes import Role

# The answer to the form leads back to this server (`redirect` is a place of its own).
ISSUER_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_WHOLE = """<!DOCTYPE html>
<html lang="zh-Hans-CN"{large}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - 演示身份</title>
<link rel="icon" href="{icon}" type="image/svg+xml"><link rel="stylesheet" href="{style}"></head>
<body>
<header class="top"><div class="wide"><span class="brand">演示身份<span>代替统一身份认证</span></span></div></header>
<main id="main" class="wide">{main}</main>
</body></html>
"""
_CHOOSE = """<h1>选择一个演示身份登录</h1>
<p class="warning"><span aria-hidden="true">!</span><strong>注意：</strong>{warning}</p>
<form method="post" action="/issuer/authorize">{hidden}
<fieldset class="field"><legend>登录为</legend>{choices}</fieldset>
<div class="field"><label for="citizen">换一位虚构的公民<span class="optional">（选填）</span></label>
<div id="citizen-about"><p class="hint">{hint}</p></div>
<input type="text" id="citizen" name="citizen" inputmode="numeric" class="w4" aria-describedby="citizen-about"></div>
<p><button class="button">登录</button> <a class="button quiet" role="button" href="{cancel}">取消</a></p>
</form>"""
_WARNING = "这里代替统一身份认证，只供试用和开发。这些人都是虚构的，不用密码。"
_HINT = "只对已实名的申请人有效。填一个数，例如 7：同一位公民的同一事项只能申请一次，换一个数就是另一位公民。"
_CHOICE = (
    '<label class="choice"><input type="radio" name="identity" value="{id}"{id_of_first}{checked}>'
    "<span>{name}<small>{what}</small></span></label>"
)
_WRONG = '<h1>不能登录</h1><p>{words}</p><p><a class="button" role="button" href="/">回到首页</a></p>'
_WHAT = {
    Role.APPLICANT: "申请人，用手机或者电脑自己办",
    Role.CLERK: "窗口人员，替到场的人办",
    Role.DEPARTMENT_STAFF: "部门经办，办理本部门的事项",
    Role.OPERATOR: "运行管理员，查看异常和统计",
}


def choosing(identities: Iterable[MadeUpIdentity], carried: Mapping[str, str], *, large: bool) -> str:
    """`large`: 大字版."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in carried.items()
    )
    choices = "".join(_choice(one, first=not place) for place, one in enumerate(identities))
    refused = {"error": "access_denied", "state": carried["state"]}
    cancel = escape(f"{carried['redirect_uri']}?{urlencode(refused)}")
    made = {"hidden": hidden, "choices": choices, "cancel": cancel}
    return _page("登录", _CHOOSE.format(warning=_WARNING, hint=_HINT, **made), large=large)


def wrong_page(words: str) -> str:
    return _page("不能登录", _WRONG.format(words=escape(words)))


def _choice(identity: MadeUpIdentity, *, first: bool) -> str:
    return _CHOICE.format(
        id=escape(identity.id),
        id_of_first=' id="identity"' if first else "",
        checked=" checked" if first else "",
        name=escape(identity.name),
        what=_WHAT[identity.role],
    )


def _page(title: str, main: str, *, large: bool = False) -> str:
    style, icon = static.static_address("style.css"), static.static_address("mark.svg")
    dressed = ' class="large"' if large else ""
    return _WHOLE.format(title=title, main=main, style=style, icon=icon, large=dressed)
