"""wfc: records the work of community social workers and prints the figures of their report."""

__version__ = "0.1.0"
