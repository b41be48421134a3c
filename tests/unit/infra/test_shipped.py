import pytest

from infra.package import shipped
from tests.support.each import each

PINNED = "# what ships\naws-lambda-powertools==3.37.0\nboto3==1.44.5\nPyJWT==2.15.1\n"


def test_the_locked_wheels_are_those_that_the_requirements_ask_for() -> None:
    shipped.check_lock(shipped.REQUIREMENTS.read_text("utf-8"), shipped.LOCK.read_text("utf-8"))


def test_a_lock_that_is_out_of_date_says_what_to_do() -> None:
    with pytest.raises(shipped.LockOutOfDate, match=r"pyjwt==2\.15\.1.*holds 2\.14\.0: run `make lock`"):
        shipped.check_lock(PINNED, "aws-lambda-powertools==3.37.0 --hash=sha256:0\npyjwt==2.14.0\n")


def test_what_lambda_and_chalice_provide_is_not_asked_for() -> None:
    assert shipped.wanted_packages(PINNED) == {"aws-lambda-powertools": "3.37.0", "pyjwt": "2.15.1"}


def test_a_lock_names_each_wheel_with_its_hash_in_order() -> None:
    text = shipped.lock_text({"b": ("2", "ff"), "a": ("1", "ee")})

    assert text.splitlines()[1:] == ["a==1 --hash=sha256:ee", "b==2 --hash=sha256:ff"]


@each(
    "name, goes",
    [
        ("pydantic/main.py", True),
        ("pydantic/v1/main.py", False),
        ("stdnum/cn/loc.dat", True),
        ("stdnum/es/nif.py", False),
        ("stdnum/oui.dat", False),
        ("stdnum/util.py", True),
        ("stdnum/isbn.py", False),
        ("aws_lambda_powertools/metrics/base.py", True),
        ("aws_lambda_powertools/utilities/typing/lambda_context.py", True),
        ("aws_lambda_powertools/utilities/parser/models/sqs.py", False),
        ("urllib3-2.8.0.dist-info/METADATA", False),
    ],
)
def test_only_what_a_function_imports_goes_into_the_zip(name: str, goes: bool) -> None:
    assert shipped.ships(name) is goes
