from functions.domain.masking import masked_address, masked_name, masked_number
from tests.support.each import each


@each("name, left", [("测试甲", "测**"), ("测甲", "测*"), ("测", "测*"), ("", "*")])
def test_of_a_name_the_first_character_is_left(name: str, left: str) -> None:
    assert masked_name(name) == left


@each(
    "number, left",
    [
        ("440106200301010010", "440*************10"),
        ("10000000001", "100******01"),
        ("粤-0001", "****01"),
        ("1", "*1"),
    ],
)
def test_of_a_number_its_ends_are_left(number: str, left: str) -> None:
    assert masked_number(number) == left


@each(
    "address, left",
    [
        ("广东省广州市天河区测试路1号", "广东省广州市****"),
        ("广州市天河区测试路1号", "广州市****"),
        ("广东省测试路1号", "广东省****"),
        ("测试路12号", "****"),
        ("测试小区3栋", "****"),
        ("省前街8号", "****"),
        ("", "****"),
    ],
)
def test_of_an_address_at_most_the_city_is_left_and_nothing_where_it_begins_with_a_street(
    address: str, left: str
) -> None:
    assert masked_address(address, ("广州市", "深圳市")) == left
