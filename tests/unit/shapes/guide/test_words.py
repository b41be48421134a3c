from functions.shapes.guide.words import bundle_text


def test_the_longest_line_says_of_which_items_it_is_and_what_it_leaves_out() -> None:
    text = bundle_text(25, 36, 4, otherwise=("居民身份证申领 60 日",), unknown=7)

    assert text == (
        "有公布时限、按工作日计算的 4 项中，同时办理最长的一条线为 25 个工作日，逐项办理合计 36 个工作日；"
        "另有 1 项不按工作日计算（居民身份证申领 60 日），7 项时限待核定，都没有计入，全部办完的时间会更长。"
    )


def test_where_everything_is_counted_nothing_is_left_out() -> None:
    assert bundle_text(10, 20, 2, otherwise=(), unknown=0).endswith("合计 20 个工作日。")


def test_no_working_days_are_told_where_no_limit_is_published() -> None:
    text = bundle_text(0, 0, 0, otherwise=(), unknown=3)

    assert "0 个工作日" not in text
    assert "3 项时限待核定" in text
