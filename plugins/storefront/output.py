"""The output folder: files are made aside first, then moved into place, and only where their bytes differ.

Those of a first build lie aside in a tree, whose folders are moved as they are; later ones in one flat folder, which
costs less than a tree.

A build that fails while it makes files leaves the output as it was; one that is killed while it moves them leaves the
list of what it moves, so that the next one knows all that is ours. Files that no build of ours wrote stay.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path

from storefront.artifacts import Artifact
from storefront.files import replace_file, write_if_changed
from storefront.manifest import NAME, UNFINISHED, File, manifest_bytes, read_manifest
from storefront.snapshot import Status, file_digest, status
from storefront.values import frozen, value

STAGE = ".stage"
TREE = "tree/"
"""In the stage, the files of a first build under their own paths."""


@value
class Change:
    """What a build did to the output."""

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int


@frozen
class Part:
    """Some files of an output, for the process that puts all of them into place."""

    files: Mapping[str, File]
    drafts: Mapping[str, str]
    """Those that were made: where each lies aside."""


@dataclass
class Drafts:
    """Files of an output, made aside by one process: `add` artifacts, then `take` what came of them."""

    folder: Path
    known: Mapping[str, Status]
    """Status of each file when the last build wrote it."""
    before: Mapping[str, File]
    """What the output holds."""
    prefix: str = ""
    """What the names of drafts begin with, for processes whose numbers may be the same."""
    files: dict[str, File] = field(default_factory=dict)
    """What it will hold."""

    def __post_init__(self) -> None:
        self._drafts: dict[str, str] = {}
        self._numbers = count()
        self._stage = self.folder / STAGE
        self._root = f"{self.folder}{os.sep}"
        self._aside = f"{self._stage}{os.sep}"
        self._seen: dict[str, Status] = {}
        """Status of each file that was found as it should be, and is not to be written."""
        self._folders = set[str]()
        """Those of the stage that are there for sure."""
        self._is_first = False
        """There is nothing in the output yet."""

    def add(self, artifact: Artifact) -> None:
        """Takes a file into the output: kept where its fingerprint is the old one, otherwise made and staged."""
        if self.is_known(artifact):
            self.keep(artifact)
        else:
            self.make(artifact)

    def make(self, artifact: Artifact) -> None:
        """Makes a file of the output, and stages it where its bytes are not those that are there."""
        if artifact.path in self.files:
            raise ValueError(f"{artifact.path} is made twice")
        data = artifact.make()
        mark = sha256(data).hexdigest()
        if self._is_first or not self._holds(artifact.path, mark):
            self._put_aside(artifact.path, data)
        self._enter(artifact, mark, len(data))

    def had(self, path: str) -> bool:
        """Whether the last build made a file of this path."""
        return path in self.before

    def is_known(self, artifact: Artifact) -> bool:
        """Whether a file that is made from the same stands in the output, as it was made."""
        before = self.before.get(artifact.path)
        if before is None or before.fingerprint != artifact.fingerprint:
            return False
        return self._holds(artifact.path, before.sha256)

    def keep(self, artifact: Artifact) -> None:
        """Takes a file that is known into the output."""
        before = self.before[artifact.path]
        self._enter(artifact, before.sha256, before.size)

    def keep_whole(self, path: str) -> bool:
        """Takes a file into the output of which nothing has changed since the last build, all that is said of it."""
        before = self.before[path]
        if self._holds(path, before.sha256):
            self.files[path] = before
            return True
        return False

    def keep_all(self, paths: Sequence[str]) -> bool:
        """Takes many files into the output of which nothing has changed; none where one of them was touched."""
        found = {path: status(self._root + path) for path in paths}
        for path, now in found.items():
            if now is None or now != self.known.get(path) or path not in self.before:
                return False
        self._seen.update((path, now) for path, now in found.items() if now)
        self.files.update((path, self.before[path]) for path in paths)
        return True

    def _enter(self, artifact: Artifact, mark: str, size: int) -> None:
        lastmod = artifact.lastmod.isoformat() if artifact.lastmod else None
        kind, cache, tags = artifact.type, artifact.cache, artifact.tags
        self.files[artifact.path] = File(
            mark, size, artifact.fingerprint, kind, cache, lastmod, artifact.language, tags
        )

    def take(self) -> Part:
        """What was added since this was last asked."""
        part = Part(self.files.copy(), self._drafts.copy())
        self.files.clear()
        self._drafts.clear()
        return part

    def merge(self, part: Part) -> None:
        """Takes over what another process added."""
        if twice := self.files.keys() & part.files.keys():
            raise ValueError(f"{min(twice)} is made twice")
        self.files.update(part.files)
        self._drafts.update(part.drafts)

    def _put_aside(self, path: str, data: bytes) -> None:
        """Stages a file under its path in a first build, later under a number of this process's."""
        if self._is_first:
            draft = f"{TREE}{path}"
            folder, _, _ = draft.rpartition("/")
            if folder not in self._folders:
                try:
                    os.mkdir(self._aside + folder)  # most folders lie in one that is there
                except OSError:  # `makedirs` says of any other what is wrong
                    os.makedirs(self._aside + folder, exist_ok=True)
                self._folders.add(folder)
        else:
            draft = f"{self.prefix}{os.getpid()}-{next(self._numbers)}"
        with open(self._aside + draft, "wb") as file:
            file.write(data)
        self._drafts[path] = draft

    def _holds(self, path: str, mark: str) -> bool:
        """Whether the file on disk has these bytes; one that nobody touched has those of the manifest."""
        now, before = status(self._root + path), self.before.get(path)
        if now is None:
            return False
        if before and now == self.known.get(path):
            same = before.sha256 == mark
        else:
            same = sha256((self.folder / path).read_bytes()).hexdigest() == mark
        if same:
            self._seen[path] = now
        return same


class Output(Drafts):
    """The output of one build: `add` every artifact, then `commit`.

    Other processes may add some of them: each to the copy that it got by forking, or to drafts of its own, and `merge`
    takes over what they `take` from theirs.
    """

    def __init__(self, folder: Path, known: Mapping[str, Status]) -> None:
        # where the manifest is not the one of that build, only bytes can be trusted
        trusted = status(folder / NAME) == known.get(NAME)
        super().__init__(folder, known if trusted else {}, read_manifest(folder))
        self.statuses: dict[str, Status] = {}
        """Status of each file after `commit`."""
        self._unfinished = folder / UNFINISHED
        self._manifest: str | None = None
        shutil.rmtree(self._stage, ignore_errors=True)
        (self._stage / TREE).mkdir(parents=True)
        self._is_first = os.listdir(folder) == [STAGE]

    @property
    def manifest(self) -> str:
        """Hash of the manifest that lies there, empty where there is none."""
        if self._manifest is None:
            path = self.folder / NAME
            self._manifest = file_digest(path) if path.is_file() else ""
        return self._manifest

    def commit(self) -> Change:
        """Moves what was staged into place, removes what the site no longer has, writes the manifest last."""
        ours = dict.fromkeys([*self.before, *self._left_behind()])
        if self._drafts:
            replace_file(self._unfinished, "\n".join([*self._left_behind(), *self._drafts]).encode())
        self._move_all()
        deleted = [path for path in ours if path not in self.files and self._delete(path)]
        write_if_changed(self.folder / NAME, manifest_bytes(self.files))
        self._manifest = None
        self._unfinished.unlink(missing_ok=True)
        shutil.rmtree(self._stage, ignore_errors=True)
        for path in (*self.files, NAME):
            if now := self._seen.get(path) or status(self._root + path):
                self.statuses[path] = now
        return Change(tuple(sorted(self._drafts)), tuple(sorted(deleted)), len(self.files) - len(self._drafts))

    def discard(self) -> None:
        """Forgets what was staged."""
        shutil.rmtree(self._stage, ignore_errors=True)

    def _left_behind(self) -> list[str]:
        """What killed builds may have put into place, beyond what the manifest knows."""
        try:
            return self._unfinished.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []

    def _move_all(self) -> None:
        """Moves what was staged into place."""
        if self._is_first:
            for name in os.listdir(self._aside + TREE):
                os.replace(f"{self._aside}{TREE}{name}", self._root + name)
        for path, draft in self._drafts.items():
            if draft != f"{TREE}{path}":
                self._move(self._stage / draft, self.folder / path)

    @staticmethod
    def _move(draft: Path, target: Path) -> None:
        try:
            os.replace(draft, target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft, target)

    def _delete(self, path: str) -> bool:
        target = self.folder / path
        if not target.is_file():
            return False
        target.unlink()
        for folder in target.parents:
            if folder == self.folder or any(folder.iterdir()):
                break
            folder.rmdir()
        return True
