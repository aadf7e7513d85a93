"""The WSGI door that the web server opens."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from sizao.project import starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sizao.project.settings")
with starting.undisturbed():
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  # every room's doors, before anybody waits for the first page
