"""机构名录: where people go, when it is open, whom they call; what nobody has confirmed is left out, never made up."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.case.remedies import Remedies
from schemas.codes import Department
from schemas.office.routes import Telephone
from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, ReasonText, RegionCode, Text, Wire

MOST_PLACED = 200
_MapLink = Annotated[str, StringConstraints(pattern=r"^https://[^\s/?#]+[^\s]*$", max_length=500)]


class Contact(Wire):
    """`remedies`: who takes a complaint against its decisions and until when. Whatever is None is 待核定, and told so."""

    name: Text | None = Field(None, title="对外名称")
    address: Text | None = Field(None, title="地址")
    hours: Text | None = Field(None, title="办公时间")
    holidays: Text | None = Field(None, title="节假日安排")
    telephone: Telephone | None = Field(None, title="咨询电话")
    supervision: Telephone | None = Field(None, title="监督电话")
    map_link: _MapLink | None = Field(None, title="地图链接")
    remedies: Remedies | None = Field(None, title="救济途径")


class ItemContact(Contact):
    """What is different for one item."""

    item: ItemCode = Field(title="事项")


class DirectoryEntry(Contact):
    """Of one department in one place. `source`: whence it is known."""

    source: Text = Field(title="依据")
    items: Annotated[tuple[ItemContact, ...], Field(max_length=30)] = Field((), title="分事项的")

    @model_validator(mode="after")
    def _names_each_item_once(self) -> Self:
        codes = [one.item for one in self.items]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                refuse((("items", str(place), "item"), "同一事项只写一条，请合并。"))
        return self


class PlacedEntry(Wire):
    """`entry`: None takes it out of the directory."""

    department: Annotated[Department, Field(title="部门")]
    region: Annotated[RegionCode, Field(title="行政区划")]
    entry: DirectoryEntry | None = Field(title="名录内容")


class DirectoryChange(PlacedEntry):
    reason: ReasonText = Field(title="理由")


class DirectoryImport(Wire):
    entries: Annotated[tuple[PlacedEntry, ...], Field(min_length=1, max_length=MOST_PLACED, fail_fast=True)]
    reason: ReasonText = Field(title="理由")


class DirectoryChangeView(Wire):
    """`before`, `after`: the entries by department."""

    version: int
    at: Instant
    operator: str
    reason: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    before_unreadable: bool = False


class DirectoryPlaceView(Wire):
    """What the directory has for exactly this place, by department; `etag`: for If-Match."""

    region: str
    region_name: str
    version: int
    etag: str
    entries: dict[Department, DirectoryEntry]
    changes: tuple[DirectoryChangeView, ...] = ()
    unreadable_changes: tuple[int, ...] = ()


class DirectoryPlacesView(Wire):
    """Places of one city that have entries, in the order of their codes. `unreadable`: those of which what was set is
    damaged."""

    entries: tuple[DirectoryPlaceView, ...]
    cursor: str | None = None
    unreadable: tuple[str, ...] = ()


class ImportedEntryView(Wire):
    department: Department
    region: str
    changed: bool = Field(description="是否写入了新内容；与原有的相同则为否")


class ImportedView(Wire):
    entries: tuple[ImportedEntryView, ...]


class OfficeContactView(Wire):
    """Where to go for one item. What is None nobody has confirmed: `unknown_text` says what to do then."""

    item: ItemCode
    item_name: str
    department: Department
    department_text: str
    office: str
    contact: Contact
    unknown_text: str | None


class OfficeContactListView(Wire):
    entries: tuple[OfficeContactView, ...]
