"""One request of a test. urllib3's own waits three seconds, and a machine that runs tests may stand still for longer."""

from typing import Any

import urllib3

SECONDS_OF_A_REQUEST = 60.0


def over_http(method: str, url: str, **given: Any) -> urllib3.BaseHTTPResponse:
    return urllib3.request(method, url, **{"timeout": SECONDS_OF_A_REQUEST, **given})
