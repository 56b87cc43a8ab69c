"""Every exception that Luheng raises on purpose; imports nothing from the house.

A message names the thing, the place, the reason and the way out, in that order, in Chinese or
English. The class is what code catches, ``code`` is what people search for (its manual page is
``docs/findings/CODE.md``), the fields are what a page and a test read. A new error goes into the
file of its subject and into the two lists below.
"""

from .accounting import BadCalendar, BadForm, FilingHasGaps, FilingTaken, UnknownFiling
from .holding import (
    BackupDamaged,
    BadQuery,
    BadRecord,
    EngineUnavailable,
    LedgerBusy,
    LedgerDamaged,
    NoSpace,
    NoWorkspace,
    UnknownRecord,
    UnreadableFile,
)
from .meaning import (
    BadFactor,
    BadPeriod,
    BadRule,
    GrainMismatch,
    KindMismatch,
    NoSuchBasis,
    OverlappingRules,
    UnitDoesNotCancel,
    UnitMismatch,
    UnknownCode,
    UnknownQuantity,
    UnknownUnit,
)
from .message import LuhengError, language, listed, say, set_language
from .plans import (
    BadBinding,
    BadIndicator,
    BadMembers,
    BadWarningRules,
    CannotAttribute,
    LimitsConflict,
    NotAPlan,
    PlanIdTaken,
    ReviewOfAnotherFile,
    UnknownAlarm,
    UnknownPlan,
    UnknownTask,
)
from .profiles import BadProfile, UnknownProfile
from .release import ProvisionalNotNamed, ReleasedAlready, RulebookNotWhole
from .sources import BadSource, BadThresholds, SourceFailed, UnknownSource
from .submissions import BadOffice, BadRemark, IllegalStep, NoRight, RowsNotAsFiled

__all__ = [
    "BackupDamaged",
    "BadBinding",
    "BadCalendar",
    "BadFactor",
    "BadForm",
    "BadIndicator",
    "BadMembers",
    "BadOffice",
    "BadPeriod",
    "BadProfile",
    "BadQuery",
    "BadRecord",
    "BadRemark",
    "BadRule",
    "BadSource",
    "BadThresholds",
    "BadWarningRules",
    "CannotAttribute",
    "EngineUnavailable",
    "FilingHasGaps",
    "FilingTaken",
    "GrainMismatch",
    "IllegalStep",
    "KindMismatch",
    "LedgerBusy",
    "LedgerDamaged",
    "LimitsConflict",
    "LuhengError",
    "NoRight",
    "NoSpace",
    "NoSuchBasis",
    "NoWorkspace",
    "NotAPlan",
    "OverlappingRules",
    "PlanIdTaken",
    "ProvisionalNotNamed",
    "ReleasedAlready",
    "ReviewOfAnotherFile",
    "RowsNotAsFiled",
    "RulebookNotWhole",
    "SourceFailed",
    "UnitDoesNotCancel",
    "UnitMismatch",
    "UnknownAlarm",
    "UnknownCode",
    "UnknownFiling",
    "UnknownPlan",
    "UnknownProfile",
    "UnknownQuantity",
    "UnknownRecord",
    "UnknownSource",
    "UnknownTask",
    "UnknownUnit",
    "UnreadableFile",
    "language",
    "listed",
    "say",
    "set_language",
]
