"""All of a site in one file, and back: database, uploads, settings; every part with its checksum.

A backup is a packed tar file (``NAME.tar.gz``), encrypted as a whole where a recipient is named: ``media/…`` as
uploaded, ``db.sqlite3`` or ``db.dump``, ``settings.env``, and at the end ``manifest.json``, which names all others
and their checksums. Uploads never change under one name, so those that are there before the database is read and
those that came until after it are, together, all that it names.
"""

import ctypes
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import tarfile
import time
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from wiq_site.kit.caches import note_away, out_of_reach
from wiq_site.kit.files import missing_files
from wiq_site.kit.site import site
from wiq_site.kit.uploads import FOLDER as KEPT_FOLDER
from wiq_site.pages import version
from wiq_site.pages.version import ContentVersion, stored_version

FORMAT = 1
MANIFEST, SETTINGS = "manifest.json", "settings.env"
DATABASES = {"sqlite": "db.sqlite3", "postgresql": "db.dump"}
CHUNK = 1 << 20  # bytes
NOT_UPLOADED = {KEPT_FOLDER, "teilen", "tidy"}  # of forms, drawn (kit.share_picture), of commands
# What opens the site or its storage to whoever reads it.
SECRETS = frozenset(
    "SECRET_KEY SECRET_KEY_FALLBACKS DATABASE_URL CACHE_URL EMAIL_URL S3_ACCESS_KEY S3_SECRET_KEY HEALTH_TOKEN".split()
)
UNFINISHED = re.compile(r"\.(wiq-.*\.part|backup-.*|restore-.*)")
NAME = re.compile(r"wiq-\d{4}-\d\d-\d\d-\d{6}\.tar\.gz(?:\.age|\.gpg)?")


class BackupError(Exception):
    """What keeps a backup from being made or restored; its message is German and meant for the operator."""


def made(folder):
    """Return the backups in ``folder``, the newest last."""
    return sorted(path for path in Path(folder).glob("wiq-*") if NAME.fullmatch(path.name))


def make(folder, recipient="", keep=14, tell=lambda sentence: None):
    """Write a backup into ``folder``; return its path and a sentence on uploads that are missing, "" where all are there.

    Of all there only the newest ``keep`` stay, and while uploads are missing the oldest, which may have them.
    ``recipient`` is a key of age ("age1…", "ssh-…") or one that gpg knows. ``tell`` hears how far it is. Raises
    BackupError; nothing half-written stays.
    """
    folder = Path(folder or Path(settings.DATA_DIR) / "backups")
    program, suffix = [], ""
    if recipient.startswith(("age1", "ssh-")):
        program = ["age", "-r", recipient]
    elif recipient:
        program = ["gpg", "--batch", "--yes", "--no-auto-key-locate", "--trust-model", "always"]
        program += ["-e", "-r", recipient]
    if program:
        _need(program[0], _("Zum Verschlüsseln fehlt das Programm %s."))
        suffix = f".{program[0]}"
    path = folder / f"wiq-{timezone.localtime():%Y-%m-%d-%H%M%S}.tar.gz{suffix}"
    part = path.with_name(f".{path.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for where in (folder, Path(settings.DATA_DIR)):
            forget_unfinished(where)
        with (
            TemporaryDirectory(dir=folder, prefix=".backup-") as work,
            _packing(part, program) as tar,
        ):
            _fill(tar, Path(work), has_secrets=bool(program), tell=tell)
        part.chmod(0o600)
        part.replace(path)
    except PermissionError as error:
        text = _("In den Ordner %s lässt sich nicht schreiben. Gehört er dem Konto der Website?")
        raise BackupError(text % folder) from error
    except (OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        raise BackupError(_("Die Sicherung ist nicht gelungen: %s") % error) from error
    finally:
        if os.access(folder, os.W_OK):
            part.unlink(missing_ok=True)
    missing = missing_files()
    for other in made(folder)[1 if missing else 0 : -keep] if keep else ():
        other.unlink()
    return path, missing


def forget_unfinished(folder):
    """Delete what those that were killed left in ``folder``: copies of everything. Who still works began within a day."""
    for path in Path(folder).iterdir():
        if UNFINISHED.fullmatch(path.name) and path.stat().st_mtime < time.time() - 24 * 3600:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _need(program, sentence):
    if not shutil.which(program):
        raise BackupError(sentence % program)


def _failed(program, problem):
    """Return the error of a ``program`` that wrote the bytes ``problem``."""
    values = {"program": program, "problem": problem.decode(errors="replace").strip()}
    return BackupError(_("%(program)s meldet: %(problem)s") % values)


@contextmanager
def _packing(path, program):
    """Yield the tar file to be written to ``path``, through ``program`` if there is one."""
    with path.open("wb") as file:
        os.chmod(path, 0o600)  # noqa: PTH101
        if not program:
            with tarfile.open(fileobj=file, mode="w|gz") as tar:
                yield tar
            return
        pipes = {"stdin": subprocess.PIPE, "stdout": file, "stderr": subprocess.PIPE}
        with subprocess.Popen(program, bufsize=0, **pipes) as process:
            try:
                with tarfile.open(fileobj=process.stdin, mode="w|gz") as tar:
                    yield tar
            except BrokenPipeError as error:  # it gave up, and says why
                raise _failed(program[0], process.stderr.read()) from error
            process.stdin.close()
            problem = process.stderr.read()
        if process.returncode:
            raise _failed(program[0], problem)


def _fill(tar, work, has_secrets, tell):
    checksums = {}
    _add_uploads(tar, checksums, tell)
    database = work / DATABASES[connection.vendor]
    dump_database(database)
    size = database.stat().st_size
    checksums[database.name] = _add(tar, database.name, database.open("rb"), size)
    _add_uploads(tar, checksums, tell)
    _add_text(tar, SETTINGS, settings_text(has_secrets), checksums)
    manifest = {
        "format": FORMAT,
        "site": site().name,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "migrations": sorted(map(list, MigrationLoader(connection).applied_migrations)),
        "has_secrets": has_secrets,
        "files": checksums,
    }
    _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1), {})


def _add_uploads(tar, checksums, tell):
    """Add the uploads that ``checksums`` does not name yet."""
    new = [name for name in uploads() if f"media/{name}" not in checksums]
    for number, name in enumerate(new, 1):
        try:
            file, size = default_storage.open(name), default_storage.size(name)
        except FileNotFoundError:  # deleted while this runs
            continue
        checksums[f"media/{name}"] = _add(tar, f"media/{name}", file, size)
        if number % 100 == 0:
            tell(_("%(number)d von %(all)d Dateien") % {"number": number, "all": len(new)})


def uploads(folder=""):
    """Yield the names of all stored uploads."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(names))
    for name in sorted(folders):
        if f"{folder}{name}" not in NOT_UPLOADED:
            yield from uploads(f"{folder}{name}/")


def _add(tar, name, file, size):
    """Add ``file`` and return its checksum."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, timezone.now().timestamp()
    with closing(file):
        reader = _Hashing(file)
        tar.addfile(info, reader)
    return reader.hash.hexdigest()


def _add_text(tar, name, text, checksums):
    data = text.encode()
    checksums[name] = _add(tar, name, io.BytesIO(data), len(data))


class _Hashing:
    """Reads ``file`` and makes the checksum of what was read."""

    def __init__(self, file):
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size=-1):
        data = self.file.read(size)
        self.hash.update(data)
        return data


def settings_text(has_secrets):
    """Return the settings that the environment names as lines of a shell, secret ones only where told."""
    source = (Path(settings.BASE_DIR) / "wiq_site" / "settings.py").read_text()
    names = sorted({*re.findall(r'"([A-Z][A-Z0-9_]+)"', source)} & os.environ.keys())
    shown = [name for name in names if has_secrets or name not in SECRETS]
    return "".join(f"{name}={shlex.quote(os.environ[name])}\n" for name in shown)


def dump_database(path):
    """Write the database, as it is at one moment, to ``path``; the site may go on writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        return
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={path}"]
    _run_postgres("pg_dump", *options, connection.settings_dict["NAME"])


def _run_postgres(program, *arguments):
    _need(program, _("Es fehlt das Programm %s, bei Debian im Paket postgresql-client."))
    known = connection.settings_dict
    names = (name for name in ("HOST", "PORT", "USER", "PASSWORD") if known[name])
    environment = os.environ | {f"PG{name}": str(known[name]) for name in names}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise _failed(program, done.stderr)


@contextmanager
def unpacked(path, identity=""):
    """Yield the folder and the manifest of the backup at ``path``, unpacked beside the data and checked as a whole.

    ``identity`` is the file with the key of age. Raises BackupError for what is no whole backup.
    """
    for file in filter(None, [path, identity]):
        try:
            Path(file).open("rb").close()
        except PermissionError as error:
            text = _("%s ist dem Konto der Website verschlossen. Bitte ihm geben: chown wiq")
            raise BackupError(text % file) from error
        except OSError as error:
            raise BackupError(_("Diese Datei gibt es nicht: %s") % file) from error
    data_dir = Path(settings.DATA_DIR)
    data_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder:
        try:
            checksums = _unpack(Path(path), identity, Path(folder))
            manifest = json.loads((Path(folder) / MANIFEST).read_text())
        except (OSError, EOFError, tarfile.TarError, ValueError) as error:
            text = _("Das ist keine ganze Sicherung dieser Website, oder sie ist beschädigt.")
            raise BackupError(text) from error
        _check(manifest, checksums)
        yield Path(folder), manifest


def _unpack(path, identity, folder):
    """Unpack into ``folder`` and return the checksums of what came out."""
    decrypt = {
        ".age": ["age", "-d", *(["-i", identity] if identity else []), str(path)],
        ".gpg": ["gpg", "--batch", "--decrypt", str(path)],
    }.get(path.suffix)
    checksums = {}
    with TemporaryDirectory(dir=folder) as work:
        plain = Path(work) / "plain"
        if decrypt:
            _need(decrypt[0], _("Zum Entschlüsseln fehlt das Programm %s."))
            with plain.open("wb") as file:
                done = subprocess.run(decrypt, stdout=file, stderr=subprocess.PIPE, check=False)
            if done.returncode:
                raise _failed(decrypt[0], done.stderr)
        with tarfile.open(plain if decrypt else path, "r|gz") as tar:
            for member in tar:
                parts = PurePosixPath(member.name).parts
                if not member.isfile() or member.name.startswith("/") or ".." in parts:
                    raise ValueError(member.name)
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                reader = _Hashing(tar.extractfile(member))
                with target.open("wb") as file:
                    shutil.copyfileobj(reader, file, CHUNK)
                checksums[member.name] = reader.hash.hexdigest()
    return checksums


def _check(manifest, checksums):
    """Raise BackupError where what was unpacked is not what ``manifest`` names, or not for this site's code."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError(_("Diese Sicherung hat ein anderes Format, als diese Fassung liest."))
    named = manifest["files"]
    wrong = [
        name for name in {*named, *checksums} - {MANIFEST} if named.get(name) != checksums.get(name)
    ]
    if wrong:
        raise BackupError(_("Die Sicherung ist beschädigt: %s") % ", ".join(sorted(wrong)[:5]))
    if manifest["database"] != connection.vendor:
        text = _(
            "Die Sicherung ist eine von %(theirs)s, eingestellt ist %(ours)s. Bitte DATABASE_URL anpassen."
        )
        raise BackupError(text % {"theirs": manifest["database"], "ours": connection.vendor})
    loader = MigrationLoader(None)  # what is in the files; the database may be past reading
    ours = {label for label, _name in loader.graph.nodes}
    known = {*loader.graph.nodes}.union(*(m.replaces for m in loader.disk_migrations.values()))
    applied = [(app, name) for app, name in manifest["migrations"] if app in ours]
    newer = [f"{app}.{name}" for app, name in applied if (app, name) not in known]
    if newer:
        text = _(
            "Die Sicherung ist von einer neueren Fassung des Programms (%s). Bitte erst aktualisieren."
        )
        raise BackupError(text % ", ".join(newer[:3]))


def is_damaged(error):
    """Whether ``error`` is SQLite's for a file that it cannot read any more."""
    endings = ("malformed", "is not a database")
    return isinstance(error, DatabaseError) and str(error).endswith(endings)


def is_incomplete(error):
    """Whether ``error`` says that the database lacks a table, a column, a function that the program asks for."""
    return isinstance(error, ProgrammingError) or (
        isinstance(error, OperationalError) and str(error).startswith("no such ")
    )


def set_damaged_aside(aside):
    """Move a database of SQLite that cannot be read any more into the folder ``aside``; return whether it is so."""
    if connection.vendor != "sqlite":
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            if cursor.fetchone() == ("ok",):
                return False
    except DatabaseError as error:
        if not is_damaged(error):
            raise
    connection.close()
    file = Path(connection.settings_dict["NAME"])
    for path in (file, *(file.with_name(f"{file.name}-{part}") for part in ("wal", "shm"))):
        if path.exists():
            path.rename(aside / path.name)
    return True


def is_empty(but=()):
    """Whether there is nothing yet that restoring would overwrite, uploads of the names ``but`` apart; a damaged database is something."""
    try:
        tables = connection.introspection.table_names()
        with connection.cursor() as cursor:
            for table in {"auth_user", "blog_post", "meetings_meeting", "pages_page"} & {*tables}:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  one of four names
                if cursor.fetchone():
                    return False
        return all(name in but for name in uploads())
    except DatabaseError as error:
        if is_damaged(error):
            return False
        raise


def restore(folder, manifest, tell=lambda sentence: None):
    """Put the database and the uploads unpacked in ``folder`` in the place of what is there.

    Returns the folder in which what was there is kept, with the settings of the backup. Raises BackupError; then
    the database is what it was.
    """
    aside = Path(settings.DATA_DIR) / f"aside-{timezone.localtime():%Y-%m-%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    is_lost = set_damaged_aside(aside)
    is_new = ContentVersion._meta.db_table not in connection.introspection.table_names()
    number = 0 if is_new else stored_version()
    database = DATABASES[connection.vendor]
    if not is_lost:
        dump_database(aside / database)
    tell(_("Was da war, liegt in %s.") % aside)
    uploaded = folder / "media"
    root = _add_uploads_of(uploaded, tell)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / database)) as source:
            [[verdict]] = source.execute("PRAGMA integrity_check(1)").fetchall()
            if verdict != "ok":
                raise BackupError(_("Die Datenbank in der Sicherung ist beschädigt: %s") % verdict)
            connection.ensure_connection()
            source.backup(connection.connection)
    else:
        _fill_postgres(folder / database)
    if root:
        uploaded.rename(aside / "media")
        _exchange(aside / "media", root)
    shutil.copyfile(folder / SETTINGS, aside / SETTINGS)
    (aside / SETTINGS).chmod(0o600)
    connection.close()
    call_command("migrate", verbosity=0, interactive=False)
    # What was kept of pages under the numbers of before is used no more.
    number = max(number, stored_version()) + 1
    ContentVersion.objects.update(number=number)
    if shared := version.copy():
        try:
            shared.raise_to(number)
        except out_of_reach() as error:  # compared with the row when it is back
            note_away(error)
    return aside


def _fill_postgres(path):
    """Put the dump at ``path`` in the place of all that is there: both at once, or neither."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        [schema] = cursor.fetchone()
    connection.close()
    script = path.with_suffix(".sql")
    _run_postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
    _run_postgres(
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={connection.settings_dict['NAME']}",
        f"--command=DROP SCHEMA {schema} CASCADE",
        f"--command=CREATE SCHEMA {schema}",
        f"--file={script}",
    )


def _add_uploads_of(source, tell):
    """Lay the uploads in ``source`` beside those that are there: each database, the old and the new, finds its own.

    Returns the folder they are in, None for a bucket.
    """
    source.mkdir(exist_ok=True)
    try:
        root = Path(default_storage.path(""))
    except NotImplementedError:  # a bucket
        files = [path for path in source.rglob("*") if path.is_file()]
        for path in files:
            name = path.relative_to(source).as_posix()
            default_storage.delete(name)
            with path.open("rb") as file:
                default_storage.save(name, file)
        tell(_("%d Dateien in den Speicher gelegt; andere dort sind geblieben.") % len(files))
        return None
    shutil.copytree(source, root, copy_function=_link_or_copy, dirs_exist_ok=True)
    return root


def _link_or_copy(path, other):
    if not Path(other).exists():
        try:
            os.link(path, other)
        except OSError:  # a disk that knows no second names
            shutil.copyfile(path, other)


def _exchange(one, other):
    """Let two folders change their places: in one step, which nothing can cut in two, where system and disk know it.

    Source: renameat2(2), https://man7.org/linux/man-pages/man2/rename.2.html
    """
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if not rename or rename(here, os.fsencode(one), here, os.fsencode(other), exchange):
        between = one.with_name(f"{one.name}-before")
        other.rename(between)
        one.rename(other)
        between.rename(one)
