"""A line of a correction list may name its material and its field, so that a program can tell which is meant."""

from typing import Any

import pytest

from functions.domain.case.missing import check_missing
from functions.domain.case.refusals import UnknownMissing
from schemas.form.paths import pointer_of
from schemas.form.words import field_title
from tests.support import make
from tests.support.each import each
from tests.support.guide_answers import EDITION

ITEM = EDITION.item("household_registration")
MATERIAL = ITEM.materials[0].code
FIELD = pointer_of(ITEM.fields[0])


def asked(**names: Any) -> Any:
    return make.answer("correction_requested", missing=[{"name": "户口簿", "reason": "缺首页", **names}])


@each("names", [{}, {"material": MATERIAL}, {"field": FIELD}, {"material": MATERIAL, "field": FIELD}])
def test_a_line_in_words_alone_or_with_names_of_the_item_is_taken(names: dict[str, str]) -> None:
    check_missing(asked(**names), ITEM)


@pytest.mark.parametrize(
    ("names", "where", "listed"),
    [
        ({"material": "no_such_paper"}, "/missing/0/material", f"{ITEM.materials[0].name}（{MATERIAL}）"),
        ({"field": "/bank/account"}, "/missing/0/field", f"{field_title(ITEM.fields[0])}（{FIELD}）"),
    ],
)
def test_a_name_that_the_item_has_not_is_refused_with_those_it_has(
    names: dict[str, str], where: str, listed: str
) -> None:
    with pytest.raises(UnknownMissing) as caught:
        check_missing(asked(**names), ITEM)

    [problem] = caught.value.problems
    assert problem.pointer == where
    assert listed in problem.detail
