"""A name and an ID number: what tells who somebody is, to the identity platform and at the window alike."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from schemas.form.person import is_id_number
from schemas.form.types import IdNumber, Name
from schemas.refusing import OWN_ERROR
from schemas.wire import Wire


def _is_number(number: str) -> str:
    if not is_id_number(number):
        raise PydanticCustomError(OWN_ERROR, "公民身份号码有误，请对照证件逐位核对。")
    return number


class Identity(Wire):
    name: Name = Field(title="姓名")
    id_number: Annotated[IdNumber, AfterValidator(_is_number)] = Field(title="公民身份号码")
