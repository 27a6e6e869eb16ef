#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

/// The subcommands that need the whole platform. Each takes the words behind its name and returns
/// the exit code: 0, 1 for what went wrong, 2 for words that cannot be understood.
namespace tributary::command_line {

inline constexpr std::string_view version = "0.1.0";

using Words = std::span<const std::string_view>;

int serve_command(Words words, std::ostream& out, std::ostream& err);
int verify_command(Words words, std::ostream& out, std::ostream& err);
/// Makes, lists and revokes tokens.
int token_command(Words words, std::ostream& out, std::ostream& err);
int journal_command(Words words, std::ostream& out, std::ostream& err);
int day_end_command(Words words, std::ostream& out, std::ostream& err);
int day_items_command(Words words, std::ostream& out, std::ostream& err);
int clock_command(Words words, std::ostream& out, std::ostream& err);
int snapshot_command(Words words, std::ostream& out, std::ostream& err);
int migrate_command(Words words, std::ostream& out, std::ostream& err);
int backup_command(Words words, std::ostream& out, std::ostream& err);
int restore_command(Words words, std::ostream& out, std::ostream& err);
int accept_loss_command(Words words, std::ostream& out, std::ostream& err);

}  // namespace tributary::command_line
