"""What can be done from the command line, and how is it said?

Exit codes: 0 done, 1 problems found (each printed with its code, its place and what to do), 2 the command itself was
not understood. With `--json`, standard output carries one JSON document and nothing else.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from instruments.problems import Refusal
from questionnaire import commands, serving, translating
from questionnaire.commands import report
from questionnaire.wording.coverage import STATES
from questionnaire.wording.parity import ACCEPTABLE

EPILOG = """\
A REF is an instrument of the library (ethical-recruitment@1.0.0) or the path of an instrument file.
A RESPONSE is the path of a response document; - reads standard input.

Try:
  questionnaire instruments                              what can be asked
  questionnaire schema gender@1.0.0 > schema.json        what a response to it looks like
  questionnaire validate response.json                   is this one
  questionnaire score response.json                      what it means, with gaps and stages
  questionnaire plan response.json -o plan.xlsx          what to do about it
  questionnaire workbook gender@1.0.0 -o gender.xlsx     to answer it offline
  questionnaire words coverage                           which languages it speaks
  questionnaire demo                                     the whole product, with sample data
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    arguments = vars(_parser().parse_args(argv))
    command: Callable[..., int] = arguments.pop("command")
    try:
        return command(**arguments)
    except Refusal as refusal:
        return report(refusal.problems, as_json=arguments.get("as_json", False))
    except BrokenPipeError:  # `questionnaire ... | head` is no error
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="questionnaire",
        description="Supplier self-assessment: instruments, scores, roadmaps and action plans.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"questionnaire {commands.VERSION}")
    add = parser.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser
    _instrument_commands(add)
    _response_commands(add)
    _workbook_commands(add)
    _words_commands(add)
    _service_commands(add)
    return parser


Add = Callable[..., argparse.ArgumentParser]


def _command(
    add: Add, run: Callable[..., int], name: str, summary: str, *, json: bool = True
) -> argparse.ArgumentParser:
    parser = add(name, help=summary, description=summary)
    parser.set_defaults(command=run)
    if json:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON instead of sentences")
    return parser


def _instrument_commands(add: Add) -> None:
    _command(add, commands.instruments, "instruments", "List the published instruments.")

    check = _command(
        add, commands.check, "check", "Check an instrument file: faults (unusable) and findings (unpublishable)."
    )
    check.add_argument("file", metavar="FILE", nargs="?", help="an instrument file")
    check.add_argument("--library", action="store_true", help="check every published instrument and the digests")

    compare = _command(
        add, commands.compare, "compare", "Show what changed between two instruments, and the version bump it needs."
    )
    compare.add_argument("old", metavar="OLD", help="a REF")
    compare.add_argument("new", metavar="NEW", help="a REF")

    schema = _command(
        add, commands.schema, "schema", "Print the JSON Schema of a response to an instrument.", json=False
    )
    schema.add_argument("ref", metavar="REF")
    schema.add_argument("--complete", action="store_true", help="also demand every required item that is asked")


def _response_commands(add: Add) -> None:
    def on_response(run: Callable[..., int], name: str, summary: str) -> argparse.ArgumentParser:
        parser = _command(add, run, name, summary)
        parser.add_argument("response", metavar="RESPONSE")
        parser.add_argument("--instrument", metavar="FILE", help="the instrument file, when it is not in the library")
        return parser

    validate = on_response(commands.validate, "validate", "Check a response document against its instrument.")
    validate.add_argument("--complete", action="store_true", help="also demand what a submission needs")

    on_response(
        commands.score, "score", "Score a response: critical issues, practice, confidence, risk, roadmap, gaps."
    )
    on_response(commands.receipt, "receipt", "Print the receipt of a score: every number, and why.")

    verify = _command(add, commands.verify_receipt, "verify-receipt", "Check that a receipt follows from a response.")
    verify.add_argument("receipt", metavar="RECEIPT")
    verify.add_argument("response", metavar="RESPONSE")
    verify.add_argument("--instrument", metavar="FILE", help="the instrument file, when it is not in the library")

    plan = on_response(commands.plan, "plan", "Draft the action plan for the gaps of a response.")
    plan.add_argument(
        "-o", "--output", dest="workbook", metavar="FILE.xlsx", help="write the plan as an Excel workbook"
    )
    plan.add_argument("--start", metavar="DATE", help="the day the plan starts (default: today)")


def _workbook_commands(add: Add) -> None:
    workbook = _command(
        add, commands.workbook, "workbook", "Write a questionnaire as an Excel workbook, to answer offline.", json=False
    )
    workbook.add_argument("ref", metavar="REF")
    workbook.add_argument("--response", metavar="RESPONSE", help="fill in the answers of this response")
    workbook.add_argument("--language", default="en", metavar="TAG", help="the language it opens in (default: en)")
    workbook.add_argument("-o", "--output", dest="workbook", required=True, metavar="FILE.xlsx")

    back = _command(
        add, commands.read_workbook, "read-workbook", "Read an answered workbook back into a response document."
    )
    back.add_argument("file", metavar="FILE.xlsx")
    back.add_argument("-o", "--output", dest="output", required=True, metavar="RESPONSE.json")
    back.add_argument("--instrument", metavar="FILE", help="the instrument file, when it is not in the library")


def _words_commands(add: Add) -> None:
    summary = "Work on the translations: how much there is, what is wrong, out to translators and in again."
    words = add("words", help=summary, description=summary)
    add = words.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser

    coverage = _command(add, translating.coverage, "coverage", "Print how much of each language is there.")
    coverage.add_argument("--locale", metavar="TAG", help="only this language")

    update = _command(add, translating.renew, "update", "Bring every catalogue up to date with the sources.")
    update.add_argument("--check", action="store_true", help="write nothing; fail if a file is not up to date")

    check = _command(add, translating.check, "check", "Compare every translation with its source.")
    check.add_argument("--locale", metavar="TAG", help="only this language")
    check.add_argument("--strict", action="store_true", help="also fail on findings that only ask for a look")

    export = _command(add, translating.export, "export", "Write texts for a translator.", json=False)
    export.add_argument("locale", metavar="TAG", help="the language")
    export.add_argument("domain", metavar="CATALOGUE", help="messages (the interface), or the id of an instrument")
    export.add_argument("-o", "--output", required=True, metavar="FILE", help="a name that ends with .xlsx or .po")
    export.add_argument("--only", choices=STATES, help="only texts that are so far along")

    bring = _command(add, translating.bring, "import", "Bring translations in from a file that was exported.")
    bring.add_argument("file", metavar="FILE")
    bring.add_argument("--reviewed-by", default="", metavar="NAME", help="the native speaker who reviewed them")
    bring.add_argument(
        "--accept",
        action="append",
        default=[],
        choices=sorted(ACCEPTABLE),
        help="take texts with this problem: somebody has looked",
    )

    start = _command(add, translating.start, "new", "Start the catalogues of another language.")
    start.add_argument("locale", metavar="TAG", help="the language, such as ne or pt-BR")


def _service_commands(add: Add) -> None:
    _command(add, serving.init_db, "init-db", "Create the tables, or bring them up to date.", json=False)

    invite = _command(
        add, serving.invite, "invite", "Bring in a person of a supplier, and print a sign-in link.", json=False
    )
    invite.add_argument("--organisation", required=True, metavar="NAME", help="the supplier; made when it is new")
    invite.add_argument("--country", default="", metavar="CODE", help="its country, for a new one (MY)")
    invite.add_argument("--name", required=True, help="the person's name")
    invite.add_argument("--email", required=True, help="the address by which the person is known")
    invite.add_argument("--role", choices=["contributor", "certifier"], default="contributor")
    invite.add_argument("--language", default="", metavar="TAG", help="the language of the person, if you know it")
    invite.add_argument("--instrument", metavar="REF", help="also open an assessment with this instrument")

    _command(add, serving.verify_log, "verify-log", "Verify the hash chain of every organisation's record of events.")

    demo = _command(
        add, serving.demo, "demo", "Serve the product with sample data; sign-in links are printed.", json=False
    )
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--fresh", action="store_true", help="forget earlier demo data first")
    demo.add_argument("--no-serve", action="store_true", help="only set up the data and print the links")

    serve = _command(
        add, serving.serve, "serve", "Serve the product (gunicorn), as set by QUESTIONNAIRE_ settings.", json=False
    )
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    serve.add_argument("--workers", type=int, default=2)


if __name__ == "__main__":
    sys.exit(main())
