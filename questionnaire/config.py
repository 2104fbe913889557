"""How is this installation set up? One frozen value, read from the environment once, at start.

A name that starts with QUESTIONNAIRE_ and is not in the table below, or a value that cannot be read, stops the start
with one sentence for each: a misspelt setting that silently does nothing is how a site ends up without TLS cookies.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "QUESTIONNAIRE_"
MEGABYTE = 1024 * 1024
SHORTEST_SECRET = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
TRUTHS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class BadSettings(Exception):  # noqa: N818  it carries sentences, one for each setting that is wrong
    """The settings cannot be used; `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(sentences))


class Setting(NamedTuple):
    """A line of the settings table: the name after the prefix, its default as written, its reader, and its meaning."""

    name: str
    default: str
    read: Callable[[str], Any]
    meaning: str


def _text(text: str) -> str:
    return text


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _flag(text: str) -> bool:
    if text.lower() not in TRUTHS:
        raise ValueError("must be yes or no")
    return TRUTHS[text.lower()]


def _positive(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text) or int(text) < 1:
        raise ValueError("must be a whole number from 1 to 999999")
    return int(text)


def _database(text: str) -> str:
    if text and not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    if ":memory:" in text or text == "sqlite:///":
        raise ValueError("must name a file: a database in memory forgets everything at the next start")
    if text and not _is_address(text):
        raise ValueError("must look like postgresql://user:password@host:5432/name")
    return text


def _is_address(text: str) -> bool:
    try:
        make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return False
    return True


def _web(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("must look like https://questionnaire.example.org")
    return text.rstrip("/")


def _optional_web(text: str) -> str:
    return _web(text) if text else ""


def _bucket(text: str) -> str:
    if text and not (text.startswith("s3://") and urlsplit(text).netloc):
        raise ValueError("must look like s3://bucket or s3://bucket/folder")
    return text.rstrip("/")


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def _secret(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return text


SETTINGS = (
    Setting("VAR", "var", _folder, "Folder for the embedded database, the generated secret key and evidence files."),
    Setting(
        "DATABASE_URL", "", _database, "PostgreSQL or SQLite address. Default: questionnaire.db in the VAR folder."
    ),
    Setting("SECRET_KEY", "", _secret, "Signs sign-in links and forms. Required for PostgreSQL; generated for SQLite."),
    Setting("EVIDENCE_DIR", "", _text, "Folder for evidence files. Default: evidence in the VAR folder."),
    Setting("EVIDENCE_S3_URL", "", _bucket, "Keep evidence in this S3 bucket instead: s3://bucket/folder."),
    Setting("S3_ENDPOINT", "", _optional_web, "Address of an S3-compatible store that is not Amazon's."),
    Setting("S3_REGION", "us-east-1", _text, "Region of the bucket."),
    Setting("S3_ACCESS_KEY", "", _text, "Access key for the bucket. Default: what the machine's role allows."),
    Setting("S3_SECRET_KEY", "", _text, "Secret key for the bucket."),
    Setting("UPLOAD_LIMIT_MB", "20", _positive, "Largest evidence file, in megabytes."),
    Setting("BASE_URL", "http://127.0.0.1:8000", _web, "The address people reach this installation at; links use it."),
    Setting("SESSION_HOURS", "12", _positive, "Hours after which somebody signed in has to sign in again."),
    Setting("LINK_HOURS", "168", _positive, "Hours during which a sign-in link can be used, once."),
    Setting("SECURE_COOKIES", "", _text, "Send cookies over TLS only. Default: yes when BASE_URL is https."),
    Setting("PSEUDO_LOCALE", "no", _flag, "Also offer en-XA: English made longer and stranger, for tests of layout."),
    Setting("LOG_LEVEL", "INFO", _log_level, "DEBUG, INFO, WARNING or ERROR."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting, read and checked."""

    var: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    evidence_dir: Path
    evidence_s3_url: str
    s3_endpoint: str
    s3_region: str
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)
    upload_limit: int
    base_url: str
    session_hours: int
    link_hours: int
    secure_cookies: bool
    pseudo_locale: bool
    log_level: str

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded SQLite."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings (of this process unless given others); make the folders and key that are missing.

        Raises BadSettings.
        """
        given = os.environ if environment is None else environment
        sentences = _unknown(given)
        values = {setting.name.lower(): _read(setting, given, sentences) for setting in SETTINGS}
        if sentences:
            raise BadSettings(sentences)
        return cls(**_completed(values))


def _unknown(given: Mapping[str, str]) -> list[str]:
    known = {PREFIX + setting.name for setting in SETTINGS}
    return [f"{name} is not a setting." for name in sorted(given) if name.startswith(PREFIX) and name not in known]


def _read(setting: Setting, given: Mapping[str, str], sentences: list[str]) -> Any:
    name = PREFIX + setting.name
    try:
        return setting.read(given.get(name, "").strip() or setting.default)
    except ValueError as error:
        sentences.append(f"{name} {error}.")
        return None


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    """Fill in the defaults that follow from other settings."""
    var: Path = values["var"]
    url = values["database_url"] or f"sqlite:///{var / 'questionnaire.db'}"
    embedded = url.startswith("sqlite")
    if not embedded and not values["secret_key"]:
        raise BadSettings(["QUESTIONNAIRE_SECRET_KEY is required with PostgreSQL: every process needs the same one."])
    secure = values["secure_cookies"] or ("yes" if values["base_url"].startswith("https://") else "no")
    try:
        values["secure_cookies"] = _flag(secure)
    except ValueError as error:
        raise BadSettings([f"QUESTIONNAIRE_SECURE_COOKIES {error}."]) from None
    values["upload_limit"] = values.pop("upload_limit_mb") * MEGABYTE
    evidence = values["evidence_dir"]
    values["evidence_dir"] = Path(evidence).resolve() if evidence else var / "evidence"
    return values | {"database_url": url, "secret_key": values["secret_key"] or generated_secret(var)}


def generated_secret(var: Path) -> str:
    """Return the secret key kept in the VAR folder, readable by its owner only; make it the first time.

    Raises BadSettings when the file has lost its key: whoever knows that it is empty could sign links.
    """
    path = var / "secret-key"
    var.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database in it holds everybody's answers
    try:
        # Two processes may start at once: the exclusive link below lets one of them win, and both read the same key.
        draft = path.with_name(f".secret-key-{secrets.token_hex(8)}")
        if not path.exists():
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    key = path.read_text(errors="replace").strip()
    if len(key) < SHORTEST_SECRET:
        raise BadSettings([f"{path} is damaged. Remove it: a new key is made, and everybody signs in again."])
    return key
