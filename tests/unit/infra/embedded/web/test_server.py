import json

import pytest

from infra.embedded.web.server import _tell_still


def test_what_stands_still_is_named_in_the_log_of_who_is_started_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _tell_still(("sweep", "notes"))

    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["message"], line["parts"]) == ("ERROR", "stands still", ["sweep", "notes"])
