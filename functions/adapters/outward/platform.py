"""Tells a platform of the province over HTTP (platform_http.py): what it answers beside its status is not read."""

from functions.adapters.outward.platform_http import PlatformHttp
from schemas.national.messages import ToldMessage


class HttpProvincePlatform:
    def __init__(self, http: PlatformHttp) -> None:
        self._http = http

    def close(self) -> None:
        self._http.close()

    def send(self, message: ToldMessage, *, key: str) -> None:
        self._http.post(message.model_dump_json().encode(), key=key)
