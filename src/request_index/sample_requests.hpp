#pragma once

#include <algorithm>
#include <vector>

#include "base/test_dice.hpp"
#include "request_index/request_index.hpp"

/// Requests whose content follows from their sequence, for tests.
namespace tributary::request_index {

inline constexpr PlatformId sample_platform{std::byte{7}};

inline protocol::KnownRequest sample_request(protocol::Sequence sequence) {
  base::Dice dice(sequence);
  return {{dice.roll(), dice.roll()}, dice.roll(), sequence};
}

/// Of the group that holds a sequence.
inline Digest sample_hash(protocol::Sequence sequence) {
  Digest hash{};
  for (std::size_t i = 0; i < 8; ++i) hash[i] = static_cast<std::byte>(sequence >> 8 * i);
  return hash;
}

inline std::vector<protocol::KnownRequest> sample_requests(const SequenceRange& range) {
  std::vector<protocol::KnownRequest> requests;
  for (auto sequence = range.first; sequence <= range.last; ++sequence) {
    requests.push_back(sample_request(sequence));
  }
  std::ranges::sort(requests, {}, &protocol::KnownRequest::key);
  return requests;
}

inline RequestIndex::Options sample_options() {
  return {.is_of_journal = [](protocol::Sequence last, const Digest& hash) {
    return hash == sample_hash(last);
  }};
}

inline void add_sample(RequestIndex& index, const SequenceRange& range) {
  const auto requests = sample_requests(range);
  index.put_in(
      {index.write(range, sample_hash(range.last), requests.size(), [&](IndexFileWriter& writer) {
        for (const auto& request : requests) writer.add(request);
      })});
}

/// Whether a set answers for a request as it should, by its filters and by its pages.
inline bool knows(const FileSet& files, protocol::Sequence sequence) {
  const protocol::KnownRequest request = sample_request(sequence);
  std::uint8_t maybe = 0;
  files.screen(std::span(&request.key, 1), std::span(&maybe, 1));
  const auto found = files.find(request.key);
  return maybe != 0 && found && found->sequence == sequence &&
         found->body_hash == request.body_hash;
}

}  // namespace tributary::request_index
