"""The web server's worker: threads that, once they are told to end, wait for requests and not for silent connections."""

from gunicorn.workers.gthread import ThreadWorker

from sizao.project import leaving, warming


class Worker(ThreadWorker):  # type: ignore[misc]  # the library has no types
    """A browser opens connections ahead of what it asks: one on which nothing was ever said is nobody's request."""

    def murder_pending(self) -> None:
        """Close silent connections whose time is over; all of them while the worker ends."""
        if not self.alive:
            for each in self.pending_conns:
                each.timeout = 0.0
        super().murder_pending()

    def run(self) -> None:
        """Warm up beside the first requests, serve until told to end, and go as soon as the last request is answered."""
        warming.begin()
        super().run()
        leaving.at_once()
