from collections.abc import Sequence

import pytest

from functions.adapters.outward.secrets import FORM
from functions.adapters.sealing import Seal, SealBroken
from functions.domain.errors import SealKeysMissing
from tests.support.each import each
from tests.support.fakes.secrets import FakeSecrets

PLAIN = '{"name":"测试甲"}\0'.encode()


def test_what_is_sealed_is_not_readable_and_opens_again() -> None:
    seal = Seal(lambda: FakeSecrets().keys(FORM))

    sealed = seal.seal(PLAIN, owner="case-1")

    assert "测试甲".encode() not in sealed
    assert seal.unseal(sealed, owner="case-1") == PLAIN


def test_a_rotated_key_opens_what_the_old_one_sealed() -> None:
    secrets = FakeSecrets()
    seal = Seal(lambda: secrets.keys(FORM))
    sealed = seal.seal(PLAIN, owner="case-1")

    secrets.rotate(FORM)

    assert seal.unseal(sealed, owner="case-1") == PLAIN


def test_a_dropped_key_opens_nothing() -> None:
    secrets = FakeSecrets()
    seal = Seal(lambda: secrets.keys(FORM))
    sealed = seal.seal(PLAIN, owner="case-1")

    secrets.rotate(FORM, drop_old=True)

    with pytest.raises(SealBroken, match=r"^case-1$"):
        seal.unseal(sealed, owner="case-1")


@each("spoil", [lambda sealed: sealed[:-4], lambda sealed: b"", lambda sealed: b"A" + sealed])
def test_what_was_tampered_with_is_refused(spoil: object) -> None:
    seal = Seal(lambda: FakeSecrets().keys(FORM))
    assert callable(spoil)

    with pytest.raises(SealBroken):
        seal.unseal(spoil(seal.seal(PLAIN, owner="case-1")), owner="case-1")


def test_the_form_of_another_case_is_refused() -> None:
    seal = Seal(lambda: FakeSecrets().keys(FORM))

    with pytest.raises(SealBroken):
        seal.unseal(seal.seal(PLAIN, owner="case-1"), owner="case-2")


def test_nothing_is_sealed_with_keys_that_are_refused_and_what_was_sealed_is_opened_all_the_same() -> None:
    asked: list[tuple[str, ...]] = []
    secrets = FakeSecrets()

    def refuse(keys: Sequence[str]) -> None:
        asked.append(tuple(keys))
        raise SealKeysMissing

    sealed = Seal(lambda: secrets.keys(FORM)).seal(PLAIN, owner="case-1")
    seal = Seal(lambda: secrets.keys(FORM), before=refuse)

    for attempt in (lambda: seal.seal(PLAIN, owner="case-1"), seal.check):
        with pytest.raises(SealKeysMissing):
            attempt()
    assert asked == [secrets.keys(FORM)] * 2
    assert seal.unseal(sealed, owner="case-1") == PLAIN
