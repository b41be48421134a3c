"""A department's entry of the directory in one place: looked up, set, taken out; each change with its reason."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from functions.domain.conflicts import Conflict
from functions.domain.errors import FieldProblem
from functions.domain.office.directory import UNCONFIRMED, contact_of, contact_rows
from functions.domain.office.refusals import InvalidEntry
from functions.domain.refusals import NotFound
from functions.pages.fields import with_errors
from functions.pages.forms import Form
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.acts import REASON
from functions.pages.operator.addresses import DIRECTORY, address
from functions.pages.operator.directory_form import changed_lines, entry_fields, read_entry
from functions.pages.operator.pages_directory import PLACE
from functions.pages.operator.setting import Standing, is_edited, just_changed, refused_by, setting_shown
from functions.pages.page import Answer, Asked, Page, Sent
from functions.shapes.operator.directory import directory_place_view
from functions.usecases.guide.advise import guide
from functions.usecases.office import directory
from functions.usecases.settings import Changed
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.codes import CHINESE, Department
from schemas.office.directory import DirectoryEntry

_NAMES = ("department", "region", "item")


def show_directory_place(asked: Asked) -> Answer:
    if not asked.query.get("region"):
        return Sent(DIRECTORY)
    return _shown(asked, {name: asked.query.get(name, "") for name in _NAMES}, Standing())


def check_directory_place(asked: Asked) -> Answer:
    given = _given(asked.form)
    if is_edited(asked):
        return _shown(asked, given, Standing(asked.form))
    change, errors = read_entry(asked.form, _present(asked, given)[1])
    return _shown(asked, given, Standing(asked.form, errors, looked=change is not None))


def set_directory_place(asked: Asked) -> Answer:
    """Only over the version that was looked at; sent again, what stands is what was asked for."""
    given = _given(asked.form)
    place, entry = _present(asked, given)
    change, errors = read_entry(asked.form, entry)
    version = number_or(None, asked.form.text("version"), digits=8)
    if change is None or version is None:
        return _shown(asked, given, Standing(asked.form, errors))
    here = f"{address(PLACE, **given)}&done=1"
    if place.version == version + 1 and entry == change.entry:
        return Sent(here)
    try:
        directory.put_entry(change, expected=version, by=asked.by, deps=asked.deps)
    except InvalidEntry as error:
        return _shown(asked, given, Standing(asked.form, {REASON.name: _first(error.problems, error.detail)}))
    except Conflict as error:
        return _shown(asked, given, refused_by(error))
    return Sent(here)


def _first(problems: tuple[FieldProblem, ...], otherwise: str) -> str:
    return problems[0].detail if problems else otherwise


def _given(form: Form) -> Mapping[str, str]:
    return {name: form.text(name) for name in _NAMES}


def _present(
    asked: Asked, given: Mapping[str, str]
) -> tuple[directory.DirectoryPlace, DirectoryEntry | None]:
    """Raises NotFound, OfficeNotFound."""
    department = _department(given)
    place = directory.directory_at(given.get("region", ""), by=asked.by, deps=asked.deps)
    return place, place.entries.get(department)


def _department(given: Mapping[str, str]) -> Department:
    found = filters.chosen(given.get("department", ""), tuple(Department))
    if found is None:
        raise NotFound
    return found


def _item(given: Mapping[str, str], asked: Asked) -> str:
    """Raises NotFound for another department's."""
    edition, code = guide(asked.deps), given.get("item", "")
    if code and not (edition.has(code) and edition.item(code).department is _department(given)):
        raise NotFound
    return code


def _shown(asked: Asked, given: Mapping[str, str], at: Standing) -> Answer:
    department, item = _department(given), _item(given, asked)
    place, entry = _present(asked, given)
    edition = guide(asked.deps)
    fields = with_errors(entry_fields(entry, item, at.form), at.errors)
    changes = directory.directory_changes(place.region, by=asked.by, deps=asked.deps)
    name = directory_place_view(place, edition).region_name
    about = f"：{edition.item(item).name}" if item else ""
    own = {one.code: one.name for one in edition.items if one.department is department}
    return setting_shown(
        asked,
        "operator/directory_place.html",
        f"{CHINESE[department]}：{name}{about}",
        at,
        fields,
        version=place.version,
        saved=just_changed(changes, asked),
        changes=tuple(_rows(changes.entries, department, asked)),
        lost=changes.unreadable,
        kept=tuple((one, given.get(one, "")) for one in _NAMES),
        facts=contact_rows(contact_of((entry,) if entry else (), item or None)),
        looks=tuple((one.label, one.shown or UNCONFIRMED) for one in fields),
        back=at.form.text("back") == "1",
        has=entry is not None and (not item or any(one.item == item for one in entry.items)),
        item=item,
        may=bool(entry) or not item,
        others=tuple(
            (words, address(PLACE, **{**given, "item": code})) for code, words in own.items() if code != item
        ),
        list=address(DIRECTORY, city=f"{place.region[:4]}00"),
    )


def _at(one: Changed) -> datetime:
    return datetime.fromisoformat(one.at)


def _rows(changes: tuple[Changed, ...], department: Department, asked: Asked) -> Iterator[tuple[str, ...]]:
    """Of this department only: who changed another's here changed nothing of it."""
    edition, now = guide(asked.deps), asked.deps.clock()
    for one in changes:
        before, after = (_entry(told, department) for told in (one.before or {}, one.after))
        if before != after or one.before_unreadable:
            differs = "；".join(changed_lines(before, after, edition))
            if one.before_unreadable:
                differs = "原来的读不出来，改了什么不知道"
            yield moment(_at(one), now), one.operator, one.reason, differs


def _entry(told: Mapping[str, Any], department: Department) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = told.get("entries", {}).get(department.value)
    return found


PAGES = (
    Page(method="GET", path=PLACE, roles=OPERATORS, handler=show_directory_place),
    Page(method="POST", path=f"{PLACE}/look", roles=OPERATORS, handler=check_directory_place),
    Page(method="POST", path=PLACE, roles=OPERATORS, handler=set_directory_place),
)
