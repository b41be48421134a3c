"""What is left of a personal value where it is not needed whole: enough to tell two apart by somebody who knows both."""

from collections.abc import Iterable

KEPT_FRONT, KEPT_BACK = 3, 2
_SHORT = 8
_PROVINCE = "广东省"


def masked_name(name: str) -> str:
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked_number(number: str) -> str:
    """An ID, phone or certificate number. A short one keeps its last two only."""
    if len(number) <= _SHORT:
        return "*" * max(len(number) - KEPT_BACK, 1) + number[-KEPT_BACK:]
    hidden = len(number) - KEPT_FRONT - KEPT_BACK
    return number[:KEPT_FRONT] + "*" * hidden + number[-KEPT_BACK:]


def masked_address(address: str, cities: Iterable[str]) -> str:
    """The province and the city at most. Whoever leaves those out begins with a street or an estate: of that nothing."""
    place = address.removeprefix(_PROVINCE)
    city = next((one for one in cities if place.startswith(one)), "")
    return f"{address[: len(address) - len(place)]}{city}****"
