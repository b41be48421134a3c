"""The bucket's own scan: GuardDuty Malware Protection for S3 puts what it found on each new object, as a tag.

It is not offered in every region, in China (aws-cn) not at all at the time of writing: there the deployment has no scanner,
and says so. https://docs.aws.amazon.com/guardduty/latest/ug/monitor-enable-s3-object-tagging-malware-protection.html
"""

from typing import TYPE_CHECKING

from functions.domain.errors import ScannerUnavailable
from functions.domain.intake.scanning import ScanVerdict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TAG = "GuardDutyMalwareScanStatus"
_VERDICTS = {
    "NO_THREATS_FOUND": ScanVerdict.CLEAN,
    "THREATS_FOUND": ScanVerdict.INFECTED,
    "UNSUPPORTED": ScanVerdict.IMPOSSIBLE,
    "ACCESS_DENIED": ScanVerdict.IMPOSSIBLE,
    "FAILED": ScanVerdict.IMPOSSIBLE,
}


class TagScanner:
    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def scan(self, key: str, whole: bytes) -> ScanVerdict:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            found = self._client.get_object_tagging(Bucket=self._bucket, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise ScannerUnavailable from error
        said = {tag["Key"]: tag["Value"] for tag in found["TagSet"]}.get(TAG)
        return ScanVerdict.PENDING if said is None else _VERDICTS.get(said, ScanVerdict.IMPOSSIBLE)
