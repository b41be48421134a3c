"""What operators set of the guide: which items are open where, and figures of places."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

from functions.domain.guide.place_figures import PLACE_FIGURES, PLACED_EDITION, PLACES_SET
from functions.domain.guide.rollout import ROLLOUT_KIND
from functions.usecases.record_kinds.kept import Plain, RecordKind, Setting


class RolloutSet(Setting):
    entries: Sequence[Plain]


class PlaceFiguresSet(Setting):
    """Of StandingFigures."""

    standing: Sequence[Plain]
    waiting: Sequence[Plain]


class PlacesSet(TypedDict):
    places: Sequence[str]


class PlacedFigures(TypedDict):
    """`others`: how many rows more hold the rest, by the name and their number."""

    figures: Sequence[Plain]
    others: NotRequired[int]


GUIDE_KINDS: Mapping[str, RecordKind] = {
    ROLLOUT_KIND: RecordKind(RolloutSet, parted=True),
    PLACE_FIGURES: RecordKind(PlaceFiguresSet, parted=True),
    PLACES_SET: RecordKind(PlacesSet),
    # By the name that cases keep: never changed, and kept as long as they.
    PLACED_EDITION: RecordKind(PlacedFigures),
}
