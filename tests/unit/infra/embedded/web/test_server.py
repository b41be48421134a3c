import json

import pytest

from infra.embedded.log import SERVICE
from infra.embedded.web.server import _tell_still


def test_what_stands_still_is_named_in_the_log_of_who_is_started_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _tell_still(("sweep", "notes"))

    # What a test before it set up for libraries' lines tells this one again.
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    [line] = [one for one in lines if one.get("service") == SERVICE and one["message"] == "stands still"]
    assert (line["level"], line["parts"]) == ("ERROR", ["sweep", "notes"])
