"""What a setting may be.

- without any, an embedded database and a secret of this installation, readable by its owner only;
- an unknown name or an unreadable value stops the start, with one sentence for each;
- PostgreSQL needs a secret that is given; secrets are never printed.
"""

import stat

import pytest

from questionnaire.config import SETTINGS, BadSettings, Config


def config(tmp_path, **settings):
    named = {f"QUESTIONNAIRE_{name}": value for name, value in settings.items()}
    return Config.from_environment({"QUESTIONNAIRE_VAR": str(tmp_path / "var"), "PATH": "/bin"} | named)


def sentences(tmp_path, **settings):
    with pytest.raises(BadSettings) as bad:
        config(tmp_path, **settings)
    return bad.value.sentences


def test_nothing_needs_to_be_set(tmp_path):
    found = config(tmp_path)
    assert found.database_url == f"sqlite:///{tmp_path}/var/questionnaire.db"
    assert found.evidence_dir == tmp_path / "var" / "evidence"
    assert (found.embedded, found.upload_limit, found.secure_cookies) == (True, 20 * 1024 * 1024, False)


def test_the_secret_is_made_once_and_kept_from_others(tmp_path):
    first, second = config(tmp_path), config(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    [kept] = (tmp_path / "var").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_misspelt_setting_stops_the_start(tmp_path):
    assert sentences(tmp_path, SECURE_COOKIE="yes") == ("QUESTIONNAIRE_SECURE_COOKIE is not a setting.",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UPLOAD_LIMIT_MB", "0"),
        ("UPLOAD_LIMIT_MB", "20 MB"),
        ("SESSION_HOURS", "-1"),
        ("LINK_HOURS", "9" * 12),
        ("SECURE_COOKIES", "perhaps"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://localhost:port/x"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("BASE_URL", "example.org"),
        ("EVIDENCE_S3_URL", "https://bucket"),
        ("S3_ENDPOINT", "minio:9000"),
        ("LOG_LEVEL", "LOUD"),
        ("SECRET_KEY", "short"),
    ],
)
def test_a_value_that_cannot_be_read_stops_the_start(tmp_path, name, value):
    [sentence] = sentences(tmp_path, **{name: value})
    assert sentence.startswith(f"QUESTIONNAIRE_{name} must ")


def test_every_wrong_setting_is_named_at_once(tmp_path):
    assert len(sentences(tmp_path, NONSENSE="1", LOG_LEVEL="LOUD", BASE_URL="x")) == 3


def test_postgresql_needs_a_secret(tmp_path):
    url = "postgresql://app:pass@db/questionnaire"
    [sentence] = sentences(tmp_path, DATABASE_URL=url)
    assert sentence.startswith("QUESTIONNAIRE_SECRET_KEY is required")
    found = config(tmp_path, DATABASE_URL=url, SECRET_KEY="s" * 32, S3_SECRET_KEY="hidden")
    assert not found.embedded
    assert not any(secret in repr(found) for secret in ("pass@", "s" * 32, "hidden"))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("base", "cookies", "secure"),
    [("https://q.example.org/", "", True), ("http://localhost:8000", "", False), ("http://localhost", "on", True)],
)
def test_cookies_are_secure_wherever_the_address_is(tmp_path, base, cookies, secure):
    found = config(tmp_path, BASE_URL=base, SECURE_COOKIES=cookies)
    assert (found.secure_cookies, found.base_url) == (secure, base.rstrip("/"))


def test_every_setting_says_what_it_means():
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)


def test_a_damaged_secret_is_never_used(tmp_path):
    config(tmp_path)
    (tmp_path / "var" / "secret-key").write_text("")
    [sentence] = sentences(tmp_path)
    assert "secret-key is damaged" in sentence
