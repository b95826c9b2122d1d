"""Fastly: `POST /service/{id}/purge` by surrogate key, `POST /purge/{url}`, `POST /service/{id}/purge_all`.

Its API and limits: www.fastly.com/documentation/reference/api/purging.
"""

from collections.abc import Iterator, Sequence

from scripts.deploy.cdn.purging import EVERYTHING, Call, Purger, in_chunks

API = "https://api.fastly.com"
AT_ONCE = 256
"""Surrogate keys in one request."""


def fastly(service: str, address: str, *, by_tag: bool = False, api: str = API) -> Purger:
    """A service; by tag where it makes `Surrogate-Key` of the objects' cache tags. It knows no folders."""

    def calls(items: Sequence[str]) -> Iterator[Call]:
        if EVERYTHING in items:
            yield Call(f"/service/{service}/purge_all")
            return
        keys = [one[1:] for one in items if one.startswith("#")]
        for chunk in in_chunks(keys, AT_ONCE):
            yield Call(f"/service/{service}/purge", {"surrogate_keys": chunk})
        yield from (Call(f"/purge/{one.partition('://')[2]}") for one in items if not one.startswith("#"))

    return Purger("Fastly", api, "FASTLY_API_TOKEN", "Fastly-Key", calls, address, by_tag, by_folder=False)
