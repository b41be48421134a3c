from schemas.choices import with_terms
from tests.support.each import each


@each(
    "codes, told",
    [
        (["pick_up", "post"], ("本人到窗口领取（pick_up）", "邮寄送达（post）")),
        (["granted", "refused"], ("办结（granted）", "不予办理（refused）")),
        (["retry", "reroute"], ("重新分发（retry）", "改派（reroute）")),
        (["natural_day", "month"], ("日（natural_day）", "个月（month）")),
        (["red", "blue"], ("red", "blue")),
        # Said of a merit and of a licence, and not in the same words.
        (["none"], ("none",)),
        ([], ()),
    ],
)
def test_a_code_is_told_with_its_term_where_only_one_can_be_meant(
    codes: list[str], told: tuple[str, ...]
) -> None:
    assert with_terms(codes) == told
