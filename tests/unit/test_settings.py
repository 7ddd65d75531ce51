import ipaddress
from pathlib import Path

import pytest

from sayso.errors import SettingError
from sayso.settings import load_settings


def test_defaults_need_no_environment():
    settings = load_settings({})
    assert settings.runtime == "auto"
    assert settings.threads >= 1
    assert settings.fetch_allow == ()


def test_every_setting_is_read():
    given = {
        "SAYSO_MODELS": "/m", "SAYSO_RUNTIME": "onnxruntime", "SAYSO_THREADS": "3",
        "SAYSO_FETCH_ALLOW": "127.0.0.0/8, fd00::/8", "SAYSO_FETCH_SECONDS": "1.5",
    }  # fmt: skip
    settings = load_settings(given)
    assert settings.models == Path("/m")
    assert (settings.runtime, settings.threads, settings.fetch_seconds) == ("onnxruntime", 3, 1.5)
    assert ipaddress.ip_network("fd00::/8") in settings.fetch_allow


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAYSO_RUNTIME", "cuda"),
        ("SAYSO_THREADS", "0"),
        ("SAYSO_THREADS", "many"),
        ("SAYSO_THREADS", "100000"),
        ("SAYSO_FETCH_ALLOW", "here"),
        ("SAYSO_FETCH_SECONDS", "-1"),
        ("SAYSO_FETCH_SECONDS", "soon"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(name, value):
    with pytest.raises(SettingError, match=name):
        load_settings({name: value})
