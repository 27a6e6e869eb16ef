#pragma once

#include <string>

#include "app/serve_options.hpp"
#include "journal/journal.hpp"
#include "ring/data_folder.hpp"

/// What a start does with its data folder, in this order.
namespace tributary::app {

/// Makes what is missing of it. Errors: std::system_error.
ring::DataFolder make_folder(const ServeOptions& options);

/// A start that is refused changes nothing: opening the journal would make one that is missing, and
/// fold into it what lies beside it and may be all that is left of the lost ones.
/// Errors: std::runtime_error in words for the operator.
std::string url_of_journal(const ring::DataFolder& folder);

/// What lies in the folder from here on is made of this journal. Gives the epoch that began.
std::uint64_t lead(journal::Journal& journal, const ring::DataFolder& folder);

/// Whether there are tables of rows, of any version.
bool has_rows(const ring::DataFolder& folder);
/// What to say where there are none though there should be.
std::string rows_missing_in(const ring::DataFolder& folder);

}  // namespace tributary::app
