"""The items of the catalogue as a season plays them: who decides each, and what it waits for."""

from dataclasses import dataclass

from functions.domain.case.item import SERVICE_CHECK
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department


@dataclass(frozen=True, slots=True)
class SeasonItem:
    """`behind`: all of them have to have their outcomes first."""

    code: str
    department: Department
    behind: tuple[str, ...]


def season_items() -> tuple[SeasonItem, ...]:
    """The service check first; each after what it is behind."""
    edition = load_edition(CURRENT)
    found = [SeasonItem(SERVICE_CHECK, edition.service_check.department, ())]
    waiting = list(edition.items)
    while waiting:
        known = {item.code for item in found}
        for one in [one for one in waiting if set(one.after) <= known]:
            check = (SERVICE_CHECK,) if one.needs_service_check else ()
            found.append(SeasonItem(one.code, one.department, (*check, *one.after)))
            waiting.remove(one)
    return tuple(found)
