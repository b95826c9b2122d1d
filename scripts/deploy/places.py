"""What a deploy needs to know of a shop, remembered for as long as `shop.toml` is the same.

Reading the settings checks all of them, with libraries that take a tenth of a second to load: a deploy in which
nothing changed would spend a quarter of its time there.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scripts.deploy.notes import keep, recall


@dataclass(frozen=True, slots=True)
class Places:
    """A shop's addresses and targets."""

    address: str
    """Public address."""
    prefixes: tuple[str, ...]
    """First parts of its locales' addresses."""
    targets: Mapping[str, Mapping[str, Any]]
    """By name, the settings of `DeployTable`."""


def read_places(folder: Path) -> Places:
    """Reads a shop's settings. Raises `InputError` with every mistake in them."""
    note, digest = folder / ".cache" / "deploy" / "places.json", _digest(folder)
    known = recall(note)
    if known and digest and known["digest"] == digest:
        return Places(known["address"], tuple(known["prefixes"]), known["targets"])
    places = _load(folder)
    keep(note, {"digest": digest, **asdict(places)})
    return places


def _load(folder: Path) -> Places:
    from storefront.shop import load_shop  # noqa: PLC0415 - see above

    shop = load_shop(folder)
    targets = {name: asdict(table) for name, table in shop.settings.deploy.items()}
    return Places(shop.address, tuple(locale.prefix for locale in shop.locales), targets)


def _digest(folder: Path) -> str:
    """Hash of the settings and of the code that checks them; empty where one of them is not there."""
    rules = [find_spec(f"storefront.{name}") for name in ("shop", "settings", "shop_toml", "model")]
    try:
        texts = [Path(rule.origin if rule and rule.origin else "").read_bytes() for rule in rules]
        return sha256(b"\0".join([(folder / "shop.toml").read_bytes(), *texts])).hexdigest()
    except OSError:
        return ""
