"""Which case and item a signed request is about, where its address alone says so: signed are id, time and body."""

import re
from collections.abc import Mapping

from functions.domain.refusals import SignedForAnother
from schemas.wire import WHOLE_REFERENCE

_WHOLE = re.compile(WHOLE_REFERENCE)


def check_signed_path(webhook_id: str, path: Mapping[str, str]) -> None:
    """Who begins the id with `{reference}/{item}/` has them under the signature: what they sent is good for no other
    address. Any other id says nothing of it, and is taken. `path`: in our spelling. Raises SignedForAnother.
    """
    if "reference" not in path:
        return
    named = webhook_id.split("/")[:2]
    if _WHOLE.fullmatch(named[0]) and named != [path["reference"], path["item"]]:
        raise SignedForAnother
