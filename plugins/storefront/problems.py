"""Mistakes in somebody's input, gathered and reported all at once.

A `Problem` is a fact about a source, not an exception: readers append to a list and go on, so that one run names every
mistake. `InputError` carries the list out of the load when the build cannot go on.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

SHOWN_NOTICES = 20


class Severity(IntEnum):
    """How much a problem weighs."""

    NOTICE = 0
    """Something of no further consequence, such as a rejected row: counted, listed, no reason to stop."""
    WARNING = 1
    """Something that a reader of the site may miss: stops a build for release, not a draft."""
    ERROR = 2
    """Something that cannot be built: stops every build."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, what to do."""

    source: str
    """The file, relative to the shop's folder where it lies inside it."""
    line: int = 0
    """Line or, in an export, row as a spreadsheet numbers it (1 is the header); 0 when the whole file is meant."""
    field: str = ""
    """Metadata key, column or setting."""
    message: str = ""
    """What is wrong, with the offending value."""
    hint: str = ""
    """What to do about it."""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(part for part in (self.source, str(self.line or ""), self.field) if part)
        text = f"{place}  {self.message}"
        return f"{text} → {self.hint}" if self.hint else text


class InputError(Exception):
    """The input has errors; nothing was built. `problems` holds all of them, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(report(self.problems))

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[Problem]]]:
        """Goes from one process to another with its problems; Python would send the text alone."""
        return InputError, (self.problems,)


def errors(problems: Iterable[Problem], *, strict: bool = False) -> list[Problem]:
    """The problems that stop a build; a `strict` one, for release, stops for warnings too."""
    least = Severity.WARNING if strict else Severity.ERROR
    return [problem for problem in problems if problem.severity >= least]


def report(problems: Iterable[Problem], *, notices: int | None = SHOWN_NOTICES) -> str:
    """All problems, a line each, sorted by place, with a closing line that counts them.

    Of the `notices` of one source only the first are printed, all of them for None: a large export may have thousands.
    """
    ordered = sorted(set(problems))
    lines = []
    seen = Counter[str]()
    for problem in ordered:
        seen[problem.source] += problem.severity is Severity.NOTICE
        if problem.severity is not Severity.NOTICE or notices is None or seen[problem.source] <= notices:
            lines.append(f"{problem.severity.name.lower()}: {problem}")
    for source, count in seen.items():
        if notices is not None and count > notices:
            lines.append(f"notice: {source}  {count - notices:,} more of these; all are in .cache/rejects/")
    counts = Counter(problem.severity for problem in ordered)
    words = [_counted(counts[one], one.name.lower()) for one in sorted(Severity, reverse=True) if counts[one]]
    return "\n".join([*lines, ", ".join(words)])


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def shown(path: Path, root: Path) -> str:
    """A path as reports print it: relative to the shop's folder where it lies inside it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
