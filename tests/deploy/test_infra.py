"""The infrastructure: the template is clean, holds functions and headers as they are, and gives no right away."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.__main__ import COMMANDS
from scripts.deploy.edge import ASSETS
from scripts.infra import template
from storefront.headers import EVERYWHERE, policy
from storefront.shop import PRODUCT
from tests.deploy.engines import INFRA
from tests.sites import lay, make, run

SITE = INFRA / "site.yaml"


def read(path: Path) -> dict[str, Any]:
    from cfnlint.decode import decode  # noqa: PLC0415 - it takes a second, which every worker would wait for

    found, problems = decode(str(path))
    assert found
    assert not problems
    return found


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    """The template, its `!Ref` and `!GetAtt` as JSON writes them."""
    return read(SITE)


def resources(site: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in site["Resources"].items() if one["Type"] == kind}


def statements(site: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """What a role may do."""
    return [
        one
        for policy in site["Resources"][name]["Properties"]["Policies"]
        for one in policy["PolicyDocument"]["Statement"]
    ]


def test_the_template_is_clean() -> None:
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--include-checks", "I", "--", str(SITE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_template_holds_the_functions_as_they_stand_beside_it(site: dict[str, Any]) -> None:
    assert template() == SITE.read_text(encoding="utf-8"), "make fix takes the functions over"
    (function,) = resources(site, "AWS::CloudFront::Function").values()
    assert function["FunctionCode"] == (INFRA / "request.js").read_text(encoding="utf-8")
    (missing,) = resources(site, "AWS::Lambda::Function").values()
    assert missing["Code"]["ZipFile"] == (INFRA / "missing.js").read_text(encoding="utf-8")


def test_another_shop_gets_a_template_of_its_own(tmp_path: Path) -> None:
    shop = lay("locales", tmp_path / "shop")
    empty = run("scripts", "--shop", shop, "infra")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert "`vitrina build` first" in empty.stderr
    make(shop)
    page = shop / "output/fr/index.html"
    page.write_text(
        page.read_text("utf-8").replace("</body>", "<img src='https://pictures.example/a.png'></body>"), "utf-8"
    )
    done = run("scripts", "--shop", shop, "infra")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "site.yaml"
    path.write_text(done.stdout, encoding="utf-8")
    found = read(path)
    assert found["Parameters"]["DomainName"]["Default"] == "relay.example"
    assert "img-src 'self' https://pictures.example;" in sent_policy(found)


def sent_policy(site: dict[str, Any]) -> str:
    """The policy is no parameter: an update of a stack keeps the parameters that it has, whatever their new default."""
    assert "ContentSecurityPolicy" not in site["Parameters"]
    (found,) = resources(site, "AWS::CloudFront::ResponseHeadersPolicy").values()
    security = found["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    return str(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])


def test_the_distribution_sends_the_headers_that_the_front_sends(site: dict[str, Any]) -> None:
    (found,) = resources(site, "AWS::CloudFront::ResponseHeadersPolicy").values()
    config = found["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    assert sent_policy(site) == policy(())
    hsts = security["StrictTransportSecurity"]
    sent = {
        "Strict-Transport-Security": f"max-age={hsts['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
    } | {one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]}
    assert sent == EVERYWHERE
    assert hsts["IncludeSubdomains"] is True
    assert all(one["Override"] for one in [*security.values(), *config["CustomHeadersConfig"]["Items"]])


def test_every_way_to_the_bucket_has_the_same_rules(site: dict[str, Any]) -> None:
    (found,) = resources(site, "AWS::CloudFront::Distribution").values()
    config = found["DistributionConfig"]
    assert tuple(one["PathPattern"].removesuffix("*") for one in config["CacheBehaviors"]) == ASSETS
    for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behaviour["ResponseHeadersPolicyId"] == {"Ref": "Headers"}
        assert behaviour["AllowedMethods"] == ["GET", "HEAD"]
        assert behaviour["Compress"] is True
    assert config["CacheTagConfig"] == {"HeaderName": "x-amz-meta-cache-tag"}
    assert {one["ErrorCode"]: one["ErrorCachingMinTTL"] for one in config["CustomErrorResponses"]}[404] == 10


def test_the_buckets_are_private_and_keep_what_was_there(site: dict[str, Any]) -> None:
    buckets = resources(site, "AWS::S3::Bucket")
    for name, bucket in buckets.items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert site["Resources"][name]["DeletionPolicy"] == "Retain"
    assert buckets["Bucket"]["VersioningConfiguration"] == {"Status": "Enabled"}
    allowed = [
        one
        for policy in resources(site, "AWS::S3::BucketPolicy").values()
        for one in policy["PolicyDocument"]["Statement"]
        if one["Effect"] == "Allow"
    ]
    assert all("Service" in one["Principal"] and one["Condition"] for one in allowed)


def test_the_role_may_deploy_and_no_more(site: dict[str, Any]) -> None:
    for role in ("DeployRole", "MissingRole"):
        for one in statements(site, role):
            actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
            assert not [action for action in actions if "*" in action], one
            assert one["Resource"] != "*"
    deploy = {action for one in statements(site, "DeployRole") for action in one["Action"]}
    assert deploy >= {
        *(f"s3:{name}" for name in ("GetBucketAcl", "GetBucketPolicy", "GetBucketPublicAccessBlock", "ListBucket")),
        *(f"s3:{name}" for name in ("DeleteObject", "GetObject", "GetObjectVersion", "PutObject")),
        *(f"cloudfront:{name}Invalidation" for name in ("Create", "Get")),
        *(f"cloudfront:{name}" for name in ("GetDistribution", "GetDistributionConfig", "DescribeFunction")),
        *(f"cloudfront:{name}ResponseHeadersPolicy" for name in ("Get", "Update")),
        *(f"cloudfront-keyvaluestore:{name}" for name in ("DescribeKeyValueStore", "GetKey", "ListKeys", "UpdateKeys")),
    }
    assert deploy.isdisjoint({"s3:DeleteObjectVersion", "s3:PutBucketPolicy", "s3:PutObjectAcl", "iam:PassRole"})
    (trust,) = site["Resources"]["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    condition = trust["Condition"]["StringEquals"]
    assert condition["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    assert json.dumps(condition).count("*") == 0


def test_alarms_tell_somebody(site: dict[str, Any]) -> None:
    alarms = resources(site, "AWS::CloudWatch::Alarm")
    assert {one["MetricName"] for one in alarms.values()} == {"5xxErrorRate", "4xxErrorRate", "FunctionExecutionErrors"}
    assert all(one["AlarmActions"] == [{"Ref": "Alarms"}] for one in alarms.values())


@pytest.mark.parametrize("name", ["ci", "deploy", "sweep"])
def test_workflows_run_the_commands_that_anybody_runs(name: str) -> None:
    text = (PRODUCT / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step]
    for command in commands:
        assert re.fullmatch(r"\.ci/run( sweep)?|make (site|test|check)|\.venv/bin/vitrina (\w+).*", command), command
        if "vitrina" in command:
            assert command.split()[1] in COMMANDS
    assert commands
    # an action is named by the hash of its code: a tag may move
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
    assert workflow["permissions"] == {"contents": "read"}


def test_deploys_follow_each_push_and_the_clock_one_after_the_other() -> None:
    workflow = yaml.safe_load((PRODUCT / ".github/workflows/deploy.yml").read_text(encoding="utf-8"))
    assert {"push", "schedule", "workflow_dispatch"} == workflow[True].keys()  # YAML 1.1 reads `on` as true
    assert workflow["concurrency"] == {"group": "deploy", "cancel-in-progress": False}
