"""What is measured: a site, the command that builds it, and how its input is laid out for each scenario."""

import glob
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from scripts.bench.measure import BenchError, Run, measured
from storefront.shop import PRODUCT

SCENARIOS = ("cold", "warm", "post", "prices", "ui_wide", "ui_narrow")
"""A build without output and caches; one in which nothing changed; a post; 1 % of the prices; a message that stands on
every card, and one that stands on few pages."""
UNCHANGED = {"cold", "warm"}
OWN: Mapping[str, Any] = {
    "build": [sys.executable, "-m", "scripts", "--shop", "{site}", "build"],
    "prepare": [sys.executable, "-m", "scripts.bench.convert"],
    "out": "output",
    "cold": ["output", ".cache"],
    "env": {"PYTHONPATH": os.pathsep.join([str(PRODUCT), str(PRODUCT / "plugins")])},
    "stateful": True,
    "strict": True,
}
"""Vitrina as an entry of a kit's `peers.json`."""


@dataclass(frozen=True)
class Subject:
    """A site that is built and measured."""

    name: str
    site: Path
    command: Sequence[str]
    out: Path
    cold: Sequence[str]
    """What a build from scratch must not find: patterns below `site`."""
    stateful: bool
    """An earlier build makes a later one cheaper."""
    lay: Callable[[str], None]
    """Brings the input of a scenario into `site`."""
    check: Callable[[str], str]
    """What is wrong with the output of a scenario, empty where nothing is."""
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def run(self, scenario: str) -> Run:
        """Measures one scenario. Raises `BenchError` where the build fails."""
        self.lay("cold")
        if scenario == "cold":
            self._clean()
        elif self.stateful or not self.out.is_dir():
            self._build()
        if scenario not in UNCHANGED:
            self.lay(scenario)
        return self._build()

    def _clean(self) -> None:
        for path in (path for pattern in self.cold for path in self.site.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _build(self) -> Run:
        return measured(self.command, self.site, self.environment, self.site.with_name(f"{self.site.name}.log"))


@dataclass(frozen=True)
class Kit:
    """A folder with a workload generator, other generators' sites and a verifier; `tools` has the generators."""

    folder: Path
    tools: Path
    work: Path
    scale: float

    def subjects(self, names: Sequence[str]) -> Iterator[Subject]:
        """Vitrina, and of the peers those that are installed; `names` limits them, none means all."""
        specs = {"vitrina": OWN, **self._peers()}
        there = [name for name, spec in specs.items() if Path(self._filled(spec["build"][0], Path())).is_file()]
        if absent := set(names) - {*there, "sample"}:
            installed = f"installed are {', '.join(there)}"
            raise BenchError(f"there is no {', '.join(sorted(absent))} in {self.tools} → {installed}")
        yield from (self._subject(name, specs[name]) for name in there if not names or name in names)

    def _peers(self) -> dict[str, Any]:
        path = self.folder / "peers.json"
        try:
            peers = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BenchError(
                f"{path} cannot be read: {error} → name the folder of a kit, see docs/benchmark.md"
            ) from None
        return dict(peers)

    def _subject(self, name: str, spec: Mapping[str, Any]) -> Subject:
        site = self.work / f"{name}-{self.scale:g}"
        environment = {**os.environ, "PATH": f"{self.tools / 'venv/bin'}:{os.environ['PATH']}", **spec.get("env", {})}
        return Subject(
            name=name,
            site=site,
            command=[self._filled(part, site) for part in spec["build"]],
            out=site / spec["out"],
            cold=spec["cold"],
            stateful=spec.get("stateful", False),
            lay=partial(self._lay, name, spec, site),
            check=partial(self._check, spec, site),
            environment=environment,
        )

    def _filled(self, part: str, site: Path) -> str:
        part = part.replace("{tools}", str(self.tools)).replace("{here}", str(self.folder)).replace("{site}", str(site))
        return next(iter(glob.glob(part)), part)  # noqa: PTH207 - the pattern is absolute

    def _lay(self, name: str, spec: Mapping[str, Any], site: Path, scenario: str) -> None:
        site.mkdir(parents=True, exist_ok=True)
        prepare = spec.get("prepare") or [sys.executable, str(self.folder / "prepare.py"), name]
        _call([*prepare, str(self._workload(scenario)), str(site)], spec.get("env", {}))
        modules = site / "node_modules"
        if spec.get("node") and not modules.is_symlink():
            modules.symlink_to(self.tools / "node/node_modules")

    def _workload(self, scenario: str) -> Path:
        """The input of a scenario, generated when it is first asked for."""
        base = self.work / f"workload-{self.scale:g}"
        if not (base / "workload.json").is_file():
            _call([sys.executable, str(self.folder / "workload.py"), "--scale", f"{self.scale:g}", str(base)])
        changed = base.with_name(f"{base.name}-{scenario}")
        if scenario in UNCHANGED:
            return base
        if not (changed / "workload.json").is_file():
            _call([sys.executable, str(self.folder / "mutate.py"), str(base), str(changed), scenario])
        return changed

    def _check(self, spec: Mapping[str, Any], site: Path, scenario: str) -> str:
        verify = [sys.executable, str(self.folder / "verify.py"), str(site / spec["out"])]
        strict = ["--strict"] if spec.get("strict") else []
        done = subprocess.run(
            [*verify, "--workload", str(self._workload(scenario)), "--show", "5", *strict],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr if done.returncode else ""


def _call(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(f"{' '.join(command)} failed:\n{done.stderr}")
