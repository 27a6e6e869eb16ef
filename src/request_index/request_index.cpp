#include "request_index/request_index.hpp"

#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/assert.hpp"
#include "request_index/folder.hpp"
#include "request_index/merge_plan.hpp"
#include "store/private_file.hpp"

namespace tributary::request_index {

namespace fs = std::filesystem;

namespace {

using Files = std::vector<std::shared_ptr<IndexFile>>;

}  // namespace

RequestIndex::RequestIndex(fs::path folder, const PlatformId& platform, Options options)
    : folder_(std::move(folder)), platform_(platform), options_(std::move(options)) {
  files_ = std::make_shared<const FileSet>();
  open_files();
}

void RequestIndex::open_files() {
  FolderContent content = read_folder(folder_, platform_);
  for (const fs::path& path : content.leftovers) ::unlink(path.c_str());
  for (const FolderContent::Unusable& file : content.unusable) {
    unusable_.push_back(file.why);
    if (file.code == 0) ::unlink(file.path.c_str());
  }
  std::erase_if(content.files, [this](const auto& file) {
    const IndexHeader& header = file->header();
    if (options_.is_of_journal(header.last, header.journal_hash)) return false;
    unusable_.push_back(file->path().string() + " was not made of this journal");
    ::unlink(file->path().c_str());
    return true;
  });
  publish(std::move(content.files));
}

void RequestIndex::make_folder() const {
  try {
    store::make_private_folder(folder_);
  } catch (const std::system_error& fault) {
    throw IndexFault(fault.what(), fault.code().value());
  }
}

std::vector<SequenceRange> RequestIndex::missing(protocol::Sequence needed_through) const {
  std::vector<SequenceRange> gaps;
  protocol::Sequence covered = 0;
  for (const auto& file : files()->files) {
    const IndexHeader& header = file->header();
    if (covered >= needed_through) break;
    if (header.first > covered + 1) {
      gaps.push_back({covered + 1, std::min(header.first - 1, needed_through)});
    }
    covered = header.last;
  }
  if (covered < needed_through) gaps.push_back({covered + 1, needed_through});
  return gaps;
}

void RequestIndex::drop_behind_gap() {
  const protocol::Sequence through = files()->through();
  Files files = this->files()->files;
  const auto kept =
      std::ranges::find_if(files, [&](const auto& file) { return file->header().first > through; });
  if (kept == files.end()) return;
  for (auto gone = kept; gone != files.end(); ++gone) ::unlink((*gone)->path().c_str());
  files.erase(kept, files.end());
  publish(std::move(files));
}

std::shared_ptr<IndexFile> RequestIndex::opened(const fs::path& path) const {
  auto file = std::make_shared<IndexFile>(path, platform_);
  while (file->load_next_chunk()) {
  }
  return file;
}

void RequestIndex::put_in(Files made, const std::shared_ptr<IndexFile>& instead_of) {
  Files files = this->files()->files;
  std::erase(files, instead_of);
  files.insert(files.end(), made.begin(), made.end());
  std::ranges::sort(files, {}, [](const auto& file) { return file->header().first; });
  // What was merged of the file that goes would bring it back.
  if (merge_ && std::ranges::count(merge_->inputs(), instead_of) > 0) merge_.reset();
  publish(std::move(files));
  if (instead_of == nullptr) return;
  const auto has_its_name = [&](const auto& file) { return file->path() == instead_of->path(); };
  if (std::ranges::none_of(made, has_its_name)) ::unlink(instead_of->path().c_str());
}

void RequestIndex::publish(Files files) {
  for (std::size_t i = 1; i < files.size(); ++i) {
    ASSERT(files[i - 1]->header().last < files[i]->header().first);
  }
  auto set = std::make_shared<const FileSet>(std::move(files));
  {
    const std::lock_guard lock(files_mutex_);
    files_.swap(set);
  }
  version_.fetch_add(1, std::memory_order_release);
}

std::unique_ptr<Merge> RequestIndex::begin_merge() const {
  const auto set = files();
  std::vector<std::uint64_t> entries;
  for (const auto& file : set->files) {
    // Neighbours with a gap between them, and damaged ones, wait until they are mended.
    if (file->is_damaged() || file->header().last > set->through()) return nullptr;
    entries.push_back(file->header().entries);
  }
  const auto run = next_merge(entries, options_.entries_per_file_max);
  if (!run) return nullptr;
  const auto first = set->files.begin() + static_cast<std::ptrdiff_t>(run->first);
  return std::make_unique<Merge>(Files(first, first + static_cast<std::ptrdiff_t>(run->count)),
                                 folder_, options_.after_step);
}

bool RequestIndex::merge_some(std::size_t entries) {
  try {
    if (!merge_) merge_ = begin_merge();
    if (!merge_) return false;
    if (!merge_->step(entries)) end_merge();
  } catch (...) {
    merge_.reset();
    throw;
  }
  return true;
}

void RequestIndex::end_merge() {
  const auto merged = opened(merge_->finish());
  const Files inputs = merge_->inputs();
  merge_.reset();
  Files files = this->files()->files;
  std::erase_if(files,
                [&](const auto& file) { return std::ranges::find(inputs, file) != inputs.end(); });
  files.push_back(merged);
  std::ranges::sort(files, {}, [](const auto& file) { return file->header().first; });
  publish(std::move(files));
  for (const auto& input : inputs) ::unlink(input->path().c_str());
}

bool RequestIndex::load_some() {
  for (const auto& file : files()->files) {
    if (file->is_loaded() || file->is_damaged()) continue;
    file->load_next_chunk();
    return true;
  }
  return false;
}

std::shared_ptr<IndexFile> RequestIndex::damaged() const {
  for (const auto& file : files()->files) {
    if (file->is_damaged()) return file;
  }
  return nullptr;
}

}  // namespace tributary::request_index
