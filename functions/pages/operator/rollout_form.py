"""One arrangement of a city's rollout: its form, the whole that is made of it, and what it says in words."""

import json
from typing import Any

from pydantic import ValidationError

from functions.domain.clock import shanghai_date
from functions.pages.expected import by_field
from functions.pages.fields import Choice, Field, Kind, date_sent, filled
from functions.pages.forms import Form
from functions.pages.moments import day
from functions.pages.operator.acts import REASON, reason_given
from functions.pages.page import Asked
from functions.shapes.words import item_name, region_name
from functions.usecases.guide.advise import guide
from schemas.catalogue.edition import Edition
from schemas.guide.rollout import CHANNELS, STAGES, Channel, RolloutChange, RolloutEntry, Stage

WAY = "申请人会看到。未开通的、只在部分地方试运行的必填。"


def rollout_fields(asked: Asked, city: str, form: Form) -> tuple[Field, ...]:
    edition = guide(asked.deps)
    found = edition.regions.city(city)
    counties = tuple(Choice(one.code, one.name) for one in found.counties) if found else ()
    today = (shanghai_date(asked.deps.clock()).isoformat(),)
    items = tuple(Choice(one.code, item_name(edition, one.code)) for one in edition.items)
    blank = (
        Field("items", "哪些事项", Kind.TICKS, choices=items),
        Field(
            "channels",
            "哪些渠道",
            Kind.TICKS,
            choices=tuple(Choice(one.value, CHANNELS[one]) for one in Channel),
        ),
        Field("stage", "怎样", Kind.RADIOS, choices=tuple(Choice(one.value, STAGES[one]) for one in Stage)),
        Field("since", "从哪天起", Kind.DATE, values=today),
        Field("until", "到哪天", Kind.DATE, optional=True, hint="当天也算；不填的，到下次改变为止。"),
        *(
            (Field("counties", "只在这些县（市、区）试运行", Kind.TICKS, choices=counties, optional=True),)
            if counties
            else ()
        ),
        Field(
            "way",
            "没有开通的地方目前怎样办理",
            Kind.LONG_TEXT,
            rows=2,
            optional=True,
            hint=WAY,
        ),
        REASON,
    )
    return tuple(filled(one, form) for one in blank) if form.fields else blank


def read_rollout(
    form: Form, entries: tuple[RolloutEntry, ...]
) -> tuple[RolloutChange | None, dict[str, str]]:
    """The whole of the city, with one arrangement more or less."""
    reason, wrong = reason_given(form)
    if wrong:
        return None, wrong
    plain = [one.model_dump(mode="json") for one in entries]
    gone = form.text("gone")
    if gone:
        plain = [one for place, one in enumerate(plain) if str(place) != gone]
    else:
        plain.append(_entry(form))
    body = {"city": form.text("city"), "entries": plain, "reason": reason}
    try:
        return RolloutChange.model_validate_json(json.dumps(body)), {}
    except ValidationError as error:
        return None, {name if name in _NAMES else "items": words for name, words in by_field(error).items()}


_NAMES = ("items", "channels", "stage", "since", "until", "counties", "way")


def _entry(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: [one for one in form.all(name) if one] for name in ("items", "channels", "counties")
    }
    found |= {name: form.text(name) for name in ("stage", "way") if form.text(name)}
    found |= {name: iso for name in ("since", "until") if (iso := date_sent(form, name).iso)}
    return found


def entry_words(one: RolloutEntry, edition: Edition) -> str:
    items = (
        "全部事项"
        if len(one.items) == len(edition.items)
        else "、".join(item_name(edition, each) for each in one.items)
    )
    channels = "、".join(CHANNELS[each] for each in one.channels)
    places = f"（{'、'.join(region_name(edition, each) for each in one.counties)}）" if one.counties else ""
    until = f"到{day(one.until)}" if one.until else "起"
    return f"{STAGES[one.stage]}{places}：{items}；{channels}；{day(one.since)}{until}"
