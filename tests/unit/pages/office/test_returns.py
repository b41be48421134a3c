"""Who opens an address that only forms are sent to comes to where the form stands."""

from tests.support.office_desk import Desk


def test_large_print_chosen_in_the_middle_of_something_leads_back_to_where_it_began() -> None:
    desk = Desk()
    site = desk.site()
    shown = site.submit(site.get("/office"), action="/office/together")

    listed = site.submit(shown, action="/display")
    item = site.get(f"{desk.address}/claim")
    files = site.get("/office/exchange/import")

    assert [listed.heading, item.heading, files.heading] == [
        "待办事项",
        "户口登记（退役军人恢复户口）",
        "交换文件",
    ]
    assert all(page.status == 200 for page in (listed, item, files))
