"""What is not on record is left out of a SELECT; the rows of what is on record stay (A2)."""

import dataclasses

import pytest

from luheng.engine import evaluate
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule, source, where
from world import activity, append, workspace

CITE = clause("luheng_conventions", "e2026", "2")


def one_role(name, role):
    return source(
        name, record="activity", where={"item": "electricity", "role": role},
        grain="entity period", unit="kWh", zh=name,
    )  # fmt: skip


made, lost = one_role("made", "produced"), one_role("lost_power", "lost")


@rule(CITE, unit="1", grain="entity period", zh="两者之比", kind="intensive")
def share_lost(made: Quantity, lost_power: Quantity) -> Quantity:
    return lost_power / made


@rule(CITE, unit="kWh", grain="entity period", zh="其中一部分缺失")
def optional_part(made: Quantity, lost_power: Quantity) -> Quantity:
    return made + (made + lost_power).or_nil()


@rule(CITE, unit="kWh", grain="entity period", zh="选中了常数")
def chosen(made: Quantity, lost_power: Quantity) -> Quantity:
    return where(lost_power.or_nil() > 0 * lost_power.or_nil(), made, lost_power.or_nil())


@rule(CITE, unit="kWh", grain="entity period", zh="减去选中的常数")
def less_chosen(made: Quantity, chosen: Quantity) -> Quantity:
    return made - chosen


RULES = (share_lost, optional_part, chosen, less_chosen)


@pytest.fixture(scope="module")
def book():
    held = load_rulebook()
    return dataclasses.replace(
        held,
        rules={**held.rules, **{r.name: (r,) for r in RULES}},
        sources={**held.sources, "made": made, "lost_power": lost},
    )


def value(ledger, book, name):
    figures = evaluate(ledger, book, [name], where={"entity": "E1"}, period="2024-05")
    (row,) = figures.rows()
    return row["value"]


@pytest.fixture
def ledger(tmp_path):
    made_ = workspace(tmp_path).ledger
    append(
        made_, "activity", [activity("E1", "2024-05", "electricity", 5.0, "kWh", role="produced")]
    )
    return made_


def test_a_ratio_of_which_one_side_is_not_on_record_is_a_row_without_a_value(ledger, book):
    assert value(ledger, book, "share_lost") is None


def test_a_part_that_is_present_without_a_value_is_not_nil(ledger, book):
    """Whether or not anybody else has losses on record: the answer is the same."""
    assert value(ledger, book, "optional_part") is None
    append(ledger, "activity", [activity("E2", "2024-05", "electricity", 1.0, "kWh", role="lost")])
    assert value(ledger, book, "optional_part") is None


def test_a_constant_that_is_chosen_stands_in_the_rows_of_what_was_not_chosen(ledger, book):
    assert value(ledger, book, "chosen") == 0.0
    assert value(ledger, book, "less_chosen") == 5.0
    append(ledger, "activity", [activity("E2", "2024-05", "electricity", 1.0, "kWh", role="lost")])
    assert value(ledger, book, "chosen") == 0.0
    assert value(ledger, book, "less_chosen") == 5.0
