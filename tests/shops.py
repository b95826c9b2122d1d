"""Small shops written from a dictionary of files."""

from collections.abc import Mapping
from pathlib import Path

from storefront.shop import Shop, load_shop

LOCALES = """
name = "Shop"
address = "https://www.shop.example"
locales.fr-FR = { prefix = "fr", currency = "EUR" }
locales.en-GB = { prefix = "en", currency = "GBP", market = "gb" }
"""
"""A shop in two locales."""


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes files by their paths, exactly as they are given."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def write_shop(folder: Path, content: Mapping[str, str | bytes], settings: str = LOCALES) -> Shop:
    """A shop of these settings and of these files of `content/`."""
    write_files(folder, {"shop.toml": settings} | {f"content/{name}": text for name, text in content.items()})
    return load_shop(folder)
