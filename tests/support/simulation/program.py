"""What a release changes under open cases: the edition of the catalogue, and the definition of the state machine."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from functions.lambda_names import OF_THE_MACHINE
from infra.definition import definition
from infra.embedded.asl.load import load
from infra.embedded.asl.states import Machine
from schemas.catalogue.edition import CURRENT, Edition, load_edition

EDITIONS = (CURRENT, "2099-01", "2099-02")
_FIRST: Mapping[str, Any] = definition({name: name for name in OF_THE_MACHINE} | {"partition": "aws"})
# How long the longest pause between two tries may be, release by release; None: as it is written.
_PAUSES = (None, 600, 3600)
DEFINITIONS = len(_PAUSES)


@cache
def edition(name: str) -> Edition:
    """A later one has other names and other bounds of every wait: whoever mixes them up is seen."""
    if name not in EDITIONS:
        raise KeyError(name)
    first, later = load_edition(CURRENT), EDITIONS.index(name)
    if not later:
        return first
    items = tuple(
        item.model_copy(
            update={
                "name": f"{item.name}（{name}）",
                "watch_days": item.watch_days + later,
                "correction": item.correction.model_copy(
                    update={"working_days": item.correction.working_days + later}
                ),
            }
        )
        for item in first.items
    )
    return first.model_copy(update={"name": name, "items": items})


@cache
def machine(release: int) -> Mapping[str, Any]:
    """The definition as the `release`th changed it: other pauses, and another comment."""
    pause = _PAUSES[release]
    return _FIRST if pause is None else {**_changed(_FIRST, pause), "Comment": f"release {release}"}


@cache
def loaded(release: int) -> Machine:
    """As every process that starts interprets it; it never changes."""
    return load(machine(release))


def _changed(node: Any, pause: int) -> Any:
    if isinstance(node, list):
        return [_changed(entry, pause) for entry in node]
    if not isinstance(node, dict):
        return node
    return {
        key: min(value, pause) if key == "MaxDelaySeconds" else _changed(value, pause)
        for key, value in node.items()
    }
