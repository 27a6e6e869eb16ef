"""Opens accounts, pays in, lists a loan, bids on it and reads it back; then what is refused."""

import itertools
import os
import time
from datetime import UTC, datetime
from http import HTTPStatus

from tributary_client import AuthenticatedClient
from tributary_client.api.accounts import get_account, open_account, record_deposit
from tributary_client.api.loans import (
    approve_listing,
    create_listing,
    get_loan,
    list_loan_bids,
    open_listing,
    place_bid,
    schedule_listing,
)
from tributary_client.api.totals import get_totals
from tributary_client.models import (
    CreateListingRequest,
    LoanState,
    OpenAccountRequest,
    PlaceBidBody,
    Problem,
    RecordDepositBody,
    ScheduleListingBody,
    Terms,
)
from tributary_client.models.terms_method import TermsMethod

url = os.environ["PLATFORM_URL"]
keys = (f"python-{number}" for number in itertools.count(1))


def client_of(token: str, base: str = url) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=base, token=token, raise_on_unexpected_status=True)


staff = client_of(os.environ["ADMIN_TOKEN"])
investor = client_of(os.environ["INVESTOR_TOKEN"])


def asked(operation, client, *path, **members):
    """The whole answer; one request too many is sent again when the answer says so."""
    while True:
        response = operation.sync_detailed(*path, client=client, **members)
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            return response
        time.sleep(int(response.headers["Retry-After"]))


def done(operation, client, *path, **members):
    response = asked(operation, client, *path, idempotency_key=next(keys), **members)
    assert not isinstance(response.parsed, Problem), response.parsed
    return response.parsed.event


def refused(response, status: HTTPStatus, code: str):
    assert response.status_code == status, response
    assert isinstance(response.parsed, Problem), response
    assert response.parsed.code == code, response.parsed
    assert response.parsed.title and response.parsed.title_zh


def account_of(party: str, amount: str) -> str:
    account = done(open_account, staff, body=OpenAccountRequest(party=party)).account
    done(record_deposit, staff, account, body=RecordDepositBody(amount=amount))
    return account


lender = account_of(os.environ["INVESTOR_PARTY"], "5000.00")
borrower = account_of(os.environ["BORROWER_PARTY"], "1.00")

terms = Terms(method=TermsMethod.ANNUITY, annual_rate="9.6")
listing = CreateListingRequest(
    borrower_account=borrower, title="A loan", principal="20000.00", terms=terms)
loan = done(create_listing, staff, body=listing).loan
done(approve_listing, staff, loan)
opens_at = datetime(2024, 1, 1, tzinfo=UTC)
closes_at = datetime(2099, 1, 1, tzinfo=UTC)
done(schedule_listing, staff, loan, body=ScheduleListingBody(opens_at, closes_at))
done(open_listing, staff, loan)

key = next(keys)
bid = PlaceBidBody(account=lender, amount="1000.00")
first = asked(place_bid, investor, loan, body=bid, idempotency_key=key)
assert first.status_code == HTTPStatus.CREATED, first
assert first.parsed.event.amount == "1000.00"
again = asked(place_bid, investor, loan, body=bid, idempotency_key=key)
assert again.content == first.content, again

view = asked(get_loan, investor, loan).parsed
assert (view.state, view.raised, view.remaining) == (LoanState.OPEN, "1000.00", "19000.00"), view
assert asked(get_account, investor, lender).parsed.held == "1000.00"
bids = asked(list_loan_bids, staff, loan, at_least=first.parsed.sequence).parsed
assert [line.amount for line in bids.lines] == ["1000.00"], bids

refused(
    asked(place_bid, investor, loan, body=PlaceBidBody(lender, "2000.00"), idempotency_key=key),
    HTTPStatus.UNPROCESSABLE_ENTITY, "request_id_reused")
refused(
    asked(place_bid, investor, loan, body=PlaceBidBody(lender, "9000.00"), idempotency_key=next(keys)),
    HTTPStatus.CONFLICT, "insufficient_funds")
refused(asked(get_loan, investor, "999999"), HTTPStatus.NOT_FOUND, "loan_not_found")
refused(asked(get_totals, client_of("nobody")), HTTPStatus.UNAUTHORIZED, "unauthenticated")
# An answer that no operation declares is a problem all the same.
refused(
    asked(get_totals, client_of(staff.token, url + "/elsewhere")), HTTPStatus.NOT_FOUND, "no_such_path")
print("the Python client got on well")
