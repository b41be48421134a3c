"""Which ground a place of settlement may stand on, for whom, on what proof (安置条例 Arts 44-49; placement.toml)."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from schemas.codes_form import LABELS, Merit, PlacementGround, PlacementType, RankClass
from schemas.refusing import Finding
from schemas.wire import Text, Wire

_WHERE = ("destination", "ground")


class GroundRule(Wire):
    """Empty: whoever it is. `proof`: the paper that proves it; None: the service check does."""

    code: PlacementGround
    article: Text
    ranks: tuple[RankClass, ...] = ()
    placements: tuple[PlacementType, ...] = ()
    merits: tuple[Merit, ...] = ()
    proof: Text | None = None


class _Rules(Wire):
    instrument: Text
    ground: tuple[GroundRule, ...]


@cache
def ground_rules() -> Mapping[PlacementGround, GroundRule]:
    import tomllib

    text = Path(__file__).with_name("placement.toml").read_text(encoding="utf-8")
    read = _Rules.model_validate_json(json.dumps(tomllib.loads(text)))
    cited = (one.model_copy(update={"article": read.instrument + one.article}) for one in read.ground)
    return {one.code: one for one in cited}


def groundless(value: Callable[[str], Any]) -> Finding | None:
    """Why the ground is none for this person, as far as the form tells. What was submitted before is read all the same.

    `value`: of a field by its path.
    """
    ground = value(".".join(_WHERE))
    rule = ground_rules().get(ground) if ground else None
    for path, fitting in _bounds(rule) if rule else ():
        given = value(path)
        if rule and fitting and given is not None and given not in fitting:
            names = "、".join(LABELS[one] for one in fitting)
            return _WHERE, f"按{rule.article}，这一依据适用于{names}，请核对。"
    return None


def _bounds(rule: GroundRule) -> tuple[tuple[str, tuple[RankClass | PlacementType | Merit, ...]], ...]:
    return (
        ("service.rank_class", rule.ranks),
        ("service.placement_type", rule.placements),
        ("service.merit", rule.merits),
    )
