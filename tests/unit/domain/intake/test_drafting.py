import pytest

from functions.domain.catalogue.plan import check_items
from functions.domain.catalogue.refusals import UnknownItem
from functions.domain.intake.drafting import filled_paths, needed_fields, pruned, unneeded
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.application import Application
from schemas.form.paths import leaf_paths
from tests.support.each import each
from tests.support.samples import sample

EDITION = load_edition(CURRENT)
ALL = tuple(item.code for item in EDITION.items)


def test_everything_together_needs_the_whole_form() -> None:
    assert needed_fields(ALL, EDITION) == set(leaf_paths(Application)) - {"items"}


@each("code", ALL)
def test_an_item_is_asked_what_it_makes_required_and_nothing_of_other_sections(code: str) -> None:
    needed = needed_fields((code,), EDITION)
    sections = {path.partition(".")[0] for path in needed}
    own = {path.partition(".")[0] for path in EDITION.item(code).asked_fields}

    assert set(EDITION.item(code).requires) <= needed
    assert "destination.county" in needed
    assert sections == {*own, "person", "service", "destination"}


def test_what_nothing_asks_for_is_found_and_dropped() -> None:
    needed = needed_fields(("discharge_report",), EDITION)
    form = {name: section for name, section in sample().items() if name != "items"}

    kept = pruned(form, needed)

    assert {path.partition(".")[0] for path in unneeded(form, needed)} == {
        *("household", "identity_card", "driving", "insurance", "bank", "employment", "reserve", "delivery")
    }
    assert set(kept) == {"person", "service", "destination"}
    assert set(filled_paths(kept)) <= needed


def test_an_item_that_the_edition_does_not_have_is_named() -> None:
    with pytest.raises(UnknownItem) as caught:
        check_items(("discharge_report", "marriage", "service_check"), EDITION)

    assert [problem.pointer for problem in caught.value.problems] == ["/items/1", "/items/2"]
