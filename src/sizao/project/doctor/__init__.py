"""The examination of a running installation: each check is one finding with one sentence of what to do."""
