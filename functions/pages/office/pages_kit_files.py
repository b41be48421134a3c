"""What there is to take away, each file with what it is for."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.pages.office.kit_files import ADDRESS, names
from functions.pages.page import Answer, Asked, Page, Shown
from functions.web.roles import STAFF
from schemas.codes import CHINESE, AnswerType

FILES = "/kit/downloads"
_WORDS = {
    "vectors.json": "验签测试向量：有效、过期、密钥不对、轮换密钥、正文被改写等，各有应得的结论",
    "receiver.py": "接收和答复的样例程序，Python（标准库和 standardwebhooks）",
    "Receiver.java": "接收和答复的样例程序，Java（只用 JDK，一个文件）",
    "answers.sh": "每一种答复的 curl 写法（bash、openssl）",
    "item.dispatched.schema.json": "事项分发",
    "item.corrected.schema.json": "补正之后再次分发",
    "item.withdrawal_requested.schema.json": "申请人要求撤回",
    "item.material_added.schema.json": "补交材料",
    "item.reminded.schema.json": "催办",
    "receipt.schema.json": "答复的回执",
    "problem.schema.json": "出错时的说明",
    "document.schema.json": "附件的上传申请",
    "document-upload.schema.json": "附件传到哪里",
    "document-confirmed.schema.json": "附件是否收到",
    "material-links.schema.json": "申请人材料的新地址",
    "manifest.schema.json": "每日清单",
    "manifest-reply.schema.json": "每日清单的核对结果",
    "signed-file.schema.json": "交换文件的外层",
    "dispatches-file.schema.json": "交换文件：本系统发出的内容",
    "answers-file.schema.json": "交换文件：贵单位答复的内容",
    "answers-file-reply.schema.json": "交换文件：导入的结果",
}
_SAMPLES = ("receiver.py", "Receiver.java", "answers.sh", "vectors.json")


@dataclass(frozen=True, slots=True)
class File:
    address: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class DownloadsPage:
    """In groups, each with its heading."""

    groups: tuple[tuple[str, tuple[File, ...]], ...]


def file_words(name: str) -> str:
    kind = name.removeprefix("answer.").removesuffix(".schema.json")
    return f"答复：{CHINESE[AnswerType(kind)]}" if name.startswith("answer.") else _WORDS[name]


def show_kit_downloads(asked: Asked) -> Answer:
    schemas = [name for name in names() if name.endswith(".schema.json")]
    groups = (
        ("样例和测试", tuple(_files(name for name in _SAMPLES if name in names()))),
        ("本系统发给贵单位的消息", tuple(_files(one for one in schemas if one.startswith("item.")))),
        ("贵单位的答复", tuple(_files(one for one in schemas if one.startswith("answer.")))),
        ("其他", tuple(_files(one for one in schemas if not one.startswith(("item.", "answer."))))),
    )
    return Shown("office/kit_downloads.html", "样例、测试向量和消息格式", DownloadsPage(groups))


def _files(found: Iterator[str]) -> Iterator[File]:
    return (File(f"{ADDRESS}/{name}", name, file_words(name)) for name in found)


PAGES = (Page(method="GET", path=FILES, roles=STAFF, handler=show_kit_downloads),)
