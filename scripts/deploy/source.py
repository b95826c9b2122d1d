"""The output folder -> what every object should be, or every reason why this is no output to deploy."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from os import DirEntry
from pathlib import Path

from scripts.deploy.objects import Wanted
from scripts.deploy.release import STATE
from scripts.deploy.survey import PREVIEWS
from storefront.manifest import NAME, UNFINISHED, File, read_manifest
from storefront.problems import InputError, Problem

PRIVATE = ("ledger.json", "redirects.json")
"""Files of the output that are for deploys: they stand among the target's records."""
NEEDED = ("index.html", "404.html")
"""Without these an output is no shop."""
ROBOTS = "robots.txt"
"""It says whose output this is."""
KEY_BYTES = 1024
"""What S3 allows a key."""
MAX_TAGS = 50
"""What CloudFront reads of an object's cache tags."""
BUILD_AGAIN = "build again, then deploy"
_ODD = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff\ufffe\uffff]")
"""What an address, or the XML that S3 speaks, cannot have."""
_SITEMAP = re.compile(rb"(?mi)^Sitemap:\s*(\S+)")


@dataclass(frozen=True, slots=True)
class Source:
    """An output that may be deployed."""

    folder: Path
    wanted: Mapping[str, Wanted]
    """By key: what every object should be."""
    strangers: tuple[str, ...]
    """Files in the folder that no build of ours wrote; they stay where they are."""

    def file(self, key: str) -> Path:
        """The file of a key."""
        return self.folder / key.removeprefix(STATE)


def read_source(folder: Path, prefix: str = "", address: str = "") -> Source:
    """Reads the output folder of the shop at an address. Raises `InputError` with all that keeps it from a deploy."""
    files = read_manifest(folder)
    if not files:
        message = "there is no manifest of a build" if folder.is_dir() else "there is no such folder"
        raise InputError([Problem(str(folder), message=message, hint="build the shop first: vitrina build --publish")])
    found = dict(_walk(folder))
    problems = [*_general_problems(folder, files, address), *_file_problems(folder, files, found, prefix)]
    if problems:
        raise InputError(problems)
    shared: dict[tuple[str, str, str | None], tuple[tuple[str, str], ...]] = {}
    wanted = {f"{STATE}{path}" if path in PRIVATE else path: _wanted(file, shared) for path, file in files.items()}
    return Source(folder, wanted, tuple(sorted(found.keys() - files.keys() - {NAME})))


def _general_problems(folder: Path, files: Mapping[str, File], address: str) -> Iterator[Problem]:
    for name in NEEDED:
        if name not in files:
            yield Problem(str(folder), message=f"the build has no {name}", hint="this is no output of a shop")
    if (folder / UNFINISHED).exists():
        yield Problem(str(folder), message="a build is under way here, or was broken off", hint=BUILD_AGAIN)
    if address and (other := _other_shop(folder, address)):
        hint = f"build the shop at {address}, or name its folder with --output"
        yield Problem(str(folder / ROBOTS), message=f"this is the output of another shop, at {other}", hint=hint)


def _other_shop(folder: Path, address: str) -> str:
    """The address of the shop that robots.txt names sitemaps of, where it is another; empty where it names none."""
    file = folder / ROBOTS
    found = _SITEMAP.findall(file.read_bytes()) if file.is_file() else []
    named = {"/".join(one.decode("utf-8", "replace").split("/")[:3]) for one in found}
    return "" if not named or address in named else min(named)


def _file_problems(
    folder: Path, files: Mapping[str, File], found: Mapping[str, DirEntry[str]], prefix: str
) -> Iterator[Problem]:
    built = (folder / NAME).stat().st_ctime_ns
    for path, file in files.items():
        if why := _odd(path, prefix):
            yield Problem(str(folder / NAME), field=path, message=why, hint="give the page or file another name")
        elif _is_spoilt(file):
            yield Problem(str(folder / NAME), field=path, message="no build wrote what stands here", hint=BUILD_AGAIN)
        elif path not in found:
            yield Problem(str(folder / path), message="the build wrote this file and it is gone", hint=BUILD_AGAIN)
        elif _changed(found[path], file, built):
            yield Problem(str(folder / path), message="the file changed since the build", hint=BUILD_AGAIN)


def _odd(path: str, prefix: str) -> str:
    """Why a path can be no key, empty where it can."""
    size = len(f"{prefix}{path}".encode(errors="surrogateescape"))
    if size > KEY_BYTES:
        return f"the key has {size:,} bytes, {KEY_BYTES:,} are allowed"
    if any(part in {"", ".", ".."} for part in path.split("/")):
        return "the path leads out of its folder, or has an empty part"
    if path.startswith((STATE, PREVIEWS)):
        return f"{STATE} and {PREVIEWS} belong to deploys"
    return "the path has a character that addresses cannot have" if _ODD.search(path) else ""


def _is_spoilt(file: File) -> bool:
    """Whether the row of a file is none that a build writes; headers are made of it."""
    try:
        language = () if file.language is None else (file.language,)
        text = "".join((file.sha256, file.type, file.cache, *language, *file.tags))
    except TypeError:
        return True
    return not (isinstance(file.size, int) and isinstance(file.tags, list) and text.isprintable())


def _changed(entry: DirEntry[str], file: File, built: int) -> bool:
    """Whether a file is no longer the one of the build; only one touched since then is read."""
    status = entry.stat(follow_symlinks=False)
    if status.st_size != file.size:
        return True
    if status.st_ctime_ns <= built:
        return False
    with Path(entry.path).open("rb") as data:
        return file_digest(data, "sha256").hexdigest() != file.sha256


def _walk(folder: Path) -> Iterator[tuple[str, DirEntry[str]]]:
    """Every regular file below a folder by its path; links lead elsewhere and count as missing."""
    waiting = [(str(folder), "")]
    while waiting:
        place, below = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{below}{entry.name}/"))
                elif entry.is_file(follow_symlinks=False):
                    yield f"{below}{entry.name}", entry


def _wanted(file: File, shared: dict[tuple[str, str, str | None], tuple[tuple[str, str], ...]]) -> Wanted:
    kind = (file.type, file.cache, file.language)
    if kind not in shared:
        headers = {"content-type": file.type, "cache-control": file.cache, "content-language": file.language}
        shared[kind] = tuple((name, value) for name, value in headers.items() if value)
    return Wanted(file.sha256, file.size, shared[kind], ",".join(file.tags[:MAX_TAGS]))
