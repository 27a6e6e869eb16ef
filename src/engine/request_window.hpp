#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/request_table.hpp"

namespace tributary::engine {

/// The requests that were answered lately, in generations. The youngest takes new ones and is
/// closed when it is full; those before it never change and can be forgotten once they are
/// kept elsewhere. Which generation an id belongs to follows from the journal and their size alone.
class RequestWindow {
 public:
  static constexpr std::size_t requests_per_generation = 2'097'152;
  struct Generation {
    explicit Generation(std::size_t room) : table(room) {}

    RequestTable table;
    protocol::Sequence first = 0;
    protocol::Sequence last = 0;
  };
  using Generations = std::vector<std::unique_ptr<Generation>>;

  RequestWindow();

  /// How many a generation takes from now on.
  void set_generation_size(std::size_t requests);
  std::size_t generation_size() const { return generation_size_; }

  std::size_t size() const;
  const protocol::KnownRequest* find(protocol::RequestKey key) const;

  // Inlined by force: GCC takes a call of it for one without effect and drops it.
  [[gnu::always_inline]] void prefetch(protocol::RequestKey key) const {
    for (const auto& generation : generations_) generation->table.prefetch(key);
  }

  /// Needs: a key that `find` does not know, sequences that grow.
  void insert(const protocol::KnownRequest& request);

  /// Puts another id of the request that was inserted last beside it.
  /// Needs: a key that `find` does not know.
  void insert_beside(const protocol::KnownRequest& request);

  /// Oldest first.
  std::span<const std::unique_ptr<Generation>> closed() const {
    return std::span(generations_).first(generations_.size() - 1);
  }
  /// Requests up to here are no longer known.
  protocol::Sequence forgotten_through() const { return forgotten_through_; }
  /// Takes out the closed generations that end at or before `kept_through`. The caller may destroy
  /// them on another thread.
  Generations forget(protocol::Sequence kept_through);

  /// Puts generations before those that are here, for what neither this window nor anything else
  /// has. Needs: them oldest first, up to `forgotten_through`.
  void remember_again(Generations older);

  /// All generations, the youngest last, for snapshots.
  std::span<const std::unique_ptr<Generation>> all() const { return generations_; }
  /// Needs: a window just made.
  void restore(protocol::Sequence forgotten_through, Generations generations);

 private:
  Generation& youngest() { return *generations_.back(); }
  void begin_generation();

  std::size_t generation_size_ = 0;
  Generations generations_;
  protocol::Sequence forgotten_through_ = 0;
};

}  // namespace tributary::engine
