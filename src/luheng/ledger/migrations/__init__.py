"""The registry's tables, version by version, through Alembic.

A registry that an earlier version made is brought up to date when it is first written to or read; a
later version's is refused, since its rows may mean what this program does not know. A new version
is one file in ``versions/`` and its name in ``HEAD``; a test holds both against the tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from luheng.errors import BadQuery

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["HEAD", "configuration", "revision", "upgrade"]

#: the revision of this version's tables
HEAD = "chain"
_FIRST = "receipts"


def revision(engine: sa.Engine) -> str | None:
    """The revision of a registry's tables; None for one that has none."""
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        if "alembic_version" in names:
            found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
            return found.scalar()
        # the first version made its tables without saying which they are
        return _FIRST if "receipt_findings" in names else None


def upgrade(engine: sa.Engine) -> None:
    """Make the tables of this version, or change those of an earlier one; loses no row.

    Raises:
        BadQuery: the tables are of a version that this program does not know.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configuration()
    stands = revision(engine)
    known = {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}
    if stands is not None and stands not in known:
        raise BadQuery(
            f"登记库由更新的版本建立（{stands}）；请升级 luheng。",
            f"A later version made the registry ({stands}); upgrade luheng.",
        )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if stands == _FIRST and "alembic_version" not in sa.inspect(connection).get_table_names():
            command.stamp(config, _FIRST)
        command.upgrade(config, HEAD)


def configuration() -> Config:
    """Alembic's configuration; the connection is put into its attributes."""
    from alembic.config import Config

    config = Config()
    # a percent sign in a folder's name would be read as an interpolation
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
