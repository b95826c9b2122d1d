"""Runs the edge's functions as they stand in `infra/`, with CloudFront's event shapes.

Under Node, and the viewer-request function under njs too: CloudFront's own runtime is made of that engine, which knows
far less of JavaScript than Node does.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest

from storefront.shop import PRODUCT

INFRA = PRODUCT / "infra"
Engine: TypeAlias = Literal["node", "njs"]
STORE = """
import fs from 'fs';
const entries = JSON.parse(fs.readFileSync('%s', 'utf8'));
async function get(key) {
    if (!Object.prototype.hasOwnProperty.call(entries, key)) throw new Error('KeyNotFound');
    return entries[key];
}
export default { kvs: () => ({ get: get }) };
"""
"""The module `cloudfront` of the runtime: a key-value store that throws where it has no key."""
RUN = """
import fs from 'fs';
const events = JSON.parse(fs.readFileSync('%s', 'utf8'));
Promise.all(events.map((event) => handler(event))).then((results) => {
    results.forEach((result) => console.log(JSON.stringify(result)));
});
"""
"""A line a result: njs breaks longer ones than 2,048 characters."""


def _run(engine: Engine, arguments: Sequence[str | Path]) -> list[Any]:
    program = shutil.which(engine)
    if program is None:
        pytest.skip(f"{engine} is not on the PATH")
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def viewer_request(
    events: Sequence[object], store: Mapping[str, str], folder: Path, engine: Engine
) -> list[dict[str, Any]]:
    """What `infra/request.js` returns for events of the kind viewer-request."""
    (folder / "store.json").write_text(json.dumps(store), encoding="utf-8")
    (folder / "events.json").write_text(json.dumps(events), encoding="utf-8")
    source = (INFRA / "request.js").read_text(encoding="utf-8") + RUN % (folder / "events.json")
    if engine == "njs":
        (folder / "cloudfront").write_text(STORE % (folder / "store.json"), encoding="utf-8")
        (folder / "request.js").write_text(source, encoding="utf-8")
        return _run(engine, ["-p", folder, folder / "request.js"])
    module = folder / "node_modules/cloudfront"
    module.mkdir(parents=True)
    (module / "package.json").write_text('{"name": "cloudfront", "type": "module", "exports": "./store.js"}')
    (module / "store.js").write_text(STORE % (folder / "store.json"), encoding="utf-8")
    (folder / "request.mjs").write_text(source, encoding="utf-8")
    return _run(engine, [folder / "request.mjs"])


def origin_response(events: Sequence[object], site: str, folder: Path) -> list[dict[str, Any]]:
    """What `infra/missing.js` returns for events of the kind origin-response; the distribution is at `site`."""
    (folder / "events.json").write_text(json.dumps(events), encoding="utf-8")
    (folder / "missing.cjs").write_text((INFRA / "missing.js").read_text(encoding="utf-8"), encoding="utf-8")
    loopback = f"""
const live = fetch;
globalThis.fetch = (url, more) => live(url.replace('https://', '{site}'), more);
import {{ handler }} from './missing.cjs';
"""
    (folder / "run.mjs").write_text(loopback + RUN % (folder / "events.json"), encoding="utf-8")
    return _run("node", [folder / "run.mjs"])
