#pragma once

#include <string_view>

namespace tributary::api {

/// What the reference says of a live stream beyond its summary.
inline constexpr std::string_view stream_note =
    R"(The first event is the present state; then one follows each change. Each has an `id`, its place in )"
    R"(the journal; the first one has a `retry` of 2000 ms. A line with a colon alone comes every 15 s, so )"
    R"(that a connection which is dead shows. The answer does not end with the loan: close it when you )"
    R"(have seen enough. The platform ends it when the token is revoked or expires, and when it stops. )"
    R"(A client that comes back gets the present state first, so it has missed nothing that is still true.

A browser's `EventSource` can send no header: `ticket`, from `POST /v1/stream-tickets`, opens one )"
    R"(stream, once, within 60 seconds. On `error` close it and get a new ticket, for the old one is used. )"
    R"(The platform sends no CORS headers: serve the page from the same origin, or through a proxy.

```
async function watch(loan, token, show) {
  const answer = await fetch("/v1/stream-tickets",
    { method: "POST", headers: { Authorization: "Bearer " + token } });
  if (!answer.ok) throw new Error((await answer.json()).title);
  const { ticket } = await answer.json();
  const stream = new EventSource("/v1/loans/" + loan + "/stream?ticket=" + ticket);
  stream.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  stream.onerror = () => { stream.close(); setTimeout(watch, 2000, loan, token, show); };
}
```)";

}  // namespace tributary::api
