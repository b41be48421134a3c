from pathlib import Path

import pytest

from functions.adapters.item_codes import BadItemCodes, item_codes_beside, load_item_codes
from functions.domain.national.numbers import NationalCodes
from tests.support.each import each

CODE = "11440106007508683Q4442106043001"
ENTRY = f'[[item]]\noffice = "tianhe"\nitem = "identity_card"\ncode = "{CODE}"\n'


def test_a_code_is_found_by_office_and_item() -> None:
    codes = load_item_codes(f'{ENTRY}[theme]\ncode = "ZT440001"\n')

    assert (codes.of("tianhe", "identity_card"), codes.theme) == (CODE, "ZT440001")
    assert (codes.of("tianhe", "driving_licence"), codes.of(None, "identity_card")) == (None, None)


@each(
    "text",
    [
        "[[item",
        "[[office]]\n",
        "item = 1\n",
        f"{ENTRY}{ENTRY}",
        ENTRY.replace(CODE, CODE[:-1]),
        ENTRY.replace("tianhe", "天河"),
        '[theme]\ncode = "?"\n',
        '[theme]\ncode = "ZT440001"\nname = "x"\n',
    ],
)
def test_a_table_that_cannot_be_used_is_found_when_it_is_loaded(text: str) -> None:
    with pytest.raises(BadItemCodes):
        load_item_codes(text)


def test_the_table_lies_beside_the_routes_and_may_be_missing(tmp_path: Path) -> None:
    routes = tmp_path / "routes.toml"
    without = item_codes_beside(routes)
    (tmp_path / "item_codes.toml").write_text(ENTRY, "utf-8")

    assert without == NationalCodes()
    assert item_codes_beside(routes).of("tianhe", "identity_card") == CODE


def test_what_ships_confirms_nothing() -> None:
    shipped = Path(__file__).parents[3] / "infra" / "routes.toml"

    assert item_codes_beside(shipped) == NationalCodes()
