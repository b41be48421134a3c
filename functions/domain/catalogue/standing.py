"""What is said of a material, in one place: verified, or who has yet to check it, or who brings it. Pure.

Verified says that a source was asked of this person, answered, and showed it: there is a `SourceChecked` that says so.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.catalogue.materials import NeededMaterial, Proof, proof_of
from functions.domain.clock import minute_text
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Material, MaterialSource
from schemas.catalogue.prefill import SOURCE_NAMES, SourceCode
from schemas.catalogue.standing import STANDING_TEXTS, MaterialCheck, MaterialTally, Standing


@dataclass(frozen=True, slots=True)
class SourceChecked:
    """What came of asking one source of this person; names of its attributes, never a value.

    `agreed`: it gave what the form says; `proven`: it showed what stands for a paper; `failed`: no answer in time.
    """

    source: SourceCode
    at: datetime
    agreed: tuple[str, ...] = ()
    proven: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Stands:
    """`source`, `at`, `found`: of what was verified only."""

    material: NeededMaterial
    standing: Standing
    how: str
    source: SourceCode | None = None
    at: datetime | None = None
    found: str | None = None

    @property
    def text(self) -> str:
        return STANDING_TEXTS[self.standing]


def stands(
    material: NeededMaterial,
    checked: Iterable[SourceChecked],
    *,
    here: bool,
    deferred: bool,
    will_ask: bool = False,
) -> Stands:
    """`here`: a file of it was handed in. `will_ask`: a source is asked yet, when the draft is submitted."""
    asked = tuple(checked)
    shown = shown_by(material, asked)
    if shown and material.proof:
        found = material.proof.finds
        how = f"{shown_at(shown)}，{found}"
        return Stands(material, Standing.VERIFIED, how, shown.source, shown.at, found)
    standing = _standing(material, here=here, deferred=deferred)
    if standing is Standing.OFFICE_CHECKS and will_ask and _is_open(material, asked):
        return Stands(material, standing, _by_source(material.proof))
    return Stands(material, standing, _how(standing, material, asked))


def _is_open(material: NeededMaterial, checked: tuple[SourceChecked, ...]) -> bool:
    """Whether no source has answered yet that could."""
    proof = material.proof
    return proof is not None and all(one.failed for one in checked if one.source is proof.source)


def shown_by(material: NeededMaterial, checked: Iterable[SourceChecked]) -> SourceChecked | None:
    """The recorded answer that shows the material; all that it takes comes of one answer."""
    proof = material.proof
    if proof is None:
        return None
    return next((one for one in checked if _shows(one, proof.source, proof.attributes)), None)


def _shows(one: SourceChecked, source: SourceCode, attributes: tuple[str, ...]) -> bool:
    return one.source is source and not one.failed and set(attributes) <= set(one.proven)


def shown_at(shown: SourceChecked) -> str:
    return f"{minute_text(shown.at)}经“{SOURCE_NAMES[shown.source]}”核验"


def _standing(material: NeededMaterial, *, here: bool, deferred: bool) -> Standing:
    if here:
        return Standing.UPLOADED
    if deferred:
        return Standing.DEFERRED
    if material.source is MaterialSource.ON_SITE:
        return Standing.ON_SITE
    if material.is_obtained:
        return Standing.FROM_ITEM if material.comes else Standing.OFFICE_CHECKS
    return Standing.TO_UPLOAD if material.required else Standing.OPTIONAL


# To whoever applies; a form that they sign is read by the office.
MAY_UPLOAD = "；您手里有的，也可以上传"


def _how(standing: Standing, material: NeededMaterial, checked: tuple[SourceChecked, ...]) -> str:
    if standing is Standing.OFFICE_CHECKS:
        return f"{_why_not_verified(material, checked)}，由办理部门核验{MAY_UPLOAD}"
    if standing is Standing.FROM_ITEM:
        return f"由上一个事项“{material.producer}”办好后转来，不用提交；该事项不用办的，没有这份材料"
    return _HOW[standing]


_HOW = {
    Standing.UPLOADED: "由申请人上传",
    Standing.DEFERRED: "申请人承诺在期限前补交",
    Standing.ON_SITE: "到场时采集",
    Standing.TO_UPLOAD: "由申请人上传",
    Standing.OPTIONAL: "可以不提交",
}


def _why_not_verified(material: NeededMaterial, checked: tuple[SourceChecked, ...]) -> str:
    if material.held:
        return f"申请人说明“{material.producer}”已经办好，并提供了结果文书"
    if material.producer:
        return f"没有同时申请“{material.producer}”"
    asked = [one for one in checked if material.proof and one.source is material.proof.source]
    if not material.proof or not asked:
        return "没有经共享数据核验"
    name = SOURCE_NAMES[material.proof.source]
    return f"“{name}”没有答复" if all(one.failed for one in asked) else f"“{name}”没有查到，或者与所填不一致"


def foreseen(material: Material, edition: Edition, *, connected: bool) -> str:
    """Before anything was asked, as the guide says it: never that anybody has verified it. `connected`: sources can be
    asked."""
    if material.source is MaterialSource.EARLIER_ITEM and material.item:
        name = edition.item(material.item).name
        return f"同时申请“{name}”的，由该事项办好后转来；没有同时申请的，由办理部门核验，也可以上传"
    return _FORESEEN.get(material.source) or _by_source(proof_of(material, edition) if connected else None)


def _by_source(proof: Proof | None) -> str:
    if proof is None:
        return f"由办理部门核验，一般不用提交{MAY_UPLOAD}"
    name = SOURCE_NAMES[proof.source]
    return f"提交时将通过“{name}”核验，核验到的免予提交；没有核验到的，由办理部门核验，也可以上传"


_FORESEEN = {
    MaterialSource.ON_SITE: "到场时采集，无需提交",
    MaterialSource.UPLOAD: "申请人上传",
}


def check_told(one: Stands) -> MaterialCheck:
    """As every view and message tells it."""
    return MaterialCheck(
        code=one.material.code,
        name=one.material.name,
        standing=one.standing,
        standing_text=one.text,
        how=one.how,
        source=one.source,
        source_text=SOURCE_NAMES[one.source] if one.source else None,
        checked_at=one.at,
        found=one.found,
    )


def counted(every: Iterable[Standing]) -> MaterialTally:
    number = Counter(every)
    parts = [f"{STANDING_TEXTS[one]} {number[one]} 件" for one in Standing if number[one]]
    return MaterialTally(
        uploaded=number[Standing.UPLOADED],
        deferred=number[Standing.DEFERRED],
        verified=number[Standing.VERIFIED],
        from_item=number[Standing.FROM_ITEM],
        office_checks=number[Standing.OFFICE_CHECKS],
        text=f"申请材料：{'；'.join(parts) or '没有'}。",
    )
