"""Figures of places, as operators propose and confirm them in a test."""

import json
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.guide.place_figures import proposal_id
from functions.ports.deps import Deps
from functions.usecases.operator.place_figures import PlaceSet, decide, propose
from schemas.catalogue.place_figures import FigureDecision, FigureProposal, PlaceFigure, StandingFigure
from schemas.codes import Role

FIRST = Principal("operator-1", Role.OPERATOR, "440000")
SECOND = Principal("operator-2", Role.OPERATOR, "440000")
SOURCE = {"title": "广州市公安局公布的办事指南", "address": "https://example.invalid/guide"}

FIGURES_TOML = """place = "440106"

[[figure]]
item = "household_registration"
figure = "promised"
since = 2026-11-24
value = 3
unit = "working_day"
source = { title = "天河区分局办事指南" }
"""


def proposed_figure(**values: Any) -> dict[str, Any]:
    """By itself: 天河 promises to restore a household registration within three working days."""
    whole = {
        "item": "household_registration",
        "figure": "promised",
        "since": "2026-11-24",
        "value": 3,
        "unit": "working_day",
        "source": SOURCE,
    }
    return {name: value for name, value in {**whole, **values}.items() if value is not None}


def place_figure(**values: Any) -> PlaceFigure:
    return PlaceFigure.model_validate_json(json.dumps(proposed_figure(**values)))


def figure_of(place: str, **values: Any) -> StandingFigure:
    return StandingFigure(place=place, place_name="示例地方", figure=place_figure(**values))


def proposal(*figures: dict[str, Any], place: str = "440106") -> FigureProposal:
    body = {"place": place, "figures": figures or [proposed_figure()], "reason": "按公布的办事指南"}
    return FigureProposal.model_validate_json(json.dumps(body))


def decision(found: PlaceSet, *, confirm: bool = True) -> FigureDecision:
    """Of everything that waits there."""
    ids = tuple(proposal_id(one.figure) for one in found.book.waiting)
    return FigureDecision(place=found.place.key, proposals=ids, confirm=confirm, reason="与来源核对一致")


def confirmed(deps: Deps, *figures: dict[str, Any], place: str = "440106") -> PlaceSet:
    """Proposed by one, checked by a second."""
    waiting = propose(proposal(*figures, place=place), by=FIRST, deps=deps)
    return decide(decision(waiting), by=SECOND, deps=deps)
