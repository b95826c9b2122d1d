"""Runs the edge's functions as they stand in `infra/` under Node, with CloudFront's event shapes."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from storefront.shop import PRODUCT

INFRA = PRODUCT / "infra"
STORE = """
import { readFileSync } from "node:fs";
const entries = new Map(Object.entries(JSON.parse(readFileSync(process.env.STORE, "utf8"))));
const get = async (key) => {
  if (!entries.has(key)) throw new Error("KeyNotFound");
  return entries.get(key);
};
export default { kvs: () => ({ get }) };
"""
"""The module `cloudfront` of the runtime: a key-value store that has no key throws."""
RUN = """
import { readFileSync } from "node:fs";
import { handler } from "%s";
const results = [];
for (const event of JSON.parse(readFileSync(0, "utf8"))) results.push(await handler(event));
console.log(JSON.stringify(results));
"""


def node(function: Path, source: str, events: Sequence[object], environment: Mapping[str, str]) -> list[Any]:
    """What the `handler` of a module returns for each event."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not on the PATH")
    function.write_text(source, encoding="utf-8")
    run = function.with_name("run.mjs")
    run.write_text(RUN % f"./{function.name}", encoding="utf-8")
    command, given = [program, str(run)], json.dumps(events)
    done = subprocess.run(
        command, input=given, env=dict(environment), capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def viewer_request(events: Sequence[object], store: Mapping[str, str], folder: Path) -> list[dict[str, Any]]:
    """What `infra/request.js` returns for events of the kind viewer-request."""
    module = folder / "node_modules/cloudfront"
    module.mkdir(parents=True)
    (module / "package.json").write_text('{"name": "cloudfront", "type": "module", "exports": "./store.js"}')
    (module / "store.js").write_text(STORE, encoding="utf-8")
    (folder / "store.json").write_text(json.dumps(store), encoding="utf-8")
    source = (INFRA / "request.js").read_text(encoding="utf-8")
    source += "\nexport { handler };\n"  # the runtime finds it by its name
    return node(folder / "request.mjs", source, events, {"STORE": str(folder / "store.json")})


def origin_response(events: Sequence[object], site: str, folder: Path) -> list[dict[str, Any]]:
    """What `infra/missing.js` returns for events of the kind origin-response; the distribution is at `site`."""
    source = (INFRA / "missing.js").read_text(encoding="utf-8")
    loopback = f'const live = fetch;\nglobalThis.fetch = (url, more) => live(url.replace("https://", "{site}"), more);'
    return node(folder / "missing.cjs", f"{loopback}\n{source}", events, {})
