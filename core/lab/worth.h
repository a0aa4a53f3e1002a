#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/views.h"
#include "core/optimize/result.h"
#include "core/support/job.h"

/// What a model of the pool is worth: what the same goal costs without it, the price at which it
/// drops out or comes in, and the slots beyond which it gains nothing. By solving, nothing is read
/// off prices. See docs/method.md, "What a model is worth".
namespace orl {

/// The price of a model, as a multiple of what it costs without the operator's factor, at which it
/// loses its last query or would get its first.
struct BreakEven {
    enum class Kind {
        LosesLast,    ///< above `multiple` the best routing is as good without it
        GetsFirst,    ///< it has no query now, and would get one below `multiple`
        NeverLoses,   ///< the goal is out of reach without it, or some of its answers cost nothing
        NotEvenFree,  ///< it would get no query that makes a difference if it cost nothing
        Unknown,  ///< its costs are 0 by the operator's factor, so that nothing is in proportion
    };
    Kind kind = Kind::Unknown;
    double multiple = kMissing;
    bool operator==(const BreakEven&) const = default;
};

/// Objectives are USD for the batch under a floor, mean predicted quality under a budget.
struct ModelWorth {
    std::size_t model = 0;      ///< column
    double with = kMissing;     ///< objective now; NaN where the goal is out of reach
    double without = kMissing;  ///< without the model; NaN where the goal is then out of reach
    std::int64_t load = 0;      ///< queries that it gets now
    BreakEven breakEven;
    /// Least limit at which it gains all that it would without one, in queries.
    std::int64_t enoughSlots = 0;
    double unlimited = kMissing;  ///< objective with no limit on the model
    /// Every routing that this rests on is proven to be the best; else each is within `gap`.
    bool proven = true;
    double gap = 0.0;

    /// What is left open may be more than half a per cent of what is lost without the model.
    bool isRough() const;
    bool needed() const { return with == with && without != without; }
};

/// The best routing at one price of one model.
struct PriceTry {
    double multiple = 1.0;
    double objective = kMissing;  ///< as in ModelWorth; NaN where the goal is out of reach
    std::vector<double> share;    ///< of the queries, per model
};

/// Solves one batch again and again with one model dearer, limited or gone. Every solve starts
/// cold, so that what is found does not depend on what was asked before. Belongs to one worker.
class WorthEngine {
  public:
    /// @param multiplier the operator's factor that the problem's costs hold, per model
    WorthEngine(std::shared_ptr<const Experiment> experiment, Constraints constraints,
                std::vector<double> multiplier);
    /// Of what the window shows.
    explicit WorthEngine(const SolveView& view);

    /// @throws Error, Cancelled
    ModelWorth worthOf(std::size_t model, const Job& job);
    /// @throws Error, Cancelled
    PriceTry at(std::size_t model, double multiple, const Job& job) const;

  private:
    struct Found {
        bool solved = false;
        double objective = kMissing;
        double loss = 0.0;  ///< what is made least: USD, or the quality with the sign turned
        double gap = 0.0;
        bool proven = false;
        Assignment assignment;
        std::vector<std::int64_t> load;
    };
    Found solve(const RoutingProblem& problem, const Constraints& constraints,
                const Job& job) const;
    Found priced(std::size_t model, double multiple, const Job& job) const;
    Found limited(std::size_t model, std::int64_t slots, const Job& job) const;
    /// USD that the model's answers would cost at a factor of 1, and all that its price does not
    /// change: what others cost, and seconds.
    struct Bill {
        double own = 0.0;
        double others = 0.0;
    };
    Bill billOf(const Found& found, std::size_t model) const;
    BreakEven breakEven(std::size_t model, const Found& without, ModelWorth& worth,
                        const Job& job) const;
    double lastUnderFloor(std::size_t model, Found better, const Found& without, ModelWorth& worth,
                          const Job& job) const;
    double lastUnderBudget(std::size_t model, double from, Found better, const Found& without,
                           ModelWorth& worth, const Job& job) const;
    std::int64_t enough(std::size_t model, ModelWorth& worth, const Job& job) const;
    static bool better(const Found& one, const Found& other);
    static void rest(ModelWorth& worth, const Found& found);

    std::shared_ptr<const Experiment> m_experiment;
    Constraints m_constraints;
    std::vector<double> m_multiplier;
    std::optional<Found> m_now;
};

}  // namespace orl
