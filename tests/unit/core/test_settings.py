"""Settings: every one of them stops the start when it is wrong, and says how to put it right."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from hub.core import config
from hub.core.config import SPECS, ConfigError, Settings

WRONG: dict[str, tuple[str, ...]] = {
    "HUB_DATABASE_URL": ("mysql://db/hub", "hub.db", "sqlite:hub.db", "postgresql"),
    "HUB_REDIS_URL": ("http://redis", "redis", "localhost:6379"),
    "HUB_COUNTS_REDIS_URL": ("memcached://counts", "redis:counts"),
    "HUB_BASE_URL": ("del.fjordby.example", "ftp://del.fjordby.example", "https://", "https:del.fjordby.example"),
    "HUB_SECRET_KEY": ("short", "x" * 31),
    "HUB_TIMEZONE": ("Europe/Fjordby", "CEST+2", "../etc/passwd"),
    "HUB_LOCALE": ("de", "DA", "en_GB"),
    "HUB_SMTP_URL": ("mail.fjordby.example", "http://mail.fjordby.example"),
    "HUB_MAIL_FROM": ("delfrit", "@fjordby.example", "Delfrit <delfrit@fjordby.example>", "a@b\nBcc: c@d"),
    "HUB_ADMIN_EMAIL": ("it", "it@", "it@fjordby.example, hr@fjordby.example"),
    "HUB_FRAME_ANCESTORS": (
        "*", "http://intranet.example", "https://a.example/path", "https://a.example; script-src *", "'self'",
    ),
    "HUB_SOURCE_URL": ("git@git.fjordby.example:delfrit", "javascript:alert(1)"),
    "HUB_LINK_BASE_URL": ("job.fjordby.example", "ftp://job.fjordby.example", "https://"),
    "HUB_TRUSTED_PROXIES": ("-1", "6", "one", "1.5"),
    "HUB_SIGN_IN_LIMIT": ("2", "100001", "many"),
    "HUB_WEB_THREADS": ("0", "65", """ 8 threads """),
}  # fmt: skip
# A name and two paths: every text is one.
FREE = {"HUB_DATA_DIR", "HUB_ORG_NAME", "HUB_CLOCK_FILE"}


def _load(tmp_path: Path, **values: str) -> Settings:
    return config.load({"HUB_DATA_DIR": str(tmp_path), "HUB_ORG_NAME": "Ådal Kommune", **values})


def test_every_setting_is_either_checked_or_free() -> None:
    assert set(WRONG) | FREE == {spec.name for spec in SPECS}
    assert not set(WRONG) & FREE


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_stops_the_start_and_names_variable_value_and_what_is_allowed(
    tmp_path: Path, name: str, value: str
) -> None:
    [spec] = [spec for spec in SPECS if spec.name == name]
    with pytest.raises(ConfigError) as stopped:
        _load(tmp_path, **{name: value})
    said = str(stopped.value)
    assert said.startswith(f"{name} is ")
    assert said.endswith(f"allowed: {spec.allowed}.")
    if name == "HUB_SECRET_KEY":
        assert value not in said, "a secret that is too short is still somebody's secret"
    else:
        assert repr(value.strip()) in said


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_default_and_the_example_of_each_setting_are_allowed(spec: config.Spec) -> None:
    spec.parse(spec.default)
    spec.parse(spec.example or spec.default)


def test_an_empty_variable_means_the_default(tmp_path: Path) -> None:
    assert _load(tmp_path, HUB_TIMEZONE="", HUB_WEB_THREADS=" ").web_threads == 8


def test_without_servers_of_its_own_a_small_installation_lives_in_its_data_folder(tmp_path: Path) -> None:
    settings = _load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/hub.db"
    assert (settings.redis_url, settings.counts_redis_url) == (
        f"unix://{tmp_path}/queue.sock",
        f"unix://{tmp_path}/counts.sock",
    )


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first, second = (_load(folder).secret_key for _ in range(2))
    assert first == second
    assert len(first) >= 32
    file = folder / "secret_key"
    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == ["secret_key"]


def test_two_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    # All of them have seen that there is no secret, and made one, before the first writes it down.
    barrier = threading.Barrier(4)

    def made(_length: int) -> str:
        return f"the secret of process {barrier.wait()}, long enough"

    monkeypatch.setattr(config.secrets, "token_urlsafe", made)
    threads = [threading.Thread(target=lambda: keys.append(_load(tmp_path).secret_key)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 4
    assert set(keys) == {(tmp_path / "secret_key").read_text()}


def test_a_secret_file_without_a_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ConfigError, match="holds no secret key"):
        _load(tmp_path)


def test_only_a_demonstration_may_simulate_the_time(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="HUB_CLOCK_FILE"):
        _load(tmp_path, HUB_CLOCK_FILE=str(tmp_path / "clock"))
    assert config.load({"HUB_DATA_DIR": str(tmp_path), "HUB_CLOCK_FILE": "clock"}, demo=True).clock_file is not None


@pytest.mark.parametrize("name", ["", "  "])
def test_only_a_demonstration_has_a_name_that_nobody_gave_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="HUB_ORG_NAME is empty"):
        _load(tmp_path, HUB_ORG_NAME=name)
    invented = config.load({"HUB_DATA_DIR": str(tmp_path), "HUB_ORG_NAME": name}, demo=True)
    assert invented.org_name == "Fjordby Kommune"


def test_cookies_are_secure_exactly_where_the_public_address_is(tmp_path: Path) -> None:
    assert _load(tmp_path, HUB_BASE_URL="https://del.fjordby.example/").secure_cookies
    assert not _load(tmp_path).secure_cookies


def test_the_public_address_never_ends_in_a_slash(tmp_path: Path) -> None:
    assert _load(tmp_path, HUB_BASE_URL="https://del.fjordby.example/").base_url == "https://del.fjordby.example"


def test_the_environment_goes_before_the_file_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HUB_LOCALE", "en")
    (tmp_path / ".env").write_text("HUB_LOCALE=da\nHUB_ORG_NAME=Ådal Kommune\n")
    settings = config.load()
    assert (settings.locale, settings.org_name) == ("en", "Ådal Kommune")
