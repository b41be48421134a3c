"""Files in the bucket, as clients and its scan put them there: nobody's call."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from functions.adapters.materials import STATE
from functions.adapters.scanner import TAG
from tests.support.fakes.materials import FakeMaterials


class SentFiles(FakeMaterials):
    """What the simulation asks of its fake, of S3."""

    def __init__(self, client: Any, bucket: str) -> None:
        super().__init__()
        self._client, self._bucket = client, bucket

    def send(self, address: str, headers: Mapping[str, str], whole: bytes) -> None:
        key = urlsplit(address).path.rpartition("/")[2]
        asked = {"ContentType": headers["Content-Type"], "ChecksumSHA256": headers["x-amz-checksum-sha256"]}
        tags = f"{headers['x-amz-tagging']}&{TAG}=NO_THREATS_FOUND"
        self._client.put_object(Bucket=self._bucket, Key=key, Body=whole, Tagging=tags, **asked)

    @property
    def kept(self) -> set[str]:
        """Their tag says so."""
        listed = self._client.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        return {one["Key"] for one in listed if self._state(one["Key"]) == "kept"}

    @kept.setter
    def kept(self, _nothing: set[str]) -> None:
        """The fake begins with none."""

    def _state(self, key: str) -> str | None:
        tags = self._client.get_object_tagging(Bucket=self._bucket, Key=key)["TagSet"]
        return next((tag["Value"] for tag in tags if tag["Key"] == STATE), None)
