"""How a material of an item stands (材料状态), and the words for it: every page and paper says these."""

from enum import StrEnum

from schemas.catalogue.prefill import SourceCode
from schemas.wire import Instant, ItemCode, Wire


class Standing(StrEnum):
    """VERIFIED only where a source was asked of this person, answered, and showed it; what nobody has shown the office
    checks. FROM_ITEM: another item of the same case makes it."""

    VERIFIED = "verified"
    UPLOADED = "uploaded"
    DEFERRED = "deferred"
    FROM_ITEM = "from_item"
    OFFICE_CHECKS = "office_checks"
    ON_SITE = "on_site"
    TO_UPLOAD = "to_upload"
    OPTIONAL = "optional"


STANDING_TEXTS: dict[Standing, str] = {
    Standing.VERIFIED: "已核验，免予提交",
    Standing.UPLOADED: "已提交",
    Standing.DEFERRED: "容缺提交，待补交",
    Standing.FROM_ITEM: "由上一个事项办好后转来，不用提交",
    Standing.OFFICE_CHECKS: "待部门核验",
    Standing.ON_SITE: "到场时采集",
    Standing.TO_UPLOAD: "待上传",
    Standing.OPTIONAL: "可以不提交",
}


class MaterialCheck(Wire):
    """A material of an item and how it stands. `how`: in a sentence, for the applicant and the office alike.

    `source`, `checked_at`, `found`: of what was verified, which source showed it, when, and what it found.
    """

    code: ItemCode
    name: str
    standing: Standing
    standing_text: str
    how: str
    source: SourceCode | None = None
    source_text: str | None = None
    checked_at: Instant | None = None
    found: str | None = None


class MaterialTally(Wire):
    """Materials by how they stand, each once; `text` says it in a sentence."""

    uploaded: int
    deferred: int
    verified: int
    from_item: int
    office_checks: int
    text: str
