"""Where a stage's training cases (演练) are worked: a county whose items reach no real office, whatever is submitted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from functions.ports.offices import Offices
from schemas.codes import Department
from schemas.regions import load_regions

# An office of this name is nobody's: its items stand in our own worklist, and the trial answers them.
TRAINING = "training-"


@dataclass(frozen=True, slots=True)
class Training:
    city: str
    county: str | None


def training_of(given: Any) -> Training | None:
    """None where it names no county of the province."""
    if not isinstance(given, dict) or not {"city"} <= set(given) <= {"city", "county"}:
        return None
    city, county = str(given["city"]), given.get("county")
    found = Training(city, None if county is None else str(county))
    return found if load_regions().contains(found.city, found.county) else None


def real_offices(offices: Offices, training: Training) -> Iterator[str]:
    """Each department whose items would leave the training ground, and for which office."""
    for department in Department:
        office = offices.office(department, city=training.city, county=training.county)
        if office.mode != "worklist" or not office.id.startswith(TRAINING):
            place = training.county or training.city
            yield f"[training]: in {place} items of {department} would reach {office.id}, not a {TRAINING}… worklist"
