"""What is asked, kept and told of the files that applicants upload (申请材料)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.catalogue.prefill import SourceCode
from schemas.catalogue.standing import Standing
from schemas.office.dispatches import EarlierResult, MaterialLink
from schemas.wire import Digest, Instant, ItemCode, Wire

# Whatever is no type of ours, or too large, has an answer of its own (415, 413): here only absurd sizes are refused.
# It is taken as browsers and scanners say it: in capitals, with parameters.
MediaType = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{3,200}$")]
Size = Annotated[int, Field(ge=0, le=10**12)]


class UploadRequest(Wire):
    """A file that is about to be uploaded: for which material of which item, and exactly what will arrive."""

    item: ItemCode = Field(title="事项代码")
    material: ItemCode = Field(title="材料代码")
    media_type: MediaType = Field(
        title="文件类型", description="application/pdf、image/jpeg、image/png 或 application/ofd"
    )
    size: Size = Field(title="文件大小（字节）")
    sha256: Digest = Field(title="文件的 SHA-256（十六进制）")


class DocumentRequest(Wire):
    """A document that is to go with an office's answer: exactly what will arrive."""

    media_type: MediaType = Field(title="文件类型", description="application/pdf、image/jpeg 或 image/png")
    size: Size = Field(title="文件大小（字节）")
    sha256: Digest = Field(title="文件的 SHA-256（十六进制）")


class DeferralRequest(Wire):
    """容缺: the applicant promises to bring this material later."""

    item: ItemCode = Field(title="事项代码")
    material: ItemCode = Field(title="材料代码")


class AskedUpload(UploadRequest):
    """As it is kept beside a draft or a case until it is claimed. `arrived`: it was looked at and is what was announced;
    `scanned_at`: and a scanner found nothing in it; `checking_since`: it is here, and the scan is not back yet."""

    id: str
    arrived: bool = False
    scanned_at: Instant | None = None
    checking_since: Instant | None = None


class AskedUploads(Wire):
    """Every upload asked for, and every material promised for later. `discarding`: files that are on their way out;
    `submitting_until`: a submission has read it; until then nothing of it changes."""

    uploads: tuple[AskedUpload, ...] = ()
    deferred: tuple[DeferralRequest, ...] = ()
    discarding: tuple[str, ...] = ()
    submitting_until: Instant | None = None


class UploadView(Wire):
    """PUT the file to `address` with exactly these `headers`, before `expires_at`; then confirm it."""

    id: str
    item: ItemCode
    material: ItemCode
    method: Literal["PUT"] = "PUT"
    address: str
    headers: dict[str, str]
    expires_at: Instant


class UploadedView(Wire):
    """`size_text`: the size as the person's own computer shows it."""

    id: str
    media_type: str
    size: int
    size_text: str
    arrived: bool
    state: Literal["announced", "checking", "arrived"]
    state_text: str


class WantedView(Wire):
    """One material of one chosen item: how it stands, who brings it, and what of it is here.

    `waived`: verified, so that it need not be handed in; `required`: without it the draft is not taken; `uploadable`: whoever
    holds the paper may hand it in.
    """

    item: ItemCode
    item_name: str
    material: ItemCode
    name: str
    how: str
    standing: Standing
    standing_text: str
    waived: bool
    required: bool
    uploadable: bool
    deferrable: bool
    deferred: bool
    uploads: tuple[UploadedView, ...]


class WantedPageView(Wire):
    """`missing`: how many materials still keep the draft from being submitted."""

    materials: tuple[WantedView, ...]
    missing: int
    most_bytes: int
    most_text: str
    media_types: tuple[str, ...]


class CaseMaterialView(Wire):
    """A material of a case. waived: verified by `source` at `at`, with what was `found`; from_item: another item of the case
    makes it; office_checks: nobody has verified it yet; deferred: to be brought by `due_at`."""

    item: ItemCode
    item_name: str
    material: ItemCode
    name: str
    status: Literal["uploaded", "waived", "deferred", "from_item", "office_checks"]
    status_text: str
    how: str
    at: Instant
    id: str | None = None
    media_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    scanned_at: Instant | None = None
    scan_text: str | None = None
    href: str | None = None
    expires_at: Instant | None = None
    due_at: Instant | None = None
    source: SourceCode | None = None
    source_text: str | None = None
    found: str | None = None


class CaseMaterialsView(Wire):
    materials: tuple[CaseMaterialView, ...]
    uploaded: int
    waived: int
    deferred: int
    from_item: int
    office_checks: int


class MaterialLinksView(Wire):
    """New addresses of an item's files, for its office. `results`: as in its dispatch, the papers that it stands on."""

    materials: tuple[MaterialLink, ...]
    results: tuple[EarlierResult, ...] = ()
