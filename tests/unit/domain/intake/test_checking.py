"""Of whom and what the sources are asked before a submission is taken: of nothing that its items do not need."""

from functions.domain.intake.checking import proving, to_be_checked
from functions.domain.intake.drafting import needed_fields
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.each import each

EDITION = load_edition(CURRENT)


@each("code", [item.code for item in EDITION.items])
def test_only_what_is_locked_and_needed_or_shows_a_material_is_asked_for_and_nothing_under_a_consent(
    code: str,
) -> None:
    needed, proofs = needed_fields((code,), EDITION), proving((code,), EDITION)

    asked = {field.path for field in to_be_checked((code,), EDITION)}

    assert asked == {
        field.path
        for field in EDITION.prefill.fields
        if field.consent is None and (field.path in proofs or (field.path in needed and field.locked))
    }
    assert asked
