"""Norms of water intake: the tables are the reference row by row, and classes and products agree."""

import csv
import os
from pathlib import Path

import pytest
import yaml

from luheng.codelists import load

REPOSITORY = Path(__file__).parents[2]
REFERENCE = REPOSITORY.parent / "shared/reference/water_quota.csv"
RULEBOOK = REPOSITORY / "src/luheng/rulebook"
TABLES = sorted(
    p
    for p in RULEBOOK.glob("*/*/*.yaml")
    if "example" not in p.name and "quantity: water_quota\n" in p.read_text(encoding="utf-8")
)
GRADES = {"leading": "leading", "advanced_or_new": "advanced", "general_or_existing": "general"}
UNITS = {"m³/t": "m3/t", "m³/(MW·h)": "m3/MWh"}
TRUST = {"verified": "transcribed", "recalled": "recalled"}


def rows():
    for path in TABLES:
        body = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for row in body["values"]:
            yield {**row, "standard": body["source"]["standard"]}


def reference():
    if not REFERENCE.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("shared/ is not beside the repository; on CI it has to be there")
        pytest.skip("shared/ is not beside the repository")
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_number_of_the_reference_is_held_once_with_its_unit_and_trust():
    ours = {}
    for row in rows():
        key = (row["standard"], row["zh"].rpartition(" ")[0], row["grade"])
        assert key not in ours
        ours[key] = row
    seen = set()
    for row in reference():
        variant = row["process_variant"]
        name = f"{row['product']}（{variant}）" if variant else row["product"]
        standard = (
            row["standard"].partition("（")[0] if "水节约" in row["standard"] else row["standard"]
        )
        standard = {"GB/T 18916.8": "GB/T 18916.8-2017"}.get(standard, standard)
        for column, grade in GRADES.items():
            if not row[column]:
                continue
            held = ours[standard, name, grade]
            seen.add((standard, name, grade))
            assert held["value"] == row[column]
            assert held["unit"] == UNITS[row["unit"]]
            # the word of the stricter grade of part 2 is in dispute, not its number
            disputed = standard == "GB/T 18916.2-2022" and grade == "leading"
            assert held["trust"] == ("conflicting" if disputed else TRUST[row["confidence"]])
    assert seen == set(ours)


def test_a_class_is_of_one_product_and_its_grades_do_not_cross():
    classes = load("water_quota_classes")
    norms = {}
    for row in rows():
        assert classes.get(row["quota_class"])["item"] == row["item"]
        norms.setdefault(row["quota_class"], {})[row["grade"]] = float(row["value"])
    assert set(norms) == classes.ids()
    order = [r["id"] for r in load("quota_grades").rows]
    for name, grades in norms.items():
        values = [grades[g] for g in order if g in grades]
        assert values == sorted(values), name
        assert len(values) > 1, name
