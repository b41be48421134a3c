"""The first page: what this is, who it is for, how long it takes, what to bring."""

from functions.pages.page import Answer, Asked, Page, Shown


def show_home(asked: Asked) -> Answer:
    return Shown("guide/home.html", "退役军人服务“一件事”")


PAGES = (Page(method="GET", path="/", roles=None, handler=show_home),)
