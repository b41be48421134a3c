from typing import Any

import pytest

from functions.domain.case.item import with_aftercare, with_clock, with_dispatch
from functions.domain.values import replace
from tests.support import make


def test_within_a_group_only_what_is_named_changes() -> None:
    item = make.sent()

    again = with_dispatch(item, round=2, note="已补交")

    assert again.dispatch == replace(item.dispatch, round=2, note="已补交")
    assert replace(again, dispatch=item.dispatch) == item


def test_changes_of_several_groups_add_up() -> None:
    both = with_clock(with_aftercare(make.item(), untold_since=make.NOW), heard_at=make.NOW)

    assert (both.aftercare.untold_since, both.clock.heard_at) == (make.NOW, make.NOW)


@pytest.mark.parametrize("changes", [{"round": 2}])
def test_a_field_of_another_group_is_refused(changes: Any) -> None:
    with pytest.raises(TypeError, match="round"):
        with_clock(make.item(), **changes)
