"""What a city's rollout (上线范围) says of an item on a channel on a day. What nobody named is live. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from functions.domain.errors import FieldProblem
from functions.domain.guide.refusals import ItemNotOffered
from schemas.catalogue.edition import Edition
from schemas.form.application import Application
from schemas.guide.rollout import CHANNELS, Channel, RolloutEntry, Stage, read_entries

ROLLOUT_KIND = "rollout"


@dataclass(frozen=True, slots=True)
class Availability:
    """`open`: None while the county would decide it. `entry`: what says so; None: nobody said anything."""

    stage: Stage
    open: bool | None
    entry: RolloutEntry | None = None

    @property
    def way(self) -> str | None:
        """How it is done where it is not open."""
        return self.entry.way if self.entry else None


LIVE = Availability(Stage.LIVE, open=True)


def rollout_entries(body: Mapping[str, Any] | None) -> tuple[RolloutEntry, ...]:
    """The entries of a city's record; none, if none was ever written."""
    if body is None:
        return ()
    return read_entries(body["entries"])


def availability(
    entries: tuple[RolloutEntry, ...], item: str, channel: Channel, *, county: str | None, day: date
) -> Availability:
    """`county`: None where the city has none, or where it is not known yet."""
    for entry in entries:
        if item in entry.items and channel in entry.channels and entry.holds_on(day):
            return Availability(entry.stage, _is_open(entry, county), entry)
    return LIVE


def check_offered(
    application: Application, entries: tuple[RolloutEntry, ...], channel: Channel, day: date, edition: Edition
) -> None:
    """Raises ItemNotOffered, naming each item and how it is done there today."""
    city, county = application.destination.city, application.destination.county
    where, how = edition.regions.name(city), CHANNELS[channel]
    problems = []
    for place, code in enumerate(application.items):
        offer = availability(entries, code, channel, county=county, day=day)
        if not offer.open:
            detail = f"“{edition.item(code).name}”在{where}尚未通过{how}开通。目前的办理方式：{offer.way}"
            problems.append(FieldProblem(f"/items/{place}", detail))
    if problems:
        raise ItemNotOffered(problems=tuple(problems))


def _is_open(entry: RolloutEntry, county: str | None) -> bool | None:
    if entry.stage is not Stage.PILOT or not entry.counties:
        return entry.stage is not Stage.OFF
    return county in entry.counties if county is not None else None
