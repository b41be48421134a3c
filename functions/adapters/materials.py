"""Materials in S3: sent to and fetched from signed addresses, encrypted by the bucket's key (SSE-KMS), by opaque ids only.

A file is unclaimed until the case that holds it is opened: its tag says so, and the bucket's lifecycle deletes what stays
unclaimed. The signature of an address covers the file's length, type and checksum, and that no file is there yet: S3 refuses
any other, and the same once more (412), for its tag would say unclaimed of what a case holds by then.
"""

import base64
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from functions.adapters import objects
from functions.domain.intake.files import MEGABYTE, PROBE_BYTES, FileFacts, StoredFile
from functions.ports.materials import Upload

if TYPE_CHECKING:
    from botocore.config import Config
    from mypy_boto3_s3 import S3Client

# A Lambda is handed 6 MB (6,291,456 bytes) with everything around, and answers with as much; bytes go there and back in
# base64, four for three.
MOST_TAKEN = 4 * MEGABYTE
STATE, _UNCLAIMED, _KEPT = "state", "unclaimed", "kept"
# RFC 9110, 13.1.2: whatever is there.
_ANY = "*"


def signing() -> "Config":
    """Of the client that signs: the older way of signing covers neither length nor checksum."""
    from botocore.config import Config

    return Config(signature_version="s3v4")


class S3Materials:
    """`client` is made with `signing()`."""

    def __init__(self, client: "S3Client", bucket: str, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._bucket = bucket
        self._clock = clock

    def upload(self, key: str, file: FileFacts, *, until: datetime) -> Upload:
        checksum = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        address = self._client.generate_presigned_url(
            "put_object",
            Params={
                **self._at(key),
                "ContentLength": file.size,
                "ContentType": file.media_type,
                "ChecksumSHA256": checksum,
                "Tagging": f"{STATE}={_UNCLAIMED}",
                "IfNoneMatch": _ANY,
            },
            ExpiresIn=self._seconds(until),
        )
        headers = {
            "Content-Type": file.media_type,
            "x-amz-checksum-sha256": checksum,
            "x-amz-tagging": f"{STATE}={_UNCLAIMED}",
            "If-None-Match": _ANY,
        }
        return Upload(address, headers, until)

    @property
    def most_taken(self) -> int:
        return MOST_TAKEN

    @property
    def origin(self) -> str:
        address = urlsplit(self._client.generate_presigned_url("get_object", Params=self._at("-")))
        return f"{address.scheme}://{address.netloc}"

    def take(self, key: str, file: FileFacts, whole: bytes) -> None:
        # Its tag says whether a case holds it: written again, it would not any more.
        if objects.found(lambda: self._client.head_object(**self._at(key))) is not None:
            return
        checksum = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        objects.found(
            lambda: self._client.put_object(
                **self._at(key),
                Body=whole,
                ContentType=file.media_type,
                ChecksumSHA256=checksum,
                Tagging=f"{STATE}={_UNCLAIMED}",
            )
        )

    def find(self, key: str) -> StoredFile | None:
        found = objects.found(lambda: self._client.head_object(**self._at(key), ChecksumMode="ENABLED"))
        if found is None:
            return None
        size, checksum = int(found["ContentLength"]), found.get("ChecksumSHA256")
        if size <= 2 * PROBE_BYTES or not checksum:
            whole = self._part(key, None)
            return StoredFile(
                len(whole), sha256(whole).hexdigest(), whole[:PROBE_BYTES], whole[-PROBE_BYTES:]
            )
        digest = base64.b64decode(str(checksum)).hex()
        head = self._part(key, f"bytes=0-{PROBE_BYTES - 1}")
        return StoredFile(size, digest, head, self._part(key, f"bytes=-{PROBE_BYTES}"))

    def read(self, key: str) -> bytes | None:
        found = objects.found(lambda: self._client.get_object(**self._at(key))["Body"].read())
        return None if found is None else bytes(found)

    def keep(self, key: str) -> None:
        found = objects.found(lambda: self._client.get_object_tagging(**self._at(key)))
        if found is None:
            return
        # What the bucket's scan says of the file stays with it.
        others = [tag for tag in found["TagSet"] if tag["Key"] != STATE]
        tags: Any = {"TagSet": [*others, {"Key": STATE, "Value": _KEPT}]}
        objects.found(lambda: self._client.put_object_tagging(**self._at(key), Tagging=tags))

    def link(self, key: str, *, media_type: str, until: datetime) -> str:
        """Saved under its id, never opened in a page: an applicant's file is nobody's script."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                **self._at(key),
                "ResponseContentType": media_type,
                "ResponseContentDisposition": "attachment",
            },
            ExpiresIn=self._seconds(until),
        )

    def delete(self, key: str) -> None:
        objects.found(lambda: self._client.delete_object(**self._at(key)))

    def _at(self, key: str) -> Any:
        return {"Bucket": self._bucket, "Key": key}

    def _part(self, key: str, span: str | None) -> bytes:
        given = self._at(key) | ({"Range": span} if span else {})
        found = objects.found(lambda: self._client.get_object(**given)["Body"].read())
        return bytes(found or b"")

    def _seconds(self, until: datetime) -> int:
        return max(1, int((until - self._clock()).total_seconds()))
