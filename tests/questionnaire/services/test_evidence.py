"""What happens to a file.

- only what is what its name says, and nothing that runs;
- one file supports many answers; it counts while it is neither removed nor expired;
- it comes back byte by byte, to those who may see the assessment and nobody else;
- kept in a folder or in a bucket alike.
"""

import io
import os
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from instruments.problems import Code, Refusal
from questionnaire import storage
from questionnaire.config import Config
from questionnaire.services import evidence, result, submit
from questionnaire.services.sniff import safe_name, sniff
from questionnaire.storage import LocalFolder

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
LIMIT = 1024 * 1024


def office(main, *others, types="<Types/>"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        for name in (main, *others):
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.fixture
def store(tmp_path):
    return LocalFolder(tmp_path / "evidence")


@pytest.fixture
def add(database, cast, store):
    def make(assessment, *, name="pay.pdf", content=PDF, viewer=None, **named):
        settings = {"limit": LIMIT, "now": NOW} | named
        by = viewer or cast.contributor
        return evidence.add(database, store, by, assessment, name=name, content=content, **settings)

    return make


def refused(call, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        call(*arguments, **named)
    return [problem.code for problem in refusal.value.problems]


# --- What it is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.PNG", PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0" + bytes(20)),
        ("a.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20)),
        ("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(20)),
        ("a.docx", office("word/document.xml")),
        ("a.xlsx", office("xl/workbook.xml")),
        ("a.pptx", office("ppt/presentation.xml")),
        ("a.csv", "ชื่อ,จำนวน\r\n".encode()),
        ("a.txt", "notes".encode("utf-16")),
    ],
)
def test_the_kinds_we_keep(name, content):
    kind, problems = sniff(name, content, LIMIT)
    assert (kind, problems) == (name.rpartition(".")[2].lower().replace("jpeg", "jpg"), ())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", Code.FILE_EMPTY),
        ("a.pdf", PDF + bytes(LIMIT), Code.FILE_TOO_LARGE),
        ("a.exe", b"MZ" + bytes(60), Code.FILE_TYPE),
        ("a.pdf", PNG, Code.FILE_TYPE),
        ("a.jpg", b"MZ" + bytes(60), Code.FILE_TYPE),
        ("a.txt", b"\x00\x01\x02", Code.FILE_TYPE),
        ("a.txt", b"\xef\xbb\xbf <!DOCTYPE html><script>", Code.FILE_TYPE),
        ("a.csv", "<svg onload=x>".encode("utf-16"), Code.FILE_TYPE),
        ("a.svg", b"<svg/>", Code.FILE_TYPE),
        ("a.zip", office("anything"), Code.FILE_TYPE),
        ("a.docx", office("xl/workbook.xml"), Code.FILE_TYPE),
        ("a.xlsx", b"PK\x03\x04 not really", Code.FILE_TYPE),
        ("a.xlsm", office("xl/workbook.xml", "xl/vbaProject.bin"), Code.FILE_TYPE),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), Code.FILE_HOSTILE),
        ("a.docx", office("word/document.xml", "word/other.bin", types="application/vnd.ms-office.vbaProject"),
         Code.FILE_HOSTILE),
        ("a.xlsx", office("xl/workbook.xml", *(f"x/{n}" for n in range(5001))), Code.FILE_HOSTILE),
    ],
)  # fmt: skip
def test_what_is_refused(name, content, code):
    _, problems = sniff(name, content, LIMIT)
    assert [problem.code for problem in problems] == [code]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\chai\\pay.pdf", "pay.pdf"),
        ("pay\u202efdp.exe", "payfdp.exe"),
        ("pay\r\nX: y.pdf", "payX: y.pdf"),
        ("สลิป.pdf", "สลิป.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("", "file"),
    ],
)
def test_names_are_only_names(name, shown):
    assert safe_name(name) == shown


# --- What it supports ----------------------------------------------------------------------------------------------


def test_a_file_supports_many_answers_and_counts(database, cast, opened, save, add):
    assessment = opened("worked-example")
    save(assessment, {"E1": 4, "E3": 2})
    made = add(assessment, items=["E1", "E3"], dated=date(2026, 1, 1), expires=date(2026, 12, 31))
    assert (made.items, made.level, made.by_name, made.size) == (("E1", "E3"), 1, "Dara", len(PDF))
    found = result.result(database, cast.certifier, assessment, now=NOW)
    assert found.circumstances.evidence == {"E1": 1, "E3": 1}
    assert [each.name for each in found.response.evidence["E1"]] == ["pay.pdf"]


def test_it_counts_no_more_once_unlinked_expired_or_removed(database, cast, opened, save, add):
    assessment = opened("worked-example")
    save(assessment, {"E1": 4, "E3": 2, "E4": 1})
    add(assessment, items=["E1"], expires=date(2026, 3, 1))
    made = add(assessment, items=["E3"], name="b.pdf", now=NOW + timedelta(seconds=1))
    gone = add(assessment, items=["E4"], name="c.pdf", now=NOW + timedelta(seconds=2))
    evidence.unlink(database, cast.contributor, made.id, ["E3"], now=NOW)
    evidence.remove(database, cast.contributor, gone.id, now=NOW)
    assert result.result(database, cast.certifier, assessment, now=NOW).circumstances.evidence == {}
    assert [each.name for each in evidence.evidence_in(database, cast.certifier, assessment)] == ["pay.pdf", "b.pdf"]
    assert evidence.link(database, cast.certifier, made.id, ["E3", "E4"], now=NOW).items == ("E3", "E4")


def test_an_expiry_does_not_come_before_the_date(opened, add):
    assessment = opened("numbers")
    assert refused(add, assessment, dated=date(2026, 2, 1), expires=date(2026, 1, 1)) == [Code.TOO_EARLY]


def test_only_what_can_be_answered_can_be_supported(opened, add):
    assessment = opened("all-kinds")
    assert refused(add, assessment, items=["Note", "nowhere"]) == [Code.UNKNOWN_ITEM, Code.UNKNOWN_ITEM]


def test_sealed_answers_keep_their_evidence(database, cast, opened, save, add):
    assessment = opened("when-chain")
    save(assessment, {"P": "yes"})
    made = add(assessment, items=["P"])
    submit.submit(database, cast.certifier, assessment, name="C", role="D", accepted=True, now=NOW)
    assert refused(evidence.remove, database, cast.certifier, made.id, now=NOW) == [Code.ALREADY_SUBMITTED]
    assert refused(evidence.unlink, database, cast.certifier, made.id, ["P"], now=NOW) == [Code.ALREADY_SUBMITTED]
    assert refused(add, assessment, items=["P"]) == [Code.ALREADY_SUBMITTED]
    assert add(assessment, name="for-the-plan.pdf").items == ()


# --- Who may have it back ------------------------------------------------------------------------------------------


def test_it_comes_back_as_an_attachment_with_its_type(database, cast, store, opened, add):
    made = add(opened("numbers"), content=PDF)
    sent = evidence.download(database, store, cast.certifier, made.id)
    assert (sent.media_type, b"".join(sent.content), sent.evidence) == ("application/pdf", PDF, made)


def test_a_stranger_gets_nothing_and_leaves_nothing_on_the_disk(database, cast, store, opened, add):
    assessment = opened("numbers")
    assert refused(add, assessment, viewer=cast.stranger) == [Code.NOT_FOUND]
    assert not store.path.exists()
    made = add(assessment)
    for viewer in (cast.stranger, cast.administrator):
        assert refused(evidence.download, database, store, viewer, made.id) == [Code.NOT_FOUND]
        assert evidence.evidence_in(database, viewer, assessment) == ()


def test_bytes_that_are_gone_are_a_refusal(database, cast, store, opened, add):
    made = add(opened("numbers"))
    next(store.path.glob("*/*")).unlink()
    assert refused(evidence.download, database, store, cast.certifier, made.id) == [Code.NOT_FOUND]


# --- Where it is kept ----------------------------------------------------------------------------------------------


@pytest.fixture
def bucket(monkeypatch):
    import boto3
    from moto.server import ThreadedMotoServer

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="files")
    yield storage.storage_of(
        Config.from_environment(
            {
                "QUESTIONNAIRE_EVIDENCE_S3_URL": "s3://files/evidence",
                "QUESTIONNAIRE_S3_ENDPOINT": endpoint,
                "QUESTIONNAIRE_S3_ACCESS_KEY": "testing",
                "QUESTIONNAIRE_S3_SECRET_KEY": "testing",
                "QUESTIONNAIRE_SECRET_KEY": "k" * 32,
            }
        )
    )
    server.stop()


@pytest.mark.parametrize("kept_in", ["store", "bucket"])
def test_what_is_put_comes_back_whole(request, kept_in):
    place = request.getfixturevalue(kept_in)
    content = os.urandom(3 * storage.CHUNK + 7)
    name = storage.put(place, content)
    assert storage.put(place, content) == name == storage.digest_of(content)
    assert b"".join(storage.chunks(place, name)) == content
    for absent in ("0" * 64, "../secret"):
        with pytest.raises(FileNotFoundError):
            storage.chunks(place, absent)


def test_a_folder_never_shows_half_a_file(store, monkeypatch):
    def fail(_descriptor):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        storage.put(store, b"content")
    assert [path for path in store.path.rglob("*") if path.is_file()] == []
