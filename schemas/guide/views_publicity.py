"""宣传引导 beside the guide: notices, policies explained, questions and answers, the use of personal data."""

from schemas.catalogue.figures import Source
from schemas.catalogue.publicity import Dated
from schemas.wire import Wire


class PublishedView(Wire):
    """`source`: keys of `sources`. `date`: 2024, 2023-03 or 2024-09-01, as exactly as it is known; `dated`: of what."""

    title: str
    text: tuple[str, ...]
    source: tuple[str, ...]
    date: str
    dated: Dated
    dated_text: str
    city: str | None
    city_text: str | None


class PublicityView(Wire):
    """What is for the city that was asked for stands before what is for everybody."""

    notices: tuple[PublishedView, ...]
    policies: tuple[PublishedView, ...]
    answers: tuple[PublishedView, ...]
    privacy: tuple[PublishedView, ...]
    sources: dict[str, Source]
