"""The signals room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class SignalsConfig(AppConfig):
    """Signals of every channel in one inbox."""

    name = "sizao.sense.signals"
    label = "signals"
    entries = (
        ("signals:signals", Words("信号收件箱", "Signals"), "signals.read", "signals"),
        ("signals:channels", Words("监测渠道", "Channels"), "signals.read", "columns"),
        ("signals:send", Words("上报信号", "Report a signal"), "signals.send", "plus"),
        ("signals:sent", Words("我上报的信号", "Signals I sent"), "signals.send", "audit"),
    )
