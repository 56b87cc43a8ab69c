"""Accounting: energy, carbon, water, waste and pollutants of whoever has to account for them.

Start at :func:`luheng.apps.accounting.account.run.account_of`: the accounts of one subject in one
call. The desk holds no formula; ``accounts.yaml`` names quantities of the rulebook.
"""

from .account.account import Account
from .account.line import AccountLine, Reason, State
from .account.run import account_of
from .account_table import AccountTable, account_table
from .checks.finding import CheckFinding
from .checks.run import check_subject
from .filing.attachments import attach as attach_file
from .filing.cell import FilledCell, FormCell
from .filing.file import Filed, file_cells
from .filing.filings import FiledLine, Filing, filing_of, filings
from .filing.fill import OWN_FORM, fill, own_cells
from .filing.restated import Restated, restated
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
    "CarrierDifference",
    "CarrierFactor",
    "CheckFinding",
    "Comparison",
    "Filed",
    "FiledLine",
    "Filing",
    "FilledCell",
    "FormCell",
    "Inventory",
    "ProvinceDifference",
    "Reason",
    "Restated",
    "State",
    "Subject",
    "account_of",
    "account_table",
    "attach_file",
    "balance_findings",
    "carrier_figure",
    "ceads_2007",
    "check_subject",
    "compare_provinces",
    "difference_figure",
    "file_cells",
    "filing_of",
    "filings",
    "fill",
    "own_cells",
    "restated",
    "subject_of",
]
