"""民族 as a form and an identity card show it (GB/T 3304: the fifty-six, 其他, 外国血统中国籍人士)."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from schemas.plain_text import ONE_LINE, STORED
from schemas.refusing import OWN_ERROR

_FIFTY_SIX = (
    "汉、蒙古、回、藏、维吾尔、苗、彝、壮、布依、朝鲜、满、侗、瑶、白、土家、哈尼、哈萨克、傣、黎、傈僳、佤、畲、高山、拉祜、水、"
    "东乡、纳西、景颇、柯尔克孜、土、达斡尔、仫佬、羌、布朗、撒拉、毛南、仡佬、锡伯、阿昌、普米、塔吉克、怒、乌孜别克、俄罗斯、"
    "鄂温克、德昂、保安、裕固、京、塔塔尔、独龙、鄂伦春、赫哲、门巴、珞巴、基诺"
)
_PEOPLES = tuple(_FIFTY_SIX.split("、"))
# The last two stand on identity cards, though they are none of the fifty-six.
ETHNICITIES = (*(f"{name}族" for name in _PEOPLES), "其他", "外国血统中国籍人士", "穿青人", "革家人")


def _spelled(value: object, info: ValidationInfo) -> object:
    """Without its 族 it is the same; what is stored is read as it stands."""
    if not isinstance(value, str) or info.context is STORED:
        return value
    text = "".join(value.split())
    return f"{text}族" if text in _PEOPLES else text


def _known(text: str, info: ValidationInfo) -> str:
    if info.context is not STORED and text not in ETHNICITIES:
        wanted = "民族请按居民身份证上的名称填写，例如 汉族、壮族；不在五十六个民族之内的填“其他”。"
        raise PydanticCustomError(OWN_ERROR, wanted)
    return text


Ethnicity = Annotated[
    str,
    BeforeValidator(_spelled),
    StringConstraints(max_length=200),
    ONE_LINE,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "enum": list(ETHNICITIES)}),
]
