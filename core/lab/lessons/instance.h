#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/problem.h"
#include "core/scenario.h"
#include "core/support/grid.h"

namespace orl {

/// A few queries and models that can be solved by hand. Costs are in ¢, and so are all prices that
/// follow from them: λ in ¢ for one right answer, μ in ¢ for one slot.
struct LessonInstance {
    struct Query {
        std::string name;
        int level = 0;  ///< of difficulty, 1–5; 0: none is told
    };
    struct Model {
        std::string name;
        std::int64_t capacity = kUnlimited;  ///< L_j
    };

    /// Queries that come over time, each of those here as likely, to slots that serve at once.
    struct Load {
        double rate = 1.0;               ///< queries a second, at random moments (Poisson)
        double seconds = 1.0;            ///< that an answer takes on average, whatever the model
        bool exponential = true;         ///< answers take exponential times, else all the same
        std::int64_t arrivals = 20'000;  ///< in a run
        double plannedUse = 0.95;        ///< share of the slots' time that is planned with
        std::uint64_t seed = 1;
        bool operator==(const Load&) const = default;
    };

    std::vector<Query> queries;  ///< in order of arrival
    std::vector<Model> models;
    Grid cost;                     ///< queries × models, ¢
    Grid chance;                   ///< predicted, in [0,1]
    Grid truth;                    ///< true chances; no columns: those that are predicted
    double floor = 0.0;            ///< α in [0,1]
    std::optional<double> budget;  ///< B in ¢ for all queries; set: it counts instead of the floor
    std::optional<Load> load;      ///< slots are then L_j, queries at once

    std::size_t queryCount() const { return queries.size(); }
    std::size_t modelCount() const { return models.size(); }
    /// Index of that name, or -1.
    std::ptrdiff_t queryIndex(const std::string& name) const;
    std::ptrdiff_t modelIndex(const std::string& name) const;
    bool hasSlots() const;

    /// What the optimizer and every router read; costs stay in ¢.
    RoutingProblem problem() const;
    Constraints constraints() const;

    /// Each query so many times, as batches one after the other; slots and budget grow alike.
    LessonInstance copied(std::size_t times) const;
    /// That query arrives first; the others keep their order.
    LessonInstance withFirst(std::size_t query) const;

    /// The same as a data set (costs in USD) and the scenario that asks the same question of it:
    /// given numbers instead of a prediction.
    Dataset dataset(const std::string& name) const;
    Scenario scenario(const std::string& dataName) const;
};

/// The way back: a data set of given numbers, with goal, slots, prices and pool of that scenario.
/// @pre at least one of its models is switched on
LessonInstance lessonInstanceOf(const Dataset& data, const Scenario& scenario);

/// What formulas may give for the numbers of an instance and of a hand; anything else is no value
/// that the program could show, or proves nothing: g is a bound at prices of 0 and more alone.
/// @throws Error outside the range
double lessonFloor(double value);                           ///< α in [0,1]
double lessonAmount(double value, const std::string& key);  ///< λ, μ, budget: ¢, 0 to 1,000,000
std::int64_t lessonSlots(double value);                     ///< L_j, 0 to 1,000,000
double lessonRate(double value);                            ///< queries a second, 0.001 to 1,000
/// A whole number in that range, up to rounding.
std::int64_t lessonCount(double value, double least, double most, const std::string& key);

}  // namespace orl
