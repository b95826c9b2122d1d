"""The releases of the libraries that are installed."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

_VERSION = re.compile(r"(?m)^Version: (.+)$")


@cache
def release_of(name: str) -> str:
    """The version of a library, empty where it is not there.

    `importlib.metadata.version` reads all that the library says of itself as if it were a letter, which takes most of
    a millisecond.
    """
    try:
        told = distribution(name).read_text("METADATA") or ""
    except PackageNotFoundError:
        return ""
    found = _VERSION.search(told)
    return found[1] if found else ""
