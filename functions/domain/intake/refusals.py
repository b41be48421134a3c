"""What is refused of a draft, its materials, and who submits it."""

from functions.domain.refusals import Forbidden, NotFound, Unacceptable


class DraftNotFound(NotFound):
    code = "draft-not-found"
    title = "未找到草稿"
    detail = "没有找到该草稿，可能已过期、已提交或已删除。请确认您是填写人，或重新开始填写。"


class MaterialNotFound(NotFound):
    code = "material-not-found"
    title = "未找到材料"
    detail = "没有找到这份材料，可能已经删除。请重新申请上传地址。"


class CodeNotFound(NotFound):
    code = "code-not-found"
    title = "授权码无效"
    detail = "授权码有误、已过期或已被使用。请申请人在本人的草稿中重新生成。"


class InvalidDraft(Unacceptable):
    code = "invalid-draft"
    title = "草稿内容有误"
    detail = "草稿内容有误，没有保存。请按下列提示修改后重新保存；尚未填写的可以先不填。"


class UnknownConsent(Unacceptable):
    code = "unknown-consent"
    title = "没有这项同意，或内容已更新"
    detail = "没有这项同意，或同意书内容已更新。请重新读取草稿，阅读最新内容后再作决定。"


class MaterialsMissing(Unacceptable):
    code = "materials-missing"
    title = "缺少必须提交的材料"
    detail = "缺少必须提交的材料，暂不能提交申请。请按下列提示补齐。"


class ContradictsSource(Unacceptable):
    code = "contradicts-source"
    title = "与公共数据不一致"
    detail = "有的内容与公共数据查到的不一致，暂不能提交。请按下列提示核对，或者申请更正。"


class MaterialNotDeferrable(Unacceptable):
    code = "material-not-deferrable"
    title = "这份材料不能容缺"
    detail = "这份材料不能容缺，请上传后再提交申请。"


class TooManyMaterials(Unacceptable):
    code = "too-many-materials"
    title = "材料文件过多"
    detail = "这份材料的文件已达上限，请先删除不需要的文件，或者合并为一个文件。"


class NotMadeUp(Unacceptable):
    code = "not-made-up"
    title = "演练只用虚构人员"
    detail = (
        "这里是演练环境，没有提交：姓名须以“测试”开头，其他内容也请用虚构的。真实的申请，请到正式环境提交。"
    )


class NotYourApplication(Forbidden):
    code = "not-your-application"
    title = "不是本人的申请"
    detail = (
        "网上只能为本人申请，表单中的姓名和公民身份号码须与您的实名信息一致，请核对。"
        "替他人办理的，请持委托书和双方身份证件到窗口，由窗口人员代为提交。"
    )
