"""The directory as a file (TOML): a city's entries to take along, and a file of them read in, all or nothing."""

import json
from typing import Any

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.errors import RecordUnreadable
from functions.domain.office.directory import placed_toml
from functions.domain.office.refusals import InvalidEntry, OfficeNotFound
from functions.pages.fields import Field, Kind, filled, summary, with_errors
from functions.pages.forms import Form
from functions.pages.operator.acts import REASON
from functions.pages.operator.addresses import DIRECTORY
from functions.pages.operator.read_in import WrongFile, reason_of_file, told_by_number
from functions.pages.page import Answer, Asked, Handed, Page, Shown
from functions.pages.toml_files import TomlUnreadable, toml_document
from functions.usecases.office.directory import directory_in, import_entries
from functions.web.requests import field_problems
from functions.web.roles import OPERATORS
from schemas.office.directory import MOST_PLACED, DirectoryImport, PlacedEntry
from schemas.wire import PROVINCE

_FILE = f"{DIRECTORY}/file"
_TEXT = Field(
    "text",
    "名录文件的内容",
    Kind.LONG_TEXT,
    rows=16,
    hint=f"TOML，每条一个 [[entry]]，最多 {MOST_PLACED} 条；可以先下载本市的，改好再贴进来。",
)
_BAD = "文件格式不对：只能有 [[entry]] 条目，每条写 department、region、source 和已经核定的内容。"


def hand_directory_file(asked: Asked) -> Answer:
    city, cursor = asked.query.get("city", PROVINCE), None
    found: list[PlacedEntry] = []
    while True:
        page = directory_in(city, by=asked.by, limit=100, cursor=cursor, deps=asked.deps)
        if page.unreadable:
            # Whoever takes the file for all of it would miss a place.
            raise RecordUnreadable
        found += (
            PlacedEntry(department=department, region=one.region, entry=entry)
            for one in page.entries
            for department, entry in one.entries.items()
        )
        cursor = page.cursor
        if cursor is None:
            break
    named = {"Content-Disposition": f'attachment; filename="directory-{city}.toml"'}
    return Handed(placed_toml(found), "application/toml; charset=utf-8", named)


def show_directory_import(asked: Asked) -> Answer:
    return _shown(asked, {})


def import_directory_file(asked: Asked) -> Answer:
    try:
        written = import_entries(_read(asked.form), by=asked.by, deps=asked.deps)
    except WrongFile as error:
        return _shown(asked, {error.field: str(error)})
    except InvalidEntry as error:
        return _shown(asked, {_TEXT.name: told_by_number(error.problems, "条")})
    except (Conflict, OfficeNotFound) as error:
        return _shown(asked, {_TEXT.name: error.detail})
    changed = sum(1 for _, one in written if one)
    done = f"已经导入：写入 {changed} 条，{len(written) - changed} 条和原来一样，没有动。"
    return Shown("operator/directory_file.html", "导入机构名录", {"done": done, "fields": (), "wrong": ()})


def _read(form: Form) -> DirectoryImport:
    """Raises WrongFile."""
    reason = reason_of_file(form)
    try:
        document = toml_document(form.text(_TEXT.name))
    except TomlUnreadable as error:
        raise WrongFile(_TEXT.name, _BAD) from error
    if set(document) != {"entry"}:
        raise WrongFile(_TEXT.name, _BAD)
    try:
        body = json.dumps({"entries": [_placed(one) for one in document["entry"]], "reason": reason})
        return DirectoryImport.model_validate_json(body)
    except ValidationError as error:
        raise WrongFile(_TEXT.name, told_by_number(field_problems(error), "条") or _BAD) from error
    except (TypeError, ValueError) as error:
        raise WrongFile(_TEXT.name, _BAD) from error


def _placed(one: Any) -> dict[str, Any]:
    """`department` and `region` stand beside the rest in the file. Raises TypeError for what is no table."""
    whole = dict(one)
    where = {name: whole.pop(name, None) for name in ("department", "region")}
    return {**where, "entry": whole or None}


def _shown(asked: Asked, errors: dict[str, str]) -> Answer:
    fields = with_errors(tuple(filled(one, asked.form) for one in (_TEXT, REASON)), errors)
    view = {"done": "", "fields": fields, "wrong": summary(fields)}
    return Shown(
        "operator/directory_file.html", "导入机构名录", view, 422 if errors else 200, wrong=bool(errors)
    )


PAGES = (
    Page(method="GET", path=f"{DIRECTORY}.toml", roles=OPERATORS, handler=hand_directory_file),
    Page(method="GET", path=_FILE, roles=OPERATORS, handler=show_directory_import),
    Page(method="POST", path=_FILE, roles=OPERATORS, handler=import_directory_file),
)
