"""Rollout (上线范围) as a matrix: city by channel, then item by channel; an arrangement more or less, with its reason."""

from dataclasses import replace
from datetime import datetime

from functions.domain.case.access import region_holds
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import Conflict, VersionChanged
from functions.domain.guide.refusals import InvalidRollout
from functions.domain.guide.rollout import rollout_entries
from functions.pages.fields import Choice, with_errors
from functions.pages.moments import day, moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import ROLLOUT, address
from functions.pages.operator.rollout_form import entry_words, read_rollout, rollout_fields
from functions.pages.operator.setting import Standing, is_edited, just_changed, refused_by, setting_shown
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.settings import rollout_view
from functions.shapes.words import item_name
from functions.usecases.guide import rollout
from functions.usecases.guide.advise import guide
from functions.usecases.settings import NO_CHANGES, Changed
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.guide.rollout import CHANNELS, STAGES, Channel, RolloutEntry, Stage
from schemas.operator.views_settings import RolloutView

CITY = "/console/rollout/city"
MOVED = Standing(refused=VersionChanged.detail, status=409)
_Cell = str | tuple[str, str]


def show_console_rollout(asked: Asked) -> Answer:
    theirs = (one for one in filters.cities(asked) if region_holds(asked.by.region, one.value))
    rows = tuple(_city_row(one, asked) for one in theirs)
    heads = ("地市", *CHANNELS.values(), "安排")
    return Shown("operator/rollout.html", "上线范围", {"rows": rows, "heads": heads})


def _city_row(city: Choice, asked: Asked) -> tuple[_Cell, ...]:
    found, total = _city(asked, city.value), len(guide(asked.deps).items)
    cells = (_tally(found, channel, total) for channel in Channel)
    return ((city.label, address(CITY, city=city.value)), *cells, f"{len(found.entries)} 条")


def _tally(found: RolloutView, channel: Channel, total: int) -> str:
    closed = [one for one in found.not_live if one.channel is channel]
    off = sum(1 for one in closed if one.stage is Stage.OFF)
    parts = (f"{total - len(closed)} 项已开通", f"{len(closed) - off} 项试运行", f"{off} 项未开通")
    return "，".join(words for words in parts if not words.startswith("0 ")) or "没有"


def _city(asked: Asked, code: str) -> RolloutView:
    """Raises CityNotFound."""
    record = rollout.rollout_of(code, by=asked.by, deps=asked.deps)
    return rollout_view(record, NO_CHANGES, guide(asked.deps), shanghai_date(asked.deps.clock()))


def show_console_city(asked: Asked) -> Answer:
    if not asked.query.get("city"):
        return Sent(ROLLOUT)
    return _shown(asked, asked.query.get("city", ""), Standing())


def check_console_city(asked: Asked) -> Answer:
    city = asked.form.text("city")
    if is_edited(asked):
        return _shown(asked, city, Standing(asked.form))
    change, errors = read_rollout(asked.form, _city(asked, city).entries)
    return _shown(asked, city, Standing(asked.form, errors, looked=change is not None))


def set_console_city(asked: Asked) -> Answer:
    """Only over the version that was looked at; sent again, it is done already."""
    city = asked.form.text("city")
    present = _city(asked, city)
    before = _looked_at(asked, present)
    if before is None:
        return _shown(asked, city, MOVED)
    change, errors = read_rollout(asked.form, before)
    if change is None:
        return _shown(asked, city, Standing(asked.form, errors))
    done = f"{address(CITY, city=city)}&done=1"
    if change.entries == present.entries:
        return Sent(done)
    if asked.form.text("version") != str(present.version):
        return _shown(asked, city, MOVED)
    try:
        rollout.set_rollout(change, expected=present.version, by=asked.by, deps=asked.deps)
    except InvalidRollout as error:
        words = error.problems[0].detail if error.problems else error.detail
        return _shown(asked, city, Standing(asked.form, {"items": words}))
    except Conflict as error:
        return _shown(asked, city, refused_by(error))
    return Sent(done)


def _looked_at(asked: Asked, present: RolloutView) -> tuple[RolloutEntry, ...] | None:
    """What stood when the form was made: now, or just before the last change, which may be this very form's."""
    version = asked.form.text("version")
    if version == str(present.version):
        return present.entries
    last = next(iter(rollout.rollout_changes(present.city, by=asked.by, deps=asked.deps).entries), None)
    if last and not last.before_unreadable and version == str(present.version - 1):
        return rollout_entries(last.before)
    return None


def _shown(asked: Asked, city: str, at: Standing) -> Answer:
    present, edition, now = _city(asked, city), guide(asked.deps), asked.deps.clock()
    every = with_errors(rollout_fields(asked, city, at.form), at.errors)
    gone = at.form.text("gone")
    fields = every[-1:] if gone else every
    changes = rollout.rollout_changes(city, by=asked.by, deps=asked.deps)
    return setting_shown(
        asked,
        "operator/rollout_city.html",
        f"上线范围：{present.city_name}",
        at,
        fields,
        version=present.version,
        saved=just_changed(changes, asked),
        changes=tuple(_change_row(one, now) for one in changes.entries),
        lost=changes.unreadable,
        city=present,
        heads=("事项", *CHANNELS.values()),
        rows=tuple(_item_row(one.code, item_name(edition, one.code), present) for one in edition.items),
        entries=tuple((str(place), entry_words(one, edition)) for place, one in enumerate(present.entries)),
        every=every,
        why=replace(every[-1], form="gone"),
        gone=entry_words(present.entries[int(gone)], edition) if at.looked and _stands(gone, present) else "",
        facts=tuple((one.label, one.shown) for one in fields if one.value),
    )


def _change_row(one: Changed, now: datetime) -> tuple[str, ...]:
    told = f"{len(one.after.get('entries', ()))} 条安排"
    return (moment(datetime.fromisoformat(one.at), now), one.operator, one.reason, told)


def _stands(gone: str, present: RolloutView) -> bool:
    return number_or(len(present.entries), gone, digits=3) < len(present.entries)


def _item_row(code: str, name: str, present: RolloutView) -> tuple[str, ...]:
    return (name, *(_stage(code, channel, present) for channel in Channel))


def _stage(code: str, channel: Channel, present: RolloutView) -> str:
    found = next((one for one in present.not_live if (one.item, one.channel) == (code, channel)), None)
    if found is None:
        return STAGES[Stage.LIVE]
    places = f"，{len(found.counties)} 个县（市、区）" if found.counties else ""
    until = f"，到{day(found.until)}" if found.until else ""
    return f"{found.stage_text}{places}{until}"


PAGES = (
    Page(method="GET", path=ROLLOUT, roles=OPERATORS, handler=show_console_rollout),
    Page(method="GET", path=CITY, roles=OPERATORS, handler=show_console_city),
    Page(method="POST", path=f"{CITY}/look", roles=OPERATORS, handler=check_console_city),
    Page(method="POST", path=CITY, roles=OPERATORS, handler=set_console_city),
)
