"""Made-up applicants and places of copied cases: more of them than there are made-up citizens of the sandbox."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from functions.domain.case.access import Person
from infra.embedded.issuer import MadeUpIdentity
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Role
from schemas.form.person import is_id_number

# Where three cases of ten are, and where a handful is, however many there are.
BUSY_COUNTY, QUIET_COUNTY, OF_QUIET = "440106", "445381", 5
_BUSY_PERCENT = 30
_MASK = (1 << 64) - 1
_BORN, _MALE = date(1980, 1, 1), range(3, 1000, 2)


@dataclass(frozen=True, slots=True)
class CountyPlace:
    city: str
    county: str


def applicant(number: int) -> Person:
    """Male; every one of them another person, a million of them and more."""
    counties = _known()
    county = counties[number // len(_MALE) % len(counties)]
    return Person("测试甲", _checked(county, born(number), _MALE[number % len(_MALE)]))


def born(number: int) -> date:
    return _BORN + timedelta(days=number // len(_MALE) // len(_known()))


def identity_of(number: int) -> MadeUpIdentity:
    return MadeUpIdentity(subject_of_copy(number), "", Role.APPLICANT, person=applicant(number))


def subject_of_copy(number: int) -> str:
    return f"growth-{number}"


def place_of_copy(number: int, *, of: int) -> CountyPlace:
    """Of copied case `number` among `of`."""
    every = max(of // OF_QUIET, 1)
    if number % every == 0 and number // every < OF_QUIET:
        return _places()[QUIET_COUNTY]
    share, which = divmod(scattered(number), 100)
    others = _others()
    return _places()[BUSY_COUNTY] if which < _BUSY_PERCENT else others[share % len(others)]


def scattered(number: int) -> int:
    """Another number below 2^62, which tells nothing of its neighbours': the same in every run, unlike chance."""
    mixed = (number + 1) * 0x9E3779B97F4A7C15 & _MASK
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _MASK
    return (mixed ^ mixed >> 31) >> 2


@cache
def _places() -> dict[str, CountyPlace]:
    """By county."""
    regions = load_edition(CURRENT).regions
    return {
        county.code: CountyPlace(city.code, county.code)
        for city in regions.cities
        for county in city.counties
    }


@cache
def _others() -> tuple[CountyPlace, ...]:
    return tuple(place for county, place in _places().items() if county != QUIET_COUNTY)


@cache
def _known() -> tuple[str, ...]:
    """Those that ID numbers begin with."""
    return tuple(county for county in _places() if _is_known(county))


def _is_known(county: str) -> bool:
    return is_id_number(_checked(county, _BORN, _MALE[0]))


def _checked(county: str, day: date, sequence: int) -> str:
    # Imported at first use, as the form's own rule does.
    from stdnum.cn import ric

    seventeen = f"{county}{day.year}{day.month:02}{day.day:02}{sequence:03}"
    return f"{seventeen}{ric.calc_check_digit(f'{seventeen}0')}"
