from functions.web.address import household
from tests.support.each import each


@each(
    "address, known",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_a_household_is_one_and_what_is_no_address_is_nobody(address: str, known: str) -> None:
    assert household(address) == known
