"""Compressed exports -> the files in them: gzip and zip."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from storefront.problems import Problem

LARGEST = 4 << 30
"""Bytes that a compressed export may unpack to: 4 GiB; what claims to be larger is more likely a trap."""
ENDINGS = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xml"}
"""Files of an archive that are read as exports."""

_GZIP, _ZIP, _OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 24


def unpack(data: bytes, source: str) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """The files that an export consists of, each with its name for reports; the export itself where it is not packed.

    A broken archive, one that grows too large and a workbook of a spreadsheet are errors.
    """
    if data.startswith(_GZIP):
        return _gunzip(data, source)
    if data.startswith(_ZIP):
        return _unzip(data, source)
    if data.startswith(_OLD_EXCEL):
        return [], [_workbook(source)]
    return [(source, data)], []


def _gunzip(data: bytes, source: str) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    parts, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while part := file.read(_CHUNK):
                parts.append(part)
                size += len(part)
                if size > LARGEST:
                    return [], [_too_large(source)]
    except (OSError, EOFError, zlib.error) as error:
        return [], [_broken(source, error)]
    return [(source.removesuffix(".gz"), b"".join(parts))], []


def _unzip(data: bytes, source: str) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names or "content.xml" in names:
                return [], [_workbook(source)]
            members = list(_members(archive))
            if sum(member.file_size for member in members) > LARGEST:
                return [], [_too_large(source)]
            files = [(f"{source}/{member.filename}", archive.read(member)) for member in members]
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError) as error:
        return [], [_broken(source, error)]
    if not files:
        hint = f"put a file into it that ends in one of {', '.join(sorted(ENDINGS))}"
        return [], [Problem(source, message="there is no export in the archive", hint=hint)]
    return files, []


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The exports of an archive by name, without what file managers leave in it."""
    for member in sorted(archive.infolist(), key=lambda one: one.filename):
        path = PurePosixPath(member.filename)
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if not member.is_dir() and not hidden and path.suffix.lower() in ENDINGS:
            yield member


def _workbook(source: str) -> Problem:
    return Problem(source, message="the file is a workbook of a spreadsheet", hint="save it as “CSV UTF-8”")


def _too_large(source: str) -> Problem:
    message = f"the archive unpacks to more than {LARGEST >> 30} GiB"
    return Problem(source, message=message, hint="check what is in it; if it is an export, cut it into several")


def _broken(source: str, error: Exception) -> Problem:
    return Problem(source, message=f"the archive is broken: {error}", hint="export or copy it again")
