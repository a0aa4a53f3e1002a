#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "core/optimize/recovery.h"
#include "core/optimize/transport.h"

namespace orl {

/// Two vertices of the cost–quality frontier under the capacities with the goal's constraint
/// between them, and the multiplier that proves it.
struct Bracket {
    std::optional<TransportPoint> met;     ///< empty: the constraint cannot be met
    std::optional<TransportPoint> missed;  ///< empty: the constraint does not bind
    double multiplier = 0.0;               ///< κ of the best bound
    std::vector<double> price;             ///< its μ
    double bound = 0.0;                    ///< best lower bound on the objective
    std::int64_t unplaced = 0;             ///< queries that the capacities cannot hold
};

/// The dual in one dimension. With the capacities dealt with exactly by Transport, what is left of
/// the dual function is a concave piecewise linear function of the one multiplier κ of the goal's
/// constraint: κ = λ under a floor and 1/λ under a budget. Larger κ buys more of the resource.
class FrontierSearch {
  public:
    using Observer = std::function<void(const TransportPoint&, double kappa, double dualValue)>;

    FrontierSearch(Transport& transport, const Goal& goal, std::vector<std::int64_t> capacity,
                   std::stop_token stop, Observer observer = {})
        : m_transport(transport),
          m_goal(goal),
          m_capacity(std::move(capacity)),
          m_stop(std::move(stop)),
          m_observer(std::move(observer)) {}

    /// @param kappa  where to begin; negative: unknown
    /// @param price  prices to begin with; may be empty
    /// @param width  relative width of the first step around kappa
    /// @param tolerance stop when the bound is this close, relatively, to the best possible one
    Bracket run(double kappa, std::vector<double> price, double width, double tolerance,
                int maxEvaluations);

    /// The vertex at infinite κ: as much of the resource as the capacities allow.
    bool extreme(std::vector<double> price, TransportPoint& point, std::int64_t& unplaced);

  private:
    Multipliers multipliers(double kappa, std::vector<double> price) const;
    bool visit(double kappa);
    double guess();
    void enclose(double kappa, double width);
    void refine(double tolerance, int maxEvaluations);

    Transport& m_transport;
    Goal m_goal;
    std::vector<std::int64_t> m_capacity;
    std::stop_token m_stop;
    Observer m_observer;
    Bracket m_bracket;
    double m_metKappa = 0.0;
    double m_missedKappa = 0.0;
    std::vector<double> m_price;
    Assignment m_previous;
    bool m_bounded = false;
};

}  // namespace orl
