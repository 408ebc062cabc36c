"""The engine: what only the database knows, behind names that know no database. It is SQLite.

A second engine gives the same names: `Connection` with its methods, `connect`, `create`, `Error`, `unusable`, `Place`,
and what `copies.py` and `read_only.py` hold. All other SQL is in the subset that SQLite and PostgreSQL share. A query
names a stored table `main.<table>` where it must not read the view that stands in front of it (`declare_view`): that is
SQLite's name for the schema of the file, and PostgreSQL lets a schema have it.
"""

from .place import Place, refuse_network_drive
from .sqlite import UNREADABLE, Connection, Error, Transaction, connect, create, open_file, unusable

__all__ = [
    "UNREADABLE",
    "Connection",
    "Error",
    "Place",
    "Transaction",
    "connect",
    "create",
    "open_file",
    "refuse_network_drive",
    "unusable",
]
