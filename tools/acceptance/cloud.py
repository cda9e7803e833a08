"""A Keystone with an image service behind it: Vitrine, or Debian's glance-api to see that a test is right."""

import contextlib

from debian_glance import DebianGlance
from keystone import Keystone
from service import Service

SERVICES = ("vitrine", "glance")


@contextlib.contextmanager
def cloud(service, folder, port, keystone_port=5000, options="", limits=None):
    """(Keystone, URL of the image service); `options` are lines of configuration for either service; `limits` by name are
    registered in Keystone, and the service holds projects to them."""
    url = f"http://127.0.0.1:{port}"
    with Keystone(folder / "keystone", keystone_port) as keystone:
        keystone.start(url)
        if limits:
            keystone.register_limits(limits)
            options += keystone.limits_configuration
        if service == "glance":
            with DebianGlance(folder / "glance", port, keystone, options=options):
                yield keystone, url
        else:
            more = folder / "more.conf"
            more.write_text(f"[DEFAULT]\n{options}\n")
            vitrine = Service(folder / "data", options=["--config", str(keystone.authtoken_file), "--config", str(more)])
            vitrine.start(f"127.0.0.1:{port}")
            try:
                yield keystone, url
            except BaseException:
                vitrine.kill()
                print(vitrine.log()[-2000:])
                raise
            vitrine.stop()


def arguments(parser, port):
    """What every script with a cloud lets its caller choose."""
    parser.add_argument("--against", choices=SERVICES, default="vitrine")
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--keystone-port", type=int, default=5000)
