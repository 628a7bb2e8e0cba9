"""The manifests in deploy/kubernetes agree with Kubernetes' schemas, the image and the studio."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from vsl.jobs.celery_workers import QUEUES
from vsl.jobs.shutdown import WAIT_S
from vsl.settings import Settings

yaml = pytest.importorskip("yaml", reason="needs PyYAML: pip install pyyaml")
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PLACES = ("INSTANCE_DIR", "CACHE_DIR", "XDG_CACHE_HOME")
SECRET = {
    "DATABASE_URL",
    "REDIS_URL",
    "STORAGE_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}


def read_all() -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name != "kustomization.yaml":
            yield from yaml.safe_load_all(file.read_text())


THINGS = list(read_all())
DEPLOYMENTS = {
    thing["metadata"]["name"]: thing["spec"] for thing in THINGS if thing["kind"] == "Deployment"
}
PODS = {name: spec["template"]["spec"] for name, spec in DEPLOYMENTS.items()}


def container(name: str) -> dict[str, Any]:
    (only,) = PODS[name]["containers"]
    found: dict[str, Any] = only
    return found


def environ(name: str) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(name)["env"]}


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [thing for thing in THINGS if thing["kind"] == kind]


@pytest.mark.parametrize("version", ["1.30", "1.37"])
@pytest.mark.parametrize(
    "thing", THINGS, ids=lambda thing: f"{thing['kind']}-{thing['metadata']['name']}"
)
def test_each_thing_is_what_kubernetes_knows(thing: dict[str, Any], version: str) -> None:
    checker = pytest.importorskip(
        "kubernetes_validate", reason="needs its schemas: pip install kubernetes-validate"
    )
    checker.validate(thing, version, strict=True)


def test_every_file_is_applied_but_that_for_gpus() -> None:
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    files = {file.name for file in FOLDER.glob("*.yaml")}
    assert set(listed) == files - {"kustomization.yaml", "worker-gpu.yaml"}


def test_whoever_is_named_exists() -> None:
    labels = [spec["template"]["metadata"]["labels"] for spec in DEPLOYMENTS.values()]
    for spec in DEPLOYMENTS.values():
        assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    for service in of_kind("Service"):
        assert service["spec"]["selector"] in labels
    for budget in of_kind("PodDisruptionBudget"):
        assert budget["spec"]["selector"]["matchLabels"] in labels
    for scaler in of_kind("HorizontalPodAutoscaler"):
        assert scaler["spec"]["scaleTargetRef"]["name"] in DEPLOYMENTS
    claims = {claim["metadata"]["name"] for claim in of_kind("PersistentVolumeClaim")}
    for pod in PODS.values():
        asked = [volume.get("persistentVolumeClaim") for volume in pod["volumes"]]
        assert {claim["claimName"] for claim in asked if claim} <= claims


def test_the_way_from_the_ingress_leads_to_the_port_of_the_image() -> None:
    (ingress,), (service,) = of_kind("Ingress"), of_kind("Service")
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    (port,) = service["spec"]["ports"]
    (opened,) = container("web")["ports"]
    assert path["backend"]["service"]["name"] == service["metadata"]["name"]
    assert path["backend"]["service"]["port"]["name"] == port["name"]
    assert port["targetPort"] == opened["name"]
    assert f"EXPOSE {opened['containerPort']}\n" in DOCKERFILE


def test_the_ingress_says_what_the_configuration_of_nginx_says() -> None:
    (ingress,) = of_kind("Ingress")
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    said = {
        name.rpartition("/")[2]: text for name, text in ingress["metadata"]["annotations"].items()
    }
    assert said.pop("proxy-body-size") == "0"
    assert re.search(r"client_max_body_size 0;", conf)
    assert f"limit_conn address {said.pop('limit-connections')};" in conf
    assert {"proxy-request-buffering", "proxy-buffering"} <= set(said)
    for name, text in said.items():
        assert re.search(rf"{name.replace('-', '_')} {text}s?;", conf), name


def _selects(policy: dict[str, Any], name: str) -> bool:
    wanted = policy["spec"]["podSelector"]["matchLabels"].items()
    return wanted <= DEPLOYMENTS[name]["template"]["metadata"]["labels"].items()


@pytest.mark.parametrize("name", PODS)
def test_only_the_ingress_reaches_only_the_web(name: str) -> None:
    policies = [each["spec"] for each in of_kind("NetworkPolicy") if _selects(each, name)]
    assert {kind for each in policies for kind in each["policyTypes"]} == {"Ingress", "Egress"}
    rules = [rule for each in policies for rule in each.get("ingress", ())]
    assert len(rules) == (1 if name == "web" else 0)
    for rule in rules:
        assert rule["from"]
        assert rule["ports"] == [{"port": container("web")["ports"][0]["name"]}]


@pytest.mark.parametrize("name", PODS)
def test_nobody_reaches_the_metadata_service(name: str) -> None:
    policies = [each["spec"] for each in of_kind("NetworkPolicy") if _selects(each, name)]
    blocks = [
        place["ipBlock"]
        for each in policies
        for rule in each.get("egress", ())
        for place in rule.get("to", ())
    ]
    assert blocks
    metadata = ip_address("169.254.169.254")
    for block in blocks:
        if ip_network(block["cidr"]).version == 4:
            assert any(metadata in ip_network(each) for each in block["except"])


@pytest.mark.parametrize("name", PODS)
def test_settings_exist_and_fit_together(name: str) -> None:
    known = {field.upper() for field in Settings.__dataclass_fields__} | {"HOME"}
    given = environ(name)
    assert set(given) <= known
    assert not set(given) & SECRET
    assert container(name)["envFrom"] == [{"secretRef": {"name": "studio"}}]
    Settings.from_environ(given)


def test_every_queue_is_served() -> None:
    for names in (["worker"], ["worker", "worker-gpu"]):
        served = {queue for name in names for queue in environ(name)["WORKER_QUEUES"].split(",")}
        assert served == set(QUEUES)


@pytest.mark.parametrize("name", PODS)
def test_nobody_is_root_and_all_that_is_written_lies_on_a_volume(name: str) -> None:
    pod, only = PODS[name], container(name)
    user = re.findall(r"^USER (\d+)$", DOCKERFILE, re.M)[-1]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == pod["securityContext"]["fsGroup"] == int(user)
    assert only["securityContext"]["readOnlyRootFilesystem"] is True
    assert only["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    mounted = [mount["mountPath"] for mount in only["volumeMounts"]]
    assert {mount["name"] for mount in only["volumeMounts"]} == {v["name"] for v in pod["volumes"]}
    written = [re.findall(rf"{place}=(\S+)", DOCKERFILE)[-1] for place in PLACES]
    for place in [*written, "/tmp", environ(name)["HOME"]]:
        assert any(f"{place}/".startswith(f"{folder}/") for folder in mounted), place


def test_each_web_process_may_end_its_uploads() -> None:
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    before_s = int(container("web")["lifecycle"]["preStop"]["exec"]["command"][1])
    needed_s = before_s + settings["graceful_timeout"] + WAIT_S
    assert PODS["web"]["terminationGracePeriodSeconds"] > needed_s


@pytest.mark.parametrize("probe", ["startupProbe", "livenessProbe", "readinessProbe"])
def test_each_probe_asks_for_an_address_that_answers(probe: str, client: FlaskClient) -> None:
    asked = container("web")[probe]["httpGet"]
    assert asked["port"] == container("web")["ports"][0]["name"]
    assert client.get(asked["path"]).status_code in (200, 204)


@pytest.mark.parametrize("name", [name for name in PODS if name != "web"])
def test_workers_are_started_as_in_compose(name: str) -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert container(name)["command"] == services["worker"]["command"]
    asked = container(name)["livenessProbe"]["exec"]["command"][-1]
    tested = services["worker"]["healthcheck"]["test"][-1].replace("$$", "$")
    assert asked.split("--timeout")[0] == tested.split("--timeout")[0]
