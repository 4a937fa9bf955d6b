"""The description (OpenAPI) is valid, without warnings, and true: answers, refusals and examples fit it."""

import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker

from accounts.models import User
from businesses.api.description import document
from businesses.models import Business
from metrics.models import Metric, Plan
from tests.api.conftest import Program, make_token
from tests.factories import make_element, make_metric, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
DESCRIPTION: dict[str, Any] = json.loads(document())
PATHS = {
    "metrics": "/api/v1/metrics/",
    "readings": "/api/v1/metrics/{metric_id}/readings/",
    "record": "/api/v1/readings/",
}


def closed(schema: Any) -> Any:
    """The same, with nothing allowed that is not described."""
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        return found | ({"additionalProperties": False} if "properties" in schema else {})
    return [closed(part) for part in schema] if isinstance(schema, list) else schema


def check(value: Any, schema: dict[str, Any]) -> None:
    whole = schema | {"components": closed(DESCRIPTION["components"])}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(value)


def fits(answer: Any, path: str, method: str = "get") -> None:
    """The body is what the description says for this status."""
    told = DESCRIPTION["paths"][PATHS[path]][method]["responses"][str(answer.status_code)]
    check(answer.json(), told["content"]["application/json"]["schema"])


def test_it_is_valid_and_made_without_a_warning() -> None:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", format="openapi-json", stdout=out)
    assert json.loads(out.getvalue())["openapi"].startswith("3.1")


def test_every_operation_has_words_examples_and_a_token() -> None:
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            assert operation["security"] == [{"token": []}], (path, method)
            ok = operation["responses"]["200"]["content"]["application/json"]
            assert ok["examples"], (path, method)
            assert {"400", "401", "403", "405", "429"} <= set(operation["responses"]), (path, method)
    assert DESCRIPTION["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_the_examples_fit() -> None:
    seen = 0
    for methods in DESCRIPTION["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (body["content"]["application/json"] for body in bodies if "content" in body):
                for example in content.get("examples", {}).values():
                    check(example["value"], content["schema"])
                    seen += 1
    assert seen >= 6


def test_a_description_that_is_not_true_is_seen() -> None:
    schema = DESCRIPTION["paths"][PATHS["metrics"]]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    good: dict[str, Any] = {"metrics": [], "next": None}
    wrong: dict[str, Any]
    for wrong in ({"metrics": []}, good | {"more": 1}, good | {"metrics": [{"id": 1}]}):
        with pytest.raises(Exception, match=r"required|unexpected"):
            check(wrong, schema)


def test_answers_are_what_they_are_said_to_be(
    program: Program, metric: Metric, business: Business, owner: User
) -> None:
    ranged = make_metric(make_element(metric.element.system, "output"), direction="range")
    make_metric(make_element(metric.element.system, "input"), "Bare")
    see(business)
    Plan.objects.create(business=business, metric=ranged, since="2026-01-05", low=4, high=6)
    sent = {"metric": metric.pk, "period": "2026-w48", "value": 62, "note": "Two new"}
    fits(program.get("metrics/"), "metrics")
    fits(program.get("metrics/", limit=1), "metrics")
    fits(program.post(sent), "record", "post")
    fits(program.post(sent | {"value": 63, "replace": True}), "record", "post")
    fits(program.post({"readings": [sent | {"value": 63}]}), "record", "post")
    fits(program.get(f"metrics/{metric.pk}/readings/", limit=2), "readings")
    refused = [
        (400, program.get("metrics/", limit=0), "metrics", "get"),
        (401, Program("").get("metrics/"), "metrics", "get"),
        (405, program.client.put("/api/v1/metrics/"), "metrics", "get"),
        (404, program.get("metrics/987654321/readings/"), "readings", "get"),
        (400, program.post({"metric": "x"}), "record", "post"),
        (400, program.raw(b"{"), "record", "post"),
        (403, make_token(business, owner, "read", "Reader").post(sent), "record", "post"),
        (404, program.post(sent | {"metric": 987654321}), "record", "post"),
        (409, program.post(sent | {"value": 64}), "record", "post"),
        (409, program.post({"metric": metric.pk, "period": "2026-w40", "value": 1, "version": 2}), "record", "post"),
        (413, program.raw(b" " * 3_000_000), "record", "post"),
        (415, program.raw(b"{}", "text/plain"), "record", "post"),
    ]
    program.post(sent | {"value": 64, "replace": True}, **{"Idempotency-Key": "k"})
    refused.append((422, program.post(sent, **{"Idempotency-Key": "k"}), "record", "post"))
    settings.API_CALLS_A_MINUTE = 0
    refused.append((429, program.get("metrics/"), "metrics", "get"))
    for status, answer, path, method in refused:
        assert answer.status_code == status, (path, answer.content)
        fits(answer, path, method)


def commands(text: str) -> list[list[str]]:
    """The arguments of every curl command in a text."""
    found = re.findall(r"^curl .*?(?<!\\)$", text, re.MULTILINE | re.DOTALL)
    return [shlex.split(command.replace("\\\n", " "))[1:] for command in found]


@pytest.mark.parametrize("where", ["docs/api.md", "/help/api/"])
def test_the_commands_in_the_documents_work(program: Program, metric: Metric, where: str) -> None:
    """Each is carried out as it stands there, with our token and the ids of our metrics."""
    if where.startswith("/"):
        page = program.client.get(where).content.decode()
        text = "\n".join(re.findall(r"<code>(curl .*?)</code>", page, re.DOTALL)).replace("&quot;", '"')
    else:
        text = (Path(settings.BASE_DIR) / where).read_text()
    other = make_metric(make_element(metric.element.system, "outcome"), "Ads that pay")
    found = commands(text)
    assert len(found) >= 2
    for arguments in found:
        headers = [arguments[n + 1] for n, a in enumerate(arguments) if a == "-H"]
        assert re.fullmatch(r"Authorization: Bearer (\$OUTCOMES_TOKEN|out_…)", headers[0]), headers
        path = re.sub(r"^https?://[^/]+/api/v1/", "", arguments[-1]).replace("412", str(metric.pk))
        if "-d" not in arguments:
            assert program.client.get(f"/api/v1/{path}").status_code == 200, arguments
            continue
        sent = arguments[arguments.index("-d") + 1].replace("412", str(metric.pk)).replace("413", str(other.pk))
        # Week 47 has a reading in this test: the documents show a first one.
        body = sent.replace("2026-w47", "2026-w43").replace("2026-11-20", "2026-10-20")
        extra = dict(h.split(": ", 1) for h in headers[1:] if not h.startswith("Content-Type"))
        answer = program.raw(body.encode(), "application/json", **extra)
        assert answer.status_code == 200, (arguments, answer.content)
