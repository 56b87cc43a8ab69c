"""Accounting: energy, carbon, water, waste and pollutants of whoever has to account for them.

Start at :func:`luheng.apps.accounting.account.run.account_of`: the accounts of one subject in one
call. The desk holds no formula; ``accounts.yaml`` names quantities of the rulebook.
"""

from .account.account import Account
from .account.line import AccountLine, Reason, State
from .account.run import account_of
from .account_table import AccountTable, account_table
from .balance.result import Balance, BalanceLine, LikelyCause
from .balance.run import balance_of
from .changes.compare import compare
from .changes.effects import Effect
from .changes.result import Changes, LineChange
from .changes.state import State as ComparedState
from .changes.state import read_state
from .checks.finding import CheckFinding
from .checks.run import check_subject
from .figures.account import course_figure, mix_figure
from .figures.change import change_figure
from .figures.flow import flow_figure
from .figures.metering import cost_figure, shift_figure
from .filing.attachments import attach as attach_file
from .filing.cell import FilledCell, FormCell
from .filing.file import Filed, file_cells
from .filing.filings import FiledLine, Filing, filing_of, filings
from .filing.fill import OWN_FORM, fill, own_cells
from .filing.restated import Restated, restated
from .metering.calendars import calendar_of, calendars_of
from .metering.cost import Cost, cost_of
from .metering.shifts import Shifts, shifts_of
from .provinces import (
    IDENTITY,
    TOTALS,
    CarrierDifference,
    CarrierFactor,
    Comparison,
    Inventory,
    ProvinceDifference,
    balance_findings,
    carrier_figure,
    ceads_2007,
    compare_provinces,
    difference_figure,
)
from .subject import Subject, subject_of

__all__ = [
    "IDENTITY",
    "OWN_FORM",
    "TOTALS",
    "Account",
    "AccountLine",
    "AccountTable",
    "Balance",
    "BalanceLine",
    "CarrierDifference",
    "CarrierFactor",
    "Changes",
    "CheckFinding",
    "ComparedState",
    "Comparison",
    "Cost",
    "Effect",
    "Filed",
    "FiledLine",
    "Filing",
    "FilledCell",
    "FormCell",
    "Inventory",
    "LikelyCause",
    "LineChange",
    "ProvinceDifference",
    "Reason",
    "Restated",
    "Shifts",
    "State",
    "Subject",
    "account_of",
    "account_table",
    "attach_file",
    "balance_findings",
    "balance_of",
    "calendar_of",
    "calendars_of",
    "carrier_figure",
    "ceads_2007",
    "change_figure",
    "check_subject",
    "compare",
    "compare_provinces",
    "cost_figure",
    "cost_of",
    "course_figure",
    "difference_figure",
    "file_cells",
    "filing_of",
    "filings",
    "fill",
    "flow_figure",
    "mix_figure",
    "own_cells",
    "read_state",
    "restated",
    "shift_figure",
    "shifts_of",
    "subject_of",
]
