"""How do translators and their texts meet, from the command line?

`questionnaire words` renews the catalogues from the sources, says how far along they are and what is wrong with them,
and lets texts out to translators and in again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from instruments import catalogue as library
from instruments.problems import Code, Problem, Refusal
from questionnaire import wording
from questionnaire.commands import DONE, PROBLEMS, print_json, report
from questionnaire.documents import read_bytes
from questionnaire.excel.translation import read_translation, write_translation
from questionnaire.excel.upload import LARGEST_FILE
from questionnaire.wording import bringing, files, locales, parity, rules, update
from questionnaire.wording.consistency import consistency_problems
from questionnaire.wording.coverage import STATES
from questionnaire.wording.locales import catalogued
from questionnaire.wording.strings import INTERFACE, Catalogue, catalogue_path, hyphened, written

LANGUAGE_LINE = re.compile(rb'"Language: ([\w-]+)\\n"')
DOMAIN_LINE = re.compile(rb'"X-Domain: ([\w.-]+)\\n"')


# --- How far along -------------------------------------------------------------------------------------------------


def coverage(*, locale: str | None, as_json: bool) -> int:
    """Print how much of each language is there: of the interface, and of each version of each instrument."""
    root = locales.TRANSLATIONS
    rows = [row for each in _chosen(root, locale) for row in _coverage(root, each)]
    if as_json:
        print_json(rows)
        return DONE
    for row in rows:
        counts = ", ".join(f"{state} {row[state]}" for state in STATES)
        mark = {True: "published", False: "not published", None: ""}[row["published"]]
        print(f"{row['locale']:8} {row['catalogue']:26} {row['share']:>5} %  {counts}  {mark}".rstrip())
    return DONE


def _coverage(root: Path, locale: str) -> Iterator[dict[str, Any]]:
    yield _row(locale, INTERFACE, wording.interface_state(locale, root), published=None)
    for ref in library.published():
        instrument = library.load(ref)
        published = not wording.unpublished(instrument, locale, root)
        yield _row(locale, str(ref), wording.instrument_state(locale, instrument, root), published=published)


def _row(locale: str, name: str, found: wording.Coverage, *, published: bool | None) -> dict[str, Any]:
    counts = {state: getattr(found, state) for state in ("texts", *STATES)}
    return {"locale": locale, "catalogue": name} | counts | {"share": f"{found.percent:.1f}", "published": published}


def _chosen(root: Path, locale: str | None) -> tuple[str, ...]:
    if locale is not None and locale not in catalogued(root):
        raise Refusal([Problem.of(Code.NOT_FOUND, locale, known=", ".join(catalogued(root)))])
    return (locale,) if locale else catalogued(root)


# --- Up to date, and right -----------------------------------------------------------------------------------------


def renew(*, check: bool, as_json: bool) -> int:
    """Bring templates and catalogues up to date with the sources, or with `check` only say which are not."""
    root = locales.TRANSLATIONS
    found = list(_renewed(root))
    if check:
        stale = [files.named(path, root) for path, made, before in found if not update.same_texts(before, made)]
        return report([Problem.of(Code.NOT_UP_TO_DATE, name) for name in stale], as_json=as_json)
    changed = {path: written(made) for path, made, before in found if not before or written(before) != written(made)}
    for path, content in changed.items():
        _write(path, content)
    names = [files.named(path, root) for path in changed]
    if as_json:
        print_json({"renewed": names})
    else:
        print(*([f"{name} renewed" for name in names] or ["Everything is up to date."]), sep="\n")
    return DONE


def _renewed(root: Path) -> Iterator[tuple[Path, Catalogue, Catalogue | None]]:
    """Yield every file that must be there: its path, what must stand in it, and what does."""
    for template in update.templates(files.checkout(root)):
        yield catalogue_path(root, "", template.domain), template, files.read(root, "", template.domain)
        for locale in catalogued(root):
            before = files.read(root, locale, template.domain)
            made = update.merged(before, template) if before else update.started(template, locale)
            yield catalogue_path(root, locale, template.domain), made, before


def check(*, locale: str | None, strict: bool, as_json: bool) -> int:
    """Compare every translation with its source; findings alone are no failure, unless `strict`."""
    root = locales.TRANSLATIONS
    problems = [problem for each in _chosen(root, locale) for problem in _checked(root, each)]
    code = _judged(problems, strict=strict, as_json=as_json)
    if not problems and not as_json:
        print(f"No faults, no findings: {', '.join(_chosen(root, locale))}")
    return code


def _checked(root: Path, locale: str) -> Iterator[Problem]:
    try:
        rule = rules.read_rules(root, locale)
        if rule.negation is None:
            yield Problem.of(Code.MISSING_KEY, f"{locale}/{rules.FILE}", key="negations")
        for path in sorted(catalogue_path(root, locale, INTERFACE).parent.glob("*.po")):
            found = files.read(root, locale, path.stem)
            if found:
                yield from parity.catalogue_problems(found, rule)
                yield from consistency_problems(found)
    except Refusal as refusal:
        yield from refusal.problems


def _judged(problems: Sequence[Problem], *, strict: bool = False, as_json: bool, **more: Any) -> int:
    report(problems, as_json=as_json, **more)
    serious = [problem for problem in problems if strict or problem.code not in parity.FINDINGS]
    return PROBLEMS if serious else DONE


# --- Out to translators, and in ------------------------------------------------------------------------------------


def start(*, locale: str, as_json: bool) -> int:
    """Start the catalogues of a new locale, and its rules."""
    root = locales.TRANSLATIONS
    project = files.checkout(root)
    if not locales.is_known(hyphened(locale)):
        raise Refusal([Problem.of(Code.NOT_A_LANGUAGE, hyphened(locale)[:40])])
    name = locales.normal(locale)
    contents = {
        catalogue_path(root, name, each.domain): written(update.started(each, name))
        for each in update.templates(project)
    }
    contents[rules.rules_path(root, name)] = rules.first_rules(root, name)
    made = [path for path in contents if not path.exists()]
    for path in made:
        _write(path, contents[path])
    if as_json:
        print_json({"made": [files.named(path, root) for path in made]})
    else:
        print(*([f"{files.named(path, root)} made" for path in made] or ["Everything is there."]), sep="\n")
    return DONE


def export(*, locale: str, domain: str, output: str, only: str | None) -> int:
    """Write the texts of a catalogue for a translator: as a sheet, or as a catalogue of their own."""
    found = _catalogue(locale, domain)
    kept = tuple(entry for entry in found.entries if only is None or entry.progress == only)
    chosen, path = replace(found, entries=kept), Path(output)
    match path.suffix.lower():
        case ".xlsx":
            content = write_translation(chosen, made=datetime.now(UTC))
        case ".po":
            content = written(chosen)
        case _:
            raise Refusal([Problem.of(Code.WRONG_SHAPE, output[:200], expected="a name that ends with .xlsx or .po")])
    _write(path, content)
    print(f"{len(kept)} of {len(found.entries)} texts are in {output}")
    return DONE


def bring(*, file: str, reviewed_by: str, accept: Sequence[str], as_json: bool) -> int:
    """Bring translations in, each on its own: what is refused is said, and the others come in."""
    root = locales.TRANSLATIONS
    raw = read_bytes(file, LARGEST_FILE)
    catalogue, given, unread = _from_sheet(raw, reviewed_by) if raw.startswith(b"PK") else _from_po(raw, file)
    found = bringing.bring_in(
        catalogue,
        given,
        rules.read_rules(root, catalogue.locale),
        day=datetime.now(UTC).date(),
        reviewed_by=" ".join(reviewed_by.split()),
        accepted=frozenset(map(Code, accept)),
    )
    if found.changed:
        _write(catalogue_path(root, catalogue.locale, catalogue.domain), written(found.catalogue))
    name = f"{catalogue.locale}/{catalogue.domain}"
    changed = [{"text": entry.name, "state": str(entry.progress)} for entry in found.changed]
    if not as_json:
        print(*(f"{each['state']:9} {each['text']}" for each in changed), f"{name}: {len(changed)} changed", sep="\n")
    return _judged((*unread, *found.problems), as_json=as_json, catalogue=name, changed=changed)


Unread = tuple[Problem, ...]


def _from_sheet(raw: bytes, reviewed_by: str) -> tuple[Catalogue, Sequence[bringing.Given], Unread]:
    returned = read_translation(raw)
    if not reviewed_by.strip() and any(each.marked for each in returned.given):
        raise Refusal([Problem.of(Code.NEEDS_REVIEWER, "--reviewed-by")])
    return _catalogue(returned.locale, returned.domain), returned.given, returned.problems


def _from_po(raw: bytes, file: str) -> tuple[Catalogue, Sequence[bringing.Given], Unread]:
    language, domain = LANGUAGE_LINE.search(raw), DOMAIN_LINE.search(raw)
    if not language or not domain:
        raise Refusal([Problem.of(Code.MISSING_KEY, file[:200], key="X-Domain" if language else "Language")])
    current = _catalogue(hyphened(language[1].decode()), domain[1].decode())
    return current, bringing.from_catalogue(files.parsed(raw, current.domain, current.locale, file[:200]), current), ()


def _catalogue(locale: str, domain: str) -> Catalogue:
    root, name = locales.TRANSLATIONS, hyphened(locale)
    found = files.read(root, name, domain) if name in catalogued(root) and "/" not in domain else None
    if found is None:
        raise Refusal([Problem.of(Code.NOT_FOUND, f"{locale}/{domain}"[:200])])
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise Refusal([Problem.of(Code.CANNOT_WRITE, str(path)[:200], reason=error)]) from None
