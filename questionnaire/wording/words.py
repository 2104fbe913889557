"""What do we call the states of things?

Keyed by what kind of thing and by the value of its enum, so that this module needs to import none of them.
"""

from collections.abc import Mapping

from questionnaire.wording.catalogues import gettext
from questionnaire.wording.locales import SOURCE


def N_(text: str) -> str:  # noqa: N802  gettext's own name for "translate this later"
    """Mark a text for the translators."""
    return text


WORDS: Mapping[str, Mapping[str, str]] = {
    "state": {
        "not-asked": N_("Not asked"),
        "undetermined": N_("Not clear yet whether this will be asked"),
        "unanswered": N_("Not answered"),
        "answered": N_("Answered"),
    },
    "status": {
        "invited": N_("Invited"),
        "started": N_("In progress"),
        "submitted": N_("Submitted"),
        "returned": N_("Returned with questions"),
        "accepted": N_("Accepted"),
        "closed": N_("Closed"),
        "declined": N_("Declined"),
        "withdrawn": N_("Withdrawn"),
    },
    "section": {
        "not-started": N_("Not started"),
        "in-progress": N_("In progress"),
        "done": N_("Complete"),
        "not-asked": N_("Not needed"),
    },
    "headline": {
        "immediate-action": N_("Immediate action needed"),
        "remedying": N_("Being remedied"),
        "clear": N_("No critical issue"),
        "incomplete": N_("Not complete yet"),
    },
    "critical": {
        "open": N_("Open"),
        "unknown": N_("Not known"),
        "remedying": N_("Being remedied"),
        "remedied": N_("Remedied"),
    },
    "cost-category": {
        "fee-service": N_("Fee for finding a worker or a job"),
        "fee-third-party": N_("Fee when workers are recruited for another company"),
        "fee-direct": N_("Fee taken by the employer in direct recruitment"),
        "fee-recovered": N_("Recruitment cost taken back from workers later"),
        "medical": N_("Medical tests and vaccinations"),
        "insurance": N_("Insurance and welfare funds"),
        "skills-tests": N_("Skills and language tests"),
        "training": N_("Training and orientation"),
        "equipment": N_("Tools, uniform and safety equipment"),
        "travel": N_("Travel and lodging, also for return"),
        "administration": N_("Contracts, passports, visas, permits and other papers"),
        "illegitimate": N_("Bribes, bonds, secret or other illicit charges"),
    },
    "action-type": {
        "stop-harm": N_("Stop the harm"),
        "remedy": N_("Make it good"),
        "prevent": N_("Prevent it"),
        "system": N_("Build it into how you work"),
    },
    "action-status": {
        "open": N_("To do"),
        "in-progress": N_("In progress"),
        "evidence-submitted": N_("Evidence sent"),
        "verified": N_("Verified"),
        "effective": N_("Shown to work"),
        "dropped": N_("Dropped"),
    },
    "verification": {
        "none": N_("No verification"),
        "assigned": N_("Verifier assigned"),
        "in-progress": N_("Verification in progress"),
        "reported": N_("Verification reported"),
        "disputed": N_("Disputed"),
        "final": N_("Verification final"),
    },
    "role": {
        "contributor": N_("Contributor"),
        "certifier": N_("Certifier"),
        "reviewer": N_("Reviewer"),
        "manager": N_("Manager"),
        "verifier": N_("Verifier"),
        "administrator": N_("Administrator"),
    },
    "sex": {
        "women": N_("Women"),
        "men": N_("Men"),
        "other": N_("Other"),
        "not_available": N_("Not available"),
    },
    "evidence": {
        "0": N_("Self-declared"),
        "1": N_("Document attached"),
        "2": N_("Document checked"),
        "3": N_("Seen on site"),
        "4": N_("Confirmed by workers"),
    },
}


def word(kind: str, value: object, locale: str = SOURCE) -> str:
    """Return the word for a value; a value that has none yet is shown as it is rather than not at all."""
    known = WORDS[kind].get(str(value))
    return gettext(known, locale) if known else str(value)
