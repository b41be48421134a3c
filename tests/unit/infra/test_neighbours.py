"""One department's trouble stays its own, with real threads, HTTP and disk: 360 items over five departments.

A ratio of one run on one machine, and a wide one: while everything stood in one line it had no end.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.bench.neighbours import IN_TROUBLE, NEIGHBOUR_KINDS, OTHERS, neighbours
from infra.bench.report import MOST_LONGER, NEIGHBOURS, rows
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.world import application

MOST_RATIO, MOST_MB = 2.0, 64.0


def _slower(figures: Mapping[str, float]) -> set[str]:
    return {kind for kind in NEIGHBOURS if figures[f"{kind}_ratio"] > MOST_RATIO}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_beside_offices_that_drip_say_nothing_or_are_down_the_others_items_take_no_longer(
    tmp_path: Path,
) -> None:
    figures = neighbours(tmp_path / "once", 30)
    slower = _slower(figures)
    # What others compute on this machine at that moment slows it once; one line for all slows it each time.
    if slower:
        slower &= _slower(neighbours(tmp_path / "again", 30))

    assert figures["items"] == 360
    assert slower == set()
    assert {kind for kind in NEIGHBOURS if figures[f"{kind}_mb"] > MOST_MB} == set()


def test_what_the_others_have_is_every_item_of_the_sample_but_those_of_the_department_in_trouble() -> None:
    edition = load_edition(CURRENT)
    departments = [edition.item(code).department for code in application().items]

    assert 1 + sum(1 for department in departments if department is not IN_TROUBLE) == OTHERS
    assert set(NEIGHBOURS) == set(NEIGHBOUR_KINDS) - {"well"}


def test_the_table_holds_them_against_the_target() -> None:
    told = rows({"neighbours": {f"{kind}_ratio": 0.6 for kind in NEIGHBOURS}})

    assert [row.ratio for row in told] == [MOST_LONGER / 0.6] * 3
