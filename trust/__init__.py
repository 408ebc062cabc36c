"""Harnesses that break what wfc stands on, and look at what is left: see README.md."""
