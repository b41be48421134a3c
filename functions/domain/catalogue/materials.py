"""申请材料: what an item needs in this applicant's situation, and whence it may come. Pure."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from functions.domain.catalogue.rules import Facts, Truth, read_rules
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import OBTAINED, Material, MaterialSource
from schemas.catalogue.item import Item
from schemas.catalogue.prefill import SourceCode
from schemas.form.held import HELD_RESULT, held_path


@dataclass(frozen=True, slots=True)
class Proof:
    """Which source shows that a material is there, by which of its attributes, and what was found then, in words."""

    source: SourceCode
    attributes: tuple[str, ...]
    finds: str


@dataclass(frozen=True, slots=True)
class NeededMaterial:
    """`made_by`: the earlier item that makes it, where one does; `producer`: that item's name; `comes`: it is of the same
    case; `held`: the applicant has its result already, from before. `proof`: how it could be verified without the office."""

    code: str
    name: str
    source: MaterialSource
    required: bool
    made_by: str | None = None
    producer: str | None = None
    comes: bool = False
    held: bool = False
    proof: Proof | None = None
    deferrable_days: int | None = None

    @property
    def is_obtained(self) -> bool:
        """It is not asked of the applicant (国务院令第716号 Art 7)."""
        return self.source in OBTAINED

    @property
    def must_be_uploaded(self) -> bool:
        return self.required and self.source is MaterialSource.UPLOAD


def needed(item: Item, facts: Facts, edition: Edition, chosen: Container[str]) -> tuple[NeededMaterial, ...]:
    """Those of the item's materials whose situation is, or may still be, this one. `chosen`: the items of the case. Of an
    item whose result is there already only its paper."""
    held = is_held(item.code, facts)
    return tuple(
        _needed(material, edition, chosen, facts)
        for material in item.materials
        if (material.code == HELD_RESULT) is held
        and read_rules(material.when, facts).truth is not Truth.FAILS
    )


def is_held(item: str, facts: Facts) -> bool:
    """The applicant says that they have its result already."""
    return facts(held_path(item)) is True


def really(materials: Iterable[NeededMaterial], applying: Container[str]) -> tuple[NeededMaterial, ...]:
    """Without what another item of the case would make that does not apply. Not for an office: it would tell it of fields
    that it may not see."""
    return tuple(each for each in materials if not each.comes or each.made_by in applying)


def _needed(material: Material, edition: Edition, chosen: Container[str], facts: Facts) -> NeededMaterial:
    held = material.item is not None and is_held(material.item, facts)
    return NeededMaterial(
        code=material.code,
        name=material.name,
        source=material.source,
        required=material.required,
        made_by=material.item,
        producer=edition.item(material.item).name if material.item else None,
        comes=material.item in chosen and not held,
        held=held,
        proof=proof_of(material, edition),
        deferrable_days=material.deferrable.working_days if material.deferrable else None,
    )


def proof_of(material: Material, edition: Edition) -> Proof | None:
    fields = [edition.prefill.field(path) for path in material.checked_by]
    found = [field for field in fields if field is not None]
    if not found or material.finds is None:
        return None
    return Proof(found[0].source, tuple(field.attribute for field in found), material.finds)


def material_of(edition: Edition, item: str, code: str) -> Material | None:
    """None where the edition does not have the item, or the item no such material."""
    found = edition.item(item).materials if edition.has(item) else ()
    return next((material for material in found if material.code == code), None)
