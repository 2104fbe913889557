"""What does the product look like with people and answers in it? An invented story, told through the services.

Nobody and nothing in it is real. It lives in a folder of its own (`var/demo`), never in the database of an
installation.
"""

from questionnaire.demo.build import Doorway, build

__all__ = ["Doorway", "build"]
