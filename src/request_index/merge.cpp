#include "request_index/merge.hpp"

#include <utility>

namespace tributary::request_index {
namespace {

IndexHeader header_of_all(const std::vector<std::shared_ptr<IndexFile>>& inputs) {
  IndexHeader header = inputs.back()->header();
  header.first = inputs.front()->header().first;
  header.entries = 0;
  for (const auto& input : inputs) header.entries += input->header().entries;
  return header;
}

}  // namespace

Merge::Merge(std::vector<std::shared_ptr<IndexFile>> inputs, const std::filesystem::path& folder,
             IndexFileWriter::AfterStep after_step)
    : inputs_(std::move(inputs)), writer_(folder, header_of_all(inputs_), std::move(after_step)) {
  for (const auto& input : inputs_) readers_.emplace_back(input);
}

bool Merge::step(std::size_t entries) {
  for (; entries > 0; --entries) {
    EntryReader* least = nullptr;
    for (EntryReader& reader : readers_) {
      if (reader.peek() == nullptr) continue;
      if (least == nullptr || reader.peek()->key < least->peek()->key) least = &reader;
    }
    if (least == nullptr) return false;
    writer_.add(*least->peek());
    least->next();
  }
  return true;
}

std::filesystem::path Merge::finish() {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (readers_[i].content() != inputs_[i]->header().content) {
      throw IndexFault(inputs_[i]->path().string() + " has not the entries that were written");
    }
  }
  return writer_.finish();
}

}  // namespace tributary::request_index
