"""`make run`: settings that are wrong, a port that is taken, and a library that answers."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from cms import run
from tests.databases.sqlite import copy_file
from tests.programs import free_port
from tests.running import Running, alive, command, running


def ended(environment: dict[str, str], data_dir: Path) -> tuple[int, str, str]:
    """Run the program, which must end by itself; return its status and what it said."""
    process = command({"DATA_DIR": str(data_dir), **environment})
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "nonsense"),
        ("SITE_URL", "http://[bad"),
        ("SITE_URL", "http://library.example.org:99999"),
        ("SITE_URL", "https://library.example.org/below"),
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("SITE_ENVIRONMENT", "x"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgres://ada:secret@host:port/library"),
        ("EMAIL_URL", "nonsense"),
        ("TIME_ZONE", "Mars/North"),
        ("CROSSREF_URL", "api.crossref.org"),
        ("DATACITE_URL", "ftp://doi.org"),
        ("NCBI_URL", "https://eutils.example.org/?db=pubmed"),
        ("EUROPEPMC_URL", "https://me:word@europepmc.example.org"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_line_that_names_it(
    name: str, value: str, tmp_path: Path
) -> None:
    status, out, err = ended({name: value}, tmp_path)
    assert status == 1
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("Configuration: ")
    assert name in err
    assert "secret" not in err


def test_a_data_folder_that_cannot_be_made_ends_the_start_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, _, err = ended({}, tmp_path / "file" / "below")
    assert status == 1
    assert len(err.splitlines()) == 1
    assert str(tmp_path / "file") in err


def test_a_port_that_is_taken_ends_the_start_with_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        status, out, err = ended({"PORT": str(port)}, tmp_path)
    assert status == 1
    assert out == ""
    assert len(err.splitlines()) == 1
    assert f"{port} " in err
    assert "PORT=" in err
    assert not (tmp_path / "library.sqlite3").exists()


def test_a_port_that_is_free_is_seen_as_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PORT", free_port())
    assert run._port_is_free()


# The first administrator


@pytest.mark.django_db
def test_the_first_administrator_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    password = run._first_administrator()
    assert password
    assert len(password) >= 16
    admin = User.objects.get(is_superuser=True)
    assert admin.username == "admin"
    assert admin.check_password(password)
    assert run._first_administrator() is None
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_first_administrator_has_the_password_that_was_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a long word of mine")
    assert run._first_administrator() == "a long word of mine"
    assert User.objects.get().check_password("a long word of mine")


@pytest.mark.django_db
def test_a_password_that_was_made_is_another_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    first = run._first_administrator()
    User.objects.all().delete()
    assert run._first_administrator() != first


def test_a_password_is_shown_only_when_one_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    run._announce_administrator(None)
    assert capsys.readouterr().out == ""
    run._announce_administrator("word")
    assert capsys.readouterr().out == "Administrator: admin, password: word\n"


# What a data folder has to fit


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `run` see a small project."""
    for path in ("app/migrations/0001_initial.py", "cms/part/migrations/0001_initial.py",
                 "requirements.txt", "README.md"):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    monkeypatch.setattr(run, "BASE_DIR", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "app/migrations/0001_initial.py",
        "app/migrations/0002_more.py",
        "cms/part/migrations/0001_initial.py",
    ],
)
def test_the_library_is_prepared_anew_when_it_has_changed(project: Path, path: str) -> None:
    before = run._state()
    (project / path).write_text("changed")
    assert run._state() != before


def test_the_library_is_prepared_anew_for_another_address(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run._state()
    monkeypatch.setattr(run, "SITE_URL", "https://library.example.org")
    assert run._state() != before


def test_the_library_is_not_prepared_again_without_need(project: Path) -> None:
    before = run._state()
    (project / "README.md").write_text("changed")
    assert run._state() == before


# A start


@pytest.fixture(scope="module")
def library_that_runs(
    library_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Run a small library in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("run") / "my library"
    folder.mkdir()
    copy_file(Path(library_database), folder / "library.sqlite3")
    with pytest.MonkeyPatch.context() as patch, running(folder, patch=patch) as library:
        yield library


def answer(
    library: Running, path: str, *, host: str = "localhost", to: str = run.HOST
) -> http.client.HTTPResponse:
    """Ask a running library, by the name `host`."""
    connection = http.client.HTTPConnection(to, library.port, timeout=20)
    connection.request("GET", path, headers={"Host": f"{host}:{library.port}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


@pytest.mark.sqlite_only(reason="`make run` keeps everything in one folder, the database too.")
@pytest.mark.xdist_group("run")
class TestStart:
    """In one worker, one after the other: the library starts once for all that only ask it."""

    def test_it_says_where_it_answers(self, library_that_runs: Running) -> None:
        address = f"http://localhost:{library_that_runs.port}"
        assert library_that_runs.printed == [
            f"Site   {address}/",
            f"Admin  {address}/admin/",
            f"API    {address}/api/content/v1/",
        ]

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
    def test_it_answers_on_this_computer(self, library_that_runs: Running, host: str) -> None:
        for path in ("/", "/admin/login/", "/api/content/v1/", "/api/v2/pages/"):
            assert answer(library_that_runs, path, host=host).status == 200

    def test_it_serves_its_static_files(self, library_that_runs: Running) -> None:
        response = answer(library_that_runs, "/static/css/site.css")
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/css")

    def test_it_refuses_a_name_that_is_not_its_own(self, library_that_runs: Running) -> None:
        assert answer(library_that_runs, "/", host="elsewhere.example.org").status == 400

    def test_it_does_not_answer_to_other_addresses(self, library_that_runs: Running) -> None:
        with pytest.raises(ConnectionRefusedError):
            answer(library_that_runs, "/", to="127.0.0.2")

    def test_it_shows_no_details_of_an_error(self, library_that_runs: Running) -> None:
        assert answer(library_that_runs, "/nothing-here/").status == 404
        assert answer(library_that_runs, "/__debug__/").status == 404

    @pytest.mark.parametrize("way", ["Ctrl-C", "kill"])
    def test_telling_it_to_end_ends_all_of_it(
        self, way: str, library_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        copy_file(Path(library_database), tmp_path / "library.sqlite3")
        with running(tmp_path, patch=monkeypatch) as library:
            processes = library.processes()
            assert len(processes) > run.WORKERS
            library.interrupt() if way == "Ctrl-C" else library.process.terminate()
            assert library.process.wait(timeout=30) == 0
            assert alive(processes) == set()
        assert "Traceback" not in (tmp_path / "errors").read_text()
