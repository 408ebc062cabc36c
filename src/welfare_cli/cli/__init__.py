"""The command line: read options, call one function of a lower layer, print one sentence."""
