"""The columns that every row of an accepted plan document carries: its place, and who took it.

A rejected draft is a row too, under its own number and with ``decision`` rejected: that is what
keeps it from being asked again, and a later change of mind is an ordinary correction of the same
row, seen with ``known_at`` like any other. (A table of its own would have to be kept in step with
four others.) Such a row states nothing: indicator, value and unit are blank, and what the reader
had drafted stands only in ``draft``, so that no sum and no comparison can meet it.
"""

from .record import column

__all__ = [
    "ACCEPTED",
    "COMPARATORS",
    "CORRECTED",
    "DECIDED_BY",
    "DECISION",
    "DECISIONS",
    "DOCUMENT_SHA256",
    "DRAFT",
    "KINDS",
    "PAGE",
    "QUOTE",
    "REJECTED",
    "SPAN_END",
    "SPAN_START",
    "SURENESS",
    "TRUST",
]

ACCEPTED, CORRECTED, REJECTED = "accepted", "corrected", "rejected"
DECISIONS = (ACCEPTED, CORRECTED, REJECTED)
KINDS = (
    "count",
    "share",
    "level",
    "relative_change",
    "peak_year",
    "per_year",
    "cumulative",
    "percentage_points",
)
COMPARATORS = ("=", ">=", "<=", ">", "<", "~")

QUOTE = column(zh="原文", en="quote", note_zh="写明该项的原文", note_en="the words that say it")
PAGE = column(zh="页", en="page", minimum=1)
SPAN_START = column(
    zh="起点", en="start", example="64:12", note_zh="行:字", note_en="line:character, from 1:0"
)
SPAN_END = column(
    zh="终点",
    en="end",
    example="64:30",
    note_zh="行:字，不含",
    note_en="line:character, past the end",
)
SURENESS = column(
    zh="把握",
    en="sureness",
    minimum=0,
    maximum=1,
    note_zh="读取程序有多大把握，0 至 1",
    note_en="how sure the reader was",
)
DECISION = column(
    zh="决定",
    en="decision",
    one_of=DECISIONS,
    default=ACCEPTED,
    note_zh="rejected 的行不载明任何数值",
    note_en="a rejected row states nothing",
)
DECIDED_BY = column(zh="决定人", en="decided by")
DRAFT = column(
    zh="草稿原值",
    en="draft",
    note_zh="被更正的列在草稿中的值，JSON",
    note_en="what the draft said in the columns that were corrected, as JSON",
)
DOCUMENT_SHA256 = column(zh="文件摘要", en="sha256 of the document")
TRUST = column(
    zh="可信度",
    en="trust",
    one_of=("printed", "transcribed", "recalled", "conflicting"),
    default="transcribed",
)
