"""How is the product set up and served from the command line?"""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from questionnaire import demo as sample
from questionnaire.config import Config, from_environment
from questionnaire.db.migrate import upgrade
from questionnaire.db.session import open_engine

DEMO = Path("var/demo")


def init_db() -> int:
    """Create the tables, or bring them up to date."""
    config = from_environment()
    upgrade(open_engine(config.database_url))
    print(f"The tables are up to date: {config.database_url}")
    return 0
