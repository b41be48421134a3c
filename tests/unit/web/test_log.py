import json
import subprocess
import sys

import pytest

from functions.web.log import place_of

MARKER = "440106199001011234"


def fail() -> None:
    raise RuntimeError(MARKER)


def test_a_place_names_functions_and_lines_but_not_what_was_said() -> None:
    with pytest.raises(RuntimeError) as raised:
        fail()

    place = place_of(raised.value)

    assert place.split(" > ")[-1].startswith("fail:")
    assert MARKER not in place


@pytest.mark.slow
def test_a_report_is_one_structured_line_and_costs_nothing_before_it_is_made() -> None:
    program = """
import sys
from functions.web.log import report_line
assert "aws_lambda_powertools" not in sys.modules
report_line("refused", {"code": "bad-signature", "department": "mobilization"})
"""

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    [line] = ran.stdout.splitlines()
    assert json.loads(line)["department"] == "mobilization"
