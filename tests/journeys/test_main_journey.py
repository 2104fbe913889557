"""The main job, whole: from an invitation on the command line to a signed submission and a plan in Excel."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from browsing import shoot
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Page
from product import ROOT, Product

pytestmark = pytest.mark.browser

ANSWER_EVERYTHING = """
() => {
  const asked = [...document.querySelectorAll('[data-item]:not([hidden])')];
  for (const item of asked) {
    const real = [...item.querySelectorAll('input[type=radio]')].filter(box => !box.value.startsWith(':'));
    const boxes = [...item.querySelectorAll('input[type=checkbox]')];
    const ticks = boxes.filter(box => !box.value.startsWith(':') && box.name === item.dataset.item);
    const unknown = boxes.find(box => box.value.startsWith(':dont-know') && box.name === item.dataset.item + '.state');
    const date = item.querySelector('input[type=date]');
    if (real.length) { if (!real.some(box => box.checked)) real[0].checked = true; }
    else if (ticks.length) { if (!boxes.some(box => box.checked)) ticks[0].checked = true; }
    else if (date) { if (!date.value) date.value = '2026-06-30'; }
    else if (unknown) unknown.checked = true;
  }
}
"""


def invite(product: Product) -> str:
    """Bring in the first person of a new supplier as an operator does; return the link."""
    command = [
        sys.executable,
        "-m",
        "questionnaire.cli",
        "invite",
        "--organisation",
        "Kilang Baharu",
        "--country",
        "MY",
    ]
    command += ["--name", "Siti Aminah", "--email", "siti@example.org", "--role", "certifier"]
    command += ["--instrument", "ethical-recruitment@1.0.0"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | product.environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def continue_(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").click()


def test_from_an_invitation_to_a_plan_in_excel(chromium: Browser, product: Product, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.set_default_timeout(20_000)
    page.goto(invite(product))
    page.locator("main button").first.click()
    page.wait_for_url(re.compile("/assessments/[0-9a-f-]+$"))
    tasks = page.url

    sections = page.eval_on_selector_all("main a[href*='/sections/']", "all => [...new Set(all.map(a => a.href))]")
    sections = [address for address in sections if "#" not in address]
    assert len(sections) >= 9
    for address in sections * 2:  # a second time, for what the first answers made asked
        page.goto(address)
        page.evaluate(ANSWER_EVERYTHING)
        continue_(page)

    page.goto(f"{tasks}/check")
    assert page.locator(".govuk-error-summary").count() == 0, page.locator(".govuk-error-summary").inner_text()
    page.get_by_text("Continue to the declaration").first.click()
    page.get_by_role("button", name="Submit").click()
    assert page.locator(".govuk-error-summary a").count() >= 1
    page.get_by_label("Your full name").fill("Siti Aminah binti Yusof")
    page.get_by_label("Your role in the organisation").fill("Pengurus kilang")
    page.get_by_label("I declare").check(force=True)
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(re.compile("/submitted"))

    page.goto(f"{tasks}/result")
    shoot(page, "journey-result")
    assert "Siti Aminah binti Yusof" in page.locator("main").inner_text()
    page.goto(sections[0])
    assert page.get_by_role("button", name="Save and continue").count() == 0

    page.goto(f"{tasks}/plan")
    page.get_by_role("button", name="Draft the plan from the gaps").click()
    with page.expect_download() as arriving:
        page.get_by_text("Download the plan (Excel)").first.click()
    workbook = openpyxl.load_workbook(BytesIO(Path(arriving.value.path()).read_bytes()))
    sheet = next(sheet for sheet in workbook.worksheets if sheet.title == "Plan")
    row, owner = owner_cell(sheet)
    sheet.cell(row, owner).value = "=HYPERLINK(1)"
    sheet.cell(row, owner).data_type = "s"
    changed = BytesIO()
    workbook.save(changed)

    page.get_by_text("Bring a changed plan back").first.click()
    page.set_input_files("input[type=file]", {"name": "plan.xlsx", "mimeType": "", "buffer": changed.getvalue()})
    page.get_by_role("button", name="Show what would change").click()
    assert "1 change" in page.locator("main").inner_text()
    page.get_by_role("button", name="Make these changes").click()
    page.goto(f"{tasks}/plan")
    assert "=HYPERLINK(1)" in page.locator("main").inner_text()
    page.context.close()


def owner_cell(sheet: Worksheet) -> tuple[int, int]:
    """Return the owner's cell of the first action."""
    for row in sheet.iter_rows(max_row=20):
        for cell in row:
            if cell.value == "Owner":
                return cell.row + 1, cell.column
    raise AssertionError("no column of owners")
