"""AWS's clients for moto. Moto lets boto3 forget its own session at each start, and a new one reads the services' models
again, which takes ten times as long as most tests: here one session is kept.
"""

from functools import cache
from typing import Any

import boto3

REGION = "cn-north-1"


def client(service: str, region: str = REGION, **given: Any) -> Any:
    return _session().client(service, region_name=region, **given)


@cache
def _session() -> Any:
    session: Any = boto3.Session
    return session(aws_access_key_id="test", aws_secret_access_key="test")
