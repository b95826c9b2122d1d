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
        library = distribution(name)
    except PackageNotFoundError:
        return ""
    # a distribution's own packages have the older name
    found = _VERSION.search(library.read_text("METADATA") or library.read_text("PKG-INFO") or "")
    return found[1] if found else ""
