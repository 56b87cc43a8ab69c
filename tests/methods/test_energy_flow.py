"""The flow diagram of an enterprise (OWN): links by hand, and nothing lost at any node."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.energy_flow import Link, energy_flow
from luheng.methods.enterprise_energy_balance import carrier_balances

ROLES = ("purchased", "consumed", "sold", "lost", "transformation_input", "transformation_output",
         "raw_material", "recovered")  # fmt: skip
ITEMS = ("coke", "electricity", "washed_coal")
FACTORS = {"coke": 1000.0, "electricity": 500.0, "washed_coal": 800.0}


def flow_of(rows, factors=FACTORS):
    return energy_flow(carrier_balances(rows, coefficients=factors))


def test_a_works_by_hand():
    flow = flow_of(
        [
            ("washed_coal", "purchased", 100.0),
            ("washed_coal", "consumed", 100.0),
            ("washed_coal", "transformation_input", 100.0),
            ("coke", "transformation_output", 60.0),
            ("coke", "sold", 55.0),
        ]
    )
    assert set(flow.links) == {
        Link("purchased", "washed_coal", 80.0),
        Link("washed_coal", "transformation", 80.0),
        Link("transformation", "coke", 60.0),
        Link("coke", "sold", 55.0),
        Link("coke", "unaccounted", 5.0),
        Link("transformation", "conversion_loss", 20.0),
    }
    assert flow.missing == ()


def test_a_carrier_without_a_coefficient_is_named_and_not_drawn():
    flow = flow_of([("coke", "purchased", 1.0), ("coke", "consumed", 1.0)], {})
    assert flow.links == ()
    assert flow.missing == ("coke",)


@given(
    st.lists(
        st.tuples(st.sampled_from(ITEMS), st.sampled_from(ROLES), st.integers(0, 10**6)),
        min_size=1,
    )
)
def test_nothing_is_lost_at_a_carrier_or_in_transformation(rows):
    flow = flow_of([(i, r, float(v)) for i, r, v in rows])
    assert all(link.value > 0 for link in flow.links)
    assert len(set(flow.nodes)) == len(flow.nodes)
    for node in (*ITEMS, "transformation"):
        assert flow.net(node) == pytest.approx(0, abs=1e-6)
