"""The commands of openstackclient and of glance, run as people run them, each in a process of its own."""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

# The glance command keeps the service's schema below ~ and then makes its options from it, which fails for a
# schema that has `stores` (glanceclient 4.1.0): everybody here begins without one.
HOME = tempfile.TemporaryDirectory()
os.environ["HOME"] = HOME.name

import glanceclient.shell
import glanceclient.v2.shell  # noqa: F401 (imported once, not by every command)
import openstackclient.image.v2.image  # noqa: F401
import openstackclient.shell

from service import check

COMMAND_LIMIT_SECONDS = 120


class Commands:
    """Runs the clients' own entry points, each in a process of its own that has the imports behind it already."""

    def __init__(self, keystone, folder, forget_schema=False):
        """`forget_schema`: let each glance command begin without the schema that the one before kept."""
        self.keystone, self.folder, self.forget_schema = keystone, folder, forget_schema
        self.count = 0
        self.distinct = set()

    def openstack(self, user, *words, fails=None):
        """Its standard output; `fails` is a text that must be in the message of a refusal."""
        return self._run(["openstack", "--os-cloud", user, *map(str, words)], openstackclient.shell.main, {}, fails)

    def glance(self, user, *words, fails=None):
        if self.forget_schema:
            shutil.rmtree(pathlib.Path(HOME.name) / ".glanceclient", ignore_errors=True)
        return self._run(["glance", *map(str, words)], glanceclient.shell.main, self.keystone.client_environment(user), fails)

    def json(self, user, *words):
        return json.loads(self.openstack(user, *words, "-f", "json"))

    def names(self, user, *words):
        return sorted(row["Name"] for row in self.json(user, "image", "list", *words))

    def _run(self, argv, entry, environment, fails):
        self.count += 1
        self.distinct.add(_kind(argv))
        out, err = self.folder / "stdout", self.folder / "stderr"
        pid = os.fork()
        if pid == 0:
            _become(argv, entry, environment | {"OS_CLIENT_CONFIG_FILE": str(self.keystone.clouds_file)}, out, err)
        deadline = time.monotonic() + COMMAND_LIMIT_SECONDS
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() > deadline:
                os.kill(pid, 9)
            time.sleep(0.01)
        said, complaint = out.read_text(), err.read_text()
        if fails is None:
            check(status == 0, f"{' '.join(argv)}: {complaint or said}")
        else:
            check(status != 0 and fails in complaint + said, f"{' '.join(argv)} should have failed with {fails!r}: {status} {complaint or said}")
        return said


def _kind(argv):
    """A command without its values: what makes two commands distinct."""
    return tuple(word.split("=")[0] for word in argv if word.startswith("--") and word != "--os-cloud" or word.replace("-", "").isalpha() and word.islower())


def _become(argv, entry, environment, out, err):
    status = 70
    try:
        os.dup2(os.openpty()[1], 0)  # a terminal: from anything else some commands read an image
        for number, path, flags in ((1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), (2, err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)):
            os.dup2(os.open(path, flags), number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")
        for name in [name for name in os.environ if name.startswith("OS_")]:
            del os.environ[name]
        os.environ.update(environment)
        sys.argv = argv
        status = entry(argv[1:]) if entry is openstackclient.shell.main else entry()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) or end.code is None else 1
    except BaseException as failure:
        print(failure, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status or 0)


def expect(found, wanted, what):
    check(found == wanted, f"{what}: {found!r} instead of {wanted!r}")
