from itertools import count

import pytest

from infra.rotation import KeyStep, NoSuchStep, drawn_key, next_step, rotated
from tests.support.each import each

BEGIN, PROMOTE, FINISH = KeyStep


def test_the_last_of_the_forms_keys_is_its_oldest_in_every_step() -> None:
    number, keys, seen = count(2), ["1"], []

    for step in (BEGIN, PROMOTE, BEGIN, PROMOTE):
        keys = rotated("form", step, keys, lambda _: str(next(number)))
        seen.append("".join(keys))

    assert seen == ["121", "21", "2321", "321"]


def test_an_office_has_two_keys_in_between_and_one_at_the_end() -> None:
    keys, seen = ["1"], []

    for step in KeyStep:
        keys = rotated("mobilization", step, keys, lambda _: "2")
        seen.append("".join(keys))

    assert seen == ["121", "21", "2"]


@each(
    "name, keys, step",
    [
        ("mobilization", "1", PROMOTE),
        ("mobilization", "1", FINISH),
        ("mobilization", "121", BEGIN),
        ("mobilization", "121", FINISH),
        ("mobilization", "21", BEGIN),
        ("mobilization", "21", PROMOTE),
        ("form", "1", PROMOTE),
        ("form", "121", BEGIN),
        ("form", "21", PROMOTE),
        ("form", "1", FINISH),
        ("form", "121", FINISH),
        ("form", "21", FINISH),
    ],
)
def test_a_step_out_of_order_is_refused_and_says_which_one_is_due(
    name: str, keys: str, step: KeyStep
) -> None:
    with pytest.raises(NoSuchStep) as refused:
        rotated(name, step, list(keys), lambda _: "9")

    due = "old keys stay" if (name, step) == ("form", FINISH) else f"{next_step(name, list(keys))} first"
    assert due in str(refused.value)
    assert not set("129") & set(str(refused.value))


def test_keys_fit_what_they_are_for() -> None:
    assert len(drawn_key("form")) == 44
    assert drawn_key("mobilization").startswith("whsec_")
    assert drawn_key("mobilization") != drawn_key("mobilization")
