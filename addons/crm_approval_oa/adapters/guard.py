"""Which servers may be spoken to at all.

A robot's address comes out of a form: without this, whoever may fill in the form
could have Odoo knock at doors inside the company's network.
"""

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from ..exceptions import ChannelError

VENDOR_HOSTS = {
    "dingtalk": frozenset({"oapi.dingtalk.com", "api.dingtalk.com"}),
    "wecom": frozenset({"qyapi.weixin.qq.com"}),
    "feishu": frozenset({"open.feishu.cn", "open.larksuite.com"}),
}


def check(url: str, vendor: str, allowed: Collection[str]) -> str | None:
    """Refuse an address that may not be called; return the IP to connect to, if fixed.

    :param allowed: origins that an administrator named, such as
        ``http://127.0.0.1:8099``. Nothing else is asked of them.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError as error:
        raise ChannelError.forbidden("no_address", host) from error
    if not host or parts.username or parts.password:
        raise ChannelError.forbidden("no_address", host)
    if _origin(parts.scheme, host, port) in {one.rstrip("/") for one in allowed}:
        return None
    if parts.scheme != "https":
        raise ChannelError.forbidden("not_https", host)
    if port not in (None, 443):
        raise ChannelError.forbidden("port", host)
    if vendor in VENDOR_HOSTS:
        if host not in VENDOR_HOSTS[vendor]:
            raise ChannelError.forbidden("other_host", host)
        return None
    return public_address(host)


def public_address(host: str) -> str:
    """Resolve a name once; refuse it if any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ChannelError.unreachable() from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(address):
            raise ChannelError.forbidden("private_host", host)
    return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the internet, whatever it is written as."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    ip = mapped or ip
    return ip.is_global and not ip.is_multicast


def _origin(scheme: str, host: str, port: int | None) -> str:
    return f"{scheme}://{host}" + (f":{port}" if port else "")
