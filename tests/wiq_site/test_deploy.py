"""What operators copy: valid for the programs that read it, hardened, and named in the handbook."""

import os
import pwd
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from bench.pages import nginx_configuration

DEPLOY = settings.BASE_DIR / "deploy"
HANDBOOK = (settings.BASE_DIR / "docs" / "betrieb.md").read_text()
SETTINGS = (settings.BASE_DIR / "wiq_site" / "settings.py").read_text()
UNITS = sorted(path.name for path in DEPLOY.glob("*.service")) + sorted(
    path.name for path in DEPLOY.glob("*.timer")
)


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@needs("systemd-analyze")
def test_systemd_reads_every_unit(tmp_path):
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        (tmp_path / name).write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text))
    told = run("systemd-analyze", "verify", "--man=no", *map(str, tmp_path.glob("wiq[!@]*")))
    assert [line for line in told.stderr.splitlines() if "wiq" in line] == []


@needs("systemd-analyze")
@pytest.mark.parametrize("name", ["wiq.service", "wiq@.service"])
def test_the_services_are_hardened(name):
    told = run("systemd-analyze", "security", "--offline=true", str(DEPLOY / name)).stdout
    assert float(re.search(r"exposure level for \S+ (\d+\.\d)", told)[1]) < 3.0


@needs("caddy")
def test_caddy_reads_its_file(tmp_path):
    homes = os.environ | {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    told = run(*command, env=homes)
    assert told.returncode == 0, told.stderr


@needs("nginx")
@needs("openssl")
def test_nginx_reads_its_file(tmp_path):
    names = ("-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert"), "-subj", "/CN=x")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names)
    site = (DEPLOY / "nginx.conf").read_text().replace("/var/cache", str(tmp_path))
    site = site.replace("/var/log/nginx", str(tmp_path))
    site = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(tmp_path / "cert"), site)
    site = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(tmp_path / "key"), site)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {site} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    told = run("nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))
    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr


@needs("nginx")
def test_what_is_measured_is_nginx_as_operators_have_it(tmp_path):
    for name in ("cache", "files"):
        (tmp_path / name).mkdir()
    text = nginx_configuration(8620, tmp_path, [8616], tmp_path / "files")
    assert "listen 127.0.0.1:8620;" in text
    (tmp_path / "nginx.conf").write_text(text)
    told = run("nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))
    assert told.returncode == 0, told.stderr


def test_nginx_writes_nobodys_address_down():
    text = (DEPLOY / "nginx.conf").read_text()  # "crit" names who breaks off while TLS begins
    logs = re.findall(r"^ *(?:access|error)_log (.*?);", text, re.MULTILINE)
    assert logs == ["off", "/var/log/nginx/error.log emerg"] * 2


def test_nginx_keeps_no_file_that_may_be_withdrawn():
    text = (DEPLOY / "nginx.conf").read_text()
    [asked] = re.findall(r"location ~ (\S+) \{[^{}]*proxy_cache off;", text)
    addresses = ("/media/post/a/plan.pdf", "/teilen-1.png", "/beitraege/fest/teilen-1.png")
    assert [address for address in addresses if not re.search(asked, address)] == []
    assert not re.search(asked, "/beitraege/fest/")


@pytest.mark.parametrize("name", ["wiq", "timers"])
def test_the_shell_reads_its_scripts(name):
    assert run("sh", "-n", str(DEPLOY / name)).stderr == ""


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("SITE_NAME=Unser Viertel", "env steht etwas falsch, oder das Konto"),
        (None, "env steht etwas falsch, oder das Konto"),
        ("SITE_NAME='Unser Viertel'", "Es fehlt das Python der Website"),
    ],
)
def test_the_command_says_in_german_what_keeps_it(tmp_path, lines, sentence):
    if lines:
        (tmp_path / "env").write_text(lines)
    account = pwd.getpwuid(os.getuid()).pw_name
    own = {"WIQ_HOME": str(tmp_path), "WIQ_ENV": str(tmp_path / "env"), "WIQ_USER": account}
    told = run(str(DEPLOY / "wiq"), "check", env=os.environ | own)
    assert (told.returncode != 0, sentence in told.stderr) == (True, True)


def test_the_command_takes_names_of_files_from_where_it_was_called(tmp_path):
    (tmp_path / "env").write_text("")
    program = tmp_path / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\npwd")
    program.chmod(0o755)
    account = pwd.getpwuid(os.getuid()).pw_name
    own = {"WIQ_HOME": str(tmp_path), "WIQ_ENV": str(tmp_path / "env"), "WIQ_USER": account}
    told = run(
        str(DEPLOY / "wiq"), "restore", "wiq.tar.gz", env=os.environ | own, cwd=tmp_path.parent
    )
    assert told.stdout.strip() == str(tmp_path.parent)


def test_services_and_containers_start_the_same_program():
    started = set()
    for name in ("wiq.service", "Containerfile"):
        [arguments] = re.findall(r"granian (.*wsgi:application)", (DEPLOY / name).read_text())
        started.add(re.sub(r"--host \S+", "", arguments))
    assert len(started) == 1


def test_what_commands_compile_serves_the_service_which_may_not_write_it_down():
    levels = {
        re.search(r"PYTHONOPTIMIZE=\d", (DEPLOY / name).read_text())[0]
        for name in ("wiq", "wiq.service", "wiq@.service")
    }
    assert len(levels) == 1


def test_commands_that_timers_start_are_there():
    names = re.findall(
        r"wiq@(\w+)\.service", "".join(p.read_text() for p in DEPLOY.glob("*.timer"))
    )
    folders = [
        settings.BASE_DIR / app / "management" / "commands" for app in ("wiq_site", "comments")
    ]
    there = {path.stem for folder in folders for path in folder.glob("*.py")}
    assert len(names) >= 3
    assert set(names) <= there


def test_the_settings_that_containers_are_given_are_known():
    named = re.findall(r"^ +([A-Z_]+): ", (DEPLOY / "compose.yaml").read_text(), re.MULTILINE)
    named = [name for name in named if not name.startswith("POSTGRES_")]
    assert [name for name in named if f'"{name}"' not in SETTINGS] == []


def test_an_image_has_all_packages_and_no_secrets():
    asked = re.findall(r"bin/venv (\S+)", (DEPLOY / "Containerfile").read_text())
    assert asked == ["requirements.txt", "requirements-scale.txt"]
    left_out = (settings.BASE_DIR / ".dockerignore").read_text().split()
    assert {"deploy/*.env", "deploy/.env", "var"} <= {*left_out}


def test_the_handbook_names_what_is_to_be_copied():
    of_containers = {"Containerfile", "timers"}  # which compose.yaml names
    names = {path.name for path in DEPLOY.iterdir() if path.suffix not in (".service", ".timer")}
    assert {name for name in names if f"deploy/{name}" not in HANDBOOK} <= of_containers


def test_every_setting_is_in_the_handbook():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"|_limits\("([A-Z_]+)"', SETTINGS))
    names = {name for pair in read for name in pair if name} - {"PORT"}
    assert sorted(name for name in names if f"`{name}`" not in HANDBOOK) == []


def test_its_commands_are_there():
    commands = set(
        re.findall(
            r"^(?:\d+ |\S+ \* \* \*   root /usr/local/bin/)?wiq (\w+)", HANDBOOK, re.MULTILINE
        )
    )
    there = {path.stem for path in settings.BASE_DIR.glob("*/**/management/commands/*.py")}
    there |= {"migrate", "collectstatic", "createsuperuser", "update"}
    assert sorted(commands - there) == []


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_what_is_too_large_is_said_in_german(name):
    text = (DEPLOY / name).read_text()
    [answer] = re.findall(r"^.*<h1>Das war zu viel auf einmal</h1>.*$", text, re.M)
    assert "413" in answer
    assert "60 MB" in answer
