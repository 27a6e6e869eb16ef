#include "verticals/tokens/token_row.hpp"

namespace tributary::tokens {

namespace {

std::vector<std::string> create_tables() {
  return {rows::create_table<TokenRow>(),
          "CREATE UNIQUE INDEX api_token_digest ON api_token (digest)",
          "CREATE INDEX api_token_actor ON api_token (actor)",
          "CREATE INDEX api_token_created ON api_token (created, token)",
          "CREATE INDEX api_token_role ON api_token (role, created, token)",
          "CREATE INDEX api_token_party ON api_token (party, created, token)",
          "CREATE INDEX api_token_revoked ON api_token (created, token) WHERE revoked IS NOT NULL",
          "CREATE INDEX api_token_not_revoked ON api_token (created, token) WHERE revoked IS NULL"};
}

// As it was made at first: id, digest, role, caller, name, created_ms, revoked_ms.
constexpr std::array<std::string_view, 4> changes{R"sql(
  ALTER TABLE token ADD COLUMN expires_ms INTEGER
)sql",
                                                  // A member's number was its party's.
                                                  R"sql(
  ALTER TABLE token RENAME COLUMN caller TO actor;
  ALTER TABLE token ADD COLUMN party INTEGER NOT NULL DEFAULT 0;
  UPDATE token SET party = actor >> 3 WHERE actor & 7 = 1
)sql",
                                                  R"sql(
  CREATE TABLE api_token (token INTEGER NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL,
    role TEXT NOT NULL, actor INTEGER NOT NULL, party INTEGER NOT NULL, name TEXT NOT NULL,
    created INTEGER NOT NULL, expires INTEGER, revoked INTEGER, PRIMARY KEY (token));
  INSERT INTO api_token SELECT id, 1, digest, role, actor, party, name, created_ms, expires_ms,
    revoked_ms FROM token;
  DROP TABLE token;
  CREATE UNIQUE INDEX api_token_digest ON api_token (digest);
  CREATE INDEX api_token_actor ON api_token (actor);
  CREATE INDEX api_token_created ON api_token (created, token)
)sql",
                                                  // For each filter of the list.
                                                  R"sql(
  CREATE INDEX api_token_role ON api_token (role, created, token);
  CREATE INDEX api_token_party ON api_token (party, created, token);
  CREATE INDEX api_token_revoked ON api_token (created, token) WHERE revoked IS NOT NULL;
  CREATE INDEX api_token_not_revoked ON api_token (created, token) WHERE revoked IS NULL
)sql"};

constexpr std::array tables{rows::audited<TokenRow>()};

}  // namespace

rows::Schema schema() {
  return {.part = "tokens", .create = create_tables, .changes = changes, .tables = tables};
}

std::vector<TokenRow> read_tokens(store::Database& database) {
  std::vector<TokenRow> tokens;
  store::Statement found = database.prepare("SELECT " + rows::columns_of<TokenRow>() +
                                            " FROM api_token ORDER BY created, token");
  while (found.step()) tokens.push_back(rows::read_row<TokenRow>(found));
  return tokens;
}

}  // namespace tributary::tokens
