"""Blocks of the second typeface beside the materials, put there by whoever deploys (docs/files.md)."""

from typing import TYPE_CHECKING

from functions.adapters import objects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def block_name(number: int) -> str:
    return f"typefaces/{number:03x}.ttfs"


class S3Typefaces:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def block(self, number: int) -> bytes | None:
        key = block_name(number)
        read = objects.found(lambda: self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        return None if read is None else bytes(read)
