"""What can stand in for evidence in the demonstration? Tiny real files, made here byte by byte.

They are real so that the product treats them as it treats any upload, and made in code so that they are the same
everywhere and nobody has to keep pictures in the repository.
"""

import zlib
from struct import pack

SIDE = 64
PNG = b"\x89PNG\r\n\x1a\n"


def pdf(*lines: str) -> bytes:
    """Return a one-page PDF with some lines of Latin text."""
    shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    page = f"BT /F1 12 Tf 16 TL 56 780 Td {shown}ET".encode("latin-1", "replace")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    return _with_index(parts)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _with_index(parts: tuple[bytes, ...]) -> bytes:
    """Write the objects of a PDF and the index of where each one starts."""
    written = b"%PDF-1.4\n"
    starts = []
    for number, part in enumerate(parts, start=1):
        starts.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    index = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(parts) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, index, end)


def png(red: int, green: int, blue: int) -> bytes:
    """Return a small square picture of one colour, each part 0-255."""
    row = b"\x00" + bytes((red, green, blue)) * SIDE
    head = pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(row * SIDE)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))
