"""Bunny: `POST /purge` by URL or wildcard, `POST /pullzone/{id}/purgeCache` by tag or everything.

Its API: docs.bunny.net/api-reference/core, July 2026. A URL that ends in a slash stands for all below it, unless
`exactPath` is set and the pull zone looks at query strings.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from scripts.deploy.cdn.purging import EVERYTHING, Call, Purger

API = "https://api.bunny.net"


def bunny(zone: str, address: str, *, by_tag: bool = False, api: str = API) -> Purger:
    """A pull zone, by its number; by tag where the edge answers with the header `CDN-Tag`."""

    def calls(items: Sequence[str]) -> Iterator[Call]:
        for item in items:
            if item == EVERYTHING:
                yield Call(f"/pullzone/{zone}/purgeCache")
            elif item.startswith("#"):
                yield Call(f"/pullzone/{zone}/purgeCache", {"CacheTag": item[1:]})
            else:
                exact = {} if item.endswith("*") else {"exactPath": "true"}
                yield Call(f"/purge?{urlencode({'url': item, 'async': 'false', **exact})}")

    return Purger("Bunny", api, "BUNNY_API_KEY", "AccessKey", calls, address, by_tag, by_folder=True)
