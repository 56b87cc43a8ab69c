"""Metering: what a plant's meters say of cost by tariff period and of energy by shift.

Start at ``cost.py`` and ``shifts.py``; calendars are dated data, in ``luheng.periods`` and in the
workspace's ``calendars.yaml``.
"""
