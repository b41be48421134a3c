import json
import tomllib

from functions.domain.office.directory import (
    ASK_INSTEAD,
    UNCONFIRMED,
    contact_of,
    contact_rows,
    contact_text,
    placed_toml,
    remedies_listed,
    unknown_text,
)
from schemas.case.remedies import Remedy, Term
from schemas.catalogue.figures import Unit
from schemas.codes import Department
from schemas.codes_citizen import RemedyWay
from schemas.office.directory import DirectoryEntry, ItemContact, PlacedEntry

REMEDY = Remedy(
    way=RemedyWay.RECONSIDERATION, body="示例市人民政府", term=Term(value=60, unit=Unit.NATURAL_DAY)
)
COUNTY = DirectoryEntry(source="示例", address="示例路1号", hours="9:00—17:00", telephone="020-11111111")
CITY = DirectoryEntry(
    source="示例",
    address="市府路2号",
    hours="8:30—17:30",
    holidays="周六上午办公",
    supervision="020-22222222",
    remedies=(REMEDY,),
)


def test_a_door_is_taken_whole_from_the_narrowest_place_that_tells_it_and_each_line_by_itself() -> None:
    found = contact_of((COUNTY, CITY), None)

    assert (found.address, found.hours, found.holidays) == ("示例路1号", "9:00—17:00", None)
    assert (found.telephone, found.supervision) == ("020-11111111", "020-22222222")
    assert found.remedies == (REMEDY,)


def test_an_items_own_word_goes_before_its_offices() -> None:
    own = ItemContact(item="identity_card", address="办证大厅", telephone="020-33333333")
    entry = DirectoryEntry(**{**dict(COUNTY), "items": (own,)})

    card, other = contact_of((entry,), "identity_card"), contact_of((entry,), "household_registration")

    assert (card.address, card.hours, card.telephone) == ("办证大厅", "9:00—17:00", "020-33333333")
    assert other.address == "示例路1号"


def test_what_nobody_confirmed_is_said_to_be_so_and_whom_to_ask_instead() -> None:
    nothing = contact_of((), None)

    assert [told for _, told in contact_rows(nothing)] == [*4 * [UNCONFIRMED], ASK_INSTEAD]
    assert "12345" in ASK_INSTEAD
    assert contact_text(COUNTY) == (
        f"地址：示例路1号；办公时间：9:00—17:00；电话：020-11111111。监督电话{UNCONFIRMED}，{ASK_INSTEAD}。"
    )
    assert unknown_text(contact_of((COUNTY, CITY), None)) is None


def test_the_remedy_that_is_listed_is_told_with_body_and_term() -> None:
    assert "自收到本决定之日起60日内向示例市人民政府申请行政复议" in (remedies_listed(CITY) or "")
    assert remedies_listed(COUNTY) is None


def test_what_is_handed_out_as_a_file_is_read_in_again_as_it_was() -> None:
    own = ItemContact(item="identity_card", address='引号"和\\斜杠', remedies=(REMEDY,))
    entry = DirectoryEntry(**{**dict(CITY), "items": (own,)})
    placed = PlacedEntry(department=Department.PUBLIC_SECURITY, region="440106", entry=entry)

    (read,) = tomllib.loads(placed_toml((placed,)))["entry"]

    where = {name: read.pop(name) for name in ("department", "region")}
    assert PlacedEntry.model_validate_json(json.dumps({**where, "entry": read})) == placed


def test_the_door_is_of_the_place_that_tells_where_it_is_and_is_named() -> None:
    nameless = DirectoryEntry(source="示例", hours="9:00—17:00", telephone="020-11111111")
    city = DirectoryEntry(**{**dict(CITY), "name": "市民之家"})

    found = contact_of((nameless, city), None)

    assert (found.address, found.hours, found.telephone) == ("市府路2号", "8:30—17:30", "020-11111111")
    assert contact_rows(found)[0] == ("窗口名称", "市民之家")
