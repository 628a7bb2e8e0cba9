"""What receivers are told, how it is signed, and which addresses nobody may name."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from vsl.errors import BadInput, BadSetting, Forbidden
from vsl.jobs.webhooks.address import check_address
from vsl.jobs.webhooks.message import body_of, key_of, sign_message
from vsl.jobs.webhooks.outbox import Receiver
from vsl.jobs.webhooks.receivers import read_receiver, receiver_in, receivers_of, secrets_of
from vsl.settings import Settings

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_signature_is_that_of_the_specifications_libraries() -> None:
    """Source: the test of https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries."""
    headers = sign_message(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [SECRET]
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_one_secret_replaces_another_both_sign() -> None:
    other = "whsec_" + "A" * 32
    marks = sign_message("m", 1, b"{}", [SECRET, other])["webhook-signature"].split(" ")
    assert [mark.startswith("v1,") for mark in marks] == [True, True]
    assert marks[0] != marks[1]


def _ended(**more: Any) -> Any:
    row = {"id": "t", "kind": "export", "project": "p", "state": "done", "error": ""}
    rest = {"message": "", "payload": '{"export": "e"}', "finished": 1_700_000_000.5}
    return SimpleNamespace(**{**row, **rest, **more})


def test_a_message_says_what_ended_and_how() -> None:
    told = json.loads(body_of(_ended()))
    assert (told["type"], told["timestamp"]) == ("job.done", "2023-11-14T22:13:20.500Z")
    assert told["data"]["export"] == "e"
    assert told["data"]["error"] is None
    failed = _ended(state="failed", error="bad_input", message="No speech.", payload="{}")
    told = json.loads(body_of(failed))
    assert told["type"] == "job.failed"
    assert (told["data"]["error"], told["data"]["message"]) == ("bad_input", "No speech.")


@pytest.mark.parametrize(
    "secret", ["", "sesame", SECRET.removeprefix("whsec_"), "whsec_c2hvcnQ=", "whsec_ä", "whsec_!"]
)
def test_what_is_no_secret_is_refused_with_the_cure(secret: str) -> None:
    with pytest.raises(ValueError, match="openssl rand"):
        key_of(secret)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "[::10.0.0.1]"])
def test_addresses_of_private_networks_are_refused_unless_allowed(host: str) -> None:
    with pytest.raises(Forbidden, match="private network"):
        check_address(f"http://{host}/told", may_be_private=False)
    check_address(f"http://{host}/told", may_be_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
        "https://user:word@example.com/",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://exam ple.com/",
        "https://example.com/\r\nX: y",
        "https://[::1/",
        "https://example.com/" + "x" * 2000,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="https://host/path"):
        check_address(url, may_be_private=True)


@pytest.mark.parametrize("name", ["localhost", "db.internal", "printer.local"])
def test_names_of_this_network_are_refused_at_once(name: str) -> None:
    with pytest.raises(Forbidden):
        check_address(f"https://{name}/", may_be_private=False)


def test_the_operators_receivers_need_a_secret() -> None:
    url = "http://10.0.0.1/told,https://example.com/"
    settings = Settings.from_environ({"WEBHOOK_URL": url, "WEBHOOK_SECRET": f"{SECRET}, {SECRET}"})
    assert receivers_of(settings) == tuple(map(Receiver, url.split(",")))
    assert secrets_of(settings) == (SECRET, SECRET)
    assert receivers_of(Settings()) == ()
    for secret in ("", "sesame"):
        with pytest.raises(BadSetting, match="WEBHOOK_SECRET"):
            receivers_of(Settings(webhook_url=url, webhook_secret=secret))
    with pytest.raises(BadSetting, match="WEBHOOK_URL"):
        Settings.from_environ({"WEBHOOK_URL": "https://example.com,10.0.0.1"})


def test_a_project_names_a_receiver_and_its_secret() -> None:
    form = {"webhook": "https://example.com/told", "webhook_secret": SECRET}
    kept = read_receiver(form, may_be_private=False)
    assert receiver_in({"preset": "punchy", **kept}) == (Receiver(form["webhook"], SECRET),)
    assert read_receiver({"webhook_secret": SECRET}, may_be_private=False) == {}
    assert receiver_in({}) == ()
    with pytest.raises(BadInput, match="webhook_secret"):
        read_receiver({"webhook": form["webhook"]}, may_be_private=False)
    with pytest.raises(Forbidden):
        read_receiver({**form, "webhook": "http://127.0.0.1/"}, may_be_private=False)
