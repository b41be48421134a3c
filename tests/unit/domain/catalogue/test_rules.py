from functions.domain.catalogue.rules import UNKNOWN, Facts, Truth, facts_of, read_rules
from schemas.catalogue.figures import Condition, Rule
from tests.support.each import each
from tests.support.samples import application

PLACED = Rule(field="service.placement_type", one_of=("transfer",), otherwise="甲")
EMPLOYED = Rule(
    field="employment.job_status",
    one_of=("unemployed",),
    otherwise="乙",
    when=(Condition(field="service.placement_type", one_of=("transfer",)),),
)


def facts(placement: object = UNKNOWN, job: object = UNKNOWN) -> Facts:
    values = {"service.placement_type": placement, "employment.job_status": job}
    return lambda path: values.get(path, UNKNOWN)


def test_no_rule_holds_for_everybody() -> None:
    assert read_rules((), facts()).truth is Truth.HOLDS


@each(
    "value, truth",
    [("transfer", Truth.HOLDS), ("retirement", Truth.FAILS), (None, Truth.FAILS), (UNKNOWN, Truth.OPEN)],
)
def test_a_value_holds_or_fails_and_only_one_that_nobody_gave_is_open(value: object, truth: Truth) -> None:
    assert read_rules((PLACED,), facts(value)).truth is truth


@each(
    "placement, job, truth, open_on",
    [
        ("transfer", "unemployed", Truth.HOLDS, ()),
        ("transfer", "employed", Truth.FAILS, ()),
        ("transfer", UNKNOWN, Truth.OPEN, ("employment.job_status",)),
        ("retirement", UNKNOWN, Truth.HOLDS, ()),
        ("retirement", "employed", Truth.HOLDS, ()),
        (UNKNOWN, "unemployed", Truth.HOLDS, ()),
        (UNKNOWN, "employed", Truth.OPEN, ("service.placement_type",)),
        (UNKNOWN, UNKNOWN, Truth.OPEN, ("service.placement_type",)),
    ],
)
def test_a_rule_for_one_situation_asks_nothing_in_another(
    placement: object, job: object, truth: Truth, open_on: tuple[str, ...]
) -> None:
    found = read_rules((EMPLOYED,), facts(placement, job))

    assert (found.truth, found.open_on) == (truth, open_on)


def test_one_rule_that_fails_decides_although_another_is_open() -> None:
    first = Rule(field="reserve.designated", one_of=(True,), otherwise="丙")

    found = read_rules((first, PLACED), facts("retirement"))

    assert (found.truth, found.failing) == (Truth.FAILS, PLACED)


def test_rules_that_are_open_name_what_would_decide_them_once() -> None:
    found = read_rules((EMPLOYED, PLACED), facts())

    assert found.open_on == ("service.placement_type",)


def test_nothing_is_open_of_a_whole_form() -> None:
    form = facts_of(application(employment=None, items=["discharge_report"]))

    assert read_rules((EMPLOYED, PLACED), form).truth is Truth.FAILS
