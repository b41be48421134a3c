"""Where an office is and whom to call, as pages show it: out of the directory, and what it lacks is told as 待核定."""

from dataclasses import dataclass

from functions.domain.office.directory import contact_rows, contact_text
from schemas.office.directory import Contact


@dataclass(frozen=True, slots=True)
class ContactShown:
    """`rows`: for templates/macros/base.html's facts; `text`: the same in a sentence; `map_link`: "" where there is none."""

    office: str
    rows: tuple[tuple[str, str], ...]
    text: str
    map_link: str


def contact_shown(office: str, contact: Contact) -> ContactShown:
    rows = (("办理机构", office), *contact_rows(contact))
    return ContactShown(office, rows, contact_text(contact), contact.map_link or "")
