"""Made-up citizens (演示): as many as are wanted, each the sample's person with another ID number.

One citizen may not apply twice for one item, so whoever submits the sample many times needs many.
"""

import json
from functools import cache
from typing import Any

from functions.domain.case.access import Person
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.person import is_id_number

_BORN, _SEQUENCES, _CHECKS = "20030101", range(3, 1000, 2), "0123456789X"


def citizen(number: int, name: str = "测试甲") -> Person:
    """Male and born on the day that the sample says; the first is the sample's own."""
    if number == 0:
        return Person(name, "440106200301010010")
    counties = _counties()
    place, sequence = divmod(number - 1, len(_SEQUENCES))
    seventeen = f"{counties[place % len(counties)]}{_BORN}{_SEQUENCES[sequence]:03}"
    found = next(seventeen + check for check in _CHECKS if is_id_number(seventeen + check))
    return Person(name, found)


def of_citizen(application: bytes, number: int) -> bytes:
    """The same application, of another citizen."""
    document: dict[str, Any] = json.loads(application)
    document["person"]["id_number"] = citizen(number).id_number
    return json.dumps(document, ensure_ascii=False).encode()


@cache
def _counties() -> tuple[str, ...]:
    regions = load_edition(CURRENT).regions
    return tuple(county.code for city in regions.cities for county in city.counties)
