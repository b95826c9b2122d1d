"""What a deploy talks to, and as whom: what is wrong with a profile, a login or an endpoint is said in a line."""

import os
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509  # moto brings it
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from scripts.deploy import targets
from scripts.deploy.cdn import CdnError, Redirects
from scripts.deploy.cdn.registry import open_cdn
from scripts.deploy.engines import KEYS
from scripts.deploy.s3 import S3Store
from scripts.deploy.store import StoreError
from scripts.deploy.targets import Target, open_store
from scripts.deploy.transport import RefusedError
from tests.deploy.conftest import Bucket, Commands
from tests.deploy.outputs import FIRST, write_output, write_target

NOWHERE = "http://127.0.0.1:9"
SSO = """[default]
sso_start_url = https://shop.awsapps.com/start
sso_region = eu-west-3
sso_account_id = 1
sso_role_name = deploy
"""


@pytest.fixture(autouse=True)
def _no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    targets._session.cache_clear()  # noqa: SLF001 - it remembers the profile of the test before


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("[default]\naws_access_key_id = key\n", "Partial credentials found"),
        ("[default]\ncredential_process = false\n", "custom-process"),
        ("[default]\ncredential_process = /no/such/program\n", "No such file or directory: '/no/such/program'"),
        ("[default]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = gone\n", 'The source_profile "gone"'),
        ("[default\n", "Unable to parse config file"),
        (SSO, "Error loading SSO Token"),
    ],
)
def test_what_is_wrong_with_a_login_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, said: str
) -> None:
    file = tmp_path / "config"
    file.write_text(config, encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    with pytest.raises(StoreError, match=r" → log in again, or see docs/deploy\.md#credentials$") as stopped:
        open_store(Target("live", "s3://bucket", NOWHERE)).head("index.html")
    assert said in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_a_profile_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "shpo")
    with pytest.raises(StoreError, match=r"The config profile \(shpo\) could not be found →"):
        open_store(Target("live", "s3://bucket", NOWHERE))
    with pytest.raises(CdnError, match=r"The config profile \(shpo\) could not be found →"):
        open_cdn("cloudfront:E1EXAMPLE", "https://www.shop.example", ["fr"])


def test_credentials_may_end_in_a_line_break(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", f"{KEYS.access}\n")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{KEYS.secret}\n")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a token\n")
    monkeypatch.setenv("AWS_ENDPOINT_URL", bucket.origin)
    with pytest.raises(CdnError) as refused:  # by a server: what is none is not even sent, and shown
        open_cdn("cloudfront:E1EXAMPLE", "https://www.shop.example", ["fr"]).check(Redirects())
    assert "a token" not in str(refused.value)
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    assert list(open_store(Target("live", bucket.target, bucket.origin)).list()) == []


def test_a_user_without_a_home_has_no_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 3)  # whom no container knows
    assert open_store(Target("live", "s3://bucket", "")).name == "s3://bucket"


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
@pytest.mark.parametrize(
    "given",
    ["localhost:9000", "http://", "http://host:port", "http://[::1", "ftp://host", "http://.host", "http://host/s3"],
)
def test_an_endpoint_that_names_no_server_is_said(monkeypatch: pytest.MonkeyPatch, variable: str, given: str) -> None:
    monkeypatch.setenv(variable, given)
    with pytest.raises(StoreError, match=f"{variable} is “.*”, which names no server → write it as in https://"):
        open_store(Target("live", "s3://bucket", ""))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that vouches for itself, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop")])
    day, now = timedelta(days=1), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "server.pem").write_bytes(made.public_bytes(Encoding.PEM) + private)
    return tmp_path / "server.pem"


def test_a_server_that_nobody_vouches_for_is_told_at_once(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:  # knows no method: 501
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        target = Target("live", "s3://bucket", f"https://127.0.0.1:{server.server_address[1]}", "eu-west-3")
        store = open_store(target)
        assert isinstance(store, S3Store)
        with pytest.raises(StoreError, match=r"is not to be trusted: self.signed certificate → name .* AWS_CA_BUNDLE"):
            store.head("index.html")
        assert store._transport.retries == 0  # noqa: SLF001 - what it did
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        with pytest.raises(RefusedError, match="501"):
            open_store(target).head("index.html")
        server.shutdown()


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_authorities_that_cannot_be_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    if text:
        (tmp_path / "ca.pem").write_text(text, encoding="utf-8")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with pytest.raises(StoreError, match=r"cannot be read from .*ca\.pem: .* → correct AWS_CA_BUNDLE"):
        open_store(Target("live", "s3://bucket", "", "eu-west-3"))


def test_a_prefix_is_taken_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    def prefix_of(url: str) -> str:
        store = open_store(Target("live", url, NOWHERE))
        assert isinstance(store, S3Store)
        return store.prefix

    assert prefix_of("s3://bucket/shop#1/a?b") == "shop#1/a?b/"
    assert prefix_of("s3://bucket/a%20b/") == "a%20b/"
    assert prefix_of("s3://bucket/") == prefix_of("s3://bucket") == ""


@pytest.mark.parametrize("address", ["www.shop.example", "http://host:port", "http://[", "ftp://host"])
def test_what_is_no_address_is_not_asked(vitrina: Commands, bucket: Bucket, tmp_path: Path, address: str) -> None:
    shop = write_target(tmp_path / "shop", bucket.origin, bucket.target)
    assert vitrina.deploy(shop, write_output(tmp_path / "out", FIRST))[0] == 0
    status, said = vitrina.run("--shop", shop, "deploy", "verify", "live", "--address", address)
    assert (status, "is no web address → write it as in" in said) == (2, True)
