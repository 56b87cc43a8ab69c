"""The published data standard: schemas, templates, manual and glossary from the record classes.

Start reading at ``publication.py``, which writes the folder; each other file makes one part of it.
"""

from .publication import write_data_standard

__all__ = ["write_data_standard"]
