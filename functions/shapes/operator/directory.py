"""The directory of offices as operators see it, place by place."""

from functions.shapes.operator.settings import change_view
from functions.shapes.words import region_name
from functions.usecases.office.directory import DirectoryPlace
from functions.usecases.settings import Changed
from schemas.catalogue.edition import Edition
from schemas.office.directory import DirectoryChangeView, DirectoryPlaceView
from schemas.wire import PROVINCE, PROVINCE_NAME


def directory_place_view(
    place: DirectoryPlace, edition: Edition, changes: tuple[Changed, ...] = ()
) -> DirectoryPlaceView:
    return DirectoryPlaceView(
        region=place.region,
        region_name=PROVINCE_NAME if place.region == PROVINCE else region_name(edition, place.region),
        version=place.version,
        etag=f'"directory-{place.region}-{place.version}"',
        entries=dict(place.entries),
        changes=tuple(DirectoryChangeView(**dict(change_view(one))) for one in changes),
    )
