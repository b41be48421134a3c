"""密钥: which are valid, by their fingerprints, and how they are changed without losing a message."""

from dataclasses import dataclass

from functions.pages.office.place import own_department
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.office import keys_view
from functions.usecases.office.keys import office_keys
from functions.web.roles import STAFF
from schemas.office.keys import KeyView

KEYS = "/kit/keys"


@dataclass(frozen=True, slots=True)
class KeysPage:
    valid: tuple[KeyView, ...]
    past: tuple[KeyView, ...]

    @property
    def changing(self) -> bool:
        """Of some secret there are two."""
        names = [one.secret for one in self.valid]
        return len(names) > len(set(names))


def show_kit_keys(asked: Asked) -> Answer:
    found = keys_view(office_keys(own_department(asked), by=asked.by, deps=asked.deps)).entries
    view = KeysPage(tuple(one for one in found if one.valid), tuple(one for one in found if not one.valid))
    return Shown("office/kit_keys.html", "密钥", view)


PAGES = (Page(method="GET", path=KEYS, roles=STAFF, handler=show_kit_keys),)
