"""GB/T 32150-2015, the totals once more, by the potentials of one IPCC report for every enterprise.

The guides fix a report each; a buyer, a fund or an international filing asks for another. The same
ledger and the same masses of gas: only the potentials differ.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32150", "e2015", "5.2")


def in_equivalents(gwp: Quantity, filed: Quantity, **masses: Quantity) -> Quantity:
    """Gases as filed, and each that processes give off, times the potentials of one report."""
    total = (filed * gwp).sum(over="item").or_nil()
    for gas, mass in masses.items():
        total = total + (mass * gwp.at(item=gas)).or_nil()
    return total


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="SAR", applies=ALWAYS,
    zh="非二氧化碳气体直接排放量（SAR）", en="direct emissions of other gases, SAR",
)  # fmt: skip
def other_gases_co2e_sar(  # noqa: PLR0917  (one term for each gas)
    gas_filed: Quantity,
    process_ch4: Quantity,
    process_n2o: Quantity,
    process_sf6: Quantity,
    process_cf4: Quantity,
    process_c2f6: Quantity,
    gwp_sar: Quantity,
) -> Quantity:
    """Gases of processes and as filed, by the SAR potentials; one without any cannot be said."""
    return in_equivalents(
        gwp_sar,
        gas_filed,
        CH4=process_ch4,
        N2O=process_n2o,
        SF6=process_sf6,
        CF4=process_cf4,
        C2F6=process_c2f6,
    )


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="SAR", applies=ALWAYS,
    zh="直接温室气体排放量（范围一，SAR）", en="direct emissions (scope 1), SAR",
)  # fmt: skip
def scope_1_sar(
    direct_co2: Quantity,
    co2_equivalence: Quantity,
    other_gases_co2e_sar: Quantity,
    co2_recovered_co2e: Quantity,
) -> Quantity:
    """Carbon dioxide, and the other gases by the SAR potentials."""
    carbon_dioxide = direct_co2.or_nil() * co2_equivalence - co2_recovered_co2e.or_nil()
    return carbon_dioxide + other_gases_co2e_sar.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="SAR", applies=ALWAYS,
    zh="温室气体排放总量（SAR）", en="greenhouse gas emissions, SAR",
)  # fmt: skip
def ghg_emissions_sar(scope_1_sar: Quantity, scope_2_location_based: Quantity) -> Quantity:
    """Direct emissions by the SAR potentials, and electricity and heat bought net."""
    return scope_1_sar.or_nil() + scope_2_location_based.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR4", applies=ALWAYS,
    zh="非二氧化碳气体直接排放量（AR4）", en="direct emissions of other gases, AR4",
)  # fmt: skip
def other_gases_co2e_ar4(  # noqa: PLR0917  (one term for each gas)
    gas_filed: Quantity,
    process_ch4: Quantity,
    process_n2o: Quantity,
    process_sf6: Quantity,
    process_cf4: Quantity,
    process_c2f6: Quantity,
    gwp_ar4: Quantity,
) -> Quantity:
    """Gases of processes and as filed, by the AR4 potentials; one without any cannot be said."""
    return in_equivalents(
        gwp_ar4,
        gas_filed,
        CH4=process_ch4,
        N2O=process_n2o,
        SF6=process_sf6,
        CF4=process_cf4,
        C2F6=process_c2f6,
    )


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR4", applies=ALWAYS,
    zh="直接温室气体排放量（范围一，AR4）", en="direct emissions (scope 1), AR4",
)  # fmt: skip
def scope_1_ar4(
    direct_co2: Quantity,
    co2_equivalence: Quantity,
    other_gases_co2e_ar4: Quantity,
    co2_recovered_co2e: Quantity,
) -> Quantity:
    """Carbon dioxide, and the other gases by the AR4 potentials."""
    carbon_dioxide = direct_co2.or_nil() * co2_equivalence - co2_recovered_co2e.or_nil()
    return carbon_dioxide + other_gases_co2e_ar4.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR4", applies=ALWAYS,
    zh="温室气体排放总量（AR4）", en="greenhouse gas emissions, AR4",
)  # fmt: skip
def ghg_emissions_ar4(scope_1_ar4: Quantity, scope_2_location_based: Quantity) -> Quantity:
    """Direct emissions by the AR4 potentials, and electricity and heat bought net."""
    return scope_1_ar4.or_nil() + scope_2_location_based.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR5", applies=ALWAYS,
    zh="非二氧化碳气体直接排放量（AR5）", en="direct emissions of other gases, AR5",
)  # fmt: skip
def other_gases_co2e_ar5(  # noqa: PLR0917  (one term for each gas)
    gas_filed: Quantity,
    process_ch4: Quantity,
    process_n2o: Quantity,
    process_sf6: Quantity,
    process_cf4: Quantity,
    process_c2f6: Quantity,
    gwp_ar5: Quantity,
) -> Quantity:
    """Gases of processes and as filed, by the AR5 potentials; one without any cannot be said."""
    return in_equivalents(
        gwp_ar5,
        gas_filed,
        CH4=process_ch4,
        N2O=process_n2o,
        SF6=process_sf6,
        CF4=process_cf4,
        C2F6=process_c2f6,
    )


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR5", applies=ALWAYS,
    zh="直接温室气体排放量（范围一，AR5）", en="direct emissions (scope 1), AR5",
)  # fmt: skip
def scope_1_ar5(
    direct_co2: Quantity,
    co2_equivalence: Quantity,
    other_gases_co2e_ar5: Quantity,
    co2_recovered_co2e: Quantity,
) -> Quantity:
    """Carbon dioxide, and the other gases by the AR5 potentials."""
    carbon_dioxide = direct_co2.or_nil() * co2_equivalence - co2_recovered_co2e.or_nil()
    return carbon_dioxide + other_gases_co2e_ar5.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR5", applies=ALWAYS,
    zh="温室气体排放总量（AR5）", en="greenhouse gas emissions, AR5",
)  # fmt: skip
def ghg_emissions_ar5(scope_1_ar5: Quantity, scope_2_location_based: Quantity) -> Quantity:
    """Direct emissions by the AR5 potentials, and electricity and heat bought net."""
    return scope_1_ar5.or_nil() + scope_2_location_based.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR6", applies=ALWAYS,
    zh="非二氧化碳气体直接排放量（AR6）", en="direct emissions of other gases, AR6",
)  # fmt: skip
def other_gases_co2e_ar6(  # noqa: PLR0917  (one term for each gas)
    gas_filed: Quantity,
    process_ch4: Quantity,
    process_n2o: Quantity,
    process_sf6: Quantity,
    process_cf4: Quantity,
    process_c2f6: Quantity,
    gwp_ar6: Quantity,
) -> Quantity:
    """Gases of processes and as filed, by the AR6 potentials; one without any cannot be said."""
    return in_equivalents(
        gwp_ar6,
        gas_filed,
        CH4=process_ch4,
        N2O=process_n2o,
        SF6=process_sf6,
        CF4=process_cf4,
        C2F6=process_c2f6,
    )


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR6", applies=ALWAYS,
    zh="直接温室气体排放量（范围一，AR6）", en="direct emissions (scope 1), AR6",
)  # fmt: skip
def scope_1_ar6(
    direct_co2: Quantity,
    co2_equivalence: Quantity,
    other_gases_co2e_ar6: Quantity,
    co2_recovered_co2e: Quantity,
) -> Quantity:
    """Carbon dioxide, and the other gases by the AR6 potentials."""
    carbon_dioxide = direct_co2.or_nil() * co2_equivalence - co2_recovered_co2e.or_nil()
    return carbon_dioxide + other_gases_co2e_ar6.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR6", applies=ALWAYS,
    zh="温室气体排放总量（AR6）", en="greenhouse gas emissions, AR6",
)  # fmt: skip
def ghg_emissions_ar6(scope_1_ar6: Quantity, scope_2_location_based: Quantity) -> Quantity:
    """Direct emissions by the AR6 potentials, and electricity and heat bought net."""
    return scope_1_ar6.or_nil() + scope_2_location_based.or_nil()
