"""The setting `cdn` of a target -> the CDN."""

import re
from collections.abc import Sequence

from scripts.deploy.cdn import Cdn, CdnError
from scripts.deploy.cdn.bunny import bunny
from scripts.deploy.cdn.cloudflare import cloudflare
from scripts.deploy.cdn.fastly import fastly
from scripts.deploy.targets import given_keys

SPELLED = re.compile(r"(cloudfront|cloudflare|fastly|bunny):([A-Za-z0-9]+)(/paths|/tags)?")
PURGERS = {"cloudflare": cloudflare, "fastly": fastly, "bunny": bunny}


def open_cdn(spelled: str, address: str, prefixes: Sequence[str]) -> Cdn:
    """A CDN as `shop.toml` writes it: `cloudfront:<distribution>`, `fastly:<service>/tags`. Asks nobody yet.

    `address` is where visitors see the shop, `prefixes` are the first parts of its locales' addresses. CloudFront is
    invalidated by tag unless the setting ends in `/paths`, the others by address unless it ends in `/tags`. Raises
    `CdnError` where the setting, or the profile of the credentials, names nothing.
    """
    found = SPELLED.fullmatch(spelled)
    if found is None:
        raise CdnError(
            f"“{spelled}” is no CDN → write cdn as in cloudfront:E1EXAMPLE, cloudflare:<zone>, fastly:<service>"
        )
    name, key, by = found[1], found[2], found[3]
    if name in PURGERS:
        return PURGERS[name](key, address.rstrip("/"), by_tag=by == "/tags")
    # boto3 takes a quarter of a second to load: only where it is needed
    import boto3  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    from scripts.deploy.cdn.cloudfront import CONFIG, REGION, CloudFront  # noqa: PLC0415

    keys = given_keys()
    known = (keys.access, keys.secret, keys.token or None) if keys else (None, None, None)
    names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")

    def client(service: str) -> object:
        settings = {"region_name": REGION, "config": CONFIG, **dict(zip(names, known, strict=True))}
        return boto3.client(service, **settings)  # type: ignore[no-untyped-call]  # no types

    try:
        clients = client("cloudfront"), client("cloudfront-keyvaluestore")
    except BotoCoreError as error:
        raise CdnError(f"CloudFront {key}: {error} → see docs/deploy.md#credentials") from error
    return CloudFront(key, *clients, prefixes, by_tag=by != "/paths")
