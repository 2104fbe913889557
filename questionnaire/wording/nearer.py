"""How is a problem said when more is known of it: why, what is accepted there, what stands in the way?

The general sentence of a code stands in `problems`. One here says more, and takes its place when the problem has the
parameter it needs (`options`), or has it with a certain value (`reason=password`).
"""

from collections.abc import Mapping

from instruments.problems import Code
from questionnaire.wording.words import N_

EXCEL_FILE = N_(
    "This is an Excel file of the type .{found}. In Excel choose File, Save As, and the type "
    "“Excel Workbook (*.xlsx)”. Then send that file."
)
ALONE = N_("“{alone}” cannot stand beside other answers. Remove its mark, or remove the others.")
NOT_LISTED = N_("“{given}” is not on the list. Choose one of these: {options}")
DAMAGED_SEAL = N_("The hidden sheet of this workbook is damaged. Download a new one, and copy into it what you typed.")

NEARER: Mapping[tuple[Code, str], str] = {
    # Cells of workbooks that come back.
    (Code.NOT_A_CHOICE, "options"): NOT_LISTED,
    (Code.NOT_A_CHOICE, "mark"): N_(
        "“{given}” is not a mark. Put {mark} where it applies, and leave the cell empty where it does not."
    ),
    (Code.UNKNOWN_REASON, "options"): NOT_LISTED,
    (Code.NOT_A_LANGUAGE, "options"): NOT_LISTED,
    (Code.NOT_A_NUMBER, "beside"): N_(
        "Only a number fits here. If nobody knows it, leave it empty and use the column “{beside}”."
    ),
    (Code.EXCLUSIVE_OPTION, "alone"): ALONE,
    (Code.TWO_ANSWERS, "alone"): ALONE,
    (Code.TWO_ANSWERS, "beside"): N_(
        "This says why the question does not apply, but not that it does not. Choose so in “{beside}”, or clear this "
        "cell."
    ),
    (Code.EMPTY_PART, "box"): N_("This box is empty. Enter 0 where you counted nobody."),
    (Code.EMPTY_PART, "mark"): N_(
        "Some lines say “no”, others nothing. Put {mark} where it applies, or “no” everywhere."
    ),
    (Code.DUPLICATE_ROW, "copy"): N_(
        "The sheet “{copy}” is a copy, and the two do not say the same. Delete the one that you do not need."
    ),
    (Code.NOT_ANSWERABLE, "outside"): N_("Nothing is read from this cell. Type into the yellow cells only."),
    # Files that we cannot or do not open.
    (Code.FILE_TYPE, "found=xls"): EXCEL_FILE,
    (Code.FILE_TYPE, "found=xlsm"): EXCEL_FILE,
    (Code.FILE_TYPE, "found=xlsb"): EXCEL_FILE,
    (Code.FILE_TYPE, "found=xltx"): EXCEL_FILE,
    (Code.FILE_TYPE, "found=xlsx (Strict)"): EXCEL_FILE,
    (Code.FILE_TYPE, "found=ods"): N_(
        "This is an OpenDocument file (.ods). In LibreOffice choose File, Save As, and the type "
        "“Excel 2007–365 (.xlsx)”. Then send that file."
    ),
    (Code.FILE_TYPE, "found=csv or text"): N_(
        "This is plain text, such as .csv, and has lost most of the workbook. Fill in the .xlsx file that you "
        "downloaded, and save it as .xlsx."
    ),
    (Code.FILE_TYPE, "expected"): N_(
        "This is not an Excel workbook (.xlsx). Choose the .xlsx file that you downloaded and filled in."
    ),
    (Code.FILE_UNREADABLE, "reason=password"): N_(
        "This file asks for a password. In Excel choose File, Info, Protect Workbook, remove the password, and send it "
        "again."
    ),
    (Code.FILE_TOO_LARGE, "reason=cells"): N_(
        "This file has far more cells than we gave out. Delete what is not part of it, and save it again."
    ),
    (Code.FILE_HOSTILE, "reason=active part"): N_(
        "This file has macros, embedded objects or links to other files. Remove them, save it as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=swells"): N_(
        "This file grows far beyond its size when opened. Save it with Excel or LibreOffice as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=document type"): N_(
        "This file declares XML entities, as attackers do. Save it with Excel or LibreOffice as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=encoding"): N_(
        "This file is not written in UTF-8. Save it with Excel or LibreOffice as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=endless tag"): N_(
        "This file has a tag without an end. Save it with Excel or LibreOffice as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=compression"): N_(
        "This file is packed in a way that we do not open. Save it with Excel or LibreOffice as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=names of parts"): N_(
        "This file has parts with forbidden names. Save it with Excel or LibreOffice as .xlsx and try again."
    ),
    (Code.FILE_HOSTILE, "reason=too many parts"): N_(
        "This file has too many parts, such as pictures. Delete what is not part of the form, and save it again."
    ),
    (Code.FILE_HOSTILE, "reason=too many sheets"): N_(
        "This file has too many sheets. Delete those that are not part of the form, and save it again."
    ),
    # Workbooks that are none of ours.
    (Code.WRONG_WORKBOOK, "reason=no seal"): N_(
        "This workbook is not one of ours, or its hidden sheet is gone. Download a new one, and copy into it what you "
        "typed."
    ),
    (Code.WRONG_WORKBOOK, "reason=broken seal"): N_(
        "The hidden sheet of this workbook was changed, or the file was not made here. Download a new one, and copy "
        "into it what you typed."
    ),
    (Code.WRONG_WORKBOOK, "reason=damaged"): DAMAGED_SEAL,
    (Code.WRONG_WORKBOOK, "reason=another form"): DAMAGED_SEAL,
    (Code.WRONG_WORKBOOK, "reason=another purpose"): N_(
        "This workbook is one of ours, but not of this sort: a plan is no questionnaire. Choose the other file."
    ),
    (Code.WRONG_WORKBOOK, "expected"): N_(
        "This workbook belongs to another assessment. Choose the file that you downloaded on this page."
    ),
    (Code.WRONG_DIGEST, "questionnaire"): N_(
        "This was made for another edition of {questionnaire}. Name the file of that edition with --instrument."
    ),
    (Code.NOT_FOUND, "questionnaire"): N_(
        "The questionnaire {questionnaire} is not installed here. Name its file with --instrument."
    ),
}

OF_BOX = N_("{box}: {sentence}")


def nearer(code: Code, values: Mapping[str, str]) -> str | None:
    """Return the sentence that says most about a problem, if there is one; a certain value says more than any."""
    names = [f"{name}={value}" for name, value in values.items()] + list(values)
    return next((NEARER[code, name] for name in names if (code, name) in NEARER), None)
