"""What is refused of offices, their routes and their signed files."""

from datetime import date

from functions.domain.conflicts import Conflict
from functions.domain.refusals import NotFound, Unacceptable
from schemas.dates import date_text


class OfficeNotFound(NotFound):
    code = "office-not-found"
    title = "未找到办理机构"
    detail = "没有找到该办理机构，请核对机构编号、部门和您的管辖区域。"


class FileRefused(Unacceptable):
    code = "file-refused"
    title = "交换文件未通过校验"
    detail = "交换文件未通过校验，整份未导入，未作任何更改。请按下列提示更正后重新制作文件。"


class UnknownOffice(Unacceptable):
    code = "unknown-office"
    title = "没有这个办理机构"
    detail = "路由表中没有这个办理机构，或它不属于该事项的部门。请核对机构编号。"


class InvalidRoute(Unacceptable):
    code = "invalid-route"
    title = "路由内容有误"
    detail = "路由内容有误，没有保存。请按下列提示修改后重新保存。"


class InvalidEntry(Unacceptable):
    code = "invalid-entry"
    title = "名录内容有误"
    detail = "名录内容有误，没有保存任何一条。请按下列提示修改后重新保存。"


class InvalidSlots(Unacceptable):
    code = "invalid-slots"
    title = "公布的时间有误"
    detail = "公布或者停办的时间有误，没有保存。请按下列提示修改后重新提交。"


class UnknownSlot(NotFound):
    code = "unknown-slot"
    title = "没有公布这个时间"
    detail = "该机构这一天没有公布这些时间，没有停办任何时间。请核对日期和时间后重试。"


class SlotNotFree(Conflict):
    code = "slot-not-free"
    title = "这个时间不能预约"
    detail = "这个时间已经约满、停办，或者离现在太近，没有预约。请刷新后另选一个时间。"


class SlotHasBookings(Conflict):
    code = "slot-has-bookings"
    title = "这个时间已有人预约"
    detail = (
        "这个时间已有人预约，没有保存。请保留这个时间段的起止和人数；不能办理的，请用停办，由系统告知申请人。"
    )

    @classmethod
    def at(cls, day: date, start: str) -> "SlotHasBookings":
        return cls(
            f"{date_text(day)} {start} 已有人预约，没有保存。请保留这个时间段的起止和人数；"
            "不能办理的，请用停办，由系统告知申请人。"
        )


class LatenessOutOfPlace(Conflict):
    code = "lateness-out-of-place"
    title = "现在不能认定"
    detail = "只有逾期提出、还没有结果、还没有认定过的事项可以认定逾期原因。请刷新后查看。"


class TransferOutOfPlace(Conflict):
    code = "transfer-out-of-place"
    title = "现在不能移送"
    detail = "只有已经收到、还没有受理的事项可以移送。已经受理的请由受理的机构办理；不能办理的请反映问题，由运行管理员处理。"


class ResendOutOfPlace(Conflict):
    code = "resend-out-of-place"
    title = "现在不能重新发送"
    detail = "贵单位已经答复、已有结果或者正在等申请人的事项不再重新发送；内容请在工作台或者以材料接口查看。"
