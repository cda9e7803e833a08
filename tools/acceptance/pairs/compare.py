"""An answer as named fields, so that two can be compared field by field.

What must be different is taken out (times, ids of requests), and so is what nobody may depend on: the words of an
explanation, the order of members of an object and of tags, parameters of a media type.
"""

import dataclasses
import email
import hashlib
import json
import re
import urllib.parse

HEADERS = ("Accept-Patch", "Allow", "Cache-Control", "Content-MD5", "Content-Range", "OpenStack-image-import-methods",
           "OpenStack-image-store-ids", "Retry-After", "WWW-Authenticate")
LISTS = ("Accept-Patch", "Allow")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


def fields(request, answer):
    """{name of the field: value}"""
    answer = _with_a_common_id(request, answer)
    found = {"status": answer.status}
    for name in HEADERS:
        value = answer.headers[name]
        if value is not None:
            found[f"header {name}"] = sorted(part.strip() for part in value.split(",")) if name in LISTS else value
    if "Location" in answer.headers:
        location = urllib.parse.urlsplit(answer.headers["Location"])
        found["header Location"] = ("absolute " if location.scheme else "relative ") + location.path
    if "x-openstack-request-id" in answer.headers:
        asked = request.headers.get("X-Openstack-Request-Id")
        given = answer.headers["x-openstack-request-id"]
        found["header x-openstack-request-id"] = given if asked else re.sub(r"[0-9a-f]", "0", given)
    if answer.body:
        media_type = answer.headers.get_content_type() if "Content-Type" in answer.headers else None
        found["header Content-Type"] = media_type
        found.update(_body(answer, media_type))
    elif answer.status == 200 and request.method == "GET":
        found["body"] = "empty"
    return found


def _with_a_common_id(request, answer):
    """A service chooses an id where the request names none."""
    document = answer.json() if request.method == "POST" and answer.status == 201 else None
    chosen = document.get("id") if isinstance(document, dict) else None
    if chosen is None or chosen.encode() in (request.body or b""):
        return answer
    headers = email.message_from_string("".join(f"{name}: {value.replace(chosen, 'new-id')}\n" for name, value in answer.headers.items()))
    return dataclasses.replace(answer, headers=headers, body=answer.body.replace(chosen.encode(), b"new-id"))


def _body(answer, media_type):
    if answer.status >= 400:
        return _error(answer, media_type)
    if media_type == "application/json":
        document = answer.json()
        return {"body": answer.body[:200]} if document is None else dict(_leaves("body", document))
    return {"body length": len(answer.body), "body digest": hashlib.sha256(answer.body).hexdigest()}


def _error(answer, media_type):
    if media_type == "application/json":
        document = answer.json()
        if not isinstance(document, dict):
            return {"error": "not an object"}
        return {"error members": sorted(document), "error code": document.get("code"), "error title": document.get("title")}
    if media_type == "text/html":
        title = re.search(rb"<title>(.*?)</title>", answer.body, re.DOTALL)
        return {"error title": title and title.group(1).decode().strip()}
    return {"error line": answer.body.split(b"\n")[0].decode(errors="replace").strip()}


def _leaves(path, value):
    """(path, value) of all that a document holds; records of a list only while they are the same ones."""
    match value:
        case dict() if value:
            for key, item in value.items():
                # Descriptions are for people; each service has its own.
                if not (key == "description" and ".properties" in path):
                    yield from _leaves(f"{path}.{key}", item)
        case list() if value and all(isinstance(item, dict) and "id" in item for item in value):
            yield f"{path} ids", [item["id"] for item in value]
            for item in value:
                yield from _leaves(f"{path}[{item['id']}]", item)
        case list() if value and all(isinstance(item, dict) and "member_id" in item for item in value):
            for item in value:  # in no order
                yield from _leaves(f"{path}[{item['member_id'][:40]}]", item)
        case list() if value and path.endswith((".tags", ".type", ".enum", ".required")):
            yield path, sorted(value, key=str)
        case list() if value:
            for index, item in enumerate(value):
                yield from _leaves(f"{path}[{index}]", item)
        case str() if TIME.match(value):
            yield path, "a time"
        case str() if value.startswith("/v2/") and "?" in value:
            link = urllib.parse.urlsplit(value)
            yield path, f"{link.path}?{json.dumps(sorted(urllib.parse.parse_qsl(link.query, keep_blank_values=True)))}"
        case _:
            yield path, value


def differences(request, ours, theirs):
    """[(field, theirs, ours)] of two answers; a missing field is None."""
    one, other = fields(request, ours), fields(request, theirs)
    if one["status"] // 100 != other["status"] // 100:
        return [("status", other["status"], one["status"])]  # all else differs then, and says no more
    names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name) or (name in one) != (name in other))
    lists = [name for name in names if name.endswith(" ids")]
    if lists:
        names = [name for name in names if "[" not in name]
    return [(name, other.get(name), one.get(name)) for name in names]
