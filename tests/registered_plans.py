"""The registered plans, their labels and their texts: what stands beside the repository."""

import json
import os
import re
from importlib import resources
from pathlib import Path

import pytest
import yaml

from luheng.rulebook import plans

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
PREFIX = {
    "cn_industrial_green_13th": "003_",
    "cn_industrial_green_14th": "002_",
    "hebei_industrial_green_14th": "001_",
    "heilongjiang_industrial_green_14th": "000_",
    "hunan_industrial_green_2022": "004_",
}
#: Where our reading differs from the label, and how; docs/plan_register.md says why.
OUR_READING = {
    "T14HE-011": {"value": 1000, "unit": "亿元"},
    "T14HE-024": {"value": 1000, "unit": "亿元"},
    "T14HE-065": {"value": 1000, "unit": "亿元"},
    "F14HL-015": {"unit": "次"},
    "F14HL-017": {"unit": "台"},
    "F14HL-022": {"indicator_id": "national_green_factory_count"},
    "F14HE-017": {"kind": "level", "base_year": None},
    "F14HE-019": {"unit": "立方米/万元"},
    "F14HE-033": {"unit": "个"},
}
ROOT = resources.files("luheng.rulebook")


def shared(folder):
    """A folder that stands beside the repository; a checkout without it cannot run these tests."""
    path = SHARED / folder
    if not path.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"../shared/{folder} is missing")
        pytest.skip(f"no ../shared/{folder} beside the repository")
    return path


def gold(file, plan):
    rows = map(json.loads, (shared("gold") / file).read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["plan"].startswith(PREFIX[plan])]


def as_we_read(rows, plan):
    """The labelled rows that have a figure, with our own reading where it differs."""
    code = re.match(r"[TF](.*)-", plans.load(plan).targets[0].number)[1]
    for row in rows:
        if row["value"] is not None:
            number = f"{row['id'][0]}{code}-{row['id'][-3:]}"
            yield {**row, **OUR_READING.get(number, {})}


def read(name):
    return yaml.safe_load(ROOT.joinpath(name).read_text(encoding="utf-8"))
