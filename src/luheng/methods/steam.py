"""Steam: its enthalpy by IAPWS-IF97, worked out by CoolProp, and the state that a reading means.

The industrial formulation of 1997 of the International Association for the Properties of Water and
Steam covers 0 to 800 °C up to 100 MPa. Printed tables agree with it to 3 kJ/kg but for cells that
are misprints or interpolations near the critical point (``docs/accounting_carbon.md`` names those
of GB/T 32151.34-2024).
"""

from __future__ import annotations

import functools
from typing import Any

from luheng.errors import EngineUnavailable

__all__ = ["saturation_temperature", "steam_enthalpy"]

#: a thermometer this near to boiling reads saturated steam, in kelvin
_NEAR = 0.5
_ZERO_CELSIUS = 273.15
_FLUID = "IF97::Water"


def steam_enthalpy(pressure: float, temperature: float | None = None) -> float | None:
    """Specific enthalpy of steam in kJ/kg, or None where there is no steam in that state.

    Args:
        pressure: absolute, in MPa.
        temperature: in °C; None, or within half a kelvin of boiling, is saturated steam.

    None below the boiling point (that is water), and outside the range of the formulation.

    Raises:
        EngineUnavailable: CoolProp is not installed (the extra ``steam``).

    IAPWS-IF97, regions 2, 3 and 5; saturation by region 4.
    """
    boiling = saturation_temperature(pressure)
    if temperature is None and boiling is None:
        return None
    if boiling is not None:
        if temperature is None or abs(temperature - boiling) <= _NEAR:
            return _property("H", pressure, "Q", 1.0)
        if temperature < boiling:
            return None
    assert temperature is not None
    return _property("H", pressure, "T", temperature + _ZERO_CELSIUS)


def saturation_temperature(pressure: float) -> float | None:
    """Boiling point in °C at an absolute pressure in MPa, or None above the critical pressure.

    Raises:
        EngineUnavailable: CoolProp is not installed (the extra ``steam``).
    """
    kelvin = _property("T", pressure, "Q", 1.0)
    return None if kelvin is None else kelvin * 1000 - _ZERO_CELSIUS


def _property(wanted: str, pressure: float, other: str, value: float) -> float | None:
    """A property in thousands of its SI unit, or None where the formulation has none."""
    try:
        found = _props()(wanted, "P", pressure * 1_000_000, other, value, _FLUID)
    except ValueError:
        return None
    return float(found) / 1000


@functools.cache
def _props() -> Any:
    try:
        from CoolProp.CoolProp import PropsSI
    except ImportError as error:
        raise EngineUnavailable(
            "CoolProp",
            "没有安装，不能由压力和温度求蒸汽的焓。",
            "it is not installed; pressure and temperature alone give no enthalpy of steam.",
            "安装 luheng[steam]，或者填报蒸汽的焓（指标 enthalpy）。",
            "Install luheng[steam], or file the enthalpy of the steam (property enthalpy).",
        ) from error
    return PropsSI
