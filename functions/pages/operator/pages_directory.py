"""The directory of offices: the places of a city that have entries, and the way to each."""

from functions.domain.office.directory import UNCONFIRMED
from functions.pages.fields import Field, Kind
from functions.pages.operator import filters
from functions.pages.operator.addresses import DIRECTORY, address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.words import place_name
from functions.usecases.guide.advise import guide
from functions.usecases.office.directory import DirectoryPlace, directory_in
from functions.web.roles import OPERATORS
from schemas.codes import CHINESE
from schemas.wire import PROVINCE, PROVINCE_NAME

PLACE = f"{DIRECTORY}/place"
_LENGTH = 50


def show_console_directory(asked: Asked) -> Answer:
    cities = filters.cities(asked)
    shelves = [(PROVINCE, PROVINCE_NAME)] if asked.by.region == PROVINCE else []
    shelves += [(one.value, one.label) for one in cities]
    city = filters.chosen(asked.query.get("city", ""), [code for code, _ in shelves]) or shelves[0][0]
    cursor = asked.query.get("cursor") or None
    page = directory_in(city, by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps)
    view = {
        "tabs": tuple(
            filters.Tab(address(DIRECTORY, city=code), name, code == city) for code, name in shelves
        ),
        "rows": tuple(row for one in page.entries for row in _rows(one, asked)),
        "damaged": len(page.unreadable),
        "city": city,
        "more": address(DIRECTORY, city=city, cursor=page.cursor) if page.cursor else "",
        "fields": (
            Field("department", "部门", Kind.SELECT, choices=filters.departments()),
            Field("region", "地方", Kind.SELECT, choices=filters.places(asked)),
        ),
    }
    return Shown("operator/directory.html", "机构名录", view)


def _rows(place: DirectoryPlace, asked: Asked) -> tuple[tuple[str | tuple[str, str], ...], ...]:
    name = place_name(place.region, guide(asked.deps))
    return tuple(
        (
            (f"{name}：{CHINESE[department]}", address(PLACE, department=department, region=place.region)),
            entry.address or UNCONFIRMED,
            entry.hours or UNCONFIRMED,
            entry.telephone or UNCONFIRMED,
            entry.supervision or UNCONFIRMED,
            f"{len(entry.items)} 个",
        )
        for department, entry in place.entries.items()
    )


PAGES = (Page(method="GET", path=DIRECTORY, roles=OPERATORS, handler=show_console_directory),)
