"""A real case's rows, to be written again as another's: other ids, another applicant, another place, other days."""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from functions.adapters.new_id import ALPHABET, with_check
from functions.adapters.sealed_texts import MARK
from functions.adapters.sealing import Seal
from infra.embedded.case_store.checksum import checked_text, with_checksum

# A case's rows in each table, in the order of their keys.
_TABLES: Mapping[str, str] = {
    "cases": "SELECT * FROM cases WHERE id = ?1",
    "items": "SELECT * FROM items WHERE case_id = ?1 ORDER BY code",
    "events": "SELECT * FROM events WHERE case_id = ?1 ORDER BY key",
    "keys": "SELECT * FROM keys WHERE case_id = ?1",
    "records": "SELECT * FROM records WHERE kind LIKE 'person/%' AND body LIKE '%' || ?1 || '%'",
}
_FORM = "SELECT sealed FROM forms WHERE case_id = ?"
# Stands in no stored text.
_BETWEEN = "\x1f"
# Also at an offset of its own; a day alone, as of a discharge, stays.
_DAY = r"\d{4}-\d\d-\d\d(?=T\d\d:)"
_SEALED = r"\\u001a[\w=-]+"
Cell = str | int | bytes | None
Row = tuple[Cell, ...]
_Place = Callable[[Sequence[Cell]], Row]
# By table.
Written = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Copy:
    """Whose the copy is, and when."""

    case_id: str
    reference: str
    subject: str
    id_number: str
    born: date
    city: str
    county: str
    # By how much it is earlier than its original.
    earlier: timedelta


class CaseTemplate:
    """The rows of one case, cut where a copy differs: one text of all of them, so that a copy is one joining of its parts."""

    def __init__(
        self, connection: sqlite3.Connection, case_id: str, *, seal: Seal, person_key: Callable[[str], str]
    ) -> None:
        self._seal, self._person_key = seal, person_key
        rows = {table: connection.execute(words, (case_id,)).fetchall() for table, words in _TABLES.items()}
        form = seal.unseal(connection.execute(_FORM, (case_id,)).fetchone()[0], owner=case_id).decode()
        cells = [
            checked_text(cell)
            for found in rows.values()
            for row in found
            for cell in row
            if isinstance(cell, str)
        ]
        self._plain, self._places = _placed(rows, texts=len(cells))
        self._slots = self._known(case_id, rows, form)
        parts = re.split(f"({self._pattern()})", _BETWEEN.join((*cells, form)))
        self._parts = parts
        self._days = sorted({part for part in parts[1::2] if re.fullmatch(r"\d{4}-\d\d-\d\d", part)})
        self._locked = {
            part: seal.unseal(part.removeprefix("\\u001a").encode(), owner=f"text/{case_id}")
            for part in parts[1::2]
            if part.startswith("\\u001a")
        }

    def written_as(self, copy: Copy) -> Written:
        values = self._values(copy)
        parts = self._parts.copy()
        parts[1::2] = map(values.__getitem__, parts[1::2])
        *texts, form = "".join(parts).split(_BETWEEN)
        cells = [*map(_whole, texts), *self._plain]
        rows = {table: [row(cells) for row in found] for table, found in self._places.items()}
        sealed = self._seal.seal(form.encode(), owner=copy.case_id)
        return {**rows, "forms": [(copy.case_id, sealed)]}

    def _known(self, case_id: str, rows: Mapping[str, Sequence[Row]], form: str) -> dict[str, str]:
        """What stands for what, by name of the copy's field."""
        [case] = rows["cases"]
        person = json.loads(form)["person"]
        return {
            "case_id": case_id,
            "reference": str(case[1]),
            "subject": str(case[2]),
            "key": str(rows["keys"][0][0]),
            "person": self._person_key(person["id_number"]),
            "id_number": person["id_number"],
            "born": f'"birth_date":"{person["birth_date"]}"',
            "city": str(case[3]),
            "county": str(case[9]),
        }

    def _pattern(self) -> str:
        whole = (rf"(?<!\d){re.escape(text)}(?!\d)" for text in self._slots.values())
        return "|".join((*whole, _DAY, _SEALED))

    def _values(self, copy: Copy) -> dict[str, str]:
        told = {
            "case_id": copy.case_id,
            "reference": copy.reference,
            "subject": copy.subject,
            "key": f"growth/{copy.case_id}",
            "person": self._person_key(copy.id_number),
            "id_number": copy.id_number,
            "born": f'"birth_date":"{copy.born.isoformat()}"',
            "city": copy.city,
            "county": copy.county,
        }
        days = {day: (date.fromisoformat(day) - copy.earlier).isoformat() for day in self._days}
        owner = f"text/{copy.case_id}"
        locked = {part: self._sealed(plain, owner) for part, plain in self._locked.items()}
        return {self._slots[name]: value for name, value in told.items()} | days | locked

    def _sealed(self, plain: bytes, owner: str) -> str:
        return json.dumps(MARK)[1:-1] + self._seal.seal(plain, owner=owner).decode()


def _whole(text: str) -> str:
    """As the store writes it."""
    return with_checksum(text) if text.startswith("{") else text


def _placed(
    rows: Mapping[str, Sequence[Row]], *, texts: int
) -> tuple[list[Cell], Mapping[str, list[_Place]]]:
    """The cells that are no texts, and where each row finds its own among all texts and these."""
    plain: list[Cell] = []
    seen = 0
    places: dict[str, list[_Place]] = {table: [] for table in rows}
    for table, found in rows.items():
        for row in found:
            place = []
            for cell in row:
                if isinstance(cell, str):
                    place.append(seen)
                    seen += 1
                else:
                    place.append(texts + len(plain))
                    plain.append(cell)
            places[table].append(itemgetter(*place))
    return plain, places


def reference_of_number(number: int, on: date) -> str:
    characters = ""
    for _ in range(8):
        number, place = divmod(number, len(ALPHABET))
        characters = ALPHABET[place] + characters
    return with_check(on, characters)
