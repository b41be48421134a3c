"""The directory of offices as operators see it, place by place."""

from functions.shapes.operator.settings import change_view
from functions.shapes.words import place_name
from functions.usecases.office.directory import DirectoryPlace
from functions.usecases.settings import Changed
from schemas.catalogue.edition import Edition
from schemas.office.directory import DirectoryChangeView, DirectoryPlaceView


def directory_place_view(
    place: DirectoryPlace, edition: Edition, changes: tuple[Changed, ...] = ()
) -> DirectoryPlaceView:
    return DirectoryPlaceView(
        region=place.region,
        region_name=place_name(place.region, edition),
        version=place.version,
        etag=f'"directory-{place.region}-{place.version}"',
        entries=dict(place.entries),
        changes=tuple(DirectoryChangeView(**dict(change_view(one))) for one in changes),
    )
