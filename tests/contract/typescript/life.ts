// Opens accounts, pays in, lists a loan, bids on it and reads it back; then what is refused.
import createClient from 'openapi-fetch';

import type { components, paths } from './api.js';

type Problem = components['schemas']['Problem'];

declare const process: { env: Record<string, string>; exit(code: number): never };
const { PLATFORM_URL, ADMIN_TOKEN, INVESTOR_TOKEN, INVESTOR_PARTY, BORROWER_PARTY } =
  process.env as Record<string, string>;

let last_key = 0;
const key = () => ({ 'Idempotency-Key': `typescript-${++last_key}` });

function clientOf(token: string | undefined, baseUrl = PLATFORM_URL!) {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
}
const staff = clientOf(ADMIN_TOKEN);
const investor = clientOf(INVESTOR_TOKEN);

interface Answer<T> {
  data?: T;
  error?: Problem;
  response: Response;
}

// One request too many is sent again when the answer says so.
async function asked<T>(send: () => Promise<Answer<T>>): Promise<Answer<T>> {
  for (;;) {
    const answer = await send();
    if (answer.response.status !== 429) return answer;
    const seconds = Number(answer.response.headers.get('Retry-After'));
    await new Promise((wake) => setTimeout(wake, seconds * 1000));
  }
}

async function done<T>(send: () => Promise<Answer<T>>): Promise<T> {
  const { data, error } = await asked(send);
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

async function refused(send: () => Promise<Answer<unknown>>, status: number, code: string) {
  const { error, response } = await asked(send);
  equal(response.status, status);
  equal(error?.code, code);
  if (!error?.title || !error.title_zh) throw new Error('a problem without titles');
}

function equal(found: unknown, wanted: unknown) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) {
    throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`);
  }
}

async function accountOf(party: string, amount: string): Promise<string> {
  const { event } = await done(() =>
    staff.POST('/v1/accounts', { params: { header: key() }, body: { party } }));
  const { account } = event;
  await done(() =>
    staff.POST('/v1/accounts/{account}/deposits', {
      params: { path: { account }, header: key() },
      body: { amount },
    }));
  return account;
}

const lender = await accountOf(INVESTOR_PARTY!, '5000.00');
const borrower = await accountOf(BORROWER_PARTY!, '1.00');

const { event: created } = await done(() =>
  staff.POST('/v1/loans', {
    params: { header: key() },
    // Of the terms only what differs from the defaults.
    body: {
      borrower_account: borrower,
      title: 'A loan',
      principal: '20000.00',
      terms: { method: 'annuity', annual_rate: '9.6' },
    },
  }));
const path = { loan: created.loan };
await done(() =>
  staff.POST('/v1/loans/{loan}/approve', { params: { path, header: key() } }));
await done(() =>
  staff.POST('/v1/loans/{loan}/schedule', {
    params: { path, header: key() },
    body: { opens_at: '2024-01-01T00:00:00.000Z', closes_at: '2099-01-01T00:00:00.000Z' },
  }));
await done(() => staff.POST('/v1/loans/{loan}/open', { params: { path, header: key() } }));

const header = key();
const bid = (amount: string, key_of_it = header) => () =>
  investor.POST('/v1/loans/{loan}/bids', {
    params: { path, header: key_of_it },
    body: { account: lender, amount },
  });
const first = await done(bid('1000.00'));
equal(first.event.amount, '1000.00');
equal(await done(bid('1000.00')), first);

const view = await done(() => investor.GET('/v1/loans/{loan}', { params: { path } }));
equal([view.state, view.raised, view.remaining], ['open', '1000.00', '19000.00']);
const bids = await done(() =>
  staff.GET('/v1/loans/{loan}/bids', { params: { path, query: { at_least: first.sequence } } }));
equal(bids.lines.map((line) => line.amount), ['1000.00']);

await refused(bid('2000.00'), 422, 'request_id_reused');
await refused(bid('9000.00', key()), 409, 'insufficient_funds');
await refused(
  () => investor.GET('/v1/loans/{loan}', { params: { path: { loan: '999999' } } }),
  404, 'loan_not_found');
await refused(() => clientOf('nobody').GET('/v1/totals'), 401, 'unauthenticated');
// An answer that no operation declares is a problem all the same.
await refused(
  () => clientOf(ADMIN_TOKEN, `${PLATFORM_URL}/elsewhere`).GET('/v1/totals'), 404, 'no_such_path');

const stream = await fetch(`${PLATFORM_URL}/v1/loans/${path.loan}/stream`, {
  headers: { Authorization: `Bearer ${INVESTOR_TOKEN}` },
});
const event = new TextDecoder().decode((await stream.body!.getReader().read()).value);
const data = event.split('\n').find((line) => line.startsWith('data: '));
const progress: components['schemas']['LoanProgress'] = JSON.parse(data!.slice(6));
equal(progress.remaining, '19000.00');

console.log('the TypeScript client got on well');
process.exit(0);  // or the stream keeps it here
