"""申请材料: what an item needs in this applicant's situation, and whence it comes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.domain.catalogue.rules import Facts, Truth, read
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Material, MaterialSource
from schemas.catalogue.item import Item


@dataclass(frozen=True, slots=True)
class NeededMaterial:
    """`made_by`: the earlier item that makes it, where one does; `producer`: that item's name."""

    code: str
    name: str
    source: MaterialSource
    required: bool
    made_by: str | None = None
    producer: str | None = None
    deferrable_days: int | None = None

    @property
    def is_waived(self) -> bool:
        """免予提交: the platform obtains it (国务院令第716号 Art 7)."""
        return self.source not in (MaterialSource.UPLOAD, MaterialSource.ON_SITE)

    @property
    def must_be_uploaded(self) -> bool:
        return self.required and self.source is MaterialSource.UPLOAD

    @property
    def how(self) -> str:
        """In words: who brings it."""
        if self.source is MaterialSource.EARLIER_ITEM:
            return f"由上一个事项“{self.producer}”办好后自动转来，免予提交"
        return _HOW[self.source] if self.required or self.is_waived else "可以不提交"


_HOW = {
    MaterialSource.SHARED_DATA: "共享数据核验，免予提交",
    MaterialSource.E_CERTIFICATE: "调用电子证照，免予提交",
    MaterialSource.ON_SITE: "到场时采集",
    MaterialSource.UPLOAD: "由申请人上传",
}


def needed(item: Item, facts: Facts, names: Iterable[Item]) -> tuple[NeededMaterial, ...]:
    """Those of the item's materials whose situation is, or may still be, this one. `names`: the edition's items."""
    known = {each.code: each.name for each in names}
    return tuple(
        _needed(material, known)
        for material in item.materials
        if read(material.when, facts).truth is not Truth.FAILS
    )


def _needed(material: Material, known: dict[str, str]) -> NeededMaterial:
    return NeededMaterial(
        code=material.code,
        name=material.name,
        source=material.source,
        required=material.required,
        made_by=material.item,
        producer=known.get(material.item or ""),
        deferrable_days=material.deferrable.working_days if material.deferrable else None,
    )


def material_of(edition: Edition, item: str, code: str) -> Material | None:
    """None where the edition does not have the item, or the item no such material."""
    found = edition.item(item).materials if edition.has(item) else ()
    return next((material for material in found if material.code == code), None)
