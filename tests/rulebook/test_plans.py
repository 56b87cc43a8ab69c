"""The registered plans: every labelled row is there, at its place, and nothing more than figures."""

import hashlib
import json
import re

import jsonschema
import pytest

from luheng import codelists
from luheng.errors import UnknownPlan, language, set_language
from luheng.rulebook import plans
from luheng.units import unit
from registered_plans import PREFIX, ROOT, as_we_read, gold, read, shared

FILES = [
    *(
        (f"plans/{p}/{kind}.yaml", s)
        for p in PREFIX
        for kind, s in (
            ("plan", "plan"),
            ("targets", "plan_targets"),
            ("facts", "plan_facts"),
            ("thresholds", "plan_thresholds"),
            ("tasks", "plan_tasks"),
        )
    ),
    ("plans/relations.yaml", "plan_relations"),
    ("plans/measured_by.yaml", "plan_measured_by"),
]


def schema(name):
    return json.loads(ROOT.joinpath(f"schema/{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "name"), FILES)
def test_every_file_keeps_its_schema(file, name):
    body = schema(name)
    jsonschema.Draft202012Validator.check_schema(body)
    assert list(jsonschema.Draft202012Validator(body).iter_errors(read(file))) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"quote": "x"}, "Additional properties"),
        ({"value": 18}, "is not of type 'string'"),
        ({"value": "约16"}, "does not match"),
        ({"comparator": "≥"}, "is not one of"),
        ({"base_year": None}, "is not of type 'integer'"),
        ({"kind": "share"}, "should not be valid"),
    ],
)
def test_the_schema_is_strict(change, what):
    file = read("plans/cn_industrial_green_13th/targets.yaml")
    file["targets"][3] |= change
    errors = [
        e.message for e in jsonschema.Draft202012Validator(schema("plan_targets")).iter_errors(file)
    ]
    assert any(what in message for message in errors), errors


def test_the_plans_and_how_many_rows_they_have():
    found = {n: (len(plans.load(n).targets), len(plans.load(n).facts)) for n in plans.names()}
    assert found == {
        "cn_industrial_green_13th": (60, 29),
        "cn_industrial_green_14th": (26, 21),
        "hebei_industrial_green_14th": (65, 34),
        "heilongjiang_industrial_green_14th": (24, 32),
        "hunan_industrial_green_2022": (32, 2),  # and one promise without a figure
    }
    assert [r.indicator for n in plans.names() for r in plans.load(n).unquantified] == [
        "co2_per_gdp"
    ]


def test_what_is_known_of_the_plans_themselves():
    old, new = (plans.load(f"cn_industrial_green_{n}") for n in ("13th", "14th"))
    assert (old.first_year, old.last_year, new.first_year, new.last_year) == (
        2016,
        2020,
        2021,
        2025,
    )
    assert (old.number, old.published) == (None, None)
    assert (new.number, str(new.published)) == ("工信部规〔2021〕178号", "2021-11-15")
    assert (old.successor, new.predecessor) == (new.id, old.id)
    gaps = read("plans/cn_industrial_green_13th/plan.yaml")["missing"]
    assert {gap["field"] for gap in gaps} >= {"number", "published"}


def test_what_is_known_of_the_provinces_plans():
    regions = codelists.load("regions")
    held = {n: plans.load(n) for n in plans.names() if not n.startswith("cn_")}
    assert {(p.region, p.above, p.predecessor) for p in held.values()} == {
        ("130000", "cn_industrial_green_14th", None),
        ("230000", "cn_industrial_green_14th", None),
        ("430000", "cn_industrial_green_14th", None),
    }
    hunan = held["hunan_industrial_green_2022"]
    assert (hunan.issuer_zh, str(hunan.published)) == ("湖南省工业和信息化厅", "2022-06-13")
    assert (hunan.first_year, hunan.last_year) == (2022, 2025)
    for name, book in held.items():
        gaps = {gap["field"] for gap in read(f"plans/{name}/plan.yaml")["missing"]}
        assert gaps >= {"number", "predecessor", "successor"}
        assert ("issuer" in gaps) == (not book.issuer_zh)
        assert ("published" in gaps) == (book.published is None)
        assert {regions.match(t.scope) for t in book.targets} <= {book.region, "CN", "130800"}


@pytest.mark.parametrize("plan", PREFIX)
def test_the_text_edition_is_the_one_that_was_read(plan):
    source = read(f"plans/{plan}/plan.yaml")["source"]
    held = (shared("plans") / f"{source['text']}.txt").read_bytes()
    assert hashlib.sha256(held).hexdigest() == source["sha256"] == plans.load(plan).sha256


@pytest.fixture
def _own_language():
    before = language()
    yield
    set_language(before)


@pytest.mark.usefixtures("_own_language")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_plan_names_those_that_there_are(lang):
    set_language(lang)
    with pytest.raises(UnknownPlan) as refused:
        plans.load("cn_15th")
    assert refused.value.plan == "cn_15th"
    assert refused.value.known == plans.names()
    assert (
        str(refused.value)
        == {
            "zh": f"没有登记规划“cn_15th”。  [PLAN-01]\n  已登记：{'、'.join(plans.names())}。",
            "en": "No plan 'cn_15th' is registered.  [PLAN-01]\n"
            f"  Registered: {', '.join(plans.names())}.",
        }[lang]
    )


@pytest.mark.parametrize("plan", PREFIX)
def test_every_labelled_target_is_there(plan):
    rows = plans.load(plan).targets
    labelled = as_we_read(gold("targets.jsonl", plan), plan)
    assert [
        (
            r.indicator,
            float(r.amount),
            r.unit,
            r.comparator,
            r.kind,
            r.target_year,
            r.base_year,
            r.scope,
            r.line,
            r.tier,
            r.restates and r.restates[-3:],
        )
        for r in rows
    ] == [
        (
            g["indicator_id"],
            g["value"],
            g["unit"],
            g["comparator"],
            g["kind"],
            g["target_year"],
            g["base_year"],
            g["scope_region"],
            g["line"],
            g["tier"],
            g["dup_of"][-3:] if "dup_of" in g else None,
        )
        for g in labelled
    ]


@pytest.mark.parametrize("plan", PREFIX)
def test_every_labelled_fact_is_there(plan):
    rows = plans.load(plan).facts
    labelled = as_we_read(gold("facts.jsonl", plan), plan)
    assert [
        (
            r.indicator,
            float(r.amount),
            r.unit,
            r.comparator,
            r.kind,
            r.period.replace("/", "-"),
            r.base_year,
            r.scope,
            r.line,
            r.tier,
        )
        for r in rows
    ] == [
        (
            g["indicator_id"],
            g["value"],
            g["unit"],
            g["comparator"],
            g["kind"],
            g["period"],
            g["base_year"],
            g["scope_region"],
            g["line"],
            g["tier"],
        )
        for g in labelled
    ]


IN_WORDS = {"100": "百", "1000": "千", "10000": "万"}
GRADES = {"1": "一级", "2": "二级"}
WITHOUT_FIGURE = {"全覆盖", "全面完成", "完成", "全部", "全部启动"}


@pytest.mark.parametrize("plan", PREFIX)
def test_every_figure_stands_on_its_line_of_the_text(plan):
    book = plans.load(plan)
    text = (shared("plans") / f"{book.text}.txt").read_text(encoding="utf-8").splitlines()
    assert len(text) == read(f"plans/{plan}/plan.yaml")["source"]["lines"]
    for row in (*book.targets, *book.facts):
        line = text[(row.value_line or row.line) - 1]
        numerals = re.findall(r"\d+(?:\.\d+)?", line)
        if row.value in numerals or WITHOUT_FIGURE & set(row.qualifiers):
            continue
        ranked = "第一" if row.tier == "rank" else "一年"
        graded = GRADES[row.value] if row.unit == "级" else ranked
        assert IN_WORDS.get(row.value, graded) in line, row


@pytest.mark.parametrize("plan", PREFIX)
def test_no_sentence_of_a_plan_is_kept(plan):
    held = "".join(
        ROOT.joinpath(f"plans/{plan}/{kind}.yaml").read_text(encoding="utf-8")
        for kind in ("targets", "facts", "thresholds", "tasks")
    )
    assert "。" not in held
    names = {r.zh for r in (*plans.load(plan).targets, *plans.load(plan).facts)}
    for file in ("targets.jsonl", "facts.jsonl"):
        for row in gold(file, plan):
            quote = row["quote"].strip()
            label = re.sub(r"（[^）]*）$", "", quote)
            if len(quote) > 8 and not any(label in n or n in label for n in names):
                assert quote not in held, quote


def test_restated_promises_are_those_that_they_repeat():
    for name in plans.names():
        by_number = {t.number: t for t in plans.load(name).targets}
        again = [t for t in by_number.values() if t.restates]
        assert again or name == "hunan_industrial_green_2022"
        for row in again:
            first = by_number[row.restates]
            assert first.restates is None
            assert (first.indicator, first.value, first.unit, first.target_year) == (
                row.indicator,
                row.value,
                row.unit,
                row.target_year,
            )


def test_every_row_has_a_place_a_trust_and_a_known_indicator():
    indicators = codelists.load("indicators").ids()
    for name in plans.names():
        book = plans.load(name)
        for row in (*book.targets, *book.facts):
            assert row.indicator in indicators
            assert (row.trust, row.page) == ("transcribed", None)
            assert row.locator == f"{name} {row.section} line {row.line}"
            if row.indicator == "flat_glass_capacity_cut":
                assert row.unit == "万重量箱"  # weight cases: not in the vocabulary of units
            else:
                unit(row.unit)
        for remark in book.remarks:
            assert remark.indicator in indicators


def test_the_base_column_of_a_table_speaks_of_its_base_year():
    book = plans.load("cn_industrial_green_13th")
    base = {f.indicator: f for f in book.facts if f.tier == "table_baseline"}
    assert len(base) == 22
    assert {f.period for f in base.values()} == {"2015"}
    for target in book.targets:
        if target.base_value:
            assert base[target.indicator].value == target.base_value


def test_related_pairs_are_known_indicators_and_stand_once():
    indicators = codelists.load("indicators").ids()
    seen = set()
    for pair in plans.relations():
        assert {pair.indicator_a, pair.indicator_b} <= indicators
        assert (pair.indicator_a == pair.indicator_b) == (pair.of is not None)
        key = (frozenset((pair.indicator_a, pair.indicator_b)), pair.of)
        assert key not in seen
        seen.add(key)
    named = {(f.indicator, f.of) for n in plans.names() for f in plans.load(n).facts if f.of}
    assert named == {(p.indicator_a, p.of) for p in plans.relations() if p.of}


def test_the_indicators_are_those_of_all_labelled_plans():
    rows = [
        json.loads(line)
        for file in ("targets.jsonl", "facts.jsonl")
        for line in (shared("gold") / file).read_text(encoding="utf-8").splitlines()
    ]
    assert {row["indicator_id"] for row in rows} <= codelists.load("indicators").ids()


def test_indicators_have_a_readable_unit_a_kind_and_a_name_of_their_own():
    rows = codelists.load("indicators").rows
    assert list(rows[0]) == [
        "id",
        "zh",
        "en",
        "aliases",
        "unit",
        "kind",
        "direction",
        "note",
    ]
    names = [n for r in rows for n in {r["zh"], *r["aliases"].split("|")} - {""}]
    assert len(names) == len(set(names))
    assert len({r["id"] for r in rows}) == len({r["en"] for r in rows}) == len(rows)
    for row in rows:
        assert row["zh"]
        assert row["kind"] in {"extensive", "intensive", "share", "count", "year", "rank", "grade"}
        assert row["direction"] in {"up", "down"} or (row["direction"] == "" and row["note"]), row
        if row["unit"]:
            unit(row["unit"])
        else:
            assert row["note"], row["id"]
