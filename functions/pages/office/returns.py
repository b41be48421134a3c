"""Addresses that only forms are sent to: whoever opens one (大字版, a bookmark) comes to the page that the form stands on."""

from functions.pages.office.pages_exchange import EXCHANGE
from functions.pages.office.pages_item import ITEM
from functions.pages.office.pages_together import TOGETHER
from functions.pages.office.views_list import address_of
from functions.pages.page import Answer, Asked, Page, Sent
from functions.web.roles import STAFF


def return_to_office_list(asked: Asked) -> Answer:
    return Sent("/office")


def return_to_office_item(asked: Asked) -> Answer:
    return Sent(address_of(asked.path["case_id"], asked.path["item"]))


def return_to_office_exchange(asked: Asked) -> Answer:
    return Sent(EXCHANGE)


_LIST = (TOGETHER, f"{TOGETHER}/{{answer}}", f"{TOGETHER}/{{answer}}/send")
_ITEM = (f"{ITEM}/claim", f"{ITEM}/release", f"{ITEM}/todos", f"{ITEM}/answers/{{answer}}/send")
_EXCHANGE = (f"{EXCHANGE}/export", f"{EXCHANGE}/import")

PAGES = (
    *(Page(method="GET", path=path, roles=STAFF, handler=return_to_office_list) for path in _LIST),
    *(Page(method="GET", path=path, roles=STAFF, handler=return_to_office_item) for path in _ITEM),
    *(Page(method="GET", path=path, roles=STAFF, handler=return_to_office_exchange) for path in _EXCHANGE),
)
