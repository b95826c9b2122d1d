"""What deploys left behind that nothing needs: expired files, objects of deploys that died, records of old times."""

from dataclasses import dataclass

from scripts.deploy.apply import Site
from scripts.deploy.head import Head
from scripts.deploy.history import History
from scripts.deploy.release import STATE
from scripts.deploy.survey import ask, look, recorded


@dataclass(frozen=True, slots=True)
class Waste:
    """What may be deleted, by key with its ETag."""

    expired: dict[str, str]
    """Fingerprinted files whose time is over."""
    orphans: dict[str, str]
    """Objects of ours that no release knows: a deploy that died put them there, and none took it up."""
    records: dict[str, str]
    """Journals that are closed, and records of releases that are forgotten."""
    strangers: tuple[str, ...]
    """What somebody else put there; it stays."""


def waste(site: Site, history: History, head: Head, grace_days: float) -> Waste:
    """Finds what may be deleted. Changes nothing."""
    live = history.live(head)
    records = recorded(live, closed=not head.journal)
    listing = look(site.store, site.crew, records)
    age = site.register.now - grace_days * 86400
    expired = {key: one.placed.mark.etag for key, one in live.retired.items() if one.since <= age and key in listing}
    unknown = ask(site.store, site.crew, [key for key in listing if key not in records])
    return Waste(
        expired=expired,
        orphans={key: one.mark.etag for key, one in unknown.items() if one and one.wanted},
        records=_old_records(site, head),
        strangers=tuple(key for key, one in unknown.items() if one and not one.wanted),
    )


def _old_records(site: Site, head: Head) -> dict[str, str]:
    known = {head.journal, *(key for one in head.releases for key in (one.key, one.journal))}
    folders = tuple(f"{STATE}{name}" for name in ("journals/", "releases/", "probe-"))
    kept = site.store.list(after=STATE, until=f"{STATE}~")
    return {one.key: one.etag for one in kept if one.key.startswith(folders) and one.key not in known}
