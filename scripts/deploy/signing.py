"""AWS Signature Version 4 for S3, with the body's hash known beforehand.

The rules are those of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

EMPTY = sha256(b"").hexdigest()
"""SHA-256 of no body."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Credentials for one request; they come from boto3's chain and go nowhere but into signatures."""

    access: str
    secret: str
    token: str = ""

    def __repr__(self) -> str:
        return "Keys(…)"


@dataclass(frozen=True, slots=True)
class Request:
    """What is signed of a request."""

    method: str
    host: str
    path: str
    """Escaped as it is sent: `/bucket/fr/%C3%A9t%C3%A9.html`."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in small letters; without `host` and what the signature adds."""
    sha256: str
    """Of the body, in hexadecimal."""

    @property
    def target(self) -> str:
        """Path and query as they are sent."""
        return f"{self.path}?{_query(self.query)}" if self.query else self.path


def escape(path: str) -> str:
    """A key as S3 wants it in a path: everything escaped but letters, digits, `-._~` and `/`."""
    return quote(path, safe="/-._~")


def sign(request: Request, keys: Keys | None, region: str, now: datetime) -> dict[str, str]:
    """The headers to send, signed for S3 in a region; without keys the request stays anonymous. `now` is UTC."""
    headers = {"host": request.host, "x-amz-content-sha256": request.sha256, **request.headers}
    if keys is None:
        return headers
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    headers["x-amz-date"] = stamp
    if keys.token:
        headers["x-amz-security-token"] = keys.token
    ordered = sorted(headers)
    names = ";".join(ordered)
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in ordered)
    canonical = f"{request.method}\n{request.path}\n{_query(request.query)}\n{lines}\n{names}\n{request.sha256}"
    scope = f"{day}/{region}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    signature = _hmac(_day_key(keys.secret, day, region), text).hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={keys.access}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


def _query(query: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in sorted(query.items()))


@lru_cache(maxsize=4)
def _day_key(secret: str, day: str, region: str) -> bytes:
    key = _hmac(f"AWS4{secret}".encode(), day)
    for part in (region, "s3", "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
