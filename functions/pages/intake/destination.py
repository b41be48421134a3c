"""Where somebody settles, from a page: another city has other counties and towns than the page showed."""

from typing import Any

from functions.domain.intake.prefilled import left_behind
from functions.pages.intake.seen import SeenDraft
from functions.pages.page import Asked
from schemas.intake.views import DraftView

_PLACE = ("city", "county", "town")


def within_city(patch: dict[str, Any], seen: SeenDraft, asked: Asked) -> dict[str, Any]:
    """What the page showed of another city than the one that is chosen now is asked again, however often the form is sent; a
    county that is none of the city's goes, for where there are no counties no page would show it."""
    place = patch.get("destination")
    if place is None:
        return patch
    shown = _shown_place(asked) or seen.view.form.get("destination", {})
    gone = {name for name in left_behind(shown, place.get("city")) if place.get(name) == shown.get(name)}
    city = seen.edition.regions.city(place.get("city") or "")
    if city is not None and place.get("county") not in {one.code for one in city.counties}:
        gone.add("county")
    return {**patch, "destination": {**place, **dict.fromkeys(gone)}}


def place_text(view: DraftView) -> str:
    place = view.form.get("destination", {})
    return "/".join(place.get(name, "") for name in _PLACE)


def _shown_place(asked: Asked) -> dict[str, str]:
    """As `place_text` put it into the page; nothing where there was none."""
    told = asked.form.text("place").split("/", len(_PLACE) - 1)
    return {name: value for name, value in zip(_PLACE, told, strict=False) if value}
