"""The ledger of published addresses, carried from release to release.

The target keeps what its last release has published; the shop's folder needs the same for the next build.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from scripts.deploy.objects import Placed
from scripts.deploy.release import STATE, Release
from scripts.deploy.report import few_of
from scripts.deploy.store import Store
from storefront.files import write_if_changed

NAME = "ledger.json"
"""As `storefront.ledger` has it, which takes the libraries of the catalog to load."""
LEDGER = f"{STATE}{NAME}"
"""The ledger of the release that is live, beside the other records."""


def published(store: Store, placed: Placed, folder: Path) -> bytes:
    """The ledger of the release that is live: the one of a folder, where that is the same, or the target's."""
    here = folder / NAME
    data = here.read_bytes() if here.is_file() else b""
    if placed.wanted and sha256(data).hexdigest() == placed.wanted.sha256:
        return data
    found = store.get(LEDGER)
    return found[0] if found else b""


def forgetting(ledger: bytes, output: Path, target: str) -> str:
    """What to say of an output whose build did not know addresses that are published; empty if it did."""
    known = _addresses((output / NAME).read_bytes())
    lost = sorted(_addresses(ledger).keys() - known.keys())
    if not lost:
        return ""
    message = f"the build did not know {len(lost):,} addresses that are published ({few_of(lost)}): they lead nowhere"
    return f"{message} → `vitrina deploy ledger {target}` fetches them; then build and deploy again"


def fetch_ledger(store: Store, folder: Path) -> bool | None:
    """Brings a target's ledger into the shop's folder: whether it was another, None where the target has none."""
    found = store.get(LEDGER)
    return None if found is None else write_if_changed(folder / NAME, found[0])


def keep_ledger(store: Store, release: Release, output: Path, folder: Path) -> str:
    """Makes the ledger of what was just published the one of the shop's folder; says why where it cannot be written.

    The output may hold another build's by now.
    """
    placed = release.objects.get(LEDGER)
    try:
        if placed and (data := published(store, placed, output)):
            write_if_changed(folder / NAME, data)
    except OSError as error:
        return f"{folder / NAME} is not yet the one of what is live: it cannot be written ({error.strerror})"
    return ""


def _addresses(data: bytes) -> Mapping[str, Any]:
    """The records by address; none where it is no ledger: the build says what is wrong with one."""
    try:
        found: Mapping[str, Any] = orjson.loads(data)["addresses"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found
