#include "app/verify_request_index.hpp"

#include <cerrno>

#include "journal/reader.hpp"

namespace tributary::app {

using request_index::IndexFault;

RequestIndexCheck::RequestIndexCheck(const DataFolder& folder) {
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
  while (at_ < sums_.size() && content_.files[at_]->header().last < sequence) ++at_;
  if (at_ == sums_.size() || content_.files[at_]->header().first > sequence) return;
  sums_[at_] += request_index::content_of(engine::known_request(sequence, record));
}

RequestIndexCheck::Report RequestIndexCheck::compare() const {
  if (unreadable_) return {unreadable_, {}};
  std::uint64_t requests = 0;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const auto& file = content_.files[i];
    try {
      while (file->load_next_chunk()) {
      }
      request_index::EntryReader entries(file);
      while (entries.peek() != nullptr) entries.next();
      if (entries.content() != sums_[i]) {
        return {file->path().string() + " has other requests than the journal", {}};
      }
    } catch (const IndexFault& fault) {
      return {fault.what(), {}};
    }
    requests += file->header().entries();
  }
  // A live process may have merged one away meanwhile.
  for (const auto& unusable : content_.unusable) {
    if (unusable.code != ENOENT) return {unusable.why, {}};
  }
  return {std::nullopt, std::to_string(requests) + " ids in " + std::to_string(sums_.size()) +
                            " files are those of the journal"};
}

}  // namespace tributary::app
