"""A place's figures as files: to be edited and proposed again (TOML), and as the fields of 事项管理系统."""

from functions.domain.case.access import Principal
from functions.domain.guide.place_figures import figures_toml
from functions.domain.national.item_fields import item_row
from functions.ports.deps import Deps
from functions.usecases.guide.advise import guide
from functions.usecases.operator.place_figures import place_set
from functions.usecases.operator.setting_places import SettingPlace, offices_there
from schemas.catalogue.overlay import published_at
from schemas.codes import Department


def place_toml(key: str, *, by: Principal, deps: Deps) -> str:
    """What the place itself has, checked or still to be checked. Raises PlaceNotFound."""
    found = place_set(key, by=by, deps=deps)
    own = (*published_at(guide(deps), key), *found.book.standing, *found.book.waiting)
    return figures_toml(key, own)


def item_table(key: str, *, by: Principal, deps: Deps) -> tuple[dict[str, str], ...]:
    """As they hold there today; of an office its own items. Raises PlaceNotFound."""
    found = place_set(key, by=by, deps=deps)
    offices, edition = _offices(found.place, deps), found.placed.edition
    return tuple(
        item_row(item, edition, name, deps.codes.of(office, item.code))
        for item in edition.items
        if found.place.department in (None, item.department)
        for office, name in (offices.get(item.department, ("", "")),)
    )


def _offices(place: SettingPlace, deps: Deps) -> dict[Department, tuple[str, str]]:
    if place.department:
        return {place.department: (place.key, place.name)}
    return {one.department: (one.id, one.name) for one in offices_there(place, deps)}
