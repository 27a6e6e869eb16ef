#pragma once

#include <optional>
#include <vector>

#include "base/test_dice.hpp"
#include "simulate/counter.hpp"

namespace tributary::simulation {

struct PopulationOptions {
  std::uint64_t seed = 1;
  std::uint32_t members = 1'000;  ///< investors, when all have come
  money::Date first_day;
  money::Date last_day;  ///< ends in the morning: what is open stays open
  /// How much more often than usual loans are paid late, never or early.
  std::uint32_t trouble = 1;
  bool bank_takes_back = false;  ///< deposits bounce and withdrawals are sent back, at any time
  std::int64_t day_starts_ms = -8 * 3'600'000;  ///< midnight of a day, from that of UTC
};

/// A bid that can be placed.
struct Invitation {
  protocol::LoanId loan;
  protocol::PartyId party;
  protocol::AccountId account;
  protocol::Amount amount;
};

/// People and staff of a platform that grows: they sign up, deposit, bid in rushes, save, withdraw;
/// borrowers pay in time, late or never, and some before time; staff lists and settles. What falls
/// due, the platform's timers see to.
class Population {
 public:
  explicit Population(const PopulationOptions& options);

  /// Opens the platform's own accounts and the guarantors'.
  void found(Counter& platform);
  /// Needs: the days in their order, from the first to the last.
  void live(money::Date day, Counter& platform);

  /// On the last day: lists loans until two are open for bids of the first investor, who gets the
  /// money for them. Gives the last of the two; nothing if no loan can be listed.
  std::optional<Invitation> invite(Counter& platform);

  std::uint32_t loans_max() const { return loans_; }

 private:
  struct Investor {
    protocol::PartyId party;
    protocol::AccountId account;
    protocol::Amount usual_bid;
    std::uint8_t risk_level = 0;
  };
  /// What somebody means to do on a day.
  struct Errand {
    enum class Kind : std::uint8_t {
      settle,
      instalment,
      prepay,
      prepay_part,
      end_raise,
      bank,
      bounce,
      send_back
    };
    Kind kind = Kind::settle;
    std::uint64_t number = 0;  ///< of the loan, the withdrawal or the posting
  };
  /// How a borrower will behave, decided when the loan is made.
  struct Fate {
    enum class Kind : std::uint8_t { punctual, late, lost, prepays, prepays_part };
    Kind kind = Kind::punctual;
    std::uint32_t period = 0;
    std::int32_t days = 0;
  };

  void morning(money::Date day, Counter& platform);
  void noon(money::Date day, Counter& platform);
  void evening(money::Date day, Counter& platform);

  void sign_up(Counter& platform);
  void list_loan(money::Date day, Counter& platform);
  void rush(protocol::LoanId loan, protocol::Amount wanted, Counter& platform);
  void bid(protocol::LoanId loan, Counter& platform);
  void withdraw(protocol::AccountId account, protocol::Amount amount, protocol::Sender sender,
                money::Date day, Counter& platform);
  void save_and_withdraw(money::Date day, Counter& platform);

  void run_errand(const Errand& errand, money::Date day, Counter& platform);
  void settle(protocol::LoanId loan, money::Date day, Counter& platform);
  void bring_money(protocol::LoanId loan, money::Date day, Counter& platform);
  void prepay(protocol::LoanId loan, money::Date day, bool whole, Counter& platform);
  void end_raise(protocol::LoanId loan, money::Date day, Counter& platform);
  void finish_withdrawal(std::uint64_t withdrawal, Counter& platform);

  void plan(money::Date day, Errand errand);
  void fund(protocol::AccountId account, protocol::Amount amount, Counter& platform);
  Fate fate_of(protocol::LoanId loan, std::uint32_t periods) const;
  std::uint64_t grown(std::uint64_t whole, money::Date day) const;
  protocol::Time time_on(money::Date day, int hour) const;

  const PopulationOptions options_;
  const std::uint32_t loans_;
  base::Dice dice_;
  std::vector<Investor> investors_;
  std::vector<protocol::AccountId> guarantors_;
  std::vector<std::vector<Errand>> agenda_;  ///< of each day from the first
  std::uint32_t listed_ = 0;
  std::uint64_t references_ = 0;
};

}  // namespace tributary::simulation
