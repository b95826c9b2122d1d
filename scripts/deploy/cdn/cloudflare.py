"""Cloudflare: `POST /zones/{zone}/purge_cache` by URL, prefix, tag or everything.

Its API and limits: developers.cloudflare.com/cache/how-to/purge-cache, July 2026.
"""

from collections.abc import Iterator, Sequence

from scripts.deploy.cdn.purging import EVERYTHING, Call, Purger, in_chunks

API = "https://api.cloudflare.com/client/v4"
AT_ONCE = 100
"""URLs, prefixes or tags in one request, on every plan."""


def cloudflare(zone: str, address: str, *, by_tag: bool = False, api: str = API) -> Purger:
    """The zone of an address; by tag where the edge answers with the header `Cache-Tag`."""

    def calls(items: Sequence[str]) -> Iterator[Call]:
        path = f"/zones/{zone}/purge_cache"
        if EVERYTHING in items:
            yield Call(path, {"purge_everything": True})
            return
        tags = [one[1:] for one in items if one.startswith("#")]
        prefixes = [one.partition("://")[2][:-1] for one in items if one.endswith("*")]
        files = [one for one in items if not one.startswith("#") and not one.endswith("*")]
        for name, found in (("tags", tags), ("prefixes", prefixes), ("files", files)):
            yield from (Call(path, {name: chunk}) for chunk in in_chunks(found, AT_ONCE))

    return Purger("Cloudflare", api, "CLOUDFLARE_API_TOKEN", "Authorization", calls, address, by_tag, by_folder=True)
