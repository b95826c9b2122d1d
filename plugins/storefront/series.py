"""Lists that are as they were: none of their pages has to be asked what it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Unchanged:
    """The lists of one build, beside those of the build before."""

    before: Mapping[str, Any]
    """What `data` gave for the last build; nothing where that is not known."""
    manifest: str
    """Hash of the output's manifest: of the lists of another one, nothing is known."""
    marks: dict[str, str] = field(default_factory=dict)
    """What each list is made from, hashed, by name."""

    def __post_init__(self) -> None:
        self._known = self.before.get("marks", {}) if self.before.get("manifest") == self.manifest else {}

    def __contains__(self, name: str) -> bool:
        """Whether a list whose mark was given is made from what it was made from in the last build."""
        return self.marks[name] == self._known.get(name)

    def keep(self) -> bool:
        """Takes over what is known of the lists of the last build; False where nothing is."""
        self.marks.update(self._known)
        return self.before.get("manifest") == self.manifest

    def data(self, manifest: str) -> dict[str, Any]:
        """What to remember of the lists of a manifest of this hash, as JSON takes it."""
        return {"manifest": manifest, "marks": self.marks}
