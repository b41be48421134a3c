"""A place's figures as files: taken along, and read in as proposals, all or nothing."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.guide.refusals import InvalidFigure
from functions.domain.national.item_fields import BadTable, rows_csv, table_differences
from functions.pages.fields import Field, Kind, date_sent, filled, summary, with_errors
from functions.pages.operator.acts import REASON
from functions.pages.operator.addresses import FIGURES, address
from functions.pages.operator.pages_figures import FIGURES_FILE
from functions.pages.operator.read_in import WrongFile, reason_of_file, told_by_number
from functions.pages.page import Answer, Asked, Handed, Page, Sent, Shown
from functions.pages.toml_files import TomlUnreadable, toml_document
from functions.usecases.operator.figure_files import item_table, place_toml
from functions.usecases.operator.place_figures import place_set, propose
from functions.usecases.operator.setting_places import place_for
from functions.web.requests import field_problems
from functions.web.roles import OPERATORS
from schemas.catalogue.place_figures import FigureProposal

_TEXT = Field(
    "text",
    "文件的内容",
    Kind.LONG_TEXT,
    rows=14,
    hint="TOML 每项数值一个 [[figure]]；或者事项管理系统字段的表（CSV，连同列名）。先下载，改好再贴进来。",
)
_SINCE = Field(
    "since", "从哪天起生效", Kind.DATE, optional=True, hint="只有贴表（CSV）时填，TOML 里各自写明。"
)
_TITLE = Field("title", "来源", optional=True, hint="只有贴表（CSV）时填，例如事项管理系统导出的日期。")
_BAD = "文件格式不对：TOML 只能有 place 和 [[figure]]，每条写 item、figure、since、source 和数值。"


def hand_figures_toml(asked: Asked) -> Answer:
    place = asked.query.get("place", "")
    named = {"Content-Disposition": 'attachment; filename="figures.toml"'}
    return Handed(place_toml(place, by=asked.by, deps=asked.deps), "application/toml; charset=utf-8", named)


def hand_figures_table(asked: Asked) -> Answer:
    place = asked.query.get("place", "")
    named = {"Content-Disposition": 'attachment; filename="items.csv"'}
    rows = item_table(place, by=asked.by, deps=asked.deps)
    return Handed(rows_csv(rows), "text/csv; charset=utf-8", named)


def show_figures_file(asked: Asked) -> Answer:
    if not asked.query.get("place"):
        return Sent(FIGURES)
    return _shown(asked, asked.query.get("place", ""), {})


def propose_figures_file(asked: Asked) -> Answer:
    """Sent again, they wait already. Raises PlaceNotFound."""
    place = asked.form.text("place")
    try:
        propose(_read(asked, place), by=asked.by, deps=asked.deps)
    except WrongFile as error:
        return _shown(asked, place, {error.field: str(error)})
    except InvalidFigure as error:
        return _shown(asked, place, {_TEXT.name: told_by_number(error.problems, "项") or error.detail})
    except Conflict as error:
        return _shown(asked, place, {_TEXT.name: error.detail})
    return Sent(address(FIGURES, place=place, done="proposed"))


def _read(asked: Asked, place: str) -> FigureProposal:
    """Raises WrongFile, PlaceNotFound."""
    text, reason = asked.form.text(_TEXT.name), reason_of_file(asked.form)
    figures = _of_table(asked, text, place) if "（item" in text.split("\n", 1)[0] else _of_toml(text, place)
    try:
        body = json.dumps({"place": place, "figures": figures, "reason": reason})
        return FigureProposal.model_validate_json(body)
    except ValidationError as error:
        raise WrongFile(_TEXT.name, told_by_number(field_problems(error), "项") or _BAD) from error


def _of_toml(text: str, place: str) -> Any:
    try:
        document = toml_document(text)
    except TomlUnreadable as error:
        raise WrongFile(_TEXT.name, _BAD) from error
    if set(document) - {"place"} != {"figure"} or not isinstance(document["figure"], list):
        raise WrongFile(_TEXT.name, _BAD)
    if document.get("place", place) != place:
        raise WrongFile(_TEXT.name, f"这份文件是 {document['place']} 的，请到那个地方的页面导入。")
    return document["figure"]


def _of_table(asked: Asked, text: str, place: str) -> Any:
    edition = place_set(place, by=asked.by, deps=asked.deps).placed.edition
    since, title = date_sent(asked.form, "since").iso, asked.form.text(_TITLE.name)
    missing = _SINCE.name if not since else _TITLE.name if not title else ""
    if missing:
        raise WrongFile(missing, "贴表的，请填写此项。")
    try:
        found = table_differences(text, edition)
    except BadTable as error:
        raise WrongFile(_TEXT.name, str(error)) from error
    if not found:
        raise WrongFile(_TEXT.name, "表里的期限和到场次数与当地今天执行的一样，没有要提议的。")
    beside: Mapping[str, Any] = {"since": since, "source": {"title": title}}
    return [{**one, **beside} for one in found]


def _shown(asked: Asked, place: str, errors: dict[str, str]) -> Answer:
    found = place_for(place, by=asked.by, deps=asked.deps)
    fields = with_errors(tuple(filled(one, asked.form) for one in (_TEXT, _SINCE, _TITLE, REASON)), errors)
    view = {
        "place": place,
        "fields": fields,
        "wrong": summary(fields),
        "list": address(FIGURES, place=place),
        "toml": address(f"{FIGURES}.toml", place=place),
        "table": address(f"{FIGURES}.csv", place=place),
    }
    title = f"{found.name}：下载和导入"
    return Shown("operator/figures_file.html", title, view, status=422 if errors else 200, wrong=bool(errors))


PAGES = (
    Page(method="GET", path=f"{FIGURES}.toml", roles=OPERATORS, handler=hand_figures_toml),
    Page(method="GET", path=f"{FIGURES}.csv", roles=OPERATORS, handler=hand_figures_table),
    Page(method="GET", path=FIGURES_FILE, roles=OPERATORS, handler=show_figures_file),
    Page(method="POST", path=FIGURES_FILE, roles=OPERATORS, handler=propose_figures_file),
)
