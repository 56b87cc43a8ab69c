"""发改环资〔2022〕1258号, section 2: green certificates are the proof of renewable electricity.

An enterprise's consumption of renewable electricity is counted by the certificates of the year
that it holds.
"""

from luheng.rules import Quantity, clause, rule


@rule(
    clause("ndrc_dual_control", "e2022_1258", "2"),
    unit="kgce", grain="entity period", basis="calorific",
    zh="绿证对应的可再生能源电力", en="renewable electricity by green certificates",
)  # fmt: skip
def renewable_electricity_energy(
    certified_electricity: Quantity, coal_equivalent: Quantity
) -> Quantity:
    """Electricity covered by certificates, at the calorific value of electricity."""
    return certified_electricity * coal_equivalent.at(item="electricity")
