"""Who looked at what a case holds of its person, in words."""

from collections.abc import Mapping

from functions.ports.case_store import Record
from functions.ports.page import Page
from functions.shapes import words
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, Department, Role
from schemas.operator.views_looks import CaseLookPageView, CaseLookView

LOOKED_AT: Mapping[str, str] = {
    "looked_up": "查到本办件",
    "item": "打开事项，含申请表中本部门可见的内容",
    "form": "打开部门申请表",
    "fields": "打开补正、异议或者回访的页面，含申请表中的内容",
    "registration": "打开登记表",
    "letter": "打开文书",
    "file": "打开申请人的材料",
    "files": "取得全部材料的下载地址",
    "receipt": "打印收件回执",
    "shipped": "取走离线交换的文件，含申请表中本部门可见的内容",
}


def look_page(page: Page[Record], edition: Edition) -> CaseLookPageView:
    return CaseLookPageView(
        entries=tuple(_look(one.body, edition) for one in page.entries),
        cursor=page.cursor,
        unreadable=page.unreadable,
    )


def _look(body: Mapping[str, str], edition: Edition) -> CaseLookView:
    item, region, department = body.get("item"), body.get("region"), body.get("department")
    told = {
        **dict.fromkeys(("item", "region", "department", "purpose")),
        **body,
        "what_text": LOOKED_AT[body["what"]],
        "item_name": words.item_name(edition, item) if item else None,
        "role_text": CHINESE[Role(body["role"])],
        "region_name": words.region_name(edition, region) if region else None,
        "department_text": CHINESE[Department(department)] if department else None,
    }
    return CaseLookView.model_validate(told, strict=False)
