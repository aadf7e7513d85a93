"""Django's own commands for developers: ``python -m sizao.project.manage makemigrations``."""

import os
import sys


def main() -> None:
    """Run one of Django's management commands under the platform's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sizao.project.settings")
    import django
    from django.core.management import execute_from_command_line

    from sizao.project import starting

    if sys.argv[1:2] == ["migrate"]:
        _migrate()
        return
    if sys.argv[1:3] != ["procrastinate", "worker"]:
        with starting.undisturbed():
            django.setup()
        execute_from_command_line(sys.argv)
        return
    from sizao.project import leaving, warming

    with starting.undisturbed():
        django.setup()
    warming.begin()
    execute_from_command_line(sys.argv)
    leaving.at_once()


def _migrate() -> None:
    import django
    from django.core.management import execute_from_command_line

    from sizao.project import migrating, starting

    with starting.undisturbed():
        django.setup()
    with migrating.quickly():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
