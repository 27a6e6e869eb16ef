"""Two validators that know nothing of each other read the document; every example is a value of its
schema."""

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
        whole = {**schema, "components": document["components"]}
        checker = Draft202012Validator.FORMAT_CHECKER
        for error in Draft202012Validator(whole, format_checker=checker).iter_errors(example):
            yield f"{'/'.join(map(str, place))}: {error.json_path}: {error.message}"
    if count < EXAMPLES_MIN:
        yield f"only {count} examples were found"


with running_platform() as platform:
    document = platform.document()
    faults = [
        *faults_of_the_form(document),
        *faults_by_redocly(platform),
        *faults_of_examples(document),
    ]
print("\n".join(faults) or "the document is well-formed, and so are its examples")
sys.exit(1 if faults else 0)
