"""What only a page refuses."""

from functions.domain.refusals import Forbidden, NotFound


class PageNotFound(NotFound):
    code = "page-not-found"
    title = "没有这个页面"
    detail = "没有这个页面，或者您登录的身份不能查看。请核对网址，或者从首页重新进入。"


class FormExpired(Forbidden):
    code = "form-expired"
    title = "页面已经过期"
    detail = "这个页面打开后，您重新登录过或者退出过，因此没有受理这次提交。请从首页重新进入后再提交。"
