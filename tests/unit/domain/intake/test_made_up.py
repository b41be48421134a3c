import pytest

from functions.domain.intake.made_up import check_made_up
from functions.domain.intake.refusals import NotMadeUp
from tests.support.samples import application


def test_only_a_made_up_person_is_taken() -> None:
    check_made_up(application())

    with pytest.raises(NotMadeUp):
        check_made_up(application(person__name="甲某某", bank__holder="甲某某"))
