"""The form is sealed before it is stored: whoever reads the disk or the table learns nobody's name."""

from tests.contract.stores import Stage
from tests.support.openings import application, opening


def test_nothing_of_the_form_is_readable_in_what_is_stored(stage: Stage) -> None:
    person = application().person
    secrets = (person.id_number, person.name, person.phone, person.contact_address)

    stage.store.create(opening())

    stored = stage.raw()
    for secret in secrets:
        assert secret.encode() not in stored
        assert secret.encode("unicode_escape") not in stored
        assert repr(secret).encode() not in stored


def test_the_form_comes_back_whole(stage: Stage) -> None:
    stage.store.create(opening())

    assert stage.store.application(opening().ledger.case.id) == application()
