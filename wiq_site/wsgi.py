"""The WSGI entry for gunicorn: `gunicorn wiq_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wiq_site.settings")
application = get_wsgi_application()
