import re
from datetime import date
from importlib import resources

import pytest
from stdnum import numdb

from schemas.regions import county_code, enclosing, load_regions
from schemas.wire import REGION_PATTERN
from tests.support.each import each

REGIONS = load_regions()
PROVINCE = "44"
# Counties of each city as published; 东莞 and 中山 have none.
COUNTIES = {
    "广州市": 11, "韶关市": 10, "深圳市": 9, "珠海市": 3, "汕头市": 7, "佛山市": 5, "江门市": 7,
    "湛江市": 9, "茂名市": 5, "肇庆市": 8, "惠州市": 5, "梅州市": 8, "汕尾市": 4, "河源市": 6,
    "阳江市": 4, "清远市": 8, "东莞市": 0, "中山市": 0, "潮州市": 3, "揭阳市": 5, "云浮市": 5,
}  # fmt: skip


def valid_today() -> dict[str, tuple[str, int | None]]:
    """GB/T 2260 codes of the province that stdnum's data holds without an end year, with the year each name began."""
    found: dict[str, tuple[str, int | None]] = {}
    # Read as it lies there: to ask for each of ten thousand numbers takes a second.
    [inside] = [inside for _, low, _, _, inside in numdb.get("cn/loc").prefixes if low == PROVINCE]
    for _, low, high, properties, _ in inside:
        assert low == high
        for name in properties.get("county", "").split(",") if low != "0000" else ():
            match = re.fullmatch(r"(?:\[([0-9]*)-([0-9]*)\])?(.+)", name)
            if match and not match[2] and match[3] != "市辖区":
                found[PROVINCE + low] = match[3], int(match[1]) if match[1] else None
    return found


def test_the_regions_are_those_of_the_standard_that_are_valid_today() -> None:
    ours = {region.code: (region.name, region.since) for city in REGIONS.cities for region in city.counties}
    ours |= {city.code: (city.name, city.since) for city in REGIONS.cities}

    assert ours == valid_today()


def test_the_province_has_21_cities_and_122_counties() -> None:
    assert {city.name: len(city.counties) for city in REGIONS.cities} == COUNTIES
    assert sum(COUNTIES.values()) == 122


@each(
    "city, county, together",
    [
        ("440100", "440106", True),
        ("440100", None, False),
        ("440100", "440303", False),
        ("440100", "440100", False),
        ("441900", None, True),
        ("441900", "441900", False),
        ("442000", None, True),
        ("440000", None, False),
        ("110000", None, False),
        ("", None, False),
    ],
)
def test_a_county_is_none_exactly_where_the_city_has_none(
    city: str, county: str | None, together: bool
) -> None:
    assert REGIONS.contains(city, county) is together


def test_a_region_has_its_chinese_name() -> None:
    assert REGIONS.name("440100") == "广州市"
    assert REGIONS.name("440106") == "天河区"
    with pytest.raises(KeyError):
        REGIONS.name("440199")


def test_the_data_ship_with_the_package() -> None:
    assert (resources.files("schemas") / "regions.toml").is_file()


def test_a_city_without_counties_has_towns_and_a_county_may_have_functional_areas() -> None:
    regions = load_regions()

    assert (len(regions.places("441900")), len(regions.places("442000"))) == (36, 23)
    assert regions.narrowest("441900", None, "虎门镇") == "441900121"
    assert regions.narrowest("441900", None, "441900401") == "441900401"
    assert regions.narrowest("441900", None, "虎门") is None
    assert regions.narrowest("440300", "440307", "大鹏新区") == "440307f01"
    assert regions.narrowest("440300", "440307", "坂田街道") == "440307"
    assert regions.name("440402f01") == "横琴粤澳深度合作区"


def test_every_place_that_ended_keeps_its_name_and_stands_until_its_last_day() -> None:
    regions = load_regions()
    county = regions.cities[0].counties[0].model_copy(update={"until": date(2026, 12, 31)})

    assert county.stands(date(2026, 12, 31))
    assert not county.stands(date(2027, 1, 1))
    assert regions.stands("441900121", date(2100, 1, 1))


def test_what_a_place_lies_in_is_told_narrowest_first() -> None:
    assert enclosing("440106") == ("440106", "440100", "440000")
    assert enclosing("441900121") == ("441900121", "441900", "440000")
    assert enclosing("440307f01") == ("440307f01", "440307", "440300", "440000")
    assert [county_code(one) for one in ("440106", "441900121", None)] == ["440106", None, None]


def test_every_code_is_one_of_ours() -> None:
    regions = load_regions()
    codes = [place.code for city in regions.cities for place in (city, *city.counties, *city.towns)]
    codes += [area.code for area in regions.areas]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(REGION_PATTERN, code) for code in codes)
    assert all(regions.has(area.county) for area in regions.areas)


def test_every_place_stands_once_with_its_city_the_city_itself_first_and_functional_areas_behind_their_county() -> (
    None
):
    places = REGIONS.every
    own = {city.code: [code for of, code in places if of == city.code] for city in REGIONS.cities}

    assert len(set(places)) == len(places) == sum(map(len, own.values()))
    assert {code or city for city, code in places} == set(REGIONS._known)
    assert {codes[0] for codes in own.values()} == {None}
    assert own["440300"].index("440305400") == own["440300"].index("440305") + 1
    assert own["441900"][1:] == [
        town.code for city in REGIONS.cities if city.code == "441900" for town in city.towns
    ]
