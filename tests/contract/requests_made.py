"""What schemathesis, besides its own checks, holds against the answers to the requests it makes."""

import itertools
import re

import schemathesis
from schemathesis.generation import GenerationMode

KEY = "Idempotency-Key"
keys = (f"contract-{number}" for number in itertools.count(1))

ORDERS = {"/v1/business-days/run", "/v1/business-days/items/retry"}

# Of the server's problems those that say: not now.
LATER = {"clock_not_confirmed", "not_yet_visible", "overloaded", "unavailable"}


def problem_of(response) -> dict:
    is_problem = "application/problem+json" in response.headers.get("content-type", [""])[0]
    return response.json() if is_problem else {}


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key is chosen once: requests that share one would only be told so. A made-up approval is a token that is guessed:
    too many of them, and the address has to wait."""
    (case.headers or {}).pop("Approval", None)
    if re.fullmatch("[!-~]{1,128}", str((case.headers or {}).get(KEY, ""))):
        case.headers[KEY] = next(keys)


def is_declared(case) -> bool:
    paths = case.operation.schema.raw_schema["paths"]
    return case.method.lower() in paths[case.operation.path]


@schemathesis.check
def every_status_is_declared(ctx, response, case):
    """`default` is for problems to come: what is answered today stands by its number."""
    if is_declared(case):
        declared = case.operation.definition.raw["responses"]
        assert str(response.status_code) in declared, f"{response.status_code} is not declared"
    elif case.method == "OPTIONS":
        assert response.status_code == 204
    elif case.method != "HEAD":
        assert response.status_code in (405, 501), f"{response.status_code} for another method"


@schemathesis.check
def nothing_breaks(ctx, response, case):
    if response.status_code < 500 or response.status_code in (501, 507):
        return
    problem = problem_of(response)
    assert problem.get("code") in LATER, f"{response.status_code}: {problem}"


def is_integer_with_a_point(problem: dict) -> bool:
    """JSON Schema takes 88.0 for an integer too; the platform asks for 88."""
    return problem["reason"] == "not_an_integer"


def is_rule_of_an_order(problem: dict, case) -> bool:
    """How far a run may go depends on the present day, and what work is done again decides which
    other members it needs: both are told as out of range."""
    return case.operation.path in ORDERS and problem["reason"] == "out_of_range"


def is_cursor_of_no_page(problem: dict) -> bool:
    """A cursor is what the page before has given, and no schema can say what that was."""
    return problem["path"] == "cursor" and problem["reason"] == "wrong_format"


def is_rule_of_the_audit(problem: dict, case) -> bool:
    """A row is asked for by table and key, and by nothing else: no schema of a query says so."""
    members = ("actor", "order", "table", "key", "to")
    return case.operation.path == "/v1/audit" and problem["path"] in members


def is_period_that_ends_before_it_begins(problem: dict, case) -> bool:
    """A schema cannot hold one day against another."""
    is_statement = case.operation.path == "/v1/accounts/{account}/statement"
    return is_statement and problem["path"] == "to" and problem["reason"] == "out_of_range"


@schemathesis.check
def what_the_schema_allows_is_read(ctx, response, case):
    """A request that is as its schema says may be refused by a rule, but not as malformed."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    problem = problem_of(response)
    if "reason" not in problem or is_integer_with_a_point(problem):
        return
    excused = (
        is_rule_of_an_order(problem, case)
        or is_cursor_of_no_page(problem)
        or is_period_that_ends_before_it_begins(problem, case)
        or is_rule_of_the_audit(problem, case)
    )
    if not excused:
        raise AssertionError(f"{problem['path']}: {problem['reason']}")
