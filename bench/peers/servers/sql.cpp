#include "bench/peers/servers/sql.hpp"

namespace tributary::bench::peers {
void found_market(const Query& query, const Dialect& dialect, const Setting& setting) {
  const std::string tail = dialect.table_tail;
  const std::string hot = dialect.hot_table_tail;
  const std::string deposit = std::to_string(Setting::deposit);
  query(
      "CREATE TABLE members (id INTEGER PRIMARY KEY, available BIGINT NOT NULL, "
      "held BIGINT NOT NULL)" +
      hot);
  query("CREATE TABLE borrowers (loan INTEGER PRIMARY KEY, available BIGINT NOT NULL)" + tail);
  query(
      "CREATE TABLE loans (id INTEGER, part INTEGER, remaining BIGINT NOT NULL, "
      "PRIMARY KEY (id, part))" +
      hot);
  query(
      "CREATE TABLE bids (request BIGINT PRIMARY KEY, loan INTEGER NOT NULL, "
      "member INTEGER NOT NULL, amount BIGINT NOT NULL, "
      "placed_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)" +
      tail);
  query(
      "CREATE TABLE claims (loan INTEGER, claim INTEGER, member INTEGER NOT NULL, "
      "amount BIGINT NOT NULL, PRIMARY KEY (loan, claim))" +
      tail);
  query("CREATE TABLE periods (loan INTEGER, period INTEGER, PRIMARY KEY (loan, period))" + tail);
  query(
      "CREATE TABLE payouts (loan INTEGER, period INTEGER, claim INTEGER, "
      "member INTEGER NOT NULL, principal BIGINT NOT NULL, interest BIGINT NOT NULL, "
      "fee BIGINT NOT NULL, PRIMARY KEY (loan, period, claim))" +
      tail);

  query("INSERT INTO members SELECT n, " + deposit + ", 0 FROM " +
        dialect.numbers(setting.members));
  query("INSERT INTO borrowers SELECT n, " + deposit + " FROM " + dialect.numbers(setting.loans));
  for (std::uint32_t part = 0; part < setting.parts; ++part) {
    query("INSERT INTO loans SELECT n, " + std::to_string(part) + ", " +
          std::to_string(setting.part_amount(part)) + " FROM " + dialect.numbers(setting.loans));
  }
  if (!setting.settled) return;
  for (std::uint32_t loan = 0; loan < setting.loans; ++loan) {
    query("INSERT INTO claims SELECT " + std::to_string(loan) + ", n, (n + " +
          std::to_string(setting.holder(loan, 0)) + ") % " + std::to_string(setting.members) +
          ", " + std::to_string(bid_amount.minor) + " FROM " + dialect.numbers(setting.room));
  }
}

BidBooks read_bid_books(const Query& query, const Setting& setting) {
  const auto loan_amount = std::to_string(setting.loan_amount());
  const auto bids = query(
      "SELECT count(*), count(DISTINCT request), coalesce(sum(amount), 0) "
      "FROM bids");
  const auto members = query("SELECT sum(available), sum(held) FROM members");
  const auto loans =
      query("SELECT count(DISTINCT id) * " + loan_amount + " - sum(remaining) FROM loans");
  const auto off = query(
      "SELECT count(*) FROM members LEFT JOIN (SELECT member, sum(amount) AS bid FROM bids "
      "GROUP BY member) AS theirs ON theirs.member = members.id "
      "WHERE held <> coalesce(bid, 0) OR available < 0 OR available + held <> " +
      std::to_string(Setting::deposit));
  const auto over =
      query("SELECT count(*) FROM (SELECT loan FROM bids GROUP BY loan HAVING sum(amount) > " +
            loan_amount + ") AS oversold");
  return {.bids = static_cast<std::uint64_t>(bids.at(0)),
          .requests = static_cast<std::uint64_t>(bids.at(1)),
          .bids_amount = bids.at(2),
          .available = members.at(0),
          .held = members.at(1),
          .taken = loans.at(0),
          .members_off = static_cast<std::uint64_t>(off.at(0)),
          .loans_over = static_cast<std::uint64_t>(over.at(0))};
}

PayoutBooks read_payout_books(const Query& query, const Setting& setting) {
  const std::string deposit = std::to_string(Setting::deposit);
  const auto payouts = query(
      "SELECT count(*), coalesce(sum(principal + interest - fee), 0), "
      "coalesce(sum(fee), 0) FROM payouts");
  const auto claims = query(
      "SELECT count(*) FROM (SELECT DISTINCT loan, period, claim "
      "FROM payouts) AS once");
  const auto members = query("SELECT sum(available) FROM members");
  const auto borrowers = query("SELECT sum(available) FROM borrowers");
  const auto off = query(
      "SELECT count(*) FROM members LEFT JOIN (SELECT member, sum(principal + interest - fee) "
      "AS paid FROM payouts GROUP BY member) AS theirs ON theirs.member = members.id "
      "WHERE available <> " +
      deposit + " + coalesce(paid, 0)");
  return {.payouts = static_cast<std::uint64_t>(payouts.at(0)),
          .claims = static_cast<std::uint64_t>(claims.at(0)),
          .paid = payouts.at(1),
          .fees = payouts.at(2),
          .credited = members.at(0) - Setting::deposit * std::int64_t{setting.members},
          .debited = Setting::deposit * std::int64_t{setting.loans} - borrowers.at(0),
          .members_off = static_cast<std::uint64_t>(off.at(0))};
}

std::string payouts_of_period(const Dialect& dialect, const std::string& loan,
                              const std::string& period) {
  const std::string div = ' ' + dialect.divide + ' ';
  const std::string repaid_before = "(amount * (" + period + " - 1)" + div + "12)";
  const std::string interest =
      "(((amount - " + repaid_before + ") * 96000 + 6000000)" + div + "12000000)";
  return "SELECT loan, " + period + ", claim, member, amount * " + period + div + "12 - " +
         repaid_before + ", " + interest + ", " + interest + div +
         "10 FROM claims WHERE loan = " + loan;
}

}  // namespace tributary::bench::peers
