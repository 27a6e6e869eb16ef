#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "protocol/types.hpp"

namespace tributary::protocol {

/// What a command is about. Each command says it (`subject`), and the member of the same name says
/// which one; `none`: nothing that has a number before the command is accepted, or several.
enum class Subject : std::uint8_t { none, party, account, withdrawal, posting, loan };

namespace detail {

template <Subject subject>
struct SubjectMember;
template <>
struct SubjectMember<Subject::party> {
  using Id = PartyId;
  static constexpr std::string_view name = "party";
};
template <>
struct SubjectMember<Subject::account> {
  using Id = AccountId;
  static constexpr std::string_view name = "account";
};
template <>
struct SubjectMember<Subject::withdrawal> {
  using Id = WithdrawalId;
  static constexpr std::string_view name = "withdrawal";
};
template <>
struct SubjectMember<Subject::posting> {
  using Id = PostingId;
  static constexpr std::string_view name = "posting";
};
template <>
struct SubjectMember<Subject::loan> {
  using Id = LoanId;
  static constexpr std::string_view name = "loan";
};

/// Whether a described member of this name and exact type exists.
template <class Command, class Id>
consteval bool has_member(std::string_view name) {
  bool found = false;
  boost::mp11::mp_for_each<boost::describe::describe_members<Command, boost::describe::mod_public>>(
      [&](auto member) {
        using Type = std::remove_cvref_t<decltype(std::declval<Command&>().*member.pointer)>;
        found |= std::is_same_v<Type, Id> && name == member.name;
      });
  return found;
}

}  // namespace detail

/// Whether a command has the member that it says it is about. Who has a loan is about that loan:
/// whatever changes a loan is shown to those who watch it.
template <class Command>
consteval bool subject_is_true() {
  const bool has_loan = detail::has_member<Command, LoanId>("loan");
  if (has_loan != (Command::subject == Subject::loan)) return false;
  if constexpr (Command::subject == Subject::none) {
    return true;
  } else {
    using Member = detail::SubjectMember<Command::subject>;
    return detail::has_member<Command, typename Member::Id>(Member::name);
  }
}

template <class Commands>
inline constexpr bool subjects_are_true = false;
template <template <class...> class List, class... Commands>
inline constexpr bool subjects_are_true<List<Commands...>> = (subject_is_true<Commands>() && ...);

/// The loan that a command is about; the zero id where it is about none.
template <class Command>
constexpr LoanId loan_of(const Command& command) {
  if constexpr (Command::subject == Subject::loan) {
    return command.loan;
  } else {
    return {};
  }
}

}  // namespace tributary::protocol
