"""The directory of offices as operators see it, place by place."""

from functions.ports.page import Page
from functions.shapes.operator.settings import change_view, lost_versions
from functions.shapes.words import place_name
from functions.usecases.office.directory import DirectoryPlace
from functions.usecases.settings import NO_CHANGES, Changed
from schemas.catalogue.edition import Edition
from schemas.office.directory import DirectoryChangeView, DirectoryPlaceView


def directory_place_view(
    place: DirectoryPlace, edition: Edition, changes: Page[Changed] = NO_CHANGES
) -> DirectoryPlaceView:
    return DirectoryPlaceView(
        region=place.region,
        region_name=place_name(place.region, edition),
        version=place.version,
        etag=f'"directory-{place.region}-{place.version}"',
        entries=dict(place.entries),
        changes=tuple(DirectoryChangeView(**dict(change_view(one))) for one in changes.entries),
        unreadable_changes=lost_versions(changes),
    )
