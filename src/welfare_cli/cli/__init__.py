"""Words and options: reads what was typed, calls one thing below, says one sentence."""
