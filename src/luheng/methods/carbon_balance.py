"""The carbon balance of an enterprise: every flow of fuel and material as the carbon in it.

A carrier's balance by stage (:mod:`luheng.methods.enterprise_energy_balance`) times its carbon
content gives tonnes of carbon, and unlike tonnes of coal and cubic metres of gas these can be added
over carriers. With c the carbon content and F the signed flows of carrier i,

    C_i          =  c_i · Σ F_i                        what carrier i leaves open
    conversion   =  Σ c_i · input_i − Σ c_i · output_i  carbon that a transformation did not hand on
    burnt        =  Σ c_i · fuel and power_i + conversion
    unoxidised   =  burnt − 12/44 · E                   E the CO2 stated of combustion

Carbon is neither made nor lost: outputs of transformations that carry more carbon than the inputs
on record, or more carbon dioxide than there was carbon to burn, cannot be. Small negative
remainders are rounding of contents; the tolerance is a share of the larger side, our own choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .enterprise_energy_balance import STAGES, CarrierBalance

__all__ = ["CarbonBalance", "CarbonLine", "carbon_balance"]

CARBON_OF_CO2 = Fraction(12, 44)


@dataclass(frozen=True, slots=True)
class CarbonLine:
    """One carrier: its content (tC per unit), its signed flows in tC, and what they leave open."""

    item: str
    content: float
    flows: Mapping[str, float]
    imbalance: float | None

    def stage(self, name: str) -> float:
        """The sum of a stage's signed flows in tC."""
        return sum(self.flows.get(flow, 0.0) for flow in STAGES[name])


@dataclass(frozen=True, slots=True)
class CarbonBalance:
    """The carbon of all carriers whose content is known; ``missing`` names the others.

    All in tC. ``unoxidised`` is None where no emission is stated; ``open_conversion`` and
    ``open_combustion`` say that more came out than went in, beyond the tolerance.
    """

    lines: tuple[CarbonLine, ...]
    missing: tuple[str, ...]
    supplied: float
    conversion: float
    burnt: float
    in_products: float
    imbalance: float
    emitted: float | None
    unoxidised: float | None
    open_conversion: bool
    open_combustion: bool
    balanced: bool | None


def carbon_balance(
    balances: Iterable[CarrierBalance],
    contents: Mapping[str, float],
    *,
    co2: float | None = None,
    tolerance: float = 0.02,
) -> CarbonBalance:
    """The carbon balance of some carriers.

    Args:
        balances: the balance of each carrier.
        contents: tC per canonical unit of each carrier; one without a content is left out.
        co2: tonnes of carbon dioxide stated of the combustion of these carriers.
        tolerance: as a share of the larger side.
    """
    lines, missing = [], []
    known = True
    for one in balances:
        content = contents.get(one.item)
        if content is None:
            missing.append(one.item)
            continue
        flows = {flow: amount * content for flow, amount in one.flows.items()}
        gap = None if one.imbalance is None else one.imbalance * content
        known = known and gap is not None
        lines.append(CarbonLine(one.item, content, flows, gap))

    def total(*names: str) -> float:
        return sum(line.flows.get(n, 0.0) for line in lines for n in names)

    put_in, put_out = -total("transformation_input"), total("transformation_output", "recovered")
    conversion = put_in - put_out
    supplied = sum(line.stage("purchase_storage") for line in lines)
    burnt = -total("fuel_and_power") + conversion
    emitted = None if co2 is None else float(Fraction(co2) * CARBON_OF_CO2)
    imbalance = sum(line.imbalance or 0.0 for line in lines)
    room = tolerance * max(supplied, put_in, put_out, burnt, 0.0)
    return CarbonBalance(
        lines=tuple(lines),
        missing=tuple(missing),
        supplied=supplied,
        conversion=conversion,
        burnt=burnt,
        in_products=-total("raw_material"),
        imbalance=imbalance,
        emitted=emitted,
        unoxidised=None if emitted is None else burnt - emitted,
        open_conversion=conversion < -room,
        open_combustion=emitted is not None and burnt - emitted < -room,
        balanced=abs(imbalance) <= room if known and lines else None,
    )
