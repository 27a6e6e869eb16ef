#include "command_line/verify_request_index.hpp"

#include <algorithm>
#include <cerrno>
#include <queue>

#include "journal/reader.hpp"

namespace tributary::command_line {

using request_index::IndexFault;

RequestIndexCheck::RequestIndexCheck(const ring::DataFolder& folder, std::size_t in_no_file_max)
    : in_no_file_max_(in_no_file_max) {
  if (!std::filesystem::exists(folder.request_index())) return;
  try {
    const journal::Reader journal(folder.journal_url());
    content_ = request_index::read_folder(folder.request_index(), journal.platform());
    sums_.resize(content_.files.size());
  } catch (const std::exception& fault) {
    unreadable_ = fault.what();
  }
}

void RequestIndexCheck::add(protocol::Sequence sequence, const protocol::Record& record) {
  add(engine::known_request(sequence, record));
  if (const auto reference = engine::known_reference(sequence, record)) add(*reference);
}

void RequestIndexCheck::add(const protocol::KnownRequest& request) {
  while (at_ < sums_.size() && content_.files[at_]->header().last < request.sequence) ++at_;
  if (at_ < sums_.size() && content_.files[at_]->header().first <= request.sequence) {
    sums_[at_] += request_index::content_of(request);
  } else if (in_no_file_.size() < in_no_file_max_) {
    in_no_file_.push_back(request);
  } else {
    ++not_looked_at_;
  }
}

RequestIndexCheck::Report RequestIndexCheck::compare(protocol::Sequence forgotten_through) {
  if (unreadable_) return {unreadable_, {}};
  std::uint64_t requests = 0;
  for (const auto& file : content_.files) requests += file->header().entries;
  try {
    if (auto difference = find_executed_twice()) return {difference, {}};
  } catch (const IndexFault& fault) {
    return {fault.what(), {}};
  }
  // A live process may have merged one away meanwhile.
  for (const auto& unusable : content_.unusable) {
    if (unusable.code != ENOENT) return {unusable.why, {}};
  }
  std::string summary = std::to_string(requests) + " ids in " + std::to_string(sums_.size()) +
                        " files are those of the journal, and no id was executed twice";
  if (not_looked_at_ != 0) {
    summary += "; " + std::to_string(not_looked_at_) + " ids in no file were not looked at";
  }
  return {std::nullopt, summary + words_of_missing(forgotten_through), not_looked_at_ == 0};
}

std::optional<std::string> RequestIndexCheck::find_executed_twice() {
  std::ranges::sort(in_no_file_, {}, &protocol::KnownRequest::key);
  std::vector<request_index::EntryReader> readers;
  for (const auto& file : content_.files) {
    while (file->load_next_chunk()) {
    }
    readers.emplace_back(file);
  }
  const auto comes_later = [&](std::size_t one, std::size_t other) {
    return readers[one].peek()->key > readers[other].peek()->key;
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(comes_later)> next(
      comes_later);
  for (std::size_t i = 0; i < readers.size(); ++i) next.push(i);
  std::optional<std::string> twice;
  protocol::KnownRequest before;
  const auto take = [&](const protocol::KnownRequest& request) {
    if (before.sequence != 0 && before.key == request.key && !twice) {
      const auto [first, second] = std::minmax(before.sequence, request.sequence);
      twice = "the commands at sequences " + std::to_string(first) + " and " +
              std::to_string(second) +
              " have one request id or bank reference: it was executed twice";
    }
    before = request;
  };
  auto loose = in_no_file_.begin();
  while (!next.empty() || loose != in_no_file_.end()) {
    const bool from_file = !next.empty() && (loose == in_no_file_.end() ||
                                             readers[next.top()].peek()->key < loose->key);
    if (!from_file) {
      take(*loose++);
      continue;
    }
    const std::size_t reader = next.top();
    next.pop();
    take(*readers[reader].peek());
    readers[reader].next();
    if (readers[reader].peek() != nullptr) next.push(reader);
  }
  for (std::size_t i = 0; i < readers.size(); ++i) {
    if (readers[i].content() != sums_[i]) {
      return content_.files[i]->path().string() + " has other requests than the journal";
    }
  }
  return twice;
}

std::string RequestIndexCheck::words_of_missing(protocol::Sequence forgotten_through) const {
  protocol::Sequence covered = 0;
  for (const auto& file : content_.files) {
    if (file->header().first > covered + 1) break;
    covered = file->header().last;
  }
  if (covered >= forgotten_through) return {};
  return "; no file has those of sequences " + std::to_string(covered + 1) + " to " +
         std::to_string(forgotten_through) + ": the next start writes them again";
}

}  // namespace tributary::command_line
