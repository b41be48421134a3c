import dataclasses
from typing import Any

import pytest

from functions.domain.case.item import with_dispatch
from functions.domain.clock import Deadline
from functions.domain.values import replace
from schemas.codes import ItemStatus
from tests.support.make import NOW
from tests.support.make import item as an_item


def test_a_copy_is_what_dataclasses_would_make_of_it() -> None:
    item = an_item()

    copy = replace(with_dispatch(item, round=3), status=ItemStatus.DONE)

    assert copy == dataclasses.replace(with_dispatch(item, round=3), status=ItemStatus.DONE)
    assert type(copy) is type(item)


def test_the_original_stays_as_it_is() -> None:
    item, same = an_item(), an_item()

    with_dispatch(item, round=3)

    assert item == same


def test_a_copy_is_as_frozen_as_its_original() -> None:
    copy: Any = with_dispatch(an_item(), round=3)

    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.round = 4


def test_a_value_with_slots_is_copied_too() -> None:
    assert replace(Deadline(NOW, provisional=False), provisional=True) == Deadline(NOW, provisional=True)


@pytest.mark.parametrize("changes", [{"rounds": 3}])
def test_a_field_that_there_is_none_of_is_refused(changes: Any) -> None:
    with pytest.raises(TypeError, match="rounds"):
        replace(an_item(), **changes)
