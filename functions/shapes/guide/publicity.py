"""宣传引导 as whoever builds a page reads it."""

from schemas.catalogue.edition import Edition
from schemas.catalogue.publicity import DATED, Publicity, PublicText
from schemas.guide.views_publicity import PublicityView, PublishedView


def publicity_view(told: Publicity, edition: Edition) -> PublicityView:
    kinds = (told.notices, told.policies, told.answers, told.privacy)
    cited = {key for kind in kinds for one in kind for key in one.source}
    notices, policies, answers, privacy = (tuple(_told(one, edition) for one in kind) for kind in kinds)
    return PublicityView(
        notices=notices,
        policies=policies,
        answers=answers,
        privacy=privacy,
        sources={key: source for key, source in told.sources.items() if key in cited},
    )


def _told(one: PublicText, edition: Edition) -> PublishedView:
    return PublishedView(
        title=one.title,
        text=one.text,
        source=one.source,
        date=one.date,
        dated=one.dated,
        dated_text=DATED[one.dated],
        city=one.city,
        city_text=edition.regions.name(one.city) if one.city else None,
    )
