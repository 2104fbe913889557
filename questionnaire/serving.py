"""How is the product set up and served from the command line?"""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec

from sqlalchemy.exc import DBAPIError

from questionnaire import demo as sample
from questionnaire import operating
from questionnaire.commands import report
from questionnaire.config import PREFIX, BadSettings, Config
from questionnaire.db.migrate import is_current, upgrade
from questionnaire.db.session import open_database

DEMO = Path("var/demo")
DONE, NOT_SET_UP = 0, 1
P = ParamSpec("P")


def explains_settings(run: Callable[P, int]) -> Callable[P, int]:
    """Print what is wrong with the settings, or with what they name, one sentence a line, instead of a traceback."""

    @wraps(run)
    def explained(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return run(*args, **kwargs)
        except BadSettings as bad:
            print(*bad.sentences, sep="\n", file=sys.stderr)
        except DBAPIError as fault:
            print(f"The database cannot be used: {fault.orig}", file=sys.stderr)
            print("If its tables are missing, run: questionnaire init-db", file=sys.stderr)
        except ModuleNotFoundError as fault:
            if fault.name not in {"psycopg", "obstore"}:
                raise
            extra = "postgres" if fault.name == "psycopg" else "s3"
            print(f"These settings need the package {fault.name}. Install: pip install '.[{extra}]'", file=sys.stderr)
        except OSError as fault:
            print(f"This cannot be used: {fault}", file=sys.stderr)
        return NOT_SET_UP

    return explained


@explains_settings
def init_db() -> int:
    """Create the tables, or bring them up to date."""
    config = Config.from_environment()
    database = open_database(config.database_url)
    upgrade(database)
    database.close()
    print("The tables are up to date.")
    return DONE


invite = explains_settings(operating.invite)


@explains_settings
def verify_log(*, as_json: bool) -> int:
    """Recompute the hash chain of every organisation's events; print how long each is and where it ends."""
    database = open_database(Config.from_environment().database_url)
    found = operating.chains(database)
    database.close()
    problems = [problem for verified in found.values() for problem in verified.problems]
    heads = {name: {"length": verified.length, "head": verified.head} for name, verified in found.items()}
    if not as_json:
        for name, verified in found.items():
            print(f"{name}: {verified.length} events, ends with {verified.head}")
    return report(problems, as_json=as_json, chains=heads)


@explains_settings
def demo(*, port: int, fresh: bool, no_serve: bool) -> int:
    """Set up the sample data, print the sign-in links, and serve."""
    if fresh:
        shutil.rmtree(DEMO, ignore_errors=True)
    environment = {
        "QUESTIONNAIRE_VAR": str(DEMO.resolve()),
        "QUESTIONNAIRE_BASE_URL": f"http://127.0.0.1:{port}",
        "QUESTIONNAIRE_LINK_HOURS": str(24 * 365),
    }
    config = Config.from_environment(environment)
    database = open_database(config.database_url)
    upgrade(database)
    links = sample.build(database, config, now=datetime.now(UTC))
    database.close()
    print(f"\nSample data in {DEMO}/ (start again with: questionnaire demo --fresh)")
    print("Open one of these links; each signs one person in, once. New ones are printed at every start.\n")
    for link in links:
        print(f"  {link.name}, {link.role}, {link.organisation}\n    {link.url}\n")
    sys.stdout.flush()
    if no_serve:
        return DONE
    # The demonstration's own settings only: one inherited from an installation would show, or fill, its database.
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    _gunicorn(f"127.0.0.1:{port}", workers=1, environment=others | environment)


@explains_settings
def serve(*, bind: str, workers: int) -> int:
    """Serve with the settings of the environment."""
    config = Config.from_environment()
    database = open_database(config.database_url)
    ready = is_current(database)
    database.close()
    if not ready:
        print("The tables are missing or of another version. Run: questionnaire init-db", file=sys.stderr)
        return NOT_SET_UP
    _gunicorn(bind, workers=workers, environment=dict(os.environ))


def _gunicorn(bind: str, *, workers: int, environment: dict[str, str]) -> NoReturn:
    """Become gunicorn: its signals, reloads and exit code are the operator's business, not ours."""
    command = [sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", str(workers), "--threads", "4"]
    command += ["--worker-class", "gthread", "questionnaire.wsgi:application()"]
    os.execve(sys.executable, command, environment)  # noqa: S606  no shell is meant
