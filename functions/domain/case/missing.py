"""What an office may name in a list of what is missing: a material of the item, a field that it is given. Pure."""

from collections.abc import Iterator, Mapping

from functions.domain.case.refusals import UnknownMissing
from functions.domain.errors import FieldProblem
from schemas.case.answers import Answer, CorrectionRequest, Missing
from schemas.catalogue.item import Item
from schemas.form.paths import pointer_of
from schemas.form.words import field_title


def check_missing(answer: Answer, item: Item) -> None:
    """Raises UnknownMissing, with what may be named."""
    if not isinstance(answer, CorrectionRequest):
        return
    wrong = tuple(_wrong(answer.missing, item))
    if wrong:
        raise UnknownMissing(problems=wrong)


def _wrong(missing: tuple[Missing, ...], item: Item) -> Iterator[FieldProblem]:
    materials = {material.code: material.name for material in item.materials}
    fields = {pointer_of(path): field_title(path) for path in item.fields}
    for place, line in enumerate(missing):
        if line.material is not None and line.material not in materials:
            yield FieldProblem(f"/missing/{place}/material", f"该事项的材料和代码为：{_named(materials)}。")
        if line.field is not None and line.field not in fields:
            yield FieldProblem(f"/missing/{place}/field", f"该事项的表单字段和位置为：{_named(fields)}。")


def _named(choices: Mapping[str, str]) -> str:
    return "、".join(f"{name}（{code}）" for code, name in choices.items())


def material_name(line: Missing, item: Item) -> str | None:
    """Of the material that the office named by its code, as the catalogue has it."""
    return next((one.name for one in item.materials if one.code == line.material), None)


def field_name(line: Missing) -> str | None:
    return field_title(line.field[1:].replace("/", ".")) if line.field else None


def meant(line: Missing, item: Item) -> Iterator[str]:
    """What the office named by its code, beside its own words, for whoever reads a letter."""
    material, field = material_name(line, item), field_name(line)
    if material and material != line.name:
        yield f"对应材料：{material}"
    if field and field != line.name:
        yield f"对应填写项：{field}"
