#include "http/live_stream.hpp"

#include <algorithm>
#include <map>

#include "base/assert.hpp"

namespace tributary::http {

namespace {

constexpr std::string_view stream_type = "text/event-stream; charset=utf-8";
constexpr std::string_view heartbeat_text = ":\n\n";

/// Source: the HTML standard, section 9.2.6 (a CR ends a line there too).
std::string to_wire(const LiveEvent& event) {
  std::string text;
  if (!event.name.empty()) text.append("event: ").append(event.name).append("\n");
  if (event.retry.count() != 0) {
    text.append("retry: ").append(std::to_string(event.retry.count())).append("\n");
  }
  if (event.id != 0) text.append("id: ").append(std::to_string(event.id)).append("\n");
  std::string_view rest = event.data;
  for (;;) {
    const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
    text.append("data: ").append(line).append("\n");
    if (line.size() == rest.size()) break;
    rest.remove_prefix(line.size() + (rest.substr(line.size()).starts_with("\r\n") ? 2 : 1));
  }
  return text += '\n';
}

}  // namespace

LiveStreams::LiveStreams(LiveOptions options) : options_(std::move(options)) {}
LiveStreams::~LiveStreams() = default;

void LiveStreams::attach(Server& server) {
  ASSERT(server_ == nullptr);
  server_ = &server;
  for (unsigned shard = 0; shard < server.shards(); ++shard) {
    rooms_.push_back(std::make_unique<Room>());
  }
  server.observe_streams(this);
}

bool LiveStreams::watched(std::string_view topic) const {
  if (subscribers() == 0) return false;
  const std::scoped_lock lock(mutex_);
  return topics_.contains(topic);
}

bool LiveStreams::publish(std::string_view topic, const LiveEvent& event) {
  if (event.data.size() > options_.event_bytes) return false;
  if (subscribers() == 0) return true;
  const std::scoped_lock lock(mutex_);
  const auto found = topics_.find(topic);
  if (found == topics_.end()) return true;
  Topic& watched = *found->second;
  auto frame = std::ranges::find(watched.latest, event.name, &Frame::name);
  if (frame == watched.latest.end() && watched.latest.size() == options_.names_of_a_topic) {
    frame = std::ranges::min_element(watched.latest, {}, &Frame::version);
  } else if (frame == watched.latest.end()) {
    frame = watched.latest.emplace(frame);
  }
  watched.version = ++version_;
  *frame = {std::string(event.name), std::make_shared<const std::string>(to_wire(event)),
            watched.version};
  if (std::chrono::steady_clock::now() >= watched.quiet_until) wake_shards();
  return true;
}

/// Needs: the lock.
void LiveStreams::wake_shards() {
  for (unsigned shard = 0; shard < rooms_.size(); ++shard) {
    if (std::exchange(rooms_[shard]->woken, true)) continue;
    server_->post(shard, [this, shard] { deliver(shard, std::chrono::steady_clock::now()); });
  }
}

bool LiveStreams::subscribe(const Ticket& ticket, std::string_view topic, std::uint64_t owner) {
  if (!server_->begin_stream(ticket, stream_type)) return false;
  Room& room = *rooms_.at(ticket.shard);
  Audience& audience = room.audiences[std::string(topic)];
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<Topic>& shared = topics_[std::string(topic)];
  if (!shared) shared = std::make_shared<Topic>();
  ++shared->subscribers;
  if (audience.topic != shared) audience = {shared, {}, shared->version, {}};
  audience.subscribers.push_back({ticket, shared->version, owner});
  room.topic_by_slot[ticket.slot] = topic;
  subscribers_.fetch_add(1, std::memory_order_release);
  return true;
}

bool LiveStreams::send(const Ticket& stream, const LiveEvent& event) {
  if (event.data.size() > options_.event_bytes) return false;
  if (server_->stream_state(stream) != StreamState::ready) return false;
  return server_->write_stream(stream, to_wire(event)) != StreamState::gone;
}

void LiveStreams::end_streams(unsigned shard,
                              const std::function<bool(std::uint64_t owner)>& is_out) {
  std::vector<Ticket> out;
  std::map<std::uint64_t, std::size_t> by_owner;
  for (const auto& [name, audience] : rooms_.at(shard)->audiences) {
    for (const Subscriber& subscriber : audience.subscribers) {
      if (subscriber.owner == 0 || !is_out(subscriber.owner)) continue;
      out.push_back(subscriber.stream);
      ++by_owner[subscriber.owner];
    }
  }
  for (const Ticket& stream : out) server_->end_stream(stream);
  if (!options_.on_ended) return;
  for (const auto& [owner, streams] : by_owner) options_.on_ended(owner, streams);
}

/// Offers what is new and not too early to all subscribers of the shard.
void LiveStreams::deliver(unsigned shard, Time now) {
  Room& room = *rooms_[shard];
  std::vector<std::pair<Audience*, std::vector<Frame>>> news;
  {
    const std::scoped_lock lock(mutex_);
    room.woken = false;
    for (auto& [name, audience] : room.audiences) {
      Topic& topic = *audience.topic;
      if (topic.version == audience.offered || now < audience.quiet_until) continue;
      audience.offered = topic.version;
      audience.quiet_until = topic.quiet_until = now + options_.pace;
      news.emplace_back(&audience, topic.latest);
    }
  }
  for (const auto& [audience, frames] : news) {
    // From the end: a client that turns out to be gone leaves its place to the last one.
    for (std::size_t i = audience->subscribers.size(); i-- > 0;) {
      offer(audience->subscribers[i], frames);
    }
  }
}

/// Sends what the subscriber has not seen, in order, unless it is behind: then `on_ready` does.
void LiveStreams::offer(Subscriber& subscriber, const std::vector<Frame>& frames) {
  if (server_->stream_state(subscriber.stream) != StreamState::ready) return;
  std::vector<const Frame*> unseen;
  for (const Frame& frame : frames) {
    if (frame.version > subscriber.seen) unseen.push_back(&frame);
  }
  if (unseen.empty()) return;
  std::ranges::sort(unseen, {}, &Frame::version);
  std::string text;
  for (const Frame* const frame : unseen) text += *frame->text;
  subscriber.seen = unseen.back()->version;
  server_->write_stream(subscriber.stream, text);
}

void LiveStreams::on_ready(Ticket stream) {
  Audience* const audience = audience_of(stream);
  if (audience == nullptr) return;
  std::vector<Frame> frames;
  {
    const std::scoped_lock lock(mutex_);
    frames = audience->topic->latest;
  }
  const auto subscriber = std::ranges::find(audience->subscribers, stream, &Subscriber::stream);
  offer(*subscriber, frames);
}

void LiveStreams::on_gone(Ticket stream) {
  Audience* const audience = audience_of(stream);
  if (audience == nullptr) return;
  Room& room = *rooms_[stream.shard];
  const auto place = room.topic_by_slot.find(stream.slot);
  auto& subscribers = audience->subscribers;
  const auto gone = std::ranges::find(subscribers, stream, &Subscriber::stream);
  *gone = subscribers.back();
  subscribers.pop_back();
  {
    const std::scoped_lock lock(mutex_);
    if (--audience->topic->subscribers == 0) topics_.erase(place->second);
  }
  room.topic_by_slot.erase(place);
  subscribers_.fetch_sub(1, std::memory_order_release);
}

void LiveStreams::on_tick(unsigned shard, Time now) {
  deliver(shard, now);
  Room& room = *rooms_[shard];
  std::erase_if(room.audiences, [](const auto& entry) { return entry.second.subscribers.empty(); });
  if (options_.may_listen && now - room.owners_asked >= options_.ask_owners) {
    room.owners_asked = now;
    end_streams(shard, [this](std::uint64_t owner) { return !options_.may_listen(owner); });
  }
  beat(room, now);
}

/// A comment now and then keeps middlemen from cutting a quiet stream and finds dead clients.
void LiveStreams::beat(Room& room, Time now) {
  if (now - room.last_heartbeat < options_.heartbeat) return;
  room.last_heartbeat = now;
  for (auto& [name, audience] : room.audiences) {
    for (std::size_t i = audience.subscribers.size(); i-- > 0;) {
      const Ticket stream = audience.subscribers[i].stream;
      if (server_->stream_state(stream) == StreamState::ready) {
        server_->write_stream(stream, heartbeat_text);
      }
    }
  }
}

LiveStreams::Audience* LiveStreams::audience_of(Ticket stream) {
  Room& room = *rooms_[stream.shard];
  const auto topic = room.topic_by_slot.find(stream.slot);
  return topic == room.topic_by_slot.end() ? nullptr : &room.audiences.at(topic->second);
}

}  // namespace tributary::http
