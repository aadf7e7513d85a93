"""The vault's rules, without I/O: normalise what comes in, seal and open values, decide who may look."""
