from pathlib import Path

import pytest
from pydantic import ValidationError

from infra.sandbox.script import parse_script, read_script
from schemas.codes import Department

POLICE = Department.PUBLIC_SECURITY


def test_an_items_script_goes_before_its_departments_and_that_before_the_default() -> None:
    script = parse_script(
        b'{"default": {"copies": 2, "delay_seconds": 1}, "departments": {"public_security": {"delay_seconds": 2}},'
        b' "items": {"identity_card": {"forged": true}}}'
    )

    behaviour = script.behaviour(POLICE, "identity_card")

    assert (behaviour.copies, behaviour.delay_seconds, behaviour.forged) == (2, 2, True)


def test_a_script_may_be_toml(tmp_path: Path) -> None:
    (tmp_path / "script.toml").write_text('[items.identity_card]\nanswers = ["received", "not_accepted"]\n')

    script = read_script(tmp_path / "script.toml")

    assert script.behaviour(POLICE, "identity_card").answers == ("received", "not_accepted")


def test_a_script_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValidationError):
        parse_script(b'{"default": {"answer": []}}')
