"""What was typed is put back field by field, and nothing else of the page changes."""

from functions.pages.typed_over import has_several_forms, typed_over, with_typed_form
from tests.support.html import html_of
from tests.support.opened import standing

FORM = (
    '<form method="post" action="/x"><input type="hidden" name="token" value="new">'
    '<input type="hidden" name="seen" value="2"><input type="text" id="a" name="a" value="">'
    '<input type="text" name="b" value="old"><textarea name="c" rows="2"></textarea>'
    '<select name="d"><option value="">请选择</option><option value="1" selected>一</option>'
    '<option value="2">二</option></select>'
    '<input type="radio" name="e" value="1" checked><input type="radio" name="e" value="2">'
    '<input type="checkbox" name="f" value="1"><input type="checkbox" name="f" value="2" checked>'
    '<input type="file" name="g"><button name="go" value="next">走</button></form>'
)
OTHER = '<form method="post" action="/y"><input type="text" name="other" value=""></form>'
TYPED = (
    ("token", "old"),
    ("seen", "1"),
    ("a", '<b>"&甲"</b>'),
    ("b", ""),
    ("c", "\r\n第一行\r\n</textarea>"),
    ("d", "2"),
    ("e", "2"),
    ("f", "1"),
    ("g", "a.pdf"),
)


def test_every_field_has_what_was_typed_in_it() -> None:
    page = html_of(typed_over(f"<main>{OTHER}{FORM}</main>", TYPED))

    (_, form) = page.select("form")
    assert standing(form) == [
        ("token", "new"),
        ("seen", "1"),
        ("a", '<b>"&甲"</b>'),
        ("b", ""),
        ("c", "\r\n第一行\r\n</textarea>"),
        ("d", "2"),
        ("e", "2"),
        ("f", "1"),
    ]
    assert [one.get("id") for one in form.select("[name=a], b")] == ["a"]


def test_of_a_file_that_was_chosen_it_is_said_that_it_has_to_be_chosen_again() -> None:
    chosen, none = (html_of(typed_over(FORM, (("a", "甲"), ("g", name)))) for name in ("a.pdf", ""))

    assert [one.get_text() for one in chosen.select("p")] == ["刚才选的文件没有保留，请重新选择。"]
    assert none.select("p") == []


def test_names_that_stand_twice_keep_their_order() -> None:
    twice = '<form><input type="text" name="a" value=""><input type="text" name="a" value=""></form>'

    filled = typed_over(twice, (("a", "甲"), ("a", "乙")))

    assert standing(html_of(filled).select("form")[0]) == [("a", "甲"), ("a", "乙")]


def test_a_page_without_a_form_of_these_names_stays_as_it_is() -> None:
    assert typed_over(OTHER, TYPED) == OTHER
    assert typed_over("<p>没有</p>", TYPED) == "<p>没有</p>"


def named(main: str) -> str:
    (form,) = html_of(with_typed_form(main)).select("form#typed") or (None,)
    return form["action"] if form else ""


def test_the_form_in_which_somebody_types_is_named() -> None:
    carried = '<form method="post" action="/carried"><input type="hidden" name="reason" value="r"></form>'
    button = '<form method="post" action="/button"><input type="hidden" name="key" value="k"><button>做</button></form>'
    wrong = OTHER.replace("/y", "/wrong").replace("value", 'aria-invalid="true" value')
    asked = '<form method="get" action="/asked"><input type="text" name="q" value=""></form>'

    found = [
        named("".join(forms))
        for forms in (
            (button, carried, FORM, OTHER),
            (FORM, wrong),
            (button, carried),
            (asked, button),
            (asked, FORM),
        )
    ]

    assert found == ["/x", "/wrong", "/carried", "/asked", "/x"]


def test_of_several_forms_only_those_count_in_which_something_may_be_typed() -> None:
    carried = (
        '<form method="post" action="/z"><input type="hidden" name="key" value="1"><button>走</button></form>'
    )

    assert has_several_forms(f"<main>{FORM}{OTHER}</main>")
    assert not has_several_forms(f"<main>{FORM}{carried}{carried}</main>")
