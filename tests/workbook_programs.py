"""A questionnaire workbook as other programs write it: the same cells, another markup.

Each function takes a file that we wrote and gives it back in one habit of Google Sheets, WPS, or the libraries that
other tools are built on. What is typed with `put` changes one cell of the markup and nothing else.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape, unescape

from workbook_typing import KEY, controls

from questionnaire.excel.cells import address
from questionnaire.excel.upload import read_upload

Markup = Callable[[str, str], str | None]  # a part's name and markup → its new markup, or None: it is left out

SHEETS = "xl/worksheets/"
CELL = re.compile(r"<c r=\"(?P<place>[A-Z]+[0-9]+)\"(?P<more>[^>]*?)(?:/>|>(?P<inside>.*?)</c>)", re.DOTALL)
MARKUP = re.compile("<(?:v|f)[ />]")
STRING = re.compile(r"<si><t(?: xml:space=\"preserve\")?>(.*?)</t></si>", re.DOTALL)
TABLE, INLINE, RESULT = 't="s"', 't="inlineStr"', 't="str"'  # where a text stands
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rewritten(data: bytes, change: Markup, more: Mapping[str, str] | None = None) -> bytes:
    """Return the file with every part changed, and parts added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name).decode())
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return made.getvalue()


def in_sheets(change: Callable[[str], str]) -> Markup:
    """Change the markup of every sheet."""
    return lambda name, markup: change(markup) if name.startswith(SHEETS) else markup


def put(data: bytes, cells: Mapping[str, str]) -> bytes:
    """Put what somebody typed into answer cells, by the names of their controls.

    It is a text, or the markup of a value (`<v>12</v>`) or of a whole cell (`<c t="b"><v>1</v></c>`).
    """
    known = _places(data)
    wanted: dict[str, dict[str, str]] = {}
    for name, content in cells.items():
        part, place = known[name]
        wanted.setdefault(part, {})[place] = content

    def change(name: str, markup: str) -> str:
        here = wanted.get(name)
        if not here:
            return markup
        return CELL.sub(lambda cell: _cell(cell, here[cell["place"]]) if cell["place"] in here else cell[0], markup)

    return rewritten(data, change)


@lru_cache(maxsize=8)
def _places(data: bytes) -> Mapping[str, tuple[str, str]]:
    """Return the part and the place of every answer cell."""
    parts = {str(grid.rows[0][0]): grid.part for grid in read_upload(data).grids if grid.rows and grid.rows[0]}
    return {name: (parts[each.sheet], address(*each.cell)) for name, each in controls(data, KEY).items()}


def _cell(cell: re.Match[str], content: str) -> str:
    style = " ".join(re.findall(r's="[0-9]+"', cell["more"]))
    if content.startswith("<c "):
        return content.replace("<c ", f'<c r="{cell["place"]}" {style} ', 1)
    if MARKUP.match(content):
        return f'<c r="{cell["place"]}" {style}>{content}</c>'
    return f'<c r="{cell["place"]}" {style} t="inlineStr"><is><t xml:space="preserve">{escape(content)}</t></is></c>'


# --- Habits ----------------------------------------------------------------------------------------------------------


def inline_strings(data: bytes) -> bytes:
    """Write every text into its cell, without a table of texts."""
    texts = _strings(data)

    def change(markup: str) -> str:
        return CELL.sub(
            lambda cell: (
                f'<c r="{cell["place"]}"{cell["more"].replace(TABLE, INLINE)}>'
                f'<is><t xml:space="preserve">{texts[int(_value(cell))]}</t></is></c>'
                if TABLE in cell["more"]
                else cell[0]
            ),
            markup,
        )

    def part(name: str, markup: str) -> str | None:
        if name == "xl/sharedStrings.xml":
            return None
        if name in {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}:
            return re.sub(r"<(?:Override|Relationship) [^>]*sharedStrings[^>]*/>", "", markup)
        return in_sheets(change)(name, markup)

    return rewritten(data, part)


def _strings(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return STRING.findall(parts.read("xl/sharedStrings.xml").decode())


def _value(cell: re.Match[str]) -> str:
    found = re.search(r"<v>(.*?)</v>", cell["inside"] or "", re.DOTALL)
    return found[1] if found else ""


def texts_as_results(data: bytes) -> bytes:
    """Write texts as if they were results of formulas (`t="str"`), as some libraries do for all of them."""
    texts = _strings(data)

    def change(markup: str) -> str:
        return CELL.sub(
            lambda cell: (
                f'<c r="{cell["place"]}"{cell["more"].replace(TABLE, RESULT)}><v>{texts[int(_value(cell))]}</v></c>'
                if TABLE in cell["more"]
                else cell[0]
            ),
            markup,
        )

    return rewritten(data, in_sheets(change))


def rich_texts(data: bytes) -> bytes:
    """Cut texts into runs with looks of their own, as a program does in which somebody made a word bold."""

    def run(found: re.Match[str]) -> str:
        text = unescape(found[1])
        half = len(text) // 2
        runs = "".join(
            f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(each)}</t></r>' for each in (text[:half], text[half:])
        )
        return f'<si>{runs}<phoneticPr fontId="1"/></si>'

    return rewritten(data, lambda name, markup: STRING.sub(run, markup) if name == "xl/sharedStrings.xml" else markup)


def without_styles(data: bytes) -> bytes:
    """Leave out every look: a number is a number, and a date a bare number of days."""

    def part(name: str, markup: str) -> str | None:
        if name == "xl/styles.xml":
            return f'<styleSheet xmlns="{MAIN}"/>'
        return re.sub(r' s="[0-9]+"', "", markup) if name.startswith(SHEETS) else markup

    return rewritten(data, part)


def numbers_as_texts(data: bytes) -> bytes:
    """Turn every number into a text that looks like it."""

    def change(markup: str) -> str:
        return CELL.sub(
            lambda cell: (
                f'<c r="{cell["place"]}"{cell["more"]} {RESULT}>{cell["inside"]}</c>'
                if cell["inside"] and " t=" not in cell["more"] and "<f>" not in cell["inside"]
                else cell[0]
            ),
            markup,
        )

    return rewritten(data, in_sheets(change))


def prefixed(data: bytes) -> bytes:
    """Name every tag with a prefix, as Microsoft's own library for developers does."""

    def change(name: str, markup: str) -> str:
        if not name.startswith("xl/") or "/_rels/" in name or "/theme/" in name:
            return markup
        return re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", markup).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')

    return rewritten(data, change)


def single_quotes(data: bytes) -> bytes:
    """Put every attribute into the other quotes."""
    return rewritten(data, lambda _name, markup: re.sub(r'(?<==)"([^"\'<>]*)"(?=[\s/>?])', r"'\1'", markup))


def without_places(data: bytes) -> bytes:
    """Leave out where each cell stands: it is the next one. Empty cells fill the gaps."""

    def row(found: re.Match[str]) -> str:
        cells, at = "", 0
        for cell in CELL.finditer(found[0]):
            column = _column(cell["place"])
            cells += "<c/>" * (column - at)
            at = column + 1
            cells += f"<c{cell['more']}>{cell['inside'] or ''}</c>"
        return f"<row>{cells}</row>"

    def change(markup: str) -> str:
        rows: list[str] = []
        for found in re.finditer(r'<row r="([0-9]+)"[^>]*?(?:/>|>.*?</row>)', markup, re.DOTALL):
            rows += ["<row/>"] * (int(found[1]) - 1 - len(rows))
            rows.append(row(found))
        return re.sub(
            r"<sheetData>.*</sheetData>", lambda _: f"<sheetData>{''.join(rows)}</sheetData>", markup, flags=re.DOTALL
        )

    return rewritten(data, in_sheets(change))


def _column(place: str) -> int:
    number = 0
    for letter in re.sub(r"[0-9]", "", place):
        number = number * 26 + ord(letter) - 64
    return number - 1


def absolute_targets(data: bytes) -> bytes:
    """Lead to parts from the top of the file, not from beside."""

    def change(name: str, markup: str) -> str:
        folder = "/xl/" if name == "xl/_rels/workbook.xml.rels" else "/"
        return (
            re.sub(r'Target="(?!/|#)', f'Target="{folder}', markup)
            if name.endswith(".rels") and "sheets/" not in name
            else markup
        )

    return rewritten(data, change)


def without_papers(data: bytes) -> bytes:
    """Leave out who wrote the file and when, and the theme."""

    def part(name: str, markup: str) -> str | None:
        if name.startswith("docProps/"):
            return None
        if name in {"[Content_Types].xml", "_rels/.rels"}:
            return re.sub(r"<(?:Override|Relationship) [^>]*docProps[^>]*/>", "", markup)
        return markup

    return rewritten(data, part)


def unhidden(data: bytes) -> bytes:
    """Show every sheet, unprotect all of them, and name them as some program does that shortens names."""

    def change(name: str, markup: str) -> str:
        if name == "xl/workbook.xml":
            return re.sub(r' state="\w+"', "", markup)
        return re.sub(r"<sheetProtection [^>]*/>", "", markup) if name.startswith(SHEETS) else markup

    return rewritten(data, change)


def with_mark_and_breaks(data: bytes) -> bytes:
    """Begin each part with a byte order mark and a declaration of its own, and break lines as on Windows."""
    declaration = '\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'
    return rewritten(data, lambda _name, markup: re.sub(r"^(?:<\?xml[^>]*\?>\s*)?", declaration, markup, count=1))


def validations_as_extension(data: bytes) -> bytes:
    """Keep what cells take in the extension list, as programs do for rules that look at other sheets."""
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"

    def rule(found: re.Match[str]) -> str:
        attributes, inside = found[1], found[2] or ""
        place = re.search(r'sqref="([^"]*)"', attributes)
        formulas = re.sub(
            r"<formula([12])>(.*?)</formula\1>", r"<x14:formula\1><xm:f>\2</xm:f></x14:formula\1>", inside
        )
        rest = re.sub(r'\s*sqref="[^"]*"', "", attributes)
        return (
            f"<x14:dataValidation{rest}>{formulas}<xm:sqref>{place[1] if place else ''}</xm:sqref></x14:dataValidation>"
        )

    def change(markup: str) -> str:
        found = re.search(r"<dataValidations[^>]*>(.*?)</dataValidations>", markup, re.DOTALL)
        if not found:
            return markup
        rules = re.sub(r"<dataValidation\b([^>]*?)(?:/>|>(.*?)</dataValidation>)", rule, found[1], flags=re.DOTALL)
        extension = (
            f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{x14}">'
            f'<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">{rules}'
            "</x14:dataValidations></ext></extLst>"
        )
        return markup.replace(found[0], "").replace("</worksheet>", f"{extension}</worksheet>")

    return rewritten(data, in_sheets(change))


def foreign_namespaces(data: bytes) -> bytes:
    """Declare names that only that program knows, with a part and attributes of its own."""
    names = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
        ' xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" mc:Ignorable="etc mx"'
    )

    def change(name: str, markup: str) -> str:
        if name.startswith(SHEETS):
            markup = markup.replace("<worksheet ", f"<worksheet{names} ", 1).replace("<row ", '<row etc:dy="0.25" ')
        if name == "xl/workbook.xml":
            markup = markup.replace("<workbook ", f"<workbook{names} ", 1)
        return markup

    return rewritten(data, change, {"xl/cellimages.xml": "<cellImages/>", "docProps/custom.xml": "<Properties/>"})


def google(data: bytes) -> bytes:
    """Return the file as Google Sheets gives it."""
    bare = re.compile(r"<(?:dimension|calcPr|phoneticPr|sheetProtection)\b[^>]*/>")
    plain = rewritten(without_papers(unhidden(data)), lambda _name, markup: bare.sub("", markup))
    return foreign_namespaces(inline_strings(plain))


def wps(data: bytes) -> bytes:
    """Return the file as WPS Spreadsheets gives it."""
    return with_mark_and_breaks(absolute_targets(foreign_namespaces(validations_as_extension(data))))


def developers(data: bytes) -> bytes:
    """Return the file as a tool gives it that was built on a library for developers."""
    return prefixed(without_styles(texts_as_results(data)))


HABITS: tuple[Callable[[bytes], bytes], ...] = (
    inline_strings,
    texts_as_results,
    rich_texts,
    without_styles,
    numbers_as_texts,
    prefixed,
    single_quotes,
    without_places,
    absolute_targets,
    without_papers,
    unhidden,
    with_mark_and_breaks,
    validations_as_extension,
    foreign_namespaces,
    google,
    wps,
    developers,
)
