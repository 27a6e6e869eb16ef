"""Two validators that know nothing of each other read the document; every example is a value of its
schema."""

import json
import subprocess
import sys
from collections.abc import Iterator

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from platform_under_test import Platform, running_platform

EXAMPLES_MIN = 500  # or the walk below no longer finds them


def faults_of_the_form(document: dict) -> Iterator[str]:
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"openapi-spec-validator: {'/'.join(map(str, error.path))}: {error.message}"


def faults_by_redocly(platform: Platform) -> Iterator[str]:
    words = ["node", platform.tools / "npm" / "lint.mjs", platform.document_file()]
    lint = subprocess.run(words, capture_output=True, text=True)
    if lint.returncode != 0:
        yield "redocly: " + lint.stdout + lint.stderr


def examples_in(part, place: tuple = ()) -> Iterator[tuple[tuple, dict, object]]:
    """Every example with the place where it stands and the schema that describes it."""
    if isinstance(part, list):
        for index, element in enumerate(part):
            yield from examples_in(element, (*place, index))
    if not isinstance(part, dict):
        return
    if isinstance(part.get("examples"), list):
        yield from ((place, part, example) for example in part["examples"])
    if "example" in part:
        yield place, part["schema"], part["example"]
    for name in ("default", "x-default"):
        if name in part and not isinstance(part[name], dict):
            yield place, part, part[name]
    for name, inner in part.items():
        # What stands in these is a value, not a schema.
        if name not in ("example", "examples", "default", "x-default"):
            yield from examples_in(inner, (*place, name))


def faults_of_examples(document: dict) -> Iterator[str]:
    count = 0
    for place, schema, example in examples_in(document):
        count += 1
        yield from faults_of_value(document, "/".join(map(str, place)), schema, example)
    if count < EXAMPLES_MIN:
        yield f"only {count} examples were found"


def faults_of_value(document: dict, place: str, schema: dict, value: object) -> Iterator[str]:
    whole = {**schema, "components": document["components"]}
    checker = Draft202012Validator.FORMAT_CHECKER
    for error in Draft202012Validator(whole, format_checker=checker).iter_errors(value):
        yield f"{place}: {error.json_path}: {error.message}"


def contents_of(document: dict) -> Iterator[tuple[str, dict]]:
    """Every body and answer of every operation, and every problem, with the place where it stands."""
    for name, response in document["components"]["responses"].items():
        yield from ((name, media) for media in response["content"].values())
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for name, part in parts.items():
                for media in part.get("content", {}).values():
                    yield f"{method} {path} {name}", media


def missing_examples(document: dict) -> Iterator[str]:
    for place, media in contents_of(document):
        if "example" not in media:
            yield f"{place} has no example"


def faults_of_events(document: dict) -> Iterator[str]:
    """The example of a stream is text: the data in it is a value of the event's schema."""
    for path, operations in document["paths"].items():
        for response in (r for o in operations.values() for r in o["responses"].values()):
            if "x-event" not in response:
                continue
            example = response["content"]["text/event-stream"]["example"]
            name, data = example.removesuffix("\n\n").split("\n")
            if name != "event: " + response["x-event"]["name"]:
                yield f"{path}: the example is of another event"
            value = json.loads(data.removeprefix("data: "))
            yield from faults_of_value(document, path, response["x-event"]["data"], value)


def faults_of_problems(document: dict) -> Iterator[str]:
    """The example of a problem has the status of the response it stands in, and a known code."""
    codes = {refusal["code"]: refusal for refusal in document["x-refusals"]}
    for name, response in document["components"]["responses"].items():
        for media in response["content"].values():
            problem = media["example"]
            known = codes.get(problem["code"], {})
            if any(known.get(member) != problem[member] for member in ("status", "title", "retry")):
                yield f"{name}: the example is not as x-refusals has {problem['code']}"
            if name != "Problem" and name != f"Problem{problem['status']}":
                yield f"{name}: the example has status {problem['status']}"


with running_platform() as platform:
    document = platform.document()
    faults = [
        *faults_of_the_form(document),
        *faults_by_redocly(platform),
        *faults_of_examples(document),
        *missing_examples(document),
        *faults_of_events(document),
        *faults_of_problems(document),
    ]
print("\n".join(faults) or "the document is well-formed, and so are its examples")
sys.exit(1 if faults else 0)
