"""Where a case comes from, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.domain.case.access import Principal, in_region
from schemas.catalogue.edition import Edition
from schemas.codes import Role
from schemas.form.application import Application
from schemas.guide.rollout import Channel


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case comes from. `by`: who sent it, `at` when; `applicant`: whose it will be; `detail`: what its first event
    tells."""

    case_id: str
    reference: str
    at: datetime
    by: Principal
    applicant: str
    edition: Edition
    channel: Channel
    draft: str | None = None
    corrected: tuple[str, ...] = ()
    restored: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def across(application: Application, origin: Origin) -> str | None:
    """跨域通办: the region of the clerk's window, where the case is of another place, whose it stays."""
    by, city = origin.by, application.destination.city
    own = by.role is not Role.CLERK or in_region(by.region, city=city, county=seat_of(application, origin))
    return None if own else by.region


def seat_of(application: Application, origin: Origin) -> str | None:
    """Whose case it is: the county's; of a city without counties, the town's."""
    place = application.destination
    return place.county or origin.edition.regions.narrowest(place.city, None, place.town)
