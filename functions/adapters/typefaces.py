"""Blocks of the second typeface beside the materials, put there by whoever deploys (docs/files.md)."""

from typing import TYPE_CHECKING

from functions.domain.errors import MaterialsUnavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})


def name_of(number: int) -> str:
    return f"typefaces/{number:03x}.ttfs"


class S3Typefaces:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def block(self, number: int) -> bytes | None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return self._client.get_object(Bucket=self._bucket, Key=name_of(number))["Body"].read()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _ABSENT:
                return None
            raise MaterialsUnavailable from error
        except BotoCoreError as error:
            raise MaterialsUnavailable from error
