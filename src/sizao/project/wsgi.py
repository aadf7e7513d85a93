"""The WSGI door that the web server opens."""

import os

from django.core.wsgi import get_wsgi_application

from sizao.project import warming

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sizao.project.settings")
application = get_wsgi_application()
warming.begin()
