"""What a fresh web or worker process makes ready beside its work, so that the first to ask does not wait."""

from threading import Thread


def begin() -> None:
    """Warm the trace engine up in a thread of its own; returns at once."""
    Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    from django.apps import apps

    apps.ready_event.wait()
    from sizao.ground.presence import queries

    queries.warm_up()
