"""How many materials of a case stand how, from the case alone."""

from dataclasses import replace

from functions.domain.case.case import CaseMaterial
from functions.domain.case.materials import material_tally, recorded_standings
from functions.domain.catalogue.standing import SourceChecked
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.standing import MaterialTally
from tests.support.make import NOW, done, ledger, sent

EDITION = load_edition(CURRENT)
# A material that a source can show, with its item.
ITEM, PROVEN = next(
    (one.code, needed.material)
    for one in EDITION.items
    for needed in recorded_standings(ledger(sent(one.code), not_needed=()), one.code, None, EDITION)
    if needed.material.proof
)


def tally(*files: CaseMaterial, checked: tuple[SourceChecked, ...] = ()) -> MaterialTally:
    found = material_tally(
        ledger(sent(ITEM), not_needed=(), materials=files, checked=checked, edition=CURRENT), EDITION
    )
    assert found is not None
    return found


def test_what_a_source_has_shown_is_verified_though_its_file_is_here_and_any_other_file_is_uploaded() -> None:
    assert PROVEN.proof is not None
    shown = SourceChecked(PROVEN.proof.source, NOW, proven=PROVEN.proof.attributes)
    file = CaseMaterial("file-1", ITEM, PROVEN.code, "application/pdf", 9, "0" * 64, NOW)
    other = replace(file, id="file-2", code="correction_material")
    before = tally(checked=(shown,))

    after = tally(file, other, checked=(shown,))

    assert before.verified >= 1
    assert (after.verified, after.uploaded) == (before.verified, before.uploaded + 1)


def test_of_an_item_that_is_decided_nothing_is_still_to_be_checked() -> None:
    still_open, decided = (
        material_tally(ledger(one, not_needed=(), edition=CURRENT), EDITION)
        for one in (sent(ITEM), done(ITEM))
    )

    assert still_open
    assert decided
    assert still_open.office_checks >= 1
    assert decided.office_checks == 0
