"""Published reports: frozen with the records behind every figure, explained, and proven."""
