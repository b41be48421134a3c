"""Asks a seal service over HTTP for the seal over a digest (电子印章).

No interface of 省统一电子印章 is public (待核定), so this is our own small contract, for an adapter on their side: `{office,
office_name, kind, on, digest_algorithm, digest}`, answered with `{number, name, sealed_at, signature}`, and `"demo": true`
of a seal that is none.
"""

import json

from pydantic import ValidationError

from functions.adapters.outward.gateway import HAS_IT_ALREADY
from functions.adapters.outward.platform_http import PlatformHttp
from functions.domain.applicant.paper import GivenSeal
from functions.domain.errors import PlatformRefused, PlatformUnavailable
from functions.ports.electronic_seal import SealGiven, SealOrder
from schemas.applicant.sealing import SealAnswer


class HttpElectronicSeal:
    def __init__(self, http: PlatformHttp) -> None:
        self._http = http

    def close(self) -> None:
        self._http.close()

    def seal(self, order: SealOrder, *, key: str) -> SealGiven:
        body = {
            "office": order.office,
            "office_name": order.office_name,
            "kind": order.kind,
            "on": order.on.isoformat(),
            "digest_algorithm": "sha256",
            "digest": order.digest,
        }
        answered = self._http.post(json.dumps(body, ensure_ascii=False).encode(), key=key)
        try:
            given = SealAnswer.model_validate_json(answered.body)
        except ValidationError:
            # A seal that cannot be told is none; and whoever has the order and tells none of it will not tell it later.
            raise PlatformRefused if answered.status == HAS_IT_ALREADY else PlatformUnavailable from None
        return SealGiven(GivenSeal(given.number, given.name, given.sealed_at, given.demo), given.signature)
