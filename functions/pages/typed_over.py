"""The form of a page in which somebody types; and what they typed and have not sent, put into the page as it is made anew.

Templates escape whatever they are given, so a tag ends with the first `>`.
"""

import re
from collections.abc import Mapping
from html import escape, unescape

from markupsafe import Markup

_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_CONTROL = re.compile(
    r"<input\b[^>]*>|<textarea\b[^>]*>.*?</textarea>|<select\b[^>]*>.*?</select>", re.DOTALL
)
_OPTION = re.compile(r"<option\b[^>]*>")
_SAID = re.compile(r'\s(name|type|value)="([^"]*)"')
_CHOSEN = re.compile(r"\s(?:checked|selected)(?=[\s>])")
_VALUE = re.compile(r'\svalue="[^"]*"')
# It proves whose the form is; and files stay with whoever chose them.
_OURS, _FILE = "token", "file"
# Of every page: searched, and not read control by control.
_SEEN = re.compile(r'<(?:textarea|select)\b|<input\b(?![^>]*\stype="(?:hidden|file)")')
_SENDS = 'method="post"'
_CARRIED = re.compile(r'<input\b[^>]*\stype="hidden" name="(?!token"|key")')

# A browser sends the name of one that was chosen, and no page can give it back to its field.
_CHOOSE_AGAIN = "刚才选的文件没有保留，请重新选择。"
_HINT = '<p class="hint">{}</p>'

_Typed = dict[str, list[str]]


def with_typed_form(main: str) -> Markup:
    """The main part of a page, with a name for the form that the switch of 大字版 sends along: the one that is to be put
    right, else the first in which anything is typed or chosen, one that only looks up after the others, else the first that
    carries what was."""
    form = max(_FORM.finditer(main), key=lambda found: _weight(found[0]), default=None)
    if form is None or not _weight(form[0]):
        return Markup(main)
    return Markup(f'{main[: form.start()]}<form id="typed"{main[form.start() + len("<form") :]}')


def has_several_forms(main: str) -> bool:
    """More than one in which somebody may have typed: a button sends what stands in one of them."""
    return sum(_SEEN.search(found[0]) is not None for found in _FORM.finditer(main)) > 1


def _weight(form: str) -> int:
    if _SEEN.search(form):
        if 'aria-invalid="true"' in form:
            return 4
        return 3 if _SENDS in form.partition(">")[0] else 2
    return int(_SENDS in form and _CARRIED.search(form) is not None)


def typed_over(html: str, fields: tuple[tuple[str, str], ...]) -> str:
    """The page, with `fields` in the form that has most of their names."""
    typed: _Typed = {}
    for name, value in fields:
        if name != _OURS:
            typed.setdefault(name, []).append(value)
    forms = [(len(_names(found[0]) & typed.keys()), found) for found in _FORM.finditer(html)]
    most, form = max(forms, key=lambda one: one[0], default=(0, None))
    if form is None or not most:
        return html
    filled = _CONTROL.sub(lambda found: _filled(found[0], typed), form[0])
    return f"{html[: form.start()]}{filled}{html[form.end() :]}"


def _names(form: str) -> set[str]:
    return {_said(found[0]).get("name", "") for found in _CONTROL.finditer(form)}


def _said(tag: str) -> Mapping[str, str]:
    """Of what begins with a tag, what that says of itself."""
    return {name: unescape(value) for name, value in _SAID.findall(tag[: tag.index(">")])}


def _filled(control: str, typed: _Typed) -> str:
    said = _said(control)
    name, kind = said.get("name", ""), said.get("type", "")
    if kind in ("radio", "checkbox"):
        return _chosen(control, "checked", chosen=said.get("value", "on") in typed.get(name, ()))
    if kind == _FILE:
        return control + (_HINT.format(_CHOOSE_AGAIN) if any(typed.get(name, ())) else "")
    if not typed.get(name):
        return control
    value = typed[name].pop(0)
    if control.startswith("<select"):
        return _OPTION.sub(lambda one: _option(one[0], value), control)
    if control.startswith("<textarea"):
        # The first end of a line after the tag is none of the text.
        lead = "\n" if value.startswith(("\r", "\n")) else ""
        return f"{control[: control.index('>') + 1]}{lead}{escape(value)}</textarea>"
    return _VALUE.sub(lambda _: f' value="{escape(value)}"', control)


def _option(tag: str, value: str) -> str:
    return _chosen(tag, "selected", chosen=_said(tag).get("value") == value)


def _chosen(tag: str, word: str, *, chosen: bool) -> str:
    plain = _CHOSEN.sub("", tag)
    return f"{plain[:-1]} {word}>" if chosen else plain
