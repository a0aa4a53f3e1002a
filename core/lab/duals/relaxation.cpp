#include "core/lab/duals/relaxation.h"

#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr double kEdgeRounding = 1e-9;

/// Corners of the relaxation's edge, found by the lines through others.
class EdgeSearch {
  public:
    EdgeSearch(const SmallBatch& batch, const Job& job)
        : m_engine(std::make_shared<const DualBatch>(*batch.view)),
          m_goal(goalOf(*batch.view)),
          m_job(job) {}

    /// @returns false where the capacities cannot hold all queries
    bool ends() {
        if (!m_engine.following(0.0, {}, m_job.stop, m_low)) return false;
        const double highest = rangeEnd();
        m_engine.following(highest, {}, m_job.stop, m_high);
        // Of equal quality the cheapest: a price so high sees no cost.
        polishHigh(highest);
        return true;
    }

    /// The two neighbours on either side of the goal, and the price between them.
    /// @returns false where no routing keeps the goal
    bool straddle(Relaxation& found) {
        HeldAnswer low = m_low;
        HeldAnswer high = m_high;
        if (isKept(low) && m_goal.floor()) {
            settle(found, low, low, low);
            return true;
        }
        if (m_goal.floor() ? !isKept(high) : !isKept(low)) return false;
        if (!m_goal.floor() && isKept(high)) {
            settle(found, high, high, high);
            return true;
        }
        HeldAnswer middle;
        while (true) {
            m_job.check();
            if (!between(low, high, middle)) break;
            const bool kept = isKept(middle);
            (kept == m_goal.floor() ? high : low) = middle;
        }
        HeldAnswer at;
        const double slope = slopeOf(low, high);
        m_engine.following(slope, low.prices.capacityPrice, m_job.stop, at);
        settle(found, low, high, at);
        return true;
    }

    std::vector<Relaxation::Corner> edge(std::size_t most) {
        std::vector<HeldAnswer> corners{m_low, m_high};
        std::size_t k = 0;
        HeldAnswer middle;
        while (k + 1 < corners.size() && corners.size() < most) {
            m_job.check();
            if (between(corners[k], corners[k + 1], middle)) {
                corners.insert(corners.begin() + static_cast<std::ptrdiff_t>(k) + 1, middle);
            } else {
                ++k;
            }
        }
        std::vector<Relaxation::Corner> made;
        made.reserve(corners.size());
        for (const HeldAnswer& corner : corners) {
            made.push_back({corner.quality / m_goal.queries, corner.cost});
        }
        return made;
    }

  private:
    static double slopeOf(const HeldAnswer& low, const HeldAnswer& high) {
        return (high.cost - low.cost) / (high.quality - low.quality);
    }
    bool isKept(const HeldAnswer& answer) const {
        const double slack = kEdgeRounding * std::max(1.0, std::abs(m_goal.required));
        return m_goal.floor() ? answer.quality >= m_goal.required - slack
                              : answer.cost <= m_goal.required * (1.0 + kEdgeRounding);
    }
    /// A corner below the line through two others. @returns whether there is one
    bool between(const HeldAnswer& low, const HeldAnswer& high, HeldAnswer& middle) {
        if (!(high.quality > low.quality) || !(high.cost > low.cost)) return false;
        const double slope = slopeOf(low, high);
        m_engine.following(slope, low.prices.capacityPrice, m_job.stop, middle);
        const double line = low.cost - slope * low.quality;
        const double there = middle.cost - slope * middle.quality;
        const double rounding = kEdgeRounding * (std::abs(high.cost) + slope * high.quality);
        return there < line - rounding && middle.quality > low.quality &&
               middle.quality < high.quality;
    }
    double rangeEnd() {
        // Steeper than any step between two routings can usefully be.
        constexpr double kSteep = 1e7;
        double dearest = 0.0;
        const DualBatch& batch = *m_engine.batch();
        for (std::size_t i = 0; i < batch.queries(); ++i) {
            for (std::size_t j = 0; j < batch.models(); ++j) {
                if (batch.allowed(i, j)) dearest = std::max(dearest, batch.cost(i, j));
            }
        }
        return std::max(dearest, 1e-12) * kSteep;
    }
    void polishHigh(double highest) {
        // Step down in price while the quality stays the greatest: the cheapest such routing.
        HeldAnswer next;
        for (double price = highest / 10.0; price > highest * 1e-9; price /= 10.0) {
            m_engine.following(price, m_high.prices.capacityPrice, m_job.stop, next);
            if (next.quality < m_high.quality - kEdgeRounding) break;
            if (next.cost <= m_high.cost) m_high = next;
        }
    }
    void settle(Relaxation& found, const HeldAnswer& low, const HeldAnswer& high,
                const HeldAnswer& at) const {
        const double run = m_goal.floor() ? high.quality - low.quality : high.cost - low.cost;
        const double from = m_goal.floor() ? low.quality : low.cost;
        found.share = run > 0.0 ? std::clamp((m_goal.required - from) / run, 0.0, 1.0) : 1.0;
        found.prices = at.prices;
        const bool same = low.winners == high.winners;
        if (same) found.prices.qualityPrice = 0.0;
        found.cost = std::lerp(low.cost, high.cost, found.share);
        found.quality = std::lerp(low.quality, high.quality, found.share) / m_goal.queries;
        found.bound = m_goal.floor() ? found.cost : found.quality;
        found.below = low.winners;
        found.above = high.winners;
        for (std::size_t i = 0; i < found.below.size(); ++i) {
            found.split += found.below[i] != found.above[i];
        }
        found.feasible = true;
    }

    DualEngine m_engine;
    DualGoal m_goal;
    const Job& m_job;
    HeldAnswer m_low;
    HeldAnswer m_high;
};

}  // namespace

Relaxation relaxationOf(const SmallBatch& batch, std::size_t corners, const Job& job) {
    Relaxation found;
    if (batch.queries.empty()) return found;
    EdgeSearch search(batch, job);
    if (!search.ends()) return found;
    search.straddle(found);
    if (corners > 2) found.edge = search.edge(corners);
    return found;
}

}  // namespace orl
