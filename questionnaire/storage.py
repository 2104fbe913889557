"""Where are the bytes of evidence files? In a folder of this machine, or in an S3-compatible bucket.

A file is named by the SHA-256 of its bytes: the same file twice is one, and nothing is ever overwritten by something
else. Who may have a file is decided before anybody asks here.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never
from urllib.parse import urlsplit

from questionnaire.config import Config

CHUNK = 256 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder, by default under the VAR folder."""

    path: Path


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, and the folder in it; `store` is an obstore S3Store."""

    store: Any
    folder: str = ""


Storage = LocalFolder | Bucket


def storage_of(config: Config) -> Storage:
    """Return the storage that the settings name."""
    if not config.evidence_s3_url:
        return LocalFolder(config.evidence_dir)
    from obstore.store import S3Store  # noqa: PLC0415  an extra: installed where a bucket is set

    parts = urlsplit(config.evidence_s3_url)
    options: dict[str, Any] = {"region": config.s3_region}
    if config.s3_endpoint:
        options |= {
            "endpoint": config.s3_endpoint,
            "client_options": {"allow_http": config.s3_endpoint.startswith("http://")},
        }
    if config.s3_access_key:
        options |= {"access_key_id": config.s3_access_key, "secret_access_key": config.s3_secret_key}
    return Bucket(S3Store(parts.netloc, **options), parts.path.strip("/"))


def digest_of(content: bytes) -> str:
    """Return the name under which these bytes are kept."""
    return hashlib.sha256(content).hexdigest()


def put(storage: Storage, content: bytes) -> str:
    """Keep bytes durably; return their SHA-256."""
    name = digest_of(content)
    match storage:
        case LocalFolder(path):
            _write(path / _place(name), content)
        case Bucket(store, folder):
            store.put(_key(folder, name), content)
        case _:
            assert_never(storage)
    return name


def chunks(storage: Storage, name: str) -> Iterator[bytes]:
    """Yield the bytes kept under a SHA-256, piece by piece. Raises FileNotFoundError before the first."""
    if not SHA256.fullmatch(name):
        raise FileNotFoundError(name)
    match storage:
        case LocalFolder(path):
            return _read(path / _place(name))
        case Bucket(store, folder):
            return _fetch(store, _key(folder, name))
        case _:
            assert_never(storage)


def _place(name: str) -> str:
    return f"{name[:2]}/{name}"


def _key(folder: str, name: str) -> str:
    return f"{folder}/{_place(name)}".lstrip("/")


def _write(path: Path, content: bytes) -> None:
    """Write to a temporary file and rename it: a name either stands for all of its bytes or does not exist."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Iterator[bytes]:
    file = path.open("rb")

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(CHUNK):
                yield piece

    return pieces()


def _fetch(store: Any, key: str) -> Iterator[bytes]:
    return (bytes(piece) for piece in store.get(key).stream(min_chunk_size=CHUNK))
