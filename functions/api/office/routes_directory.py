"""Where to go and whom to call, for anybody: the directory of offices, item by item in one place."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.refusals import ItemNotFound
from functions.shapes.office import contact_view
from functions.usecases.office.directory import ContactPlace, listed_contacts
from schemas.office.directory import OfficeContactListView
from schemas.wire import City, ItemCode, RegionCode, Text, Wire


class ContactsQuery(Wire):
    city: Annotated[City, Field(description="地级以上市代码（GB/T 2260）。")]
    county: Annotated[
        RegionCode | None, Field(description="县（市、区）代码；东莞、中山不填，或者填镇（街道）代码。")
    ] = None
    town: Annotated[Text | None, Field(description="镇（街道、园区）或者功能区的全称或者代码。")] = None
    item: Annotated[ItemCode | None, Field(description="只看这个事项。")] = None


def list_contacts(call: Call[ContactsQuery, None]) -> Reply[OfficeContactListView]:
    asked = call.query
    found = listed_contacts(ContactPlace(asked.city, asked.county, asked.town), asked.item, call.deps)
    return Reply(OfficeContactListView(entries=tuple(contact_view(*one) for one in found)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/guide/offices",
        summary="办理机构名录：一个地方每个事项到哪里办、几点开门、打什么电话；没有核定的为空并说明问谁",
        roles=Access.PUBLIC,
        query=ContactsQuery,
        response=OfficeContactListView,
        handler=list_contacts,
        errors=(ItemNotFound,),
    ),
)
