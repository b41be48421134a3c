"""Routes and rollout as operators see them."""

from collections.abc import Iterator
from datetime import date, datetime

from functions.domain.guide.rollout import availability, rollout_entries
from functions.ports.case_store import Record
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.office.routes import RouteLine
from functions.usecases.settings import Changed
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.guide.rollout import CHANNELS, STAGES, Channel, RolloutEntry, Stage
from schemas.operator.views_settings import ChangeView, NotLiveView, OfficeView, RolloutView, RouteView
from schemas.wire import PROVINCE, PROVINCE_NAME


def route_view(line: RouteLine, edition: Edition) -> RouteView:
    return RouteView(
        department=line.department,
        department_text=CHINESE[line.department],
        region=line.region,
        region_name=PROVINCE_NAME if line.region == PROVINCE else edition.regions.name(line.region),
        version=line.version,
        etag=_etag_of(f"route-{line.department}-{line.region}", line.version),
        in_file=_office(line.in_file) if line.in_file else None,
        set=line.set_by_operator,
        serving=_office(line.serving),
    )


def rollout_view(record: Record, changes: Page[Changed], edition: Edition, today: date) -> RolloutView:
    entries = rollout_entries(record.body)
    return RolloutView(
        city=record.key,
        city_name=edition.regions.name(record.key),
        version=record.version,
        etag=_etag_of(f"rollout-{record.key}", record.version),
        entries=entries,
        today=today,
        not_live=tuple(_not_live(entries, edition, today)),
        changes=tuple(map(change_view, changes.entries)),
        unreadable_changes=lost_versions(changes),
    )


def lost_versions(changes: Page[Changed]) -> tuple[int, ...]:
    return tuple(map(int, changes.unreadable))


def change_view(change: Changed) -> ChangeView:
    return ChangeView(
        version=change.version,
        at=datetime.fromisoformat(change.at),
        operator=change.operator,
        reason=change.reason,
        before=change.before,
        after=change.after,
        before_unreadable=change.before_unreadable,
    )


def _etag_of(name: str, version: int) -> str:
    return f'"{name}-{version}"'


def _office(office: Office) -> OfficeView:
    return OfficeView(
        id=office.id,
        name=office.name,
        mode=office.mode,
        endpoint=office.endpoint,
        secret=office.secret,
        telephone=office.telephone,
        unreadable=office.unreadable,
    )


def _not_live(entries: tuple[RolloutEntry, ...], edition: Edition, today: date) -> Iterator[NotLiveView]:
    for item in edition.items:
        for channel in Channel:
            found = availability(entries, item.code, channel, county=None, day=today)
            if found.entry and found.stage is not Stage.LIVE:
                yield NotLiveView(
                    item=item.code,
                    channel=channel,
                    channel_text=CHANNELS[channel],
                    stage=found.stage,
                    stage_text=STAGES[found.stage],
                    counties=found.entry.counties,
                    way=found.way,
                    until=found.entry.until,
                )
