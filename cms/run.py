"""`make run`: everything on this computer, from an empty folder to a library that answers.

Prepares the data folder (database, starter content, first administrator), then serves until it is
stopped. What was prepared is remembered, so that a second start only serves.
"""

import argparse
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from cms.settings.environment import BASE_DIR, DATA_DIR, PORT, SITE_URL, env

HOST = "127.0.0.1"
#: Two processes answer while one is busy; one thread each, as SQLite connections want it.
WORKERS = 2
START_SECONDS = 60
#: An orderly end takes less than this.
STOP_SECONDS = 5


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument(
        "--prepare-only", action="store_true", help="Prepare the data folder, serve nothing."
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="Answer every request anew, to compare."
    )
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")
    if arguments.no_cache:
        # For the server, which reads the environment anew.
        os.environ.update(RESPONSE_CACHE="off")
    if not arguments.prepare_only and not _port_is_free():
        print(f"Port {PORT} is taken. Choose another: PORT={PORT + 1} make run", file=sys.stderr)
        return 1
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    stamp = DATA_DIR / "prepared"
    state = _state()
    password = None
    if not stamp.exists() or stamp.read_text() != state:
        password = _prepare()
        stamp.write_text(state)
    if arguments.prepare_only:
        _announce_administrator(password)
        return 0
    return _serve(password)


def _port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return False
    return True


def _state() -> str:
    """Return what the data folder has to fit: migrations, packages and the site's address."""
    digest = hashlib.sha256(f"{SITE_URL} {version('wagtail')}".encode())
    files = [*BASE_DIR.glob("*/migrations/*.py"), *BASE_DIR.glob("*/*/migrations/*.py")]
    for path in sorted(files):
        if not path.is_relative_to(BASE_DIR / ".venv"):
            digest.update(path.read_bytes())
    digest.update((BASE_DIR / "requirements.txt").read_bytes())
    return digest.hexdigest()


def _prepare() -> str | None:
    """Bring database, site address, starter content and first administrator into being.

    Returns:
        The first administrator's password, if this start made one.
    """
    import django
    from django.core.management import call_command

    print("Preparing the library …", flush=True)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from cms.content.sites import set_site_address
    from cms.delivery.maintenance import adopt_release
    from home.starter_content.loading import load_starter_content

    load_starter_content()
    set_site_address(SITE_URL)
    adopt_release()
    return _first_administrator()


def _first_administrator() -> str | None:
    """Make the user `admin` where there is no superuser; return a new password to show once."""
    from django.contrib.auth import get_user_model

    users = get_user_model()._default_manager
    if users.filter(is_superuser=True).exists():
        return None
    password = env.str("ADMIN_PASSWORD", "") or secrets.token_urlsafe(12)
    users.create_superuser("admin", email="", password=password)
    return password


def _announce_administrator(password: str | None) -> None:
    if password:
        print(f"Administrator: admin, password: {password}", flush=True)


def _serve(password: str | None) -> int:
    """Serve, and let the worker work, until stopped; return the server's exit status."""
    # Each of its own session, so that Ctrl-C reaches it once, from here: told twice, the server
    # would never end.
    server = subprocess.Popen(  # noqa: S603 - our own arguments
        [
            str(Path(sys.executable).parent / "granian"),
            "--interface=wsgi",
            f"--host={HOST}",
            f"--port={PORT}",
            f"--workers={WORKERS}",
            "--blocking-threads=1",
            "--log-level=warning",
            "cms.wsgi:application",
        ],
        cwd=BASE_DIR,
        start_new_session=True,
    )
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], cwd=BASE_DIR, start_new_session=True
    )
    told = _pass_on_signals([server, worker])
    if _wait_until_it_answers(server):
        print(f"Site   {SITE_URL}/")
        print(f"Admin  {SITE_URL}/admin/")
        print(f"API    {SITE_URL}/api/content/v1/", flush=True)
        _announce_administrator(password)
    status = server.wait()
    worker.terminate()
    worker.wait()
    return 0 if told else status


def _pass_on_signals(programs: "Sequence[subprocess.Popen[bytes]]") -> list[int]:
    """End the programs when this one is told to end; at once when it is told again.

    A server that is told while it starts may never end by itself: it gets STOP_SECONDS.

    Returns:
        The signals that told it, as they come.
    """
    told: list[int] = []

    def kill() -> None:
        for program in programs:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)

    def stop(signum: int, frame: object) -> None:
        told.append(signum)
        if len(told) > 1:
            kill()
            return
        for program in programs:
            program.send_signal(signal.SIGINT)
        patience = threading.Timer(STOP_SECONDS, kill)
        patience.daemon = True
        patience.start()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return told


def _wait_until_it_answers(server: "subprocess.Popen[bytes]") -> bool:
    """Return whether the server answers, once it does; False when it ended instead."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{PORT}/robots.txt", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
    return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
