#include "app/metrics.hpp"

#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <iterator>

#include "http/json_text.hpp"

namespace tributary::app {
namespace {

prometheus::MetricFamily family(const char* name, const char* help, prometheus::MetricType type) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

prometheus::ClientMetric counted(std::uint64_t value) {
  prometheus::ClientMetric metric;
  metric.counter.value = static_cast<double>(value);
  return metric;
}

class Exposition final : public vertical::MetricSink {
 public:
  void counter(const char* name, const char* help, std::uint64_t value) {
    families_.push_back(family(name, help, prometheus::MetricType::Counter));
    families_.back().metric.push_back(counted(value));
  }
  void gauge(const char* name, const char* help, double value) override {
    families_.push_back(family(name, help, prometheus::MetricType::Gauge));
    prometheus::ClientMetric metric;
    metric.gauge.value = value;
    families_.back().metric.push_back(metric);
  }
  void counters(const char* name, const char* help) override {
    families_.push_back(family(name, help, prometheus::MetricType::Counter));
  }
  void counter(std::initializer_list<Label> labels, std::uint64_t value) override {
    prometheus::ClientMetric metric = counted(value);
    for (const Label& label : labels) {
      metric.label.push_back({std::string(label.name), std::string(label.value)});
    }
    families_.back().metric.push_back(std::move(metric));
  }
  /// Money of each currency, in cents. What is exact is asked of the books.
  void standings(const ring::PipelineFigures& figures) {
    const auto each = [&](const char* name, const char* help, auto member) {
      families_.push_back(family(name, help, prometheus::MetricType::Gauge));
      for (std::size_t at = 0; at < engine::currencies.size(); ++at) {
        prometheus::ClientMetric metric;
        metric.gauge.value = static_cast<double>((figures.standings[at].*member).load());
        metric.label.push_back(
            {"currency", boost::describe::enum_to_string(engine::currencies[at], "")});
        families_.back().metric.push_back(std::move(metric));
      }
    };
    using Standing = ring::PipelineFigures::Standing;
    each("tributary_gap_minor", "Owed to people and held by no bank: not zero is an alarm.",
         &Standing::gap_minor);
    each("tributary_debts_minor", "Owed to the platform by people who had not enough.",
         &Standing::debts_minor);
    each("tributary_custodian_cash_minor", "What the bank holds by the platform's books.",
         &Standing::cash_minor);
  }
  void answers(const http::Stats& stats) {
    counters("tributary_http_answers_total", "Answers by class of status.");
    for (std::size_t digit = 1; digit < stats.by_class.size(); ++digit) {
      const std::string of_class = std::to_string(digit) + "xx";
      counter({{"class", of_class}}, stats.by_class[digit]);
    }
  }
  void guard(const api::GuardFigures& figures) {
    counters("tributary_auth_failures_total",
             "Requests without a token or with one that opens nothing.");
    http::for_each_enumerator<api::AuthFailure>([&](api::AuthFailure why, std::string_view name) {
      counter({{"reason", name}}, figures.auth_failures.at(static_cast<std::size_t>(why)));
    });
    counter("tributary_permission_refusals_total", "Requests of callers without the permission.",
            figures.permission_refusals);
    counters("tributary_quota_refusals_total", "Requests beyond a bound, by the kind of caller.");
    quota_refusals("nobody", figures.quota_refusals.at(0));
    http::for_each_enumerator<protocol::ActorKind>(
        [&](protocol::ActorKind kind, std::string_view name) {
          quota_refusals(name, figures.quota_refusals.at(static_cast<std::size_t>(kind)));
        });
  }
  void rows(const rows::Writer& writer) {
    const rows::Writer::Figures& figures = writer.figures();
    counters("tributary_orders_total", "Orders that change rows, by what came of them.");
    counter({{"outcome", "accepted"}}, figures.accepted);
    counter({{"outcome", "refused"}}, figures.refused);
    counter({{"outcome", "repeated"}}, figures.repeated);
    counter({{"outcome", "unavailable"}}, figures.unavailable);
    counter("tributary_order_groups_total", "Commits of orders.", figures.groups);
    gauge("tributary_rows_unwritable", "1 while the platform's rows cannot be written.",
          writer.trouble() ? 1 : 0);
  }
  void old_requests(const ring::OldRequests::Figures& figures) {
    const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
    gauge("tributary_request_index_requests", "Request ids that left memory for files.",
          count(figures.requests));
    gauge("tributary_request_index_files", "Files that hold them.", count(figures.files));
    gauge("tributary_request_index_file_bytes", "Bytes of those files.", count(figures.file_bytes));
    gauge("tributary_request_index_memory_bytes", "Memory of their filters.",
          count(figures.memory_bytes));
    gauge("tributary_request_index_unwritten",
          "Generations of request ids that wait in memory for the disk.", count(figures.unwritten));
    counter("tributary_request_index_lookups_total", "Requests looked up in the files.",
            figures.lookups);
    counter("tributary_request_index_found_total", "Requests found there: repeats of old ones.",
            figures.found);
  }
  std::string text(std::vector<prometheus::MetricFamily> more) {
    std::ranges::move(more, std::back_inserter(families_));
    return prometheus::TextSerializer{}.Serialize(families_);
  }

 private:
  template <class Counters>
  void quota_refusals(std::string_view kind, const Counters& by_limit) {
    http::for_each_enumerator<api::Limit>([&](api::Limit limit, std::string_view name) {
      counter({{"kind", kind}, {"limit", name}}, by_limit.at(static_cast<std::size_t>(limit)));
    });
  }
  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace

struct Metrics::Series {
  prometheus::Registry registry;
  prometheus::Histogram& group_records =
      prometheus::BuildHistogram()
          .Name("tributary_group_records")
          .Help("Commands made durable together.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{1, 4, 16, 64, 256, 1024, 4096, 16384});
  prometheus::Histogram& journal_seconds =
      prometheus::BuildHistogram()
          .Name("tributary_journal_append_seconds")
          .Help("Time to make a group durable.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{0.0001, 0.0002, 0.0005, 0.001, 0.002,
                                                           0.005, 0.01, 0.02, 0.05, 0.1, 0.5});
};

Metrics::Metrics() : series_(std::make_unique<Series>()) {}
Metrics::~Metrics() = default;

void Metrics::watch(Sources sources) { sources_ = std::move(sources); }

void Metrics::group_written(std::size_t records, double seconds) {
  series_->group_records.Observe(static_cast<double>(records));
  series_->journal_seconds.Observe(seconds);
}

std::string Metrics::text() {
  Exposition out;
  const ring::PipelineFigures& done = sources_.pipeline->figures();
  const std::uint64_t durable = done.durable_sequence;
  out.counter("tributary_commands_total", "Commands made durable, refused ones too.", done.records);
  out.counter("tributary_refusals_total", "Commands refused and remembered.", done.refusals);
  out.counter("tributary_repeats_total", "Requests that came again and got their first answer.",
              done.repeats);
  out.counter("tributary_groups_total", "Groups made durable.", done.groups);
  out.counter("tributary_journal_bytes_total", "Bytes of records made durable.", done.bytes);
  out.gauge("tributary_durable_sequence", "Sequence of the last durable command.",
            static_cast<double>(durable));
  out.gauge("tributary_queue_age_seconds", "How long the oldest waiting command has waited.",
            std::chrono::duration<double>(sources_.pipeline->inbox().age()).count());
  if (sources_.follower_sequence) {
    const std::uint64_t followed = sources_.follower_sequence();
    out.gauge("tributary_follower_lag_commands", "Durable commands not yet in the read models.",
              static_cast<double>(durable > followed ? durable - followed : 0));
  }
  out.standings(done);
  if (sources_.guard != nullptr) out.guard(*sources_.guard);
  if (sources_.old_requests) out.old_requests(sources_.old_requests());
  if (sources_.rows != nullptr) out.rows(*sources_.rows);
  if (sources_.clock_is_in_doubt) {
    out.gauge("tributary_clock_in_doubt", "1 while the machine's clock is not believed.",
              sources_.clock_is_in_doubt() ? 1 : 0);
  }
  if (sources_.verticals) sources_.verticals(out);
  if (sources_.server) {
    const http::Stats stats = sources_.server();
    out.gauge("tributary_http_connections", "Connections open now.",
              static_cast<double>(stats.connections));
    out.gauge("tributary_http_streams", "Live streams open now.",
              static_cast<double>(stats.streams));
    out.counter("tributary_http_requests_total", "Complete requests.", stats.requests);
    out.counter("tributary_http_timeouts_total", "Connections closed because the client was slow.",
                stats.timeouts);
    out.counter("tributary_http_refused_connections_total", "Connections over the limit.",
                stats.refused_connections);
    out.counter("tributary_http_evicted_connections_total",
                "Waiting connections that were closed to make room for others.", stats.evicted);
    out.counter("tributary_http_shed_connections_total",
                "Half requests and unread answers that gave way because memory was short.",
                stats.shed);
    out.counter("tributary_http_bytes_in_total", "Bytes received.", stats.bytes_in);
    out.counter("tributary_http_bytes_out_total", "Bytes sent.", stats.bytes_out);
    out.answers(stats);
  }
  return out.text(series_->registry.Collect());
}

}  // namespace tributary::app
