"""The compiled loops, ready before a test's transaction begins."""

from tests.integration.tracing.conftest import compiled

__all__ = ["compiled"]
