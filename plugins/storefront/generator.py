"""The one module that knows Pelican: our build as a Pelican generator, and Pelican as our host.

`pelican content -s pelicanconf.py` loads the plugin, which adds `StorefrontGenerator` to Pelican's own generators;
`run` does the same for `vitrina build`. The shop is the folder that holds Pelican's `PATH`.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial, partialmethod
from pathlib import Path
from types import FrameType
from typing import Any

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator
from pelican.log import console
from pelican.settings import read_settings

from storefront.build import Result, build
from storefront.cluster import connected
from storefront.files import alone
from storefront.freshness import Seen
from storefront.phases import watcher
from storefront.problems import InputError, Problem, report
from storefront.shop import PRODUCT, load_shop


class StorefrontGenerator:
    """Builds the shop when Pelican asks for output."""

    last: Result | InputError | None = None
    """What the last run came to; Pelican's `run` returns nothing."""

    def __init__(self, settings: dict[str, Any], output_path: str, **_: object) -> None:
        self._settings = settings
        self._output = Path(output_path)

    def generate_output(self, _: object) -> None:
        """Builds the shop; with an error in its input nothing is written and the process ends with 1.

        Under `pelican --autoreload` the report is printed and Pelican goes on watching: it would answer an exception
        with the same build again, at once and for ever.
        """
        folder = Path(os.path.abspath(self._settings["PATH"])).parent  # noqa: PTH100 - `content` may be a link
        caller = self._settings.get("VITRINA", "")
        # other plugins may write what our record of inputs knows nothing of
        settings = caller if self._settings["PLUGINS"] == ["storefront"] else ""
        strict, cache = self._settings.get("STRICT", False), folder / ".cache"
        try:
            with alone(cache):  # `vitrina serve` may be at it too; what it reads, it has to read after waiting
                shop = load_shop(folder, address=self._settings["SITEURL"], cache=cache)
                shop = replace(shop, accepts_losses=self._settings.get("ACCEPT_LOSSES", False))
                jobs, cluster = self._settings.get("JOBS", 0), self._settings.get("CLUSTER", "")
                with connected(cluster) if cluster else nullcontext() as executor:
                    type(self).last = build(
                        shop,
                        self._output,
                        cache,
                        settings=settings,
                        strict=strict,
                        jobs=jobs,
                        executor=executor,
                        seen=self._settings.get("SEEN"),
                    )
        except InputError as error:
            type(self).last = error
        if not caller:
            self._tell()

    def _tell(self) -> None:
        """Says what came of it to somebody who called Pelican."""
        last = type(self).last
        problems = last.problems if last else []
        if problems:
            print(report(problems), file=sys.stderr)
        if isinstance(last, InputError) and not _is_watching():
            raise SystemExit(1)


def _is_watching() -> bool:
    """Whether Pelican's own `autoreload` called us: no setting tells."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the one way to see who called
    while frame is not None:
        if frame.f_code.co_name == "autoreload" and frame.f_globals.get("__name__") == "pelican":
            return True
        frame = frame.f_back
    return False


def _generators(_: Pelican) -> type[StorefrontGenerator]:
    return StorefrontGenerator


def register() -> None:
    """Pelican's entry point of a plugin."""
    signals.get_generators.connect(_generators)
    signals.article_generator_finalized.connect(_spare_templates)


def _spare_templates(articles: Any) -> None:  # noqa: ANN401 - Pelican is not typed
    """Has Pelican's generator of articles, where it has none to write, end at that.

    It would load the templates of archives, tags, categories and authors all the same, and have Jinja compile them,
    which took a tenth of the time of a build in which little had changed. Other plugins' generators of the kind are
    left alone, and may give Pelican's articles until it writes.
    """
    if type(articles) is ArticlesGenerator:
        vars(articles)["generate_pages"] = partial(_write_articles, articles, articles.generate_pages)


def _write_articles(articles: Any, write: Callable[[Any], None], writer: object) -> None:  # noqa: ANN401 - not typed
    names = ("articles", "translations", "hidden_articles", "hidden_translations", "drafts", "drafts_translations")
    found = (getattr(articles, name) for name in names)
    if any(found) or articles.settings["DIRECT_TEMPLATES"]:
        write(writer)


@contextmanager
def _timed_plugins() -> Iterator[None]:
    """Tells whoever watches what other plugins take: their handlers of signals, and their generators."""
    known = [one for one in vars(signals).values() if hasattr(one, "receivers_for")] if watcher() else []
    for signal in known:
        signal.send = partial(_send, signal)
    try:
        yield
    finally:
        for signal in known:
            del signal.send


def _send(signal: Any, *sender: object, **values: object) -> list[tuple[Any, Any]]:  # noqa: ANN401 - not typed
    """`blinker.Signal.send` with a clock; what `get_generators` hears of gets one too."""
    answers = [(one, _timed(one, *sender, **values)) for one in signal.receivers_for(*sender or (None,))]
    if signal is not signals.get_generators:
        return answers
    return [(one, _clocked(answer) if isinstance(answer, type) else answer) for one, answer in answers]


def _timed(call: Callable[..., Any], *arguments: object, **values: object) -> Any:  # noqa: ANN401 - as it answers
    start = time.perf_counter()
    try:
        return call(*arguments, **values)
    finally:
        if (told := watcher()) and call.__module__ != __name__:
            told.spent(call.__module__, time.perf_counter() - start)


def _clocked(generator: type) -> type:
    """A generator whose work is timed; ours tells of itself."""
    names = [name for name in ("generate_context", "generate_output") if hasattr(generator, name)]
    if generator is StorefrontGenerator:
        return generator
    work = {name: partialmethod(_work, getattr(generator, name)) for name in names}
    return type(generator.__name__, (generator,), {**work, "__module__": generator.__module__})


def _work(self: object, method: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - as it answers
    return _timed(method, self, *arguments)


def run(
    folder: Path,
    output: Path,
    settings: str,
    jobs: int = 0,
    *,
    cluster: str = "",
    accept_losses: bool = False,
    seen: Seen | None = None,
) -> Result:
    """Builds a shop through Pelican with `pelicanconf.py` or `publishconf.py`, the shop's own where it has one.

    `cluster` is the address of a Dask scheduler whose workers make the pages; without one this machine does.
    A build that is to `accept_losses` goes on where the exports lost more than the shop allows. What was `seen` a
    moment ago is not looked at again. Raises `InputError` with every mistake in the input, the output untouched.
    """
    if not (folder / "content").is_dir():
        load_shop(folder)
        raise InputError([Problem("content", message="there is no such folder", hint="the shop's texts belong there")])
    configuration = next(path for path in (folder / settings, PRODUCT / settings) if path.is_file())
    override = {"PATH": str(folder / "content"), "OUTPUT_PATH": str(output), "VITRINA": settings, "JOBS": jobs}
    override |= {"CLUSTER": cluster, "ACCEPT_LOSSES": accept_losses, "SEEN": seen}
    StorefrontGenerator.last = None
    console.quiet = True
    host: Any = Pelican
    with _timed_plugins():
        host(read_settings(str(configuration), override=override)).run()
    last = StorefrontGenerator.last
    if isinstance(last, InputError):
        raise last
    if last is None:
        hint = "keep “storefront” in its PLUGINS, and PLUGIN_PATHS as they are"
        raise InputError([Problem(configuration.name, message="Pelican did not load our plugin", hint=hint)])
    return last
