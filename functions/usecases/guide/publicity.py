"""宣传引导: what is told to everybody today, and to people of one city."""

from datetime import date

from functions.domain.clock import shanghai_date
from functions.ports.deps import Deps
from schemas.catalogue.publicity import Publicity, PublicText, load_publicity


def publicity_for(city: str | None, deps: Deps) -> Publicity:
    """What is for `city` comes before what is for everybody; of each, the order of the files."""
    found, today = load_publicity(deps.current_edition), shanghai_date(deps.clock())
    return found.model_copy(
        update={
            "notices": _shown(found.notices, city, today),
            "policies": _shown(found.policies, city, today),
            "answers": _shown(found.answers, city, today),
        }
    )


def _shown(entries: tuple[PublicText, ...], city: str | None, today: date) -> tuple[PublicText, ...]:
    found = (one for one in entries if one.shown(city, today))
    return tuple(sorted(found, key=lambda one: one.city is None))
