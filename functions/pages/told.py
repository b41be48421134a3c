"""What is said where signing in came to nothing, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToldPage:
    """`again`: whether to offer signing in (again)."""

    title: str
    words: tuple[str, ...]
    status: int
    again: bool = True


NOT_CONNECTED = ToldPage(
    "这里还不能登录",
    (
        "本网站还没有接通统一身份认证，所以不能登录，也不能在网上办理。",
        "您可以先看办事指南，需要办理的，请到退役军人服务窗口。",
    ),
    status=503,
    again=False,
)
CANCELLED = ToldPage(
    "没有登录", ("您在统一身份认证的页面上取消了登录。需要办理时，请重新登录。",), status=403
)
REFUSED = ToldPage(
    "没有登录成功",
    (
        "统一身份认证没有确认这次登录，或者它给的身份本网站不能使用。请重新登录。",
        "多次不成功的，请到退役军人服务窗口办理。",
    ),
    status=403,
)
LOST = ToldPage(
    "请重新登录",
    (
        "这次登录等待的时间超过了 10 分钟，或者不是从这个浏览器开始的，所以没有完成。",
        "请重新登录。再次看到这个页面的，请确认网址以 https 开头，并允许浏览器为本网站保存登录信息（不要用无痕浏览）。",
    ),
    status=400,
)
