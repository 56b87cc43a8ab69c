"""Steam by IAPWS-IF97: the release's own check values, printed tables, and the states that are none.

Printed cells are those of tables C.4 and C.5 of GB/T 32151.34-2024 in the transcription of
github:adgo07/GHGTOOL@1bad93c66bb9.
"""

import builtins

import pytest

from luheng.errors import EngineUnavailable
from luheng.methods import steam
from luheng.methods.steam import saturation_temperature, steam_enthalpy

pytest.importorskip("CoolProp")

KELVIN = 273.15


@pytest.mark.parametrize(
    ("kelvin", "pressure", "enthalpy"),
    [
        # IAPWS R7-97(2012): tables 15, 33 and 42, check values of regions 2, 3 and 5
        (700, 0.0035, 3335.68375),
        (700, 30, 2631.49474),
        (750, 78.3095639, 2258.68845),
        (650, 25.5837018, 1863.43019),
    ],
)
def test_check_values_of_the_formulation(kelvin, pressure, enthalpy):
    # region 3 is in density: CoolProp goes back from pressure by an equation good to a few joules
    assert steam_enthalpy(pressure, kelvin - KELVIN) == pytest.approx(enthalpy, abs=3e-3)


@pytest.mark.parametrize(
    ("pressure", "boiling", "enthalpy"),
    [
        (0.1, 99.63, 2675.7), (0.5, 151.85, 2748.5), (1.0, 179.88, 2777.0),
        (1.6, 201.37, 2792.2), (3.0, 233.84, 2801.9), (10, 310.96, 2724.4),
        # printed beside 1.40 and 1.50 MPa: the temperatures are those of 1.70 and 1.80
        (1.7, 204.3, 2793.8), (1.8, 207.1, 2795.1),
    ],
)  # fmt: skip
def test_saturated_steam_is_that_of_the_printed_table(pressure, boiling, enthalpy):
    assert saturation_temperature(pressure) == pytest.approx(boiling, abs=0.3)
    assert steam_enthalpy(pressure) == pytest.approx(enthalpy, abs=3)
    # a thermometer half a kelvin off still reads saturated steam
    assert steam_enthalpy(pressure, boiling) == pytest.approx(enthalpy, abs=3)


@pytest.mark.parametrize(
    ("pressure", "temperature", "enthalpy"),
    [
        (0.1, 200, 2875.2), (0.5, 300, 3064.2), (1, 300, 3051.3), (3, 400, 3231.6),
        (5, 450, 3316.8), (10, 540, 3475.4), (14, 560, 3485.8), (25, 600, 3491.2),
    ],
)  # fmt: skip
def test_superheated_steam_is_that_of_the_printed_table(pressure, temperature, enthalpy):
    assert steam_enthalpy(pressure, temperature) == pytest.approx(enthalpy, abs=3)


@pytest.mark.parametrize(
    ("pressure", "temperature", "printed", "off"),
    [
        (0.5, 400, 3217.8, -54.5),  # two digits changed places: 3271.8 on a neighbouring page
        (30, 420, 2424.7, -128.2),  # a straight line drawn across the critical region
        (25, 420, 2730.76, -38.7),
        (30, 440, 2690.3, -58.6),
    ],
)
def test_cells_of_the_printed_table_that_are_wrong_are_known(pressure, temperature, printed, off):
    found = steam_enthalpy(pressure, temperature)
    assert printed - found == pytest.approx(off, abs=0.1)


def test_water_and_states_out_of_range_have_no_enthalpy_of_steam():
    assert steam_enthalpy(1.0, 100) is None  # water
    assert steam_enthalpy(200, 300) is None  # beyond 100 MPa
    assert steam_enthalpy(25) is None  # above the critical pressure nothing is saturated
    assert steam_enthalpy(25, 600) is not None
    assert saturation_temperature(25) is None


def test_without_the_library_the_way_out_is_named(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name.startswith("CoolProp"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    steam._props.cache_clear()
    with pytest.raises(EngineUnavailable, match=r"luheng\[steam\]"):
        steam_enthalpy(1.0)
    monkeypatch.undo()
    steam._props.cache_clear()
