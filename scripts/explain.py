"""Why a build made a page anew, or did not: the manifest before and after, part by part."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit

from storefront.manifest import File

SHOWN_FILES = 10
"""Changed files that an explanation names."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a build."""

    files: Mapping[str, File]
    """Its output, by path."""
    inputs: Mapping[str, str]
    """Hash of each file that it read."""


def explained(page: str, before: Record, after: Record, written: Collection[str]) -> Iterator[str]:
    """Why the page at an address, or with a path in the output, was made anew, or was not: lines for people."""
    path = output_path(page)
    old, new = before.files.get(path), after.files.get(path)
    if old is None and new is None:
        close = get_close_matches(path, list(after.files), n=1)
        yield f"{path}: there is no such page{f' → did you mean {close[0]}?' if close else ''}"
    elif new is None:
        yield f"{path}: deleted, for nothing makes it any more"
        yield from _changed_files(before, after)
    elif old is None:
        yield f"{path}: new"
        yield from _changed_files(before, after)
    elif old.fingerprint == new.fingerprint:
        again = path in written
        yield f"{path}: {_made_again(old, new) if again else 'not made, for nothing that it is made of has changed'}"
    else:
        yield f"{path}: made anew{'' if path in written else ', with the bytes that it had'}; what changed:"
        yield from (f"- {one}" for one in changed_parts(old.fingerprint, new.fingerprint))
        yield from _changed_files(before, after)


def _made_again(old: File, new: File) -> str:
    """Why a page was made from the same: the fingerprints of the catalog's pages know nothing of their pictures."""
    if old.sha256 == new.sha256:
        return "made anew, for its file was not the one that the last build left"
    return "made anew, for a picture that it shows has changed"


def output_path(page: str) -> str:
    """The path in the output that an address, whole or from the root, stands for."""
    path = unquote(urlsplit(page).path).lstrip("/")
    return path if Path(path).suffix else f"{path.rstrip('/')}/index.html".lstrip("/")


def changed_parts(old: str, new: str) -> list[str]:
    """What two fingerprints of a page differ in."""
    from storefront.render import PARTS  # noqa: PLC0415 - Jinja is needed by nobody who asks for no explanation

    pairs = list(zip(old.split("-"), new.split("-"), strict=False))
    if not len(pairs) == old.count("-") + 1 == new.count("-") + 1 == len(PARTS):
        return ["what it is made of"]
    return [name for name, (was, now) in zip(PARTS, pairs, strict=True) if was != now]


def _changed_files(before: Record, after: Record) -> Iterator[str]:
    """The files that changed since the build before, whatever pages they are for."""
    names = sorted(before.inputs.keys() | after.inputs.keys())
    changed = [name for name in names if before.inputs.get(name) != after.inputs.get(name)]
    if before.inputs and changed:
        yield "files that changed since the last build:"
        yield from (f"- {name}" for name in changed[:SHOWN_FILES])
        if len(changed) > SHOWN_FILES:
            yield f"- and {len(changed) - SHOWN_FILES:,} more"
