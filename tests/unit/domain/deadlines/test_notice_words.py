from functions.domain.deadlines.notice_words import notice_term, untold


def test_only_where_the_licence_act_binds_is_the_notice_law() -> None:
    assert notice_term(bound=True).startswith("依照《中华人民共和国行政许可法》第三十二条，应在五个工作日内")
    assert untold(bound=True).endswith("自收件之日起即为受理")


def test_elsewhere_it_is_practice_and_says_whose_pattern_it_follows() -> None:
    for text in (notice_term(bound=False), untold(bound=False)):
        assert "参照《中华人民共和国行政许可法》第三十二条" in text
        assert "不是法定期限" in text
        assert "应在" not in text
