"""Exports in a bucket -> files in the cache, fetched again only where their ETag differs."""

from hashlib import sha256
from pathlib import Path

import orjson

from storefront.files import replace_file
from storefront.problems import Problem, Severity
from storefront.values import value

SCHEME = "s3://"
_UNCHANGED = 304


@value
class _Copy:
    """What the cache has of an object."""

    data: Path
    mark: Path
    """File with the ETag of the data."""

    @property
    def etag(self) -> str:
        """The ETag of the data, empty where there are none."""
        try:
            return str(orjson.loads(self.mark.read_bytes())["etag"]) if self.data.is_file() else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""


def fetch(address: str, cache: Path) -> tuple[Path | None, list[Problem]]:
    """The file of an object `s3://bucket/key`; None where it cannot be had and never was.

    Credentials, region and endpoint are boto3's affair: environment, profile, role. Where the bucket does not answer,
    the copy of the last time is a warning, which stops a release.
    """
    bucket, _, key = address.removeprefix(SCHEME).partition("/")
    if not bucket or not key:
        hint = "write it as in s3://bucket/exports/offers.csv"
        return None, [Problem("shop.toml", field="catalog.sources", message=f"“{address}” is no address", hint=hint)]
    name = sha256(address.encode()).hexdigest()[:16]
    copy = _Copy(cache / "sources" / f"{name}.data", cache / "sources" / f"{name}.json")
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - a quarter of a second to load

    try:
        data, etag = _get(bucket, key, copy.etag)
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == _UNCHANGED:
            return copy.data, []
        return _missed(address, copy, str(error))
    except (BotoCoreError, OSError, ValueError) as error:  # a program for credentials; an endpoint that is none
        return _missed(address, copy, str(error))
    replace_file(copy.data, data)
    replace_file(copy.mark, orjson.dumps({"etag": etag, "address": address}))
    return copy.data, []


def _get(bucket: str, key: str, etag: str) -> tuple[bytes, str]:
    """The object with its ETag, unless that is the one that is known."""
    import boto3  # noqa: PLC0415 - likewise
    from botocore.config import Config  # noqa: PLC0415 - likewise

    tries = {"max_attempts": 3, "mode": "standard"}
    config = Config(connect_timeout=10, read_timeout=60, retries=tries)  # type: ignore[no-untyped-call]  # no types
    client = boto3.client("s3", config=config)  # type: ignore[no-untyped-call]  # likewise
    known = {"IfNoneMatch": etag} if etag else {}
    answer = client.get_object(Bucket=bucket, Key=key, **known)
    return answer["Body"].read(), answer["ETag"]


def _missed(address: str, copy: _Copy, reason: str) -> tuple[Path | None, list[Problem]]:
    message = f"it cannot be fetched: {reason.partition(chr(10))[0]}"
    if copy.etag:
        hint = "the copy of the last time is used; check the address, the credentials and the connection"
        return copy.data, [Problem(address, message=message, hint=hint, severity=Severity.WARNING)]
    hint = "check the address, the credentials (environment, profile or role) and the connection"
    return None, [Problem(address, message=message, hint=hint)]
