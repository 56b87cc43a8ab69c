"""The forms as data: every cell names a quantity that the rulebook has, in a unit that measures it."""

import re

import pytest

from luheng import codelists
from luheng.errors import BadForm, set_language
from luheng.reports.accounting import form, form_of, forms
from luheng.reports.accounting.entity_facts import FACTS
from luheng.reports.accounting.form import Kind
from luheng.reports.accounting.notes import GAPS, ORIGINS
from luheng.rulebook import load_rulebook
from luheng.rules import Factor
from luheng.units import PerItem, unit

NAMES = {
    "ghg_report", "energy_use_report", "energy_stock", "energy_transformation", "water_use",
    "solid_waste",
}  # fmt: skip
FORMS = sorted(forms())


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


def measures(said, asked):
    """Whether a unit of display measures what a quantity is in; ``item`` is the item's own unit."""
    if not asked:
        return True
    if isinstance(said, PerItem):
        rest = asked.replace("/{item}", "") if "{item}" in asked else ""
        if asked == "item":
            return said.power == 1 and said.rest.symbol == "1"
        return said.power == -1 and bool(rest) and unit(rest).fits(said.rest)
    return unit(asked).fits(said)


def test_these_are_the_forms():
    assert set(forms()) == NAMES


@pytest.mark.parametrize("name", FORMS)
def test_every_quantity_of_a_form_is_in_the_rulebook(book, name):
    one = forms()[name]
    assert [q for q in one.quantities() if q not in book.names()] == []
    assert [f for f in one.factors() if f not in book.factors] == []


@pytest.mark.parametrize("name", FORMS)
def test_a_cell_names_every_dimension_of_its_figure(book, name):
    """Else a cell would stand for several figures; the guide is the entity's own."""
    for table in forms()[name].tables:
        for row in table.rows:
            grain = set(book.definition(row.quantity).grain)
            assert grain - {"entity", "period", "guide"} == set(row.at), (table.id, row.quantity)
        for cell in (table.total[1] if table.total else {}).values():
            grain = set(book.definition(cell.quantity).grain)
            assert grain - {"entity", "period", "guide"} == set(cell.at), (table.id, cell.quantity)
        if table.kind != Kind.MEMBERS:
            continue
        for column in table.columns:
            for quantity in {column.quantity, column.of, column.when} - {""}:
                grain = set(book.definition(quantity).grain) - {"entity", "period", "guide"}
                assert grain == {table.dimension, *column.at}, (table.id, column.id)


@pytest.mark.parametrize("name", FORMS)
def test_a_unit_of_display_measures_the_figure(book, name):
    one = forms()[name]
    for table in one.tables:
        rows = [*table.rows, *(table.total[1].values() if table.total else ())]
        shown = [(r.quantity, r.unit) for r in rows]
        shown += [(c.quantity or c.factor, c.unit) for c in table.columns if c.quantity or c.factor]
        for quantity, asked in shown:
            assert measures(book.definition(quantity).unit, asked), (table.id, quantity, asked)
    for canonical, own in one.units.items():
        assert unit(canonical).fits(unit(own))


@pytest.mark.parametrize("name", FORMS)
def test_members_classes_and_guides_are_those_of_the_lists(name):
    carriers = codelists.load("items").rows
    known = {r["id"] for r in carriers} | {r.get("class", "") for r in carriers}
    guides = codelists.load("guides").ids()
    roles = codelists.load("activity_roles").ids()
    for table in forms()[name].tables:
        assert {*table.guides, *(g for r in table.rows for g in r.guides)} <= guides
        assert {c.at["role"] for c in table.columns if "role" in c.at} <= roles
        assert {m for c in table.columns for m in c.void} <= known
        assert set(table.without) <= known
        assert set(table.members) <= {r["list"] for r in carriers}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_sheets_have_names_that_a_workbook_takes(name, language):
    set_language(language)
    one = forms()[name]
    names = [t.sheet.text for t in one.tables] + [GAPS.text, ORIGINS.text]
    assert len({n.lower() for n in names}) == len(names)
    for text in names:
        assert 0 < len(text) <= 31
        assert not re.search(r"[\[\]:*?/\\']", text)


@pytest.mark.parametrize("name", FORMS)
def test_every_text_is_in_both_languages_and_every_table_has_its_parts(name):
    one = forms()[name]
    assert set(one.facts) <= set(FACTS)
    for table in one.tables:
        ids = [c.id for c in table.columns]
        assert len(set(ids)) == len(ids)
        assert not table.chart or table.chart in ids
        assert not table.total or set(table.total[1]) <= set(ids)
        for title in (
            table.title,
            *(c.title for c in table.columns),
            *(r.title for r in table.rows),
        ):
            assert title.zh
            assert title.en
            assert title.en.isascii()


def test_a_form_goes_by_its_number_and_its_title_too():
    stock = forms()["energy_stock"]
    for name in ("energy_stock", "205-1", "205-1表", "能源购进、消费与库存"):
        assert form_of(name) is stock


def test_an_unknown_form_names_those_that_there_are():
    set_language("en")
    with pytest.raises(BadForm) as told:
        form_of("205-9")
    assert "ghg_report" in str(told.value)


@pytest.mark.parametrize(
    "said",
    [
        "zh: 甲\nen: A\nlayout: {zh: 乙, en: B}\nfacts: [name]\ntables: []\ncolour: red\n",
        "zh: 甲\nen: A\n",
        "zh: [甲\n",
    ],
)
def test_a_file_that_is_not_in_form_is_named(said):
    set_language("en")
    with pytest.raises(BadForm) as told:
        form._read("odd", said)
    assert "forms/odd.yaml" in str(told.value)


def test_no_factor_is_asked_for_as_a_figure(book):
    asked = {q for one in forms().values() for q in one.quantities()}
    assert not {q for q in asked if isinstance(book.definition(q), Factor)}
