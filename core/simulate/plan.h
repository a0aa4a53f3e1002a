#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/problem.h"

/// What is simulated: every setting of a run as plain values. Times are seconds from the start.
namespace orl {

/// Longest that anything in a plan may take, seconds: thirty years of arrivals, eleven days of an
/// answer or a window. Beyond, the parts of a run that matter vanish in the rounding of its clock.
inline constexpr double kLongestSeconds = 1e9;
inline constexpr double kLongestAnswer = 1e6;
/// Rates of arrival, queries a second.
inline constexpr double kLeastRate = 1e-6;
inline constexpr double kMostRate = 1e9;

/// When queries arrive, which and how many.
struct ArrivalPlan {
    enum class Shape {
        AllAtOnce,  ///< at 0
        Poisson,    ///< `rate` a second
        Burst,      ///< Poisson at `rate`, and at `peakRate` in bursts; both last exponential times
        Daily,      ///< Poisson at rate · (1 − swing · cos(2π t / period)): least at the start
        Ramp,       ///< Poisson whose rate goes from `rate` to `peakRate` in `period`, then stays
        Times,      ///< at `times`
    };
    /// In which order the queries of the batch come.
    enum class Order {
        AsTheyAre,     ///< row order; drawn ones as they are drawn
        HardestFirst,  ///< by difficulty level, equal ones in row order
        EasiestFirst,
        ByTask,    ///< one task after the other, in the order of their first rows
        Shuffled,  ///< each once in a random order, which is the seed's; drawn ones as drawn
    };
    Shape shape = Shape::AllAtOnce;
    Order order = Order::AsTheyAre;
    double rate = 0.0;          ///< queries a second
    double peakRate = 0.0;      ///< queries a second
    double quietSeconds = 0.0;  ///< Burst: mean length of the times between bursts
    double burstSeconds = 0.0;  ///< Burst: mean length of a burst
    double swing = 0.0;         ///< Daily: in [0,1]
    double period = 86'400.0;   ///< Daily: of the rhythm; Ramp: how long the rate moves
    std::vector<double> times;  ///< Times: ascending, >= 0; equal ones arrive together
    /// Queries drawn from the batch with replacement; 0: every query of the batch once, or with
    /// Times as many as there are times, drawn.
    std::uint64_t queries = 0;
};

/// How long an answer occupies a slot.
struct ServicePlan {
    enum class Kind {
        Pool,         ///< time to the first token and output tokens / tokens per second
        Exponential,  ///< of mean `seconds`, whatever query and model
        Constant,     ///< `seconds`
    };
    Kind kind = Kind::Pool;
    double seconds = 1.0;
    /// σ of the logarithm of a factor of mean 1 on every answer's seconds (not Exponential).
    double jitter = 0.0;
};

/// Where queries wait that cannot be served at once.
struct QueuePlan {
    enum class Kind {
        EachModel,  ///< the router chooses a model at once, the query waits for its slots
        Common,     ///< one queue; the router chooses among free slots
    };
    Kind kind = Kind::EachModel;
    /// Most queries that wait, in each queue; who finds all full is rejected. kUnlimited: no limit.
    std::int64_t limit = kUnlimited;
};

/// Queries gather and are routed together.
struct WindowPlan {
    enum class Kind { None, Count, Seconds };
    Kind kind = Kind::None;
    std::int64_t count = 0;  ///< Count: a window closes when so many wait
    double seconds = 0.0;    ///< Seconds: a window closes every so often
};

/// A model that is out or slow for a while. Calls in flight fail when an outage begins; answers
/// begun in a slow-down take `slowness` times as long.
struct Disturbance {
    std::size_t model = 0;
    double from = 0.0;
    double until = std::numeric_limits<double>::infinity();
    double slowness = std::numeric_limits<double>::infinity();  ///< >= 1; +∞: out
    bool outage() const { return slowness == std::numeric_limits<double>::infinity(); }
};

/// What a provider lets through in a minute: buckets that hold a minute's worth and refill evenly.
/// +∞: no limit. 0 lets nothing through.
struct RateLimit {
    double requests = std::numeric_limits<double>::infinity();
    double tokens = std::numeric_limits<double>::infinity();  ///< input and output
    bool any() const {
        constexpr double none = std::numeric_limits<double>::infinity();
        return requests < none || tokens < none;
    }
};

/// What happens to calls that fail.
struct FaultPlan {
    std::vector<Disturbance> disturbances;
    /// Chance that a call fails, per model; empty: none. It is known when the answer would be.
    std::vector<double> failure;
    /// Calls of a query after the first failed one, each to the next of the failed model's
    /// fallbacks that takes it, else where the router sends it among the other models.
    int retries = 2;
    std::vector<std::vector<std::size_t>> fallback;  ///< per model, in order; empty: none
};

struct SimulationPlan {
    ArrivalPlan arrivals;
    ServicePlan service;
    /// L_j, most queries a model serves at once, kUnlimited for none; empty: no limits.
    std::vector<std::int64_t> concurrency;
    QueuePlan queue;
    WindowPlan window;
    /// Seconds from arrival within which an answer must be there. Who still waits then leaves; an
    /// answer that comes later costs what it costs and is late as well.
    double deadline = std::numeric_limits<double>::infinity();
    FaultPlan faults;
    std::vector<RateLimit> rateLimit;                          ///< per model; empty: none
    double horizon = std::numeric_limits<double>::infinity();  ///< the run is cut here, seconds

    RoutingMode mode = RoutingMode::CostUnderFloor;
    double qualityFloor = 0.0;                                ///< α, of the mean over the run
    double budget = std::numeric_limits<double>::infinity();  ///< B, USD for the run
    /// Share of the slots' time that routers with prices plan with, in (0,1]. What arrives by
    /// chance needs the rest: the more is planned, the cheaper the routing and the longer the
    /// waits. With all of it waits count nothing but for ω, and queues are always there.
    double plannedUse = 0.95;
    /// Routers with prices begin with those of all queries of the data at the mean rate of the
    /// arrivals, as a service has them that has run for days; else they learn them on the way.
    bool knownPrices = false;
    std::uint64_t seed = 1;

    std::int64_t slotsOf(std::size_t model) const {
        return concurrency.empty() ? kUnlimited : concurrency[model];
    }
};

}  // namespace orl
