"""Files in and out: rows with their place, no database."""
