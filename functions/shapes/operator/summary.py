"""How a region stands, as its operators are told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.deps import NOTICES_LINE, SEALS_LINE
from functions.shapes import words
from functions.shapes.operator.incidents import ATTENTION
from functions.usecases.office.circuits import InTrouble
from functions.usecases.operator.attention import Group
from functions.usecases.operator.setbacks import Setback
from functions.usecases.operator.summary import AttentionTally, Summary
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.operator.views_summary import (
    AttentionTallyView,
    GroupListView,
    GroupView,
    InTroubleView,
    PlaceTallyView,
    SetbackView,
    SummaryView,
    SweepView,
)

_LINES: Mapping[str, str] = {
    NOTICES_LINE: "消息网关",
    SEALS_LINE: "电子印章服务",
    ToldPlatform.ACCEPTANCE: "统一申办受理平台",
    ToldPlatform.RATINGS: "好差评平台",
}


_TROUBLES = {
    "DepartmentUnavailable": "没有应答，或者应答暂不可用",
    "NoticeUnavailable": "没有应答，或者应答暂不可用",
    "PlatformUnavailable": "没有应答，或者应答暂不可用",
    "Slow": "应答过慢",
}


OTHER_TROUBLE = "没有正常应答"


def group_list(groups: tuple[Group, ...], *, partial: bool) -> GroupListView:
    entries = tuple(
        GroupView(
            group=group.name,
            attention=group.attention,
            attention_text=ATTENTION[group.attention] if group.attention else None,
            state=group.state,
            error=group.error,
            cause=group.cause,
            count=group.count,
            oldest=group.oldest,
            departments=group.departments,
        )
        for group in groups
    )
    return GroupListView(groups=entries, partial=partial)


def summary_view(summary: Summary, edition: Edition) -> SummaryView:
    sweep = _sweep(summary.sweep) if summary.sweep else None
    # What could not be kept the last sweep tells at least.
    lost = summary.lost | Counter(sweep.lost if sweep else {})
    return SummaryView(
        places=tuple(_places(summary.tallies, edition)),
        in_trouble=tuple(_in_trouble(one, summary.waiting.get(one.name, 0)) for one in summary.in_trouble),
        partial=summary.partial,
        silent_loss=lost.total() if sweep else None,
        lost=dict(lost),
        sweep=sweep,
        setbacks=tuple(map(setback_view, summary.setbacks)),
        unreadable=summary.unreadable,
    )


def setback_view(one: Setback) -> SetbackView:
    told = asdict(one)
    return SetbackView(**{name: told[name] for name in SetbackView.model_fields})


def _in_trouble(one: InTrouble, waiting: int) -> InTroubleView:
    circuit = one.circuit
    return InTroubleView(
        office=one.name,
        name=one.title or _LINES.get(one.name, one.name),
        failures=circuit.failures,
        since=circuit.since,
        error=circuit.error,
        next_try=circuit.next_try,
        error_text=_TROUBLES.get(circuit.error, OTHER_TROUBLE) if circuit.error else None,
        waiting=waiting,
    )


def _places(tallies: tuple[AttentionTally, ...], edition: Edition) -> Iterator[PlaceTallyView]:
    """They come in the order of department and city."""
    for (department, city), members in groupby(tallies, key=lambda tally: (tally.department, tally.city)):
        yield PlaceTallyView(
            department=department,
            department_text=CHINESE[department],
            city=city,
            city_name=words.region_name(edition, city),
            tallies=tuple(
                AttentionTallyView(
                    attention=each.attention,
                    attention_text=ATTENTION[each.attention],
                    count=each.count,
                    oldest=each.oldest,
                )
                for each in members
            ),
        )


def _sweep(body: Mapping[str, Any]) -> SweepView:
    known = {name: body[name] for name in SweepView.model_fields if name in body}
    return SweepView.model_validate({"repairs": {}, "failures": {}, "lost": {}, **known}, strict=False)
