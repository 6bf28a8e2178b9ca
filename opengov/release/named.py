"""What a person names as the last edition: whether it can be that."""

from opengov.diff.snapshot import Snapshot
from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.release.last import in_git, is_sealed, parts


def demand_whole(before: Snapshot, now: Snapshot) -> None:
    """Refuse the package of one government, as export writes it: all others would count as new."""
    if before.is_part_of(now):
        raise OpenGovError(
            f"{before.label} is a part, the package {before.name}, and no whole edition of {now.name}.",
            "Name the package zip of the whole edition, opengov.zip.",
        )


def demand_last(package: Package, before: Snapshot) -> None:
    """Without git, the seal alone knows which edition was the last: refuse an older one."""
    if in_git(package.root) or not is_sealed(package):
        return
    try:
        is_older = parts(before.version) < parts(package.version)
    except ValueError:
        return
    if is_older:
        raise OpenGovError(
            f"{before.label} is edition {before.version}, but {package.version} was released here since: its "
            "changes would be told twice.",
            f"Name edition {package.version} with --since; or, if it was never published, put back "
            "datapackage.json and CHANGELOG.md as they were before it.",
        )
