"""Emission identities: the factors that emissions by sector and fuel are the product of.

With emissions C_ij of sector i and fuel j, energy E_ij, output Q_i of sectors and G of the whole,

    five levels     C = Σ_ij  Q · (Q_i/Q) · (E_i/Q_i) · (E_ij/E_i) · (C_ij/E_ij)
                    activity, structure, intensity, fuel mix, emission factor
    output alone    C = Σ_ij  G · (C_i/G) · (C_ij/C_i)
                    activity, emissions of a sector per output, fuel's share of its emissions
    no output       C = Σ_ij  C_i · (C_ij/C_i)
                    emissions of a sector, fuel's share of them

The first is the identity of Ang (2005), Energy Policy 33, 867-871, section 3. Where energy and the
output of sectors are not known, structure, intensity and factor cannot be told apart and stand
together as a sector's emissions per output. The shares s_ij of fuels in a sector's *emissions* sum
to one at both ends and are no energy mix. Summed over the fuels of a sector, LMDI gives them

    Σ_j L(C_ij^T, C_ij^0) ln(s_ij^T / s_ij^0)  =  [L(C_i^T, C_i^0) - Σ_j L(C_ij^T, C_ij^0)]
                                                  · ln(C_i^T / C_i^0)

where the bracket is not negative, so this sum has the sign of the sector's own growth and is no
cause; by fuel the part tells which took another's place.

Emissions of industrial processes have no energy. In five levels they stand aside as a part of
their own, ``process``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .decomposition import Identity, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

__all__ = ["PROCESS", "five_levels", "no_output", "output_alone"]

#: the member of the fuel dimension that has emissions and no energy
PROCESS = "process"


def five_levels(
    dimensions: Mapping[str, tuple[str, ...]],
    emissions: np.ndarray,
    energy: np.ndarray,
    output: np.ndarray,
) -> Identity:
    """Activity, structure, intensity, fuel mix and emission factor of sectors (rows) by fuels.

    Args:
        dimensions: the members of ``sector`` and ``fuel``.
        emissions: C_ij, sector × fuel.
        energy: E_ij, sector × fuel, in one unit; nothing is read of the process column.
        output: Q_i, one per sector, at prices of one kind.

    Raises:
        CannotAttribute: emissions without energy, or energy without output.
    """
    import numpy as np

    is_process = np.array([fuel == PROCESS for fuel in dimensions["fuel"]])
    used = np.where(is_process, 0.0, energy)
    burnt = np.where(is_process, 0.0, emissions)
    by_sector = used.sum(axis=1, keepdims=True)
    sector_output = np.asarray(output, dtype=float)[:, None]
    whole = sector_output.sum(keepdims=True)
    levels = {
        "activity": whole,
        "structure": ratio(sector_output, whole),
        "intensity": ratio(by_sector, sector_output),
        "fuel_mix": ratio(used, by_sector),
        "emission_factor": ratio(burnt, used),
    }
    factors = {n: np.where(is_process, 1.0, np.broadcast_to(f, emissions.shape))
               for n, f in levels.items()}  # fmt: skip
    if bool(is_process.any()):
        factors["process"] = np.where(is_process, emissions, 1.0)
    return Identity(dimensions, factors, emissions)


def output_alone(
    dimensions: Mapping[str, tuple[str, ...]], emissions: np.ndarray, output: float
) -> Identity:
    """Activity, a sector's emissions per output, and the fuels' shares of them.

    Raises:
        CannotAttribute: emissions without output.
    """
    import numpy as np

    by_sector = emissions.sum(axis=1, keepdims=True)
    whole = np.full((1, 1), float(output))
    factors = {
        "activity": whole,
        "sector_emission_intensity": ratio(by_sector, whole),
        "fuel_share": ratio(emissions, by_sector),
    }
    return Identity(dimensions, factors, emissions)


def no_output(dimensions: Mapping[str, tuple[str, ...]], emissions: np.ndarray) -> Identity:
    """A sector's emissions, and the fuels' shares of them: where a change lies, not why."""
    by_sector = emissions.sum(axis=1, keepdims=True)
    factors = {"sector_emissions": by_sector, "fuel_share": ratio(emissions, by_sector)}
    return Identity(dimensions, factors, emissions)
