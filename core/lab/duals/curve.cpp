#include "core/lab/duals/curve.h"

#include <algorithm>
#include <cmath>

#include "core/support/error.h"

namespace orl {

namespace {

constexpr std::size_t kEvenPoints = 33;
constexpr std::size_t kMostPoints = 240;
constexpr double kTolerance = 0.001;  // of the range of costs
/// λ beyond the range of the pictures, in ranges: on to the greatest quality.
constexpr double kBeyond[] = {1.5, 2.5, 5.0, 10.0, 30.0, 100.0, 1e5};

double nextRound(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        if (step * power >= value * (1.0 - 1e-9)) return step * power;
    }
    return 10.0 * power;
}

PricePoint pointOf(const HeldAnswer& answer) {
    return {answer.prices, answer.cost, answer.quality, answer.value};
}

/// What the straight line between two neighbours misses of φ at most: the tangents at the two ends
/// cross at λ*, above it. The least cost of a quality between them is missed by no more than that
/// triangle is high, either.
struct Miss {
    double most = 0.0;
    double at = 0.0;  ///< λ*
};

Miss missBetween(const PricePoint& a, const PricePoint& b) {
    const double from = a.prices.qualityPrice;
    const double to = b.prices.qualityPrice;
    const double run = b.quality - a.quality;
    if (!(run > 0.0) || !(to > from)) return {};
    // φ falls with slope −Σa: tangents a.value − a.quality (λ − from) and b.value + b.quality (to −
    // λ).
    const double cross =
        (a.value - b.value + a.quality * from - b.quality * to) / (a.quality - b.quality);
    if (!(cross > from && cross < to)) return {};
    const double above = a.value - a.quality * (cross - from);
    const double share = (cross - from) / (to - from);
    const double miss = std::max(0.0, above - std::lerp(a.value, b.value, share));
    // The same triangle in the plane of quality and cost, between the slopes of the two ends.
    const double chord = (b.cost - a.cost) / run;
    const double corner = (b.cost - a.cost - to * run) / (from - to);  // quality beyond a's
    const double below = corner > 0.0 && corner < run ? (chord - from) * corner : 0.0;
    return {std::max(miss, below), cross};
}

class Tracer {
  public:
    Tracer(DualEngine& engine, double highest, const Job& job)
        : m_engine(engine), m_job(job), m_curve(std::make_shared<PriceCurve>()) {
        m_curve->batch = engine.batch();
        m_curve->highest = highest;
        m_curve->points.reserve(kMostPoints + std::size(kBeyond));
    }

    /// @returns false where the capacities cannot hold all queries
    bool traceEvenly() {
        for (std::size_t k = 0; k < kEvenPoints; ++k) {
            const double share = static_cast<double>(k) / (kEvenPoints - 1);
            if (!add(m_curve->highest * share, m_curve->points.size())) return false;
        }
        for (const double factor : kBeyond) {
            add(m_curve->highest * factor, m_curve->points.size());
        }
        return true;
    }

    /// @returns false where something newer came in between
    bool refine(const std::stop_token& superseded) {
        const double range = m_curve->points.back().cost - m_curve->points.front().cost;
        while (m_curve->points.size() < kMostPoints) {
            if (superseded.stop_requested()) return false;
            const auto [index, miss] = worst();
            m_curve->error = miss.most;
            if (!(miss.most > kTolerance * range)) break;
            if (!add(miss.at, index)) break;
        }
        m_curve->complete = true;
        return true;
    }

    std::shared_ptr<const PriceCurve> curve() const {
        return std::make_shared<const PriceCurve>(*m_curve);
    }

  private:
    /// The interval before that index, within the range, where the line misses most.
    std::pair<std::size_t, Miss> worst() const {
        std::pair<std::size_t, Miss> found{1, {}};
        for (std::size_t k = 1; k < m_curve->points.size(); ++k) {
            const Miss miss = missBetween(m_curve->points[k - 1], m_curve->points[k]);
            if (miss.most > found.second.most) found = {k, miss};
        }
        return found;
    }

    bool add(double qualityPrice, std::size_t before) {
        if (m_job.stop.stop_requested()) throw Cancelled();
        std::vector<double> start;
        if (before > 0) start = m_curve->points[before - 1].prices.capacityPrice;
        HeldAnswer answer;
        if (!m_engine.following(qualityPrice, std::move(start), m_job.stop, answer)) return false;
        m_curve->points.insert(m_curve->points.begin() + static_cast<std::ptrdiff_t>(before),
                               pointOf(answer));
        return true;
    }

    DualEngine& m_engine;
    const Job& m_job;
    std::shared_ptr<PriceCurve> m_curve;
};

}  // namespace

HeldPrices pricesAt(const PricePath& path, double qualityPrice) {
    const auto next = std::ranges::lower_bound(path, qualityPrice, {}, &HeldPrices::qualityPrice);
    if (next == path.begin() || next == path.end()) {
        HeldPrices end = next == path.end() ? path.back() : path.front();
        end.qualityPrice = qualityPrice;
        return end;
    }
    const HeldPrices& a = *std::prev(next);
    const double share = (qualityPrice - a.qualityPrice) / (next->qualityPrice - a.qualityPrice);
    HeldPrices between{qualityPrice, a.capacityPrice};
    for (std::size_t j = 0; j < between.capacityPrice.size(); ++j) {
        const double to = next->capacityPrice[j];
        double& price = between.capacityPrice[j];
        if (price != to) price = std::lerp(price, to, share);
    }
    return between;
}

PricePath PriceCurve::path() const {
    PricePath made;
    made.reserve(points.size());
    for (const PricePoint& point : points) {
        if (point.prices.qualityPrice > highest * (1.0 + 1e-12)) break;
        made.push_back(point.prices);
    }
    return made;
}

double PriceCurve::valueAt(double qualityPrice) const {
    const auto price = [](const PricePoint& point) { return point.prices.qualityPrice; };
    const auto next = std::ranges::lower_bound(points, qualityPrice, {}, price);
    if (next == points.end()) {
        const PricePoint& last = points.back();
        return last.value - last.quality * (qualityPrice - last.prices.qualityPrice);
    }
    if (next == points.begin()) return points.front().value;
    const PricePoint& a = *std::prev(next);
    return std::lerp(a.value, next->value, (qualityPrice - price(a)) / (price(*next) - price(a)));
}

double rangeFor(DualEngine& engine, double optimal) {
    constexpr double kRoom = 1.6;
    if (optimal > 0.0 && std::isfinite(optimal)) return nextRound(kRoom * optimal * 1e3) / 1e3;
    constexpr double kSteeper = 4.0;
    const std::vector<double> free(engine.batch()->models(), 0.0);
    const HeldAnswer cheapest = engine.at({0.0, free});
    double cost = 0.0;
    double quality = 0.0;
    const DualBatch& batch = *engine.batch();
    for (std::size_t i = 0; i < batch.queries(); ++i) {
        std::size_t best = static_cast<std::size_t>(cheapest.winners[i]);
        for (std::size_t j = 0; j < batch.models(); ++j) {
            if (!batch.allowed(i, j)) continue;
            const double more = batch.quality(i, j) - batch.quality(i, best);
            if (more > 0.0 || (more == 0.0 && batch.cost(i, j) < batch.cost(i, best))) best = j;
        }
        cost += batch.cost(i, best);
        quality += batch.quality(i, best);
    }
    const double slope = (cost - cheapest.cost) / (quality - cheapest.quality);
    return slope > 0.0 && std::isfinite(slope) ? nextRound(kSteeper * slope * 1e3) / 1e3 : 0.001;
}

void tracePrices(DualEngine& engine, double highest, const Job& job,
                 const std::stop_token& superseded,
                 const std::function<void(std::shared_ptr<const PriceCurve>)>& publish) {
    Tracer tracer(engine, highest, job);
    if (!tracer.traceEvenly()) return;
    publish(tracer.curve());
    if (tracer.refine(superseded)) publish(tracer.curve());
}

HeldCurve traceHeld(DualEngine& engine, const std::vector<double>& capacityPrice, double highest,
                    std::size_t count, const Job& job) {
    HeldCurve curve;
    curve.capacityPrice = capacityPrice;
    curve.qualityPrice.reserve(count);
    curve.value.reserve(count);
    for (std::size_t k = 0; k < count; ++k) {
        if (job.stop.stop_requested()) throw Cancelled();
        const double price = highest * static_cast<double>(k) / static_cast<double>(count - 1);
        curve.qualityPrice.push_back(price);
        curve.value.push_back(engine.at({price, capacityPrice}).value);
    }
    return curve;
}

PriceMap mapPrices(DualEngine& engine, const HeldPrices& held, std::size_t model, double highest,
                   double highestSlot, std::size_t columns, std::size_t rows, const Job& job) {
    PriceMap map{model, columns, rows, highest, highestSlot, {}};
    map.value.reserve(columns * rows);
    HeldPrices at = held;
    for (std::size_t row = 0; row < rows; ++row) {
        at.capacityPrice[model] =
            highestSlot * static_cast<double>(row) / static_cast<double>(rows - 1);
        for (std::size_t column = 0; column < columns; ++column) {
            if (job.stop.stop_requested()) throw Cancelled();
            at.qualityPrice =
                highest * static_cast<double>(column) / static_cast<double>(columns - 1);
            map.value.push_back(engine.at(at).value);
        }
    }
    return map;
}

HeldPrices climbed(const DualBatch& batch, const DualGoal& goal, const HeldAnswer& from,
                   double target, double fallback, bool follow) {
    const double up = goal.floor() ? 1.0 : -1.0;  // an upper bound is to fall
    const double lambda = from.prices.qualityPrice;
    if (!(lambda > 0.0) && !goal.floor()) return {fallback, from.prices.capacityPrice};
    std::vector<double> step(batch.models() + 1, 0.0);
    step[0] = up * goal.slope(from);
    if (lambda <= 0.0 && step[0] < 0.0) step[0] = 0.0;
    for (std::size_t j = 0; j < batch.models() && !follow; ++j) {
        const double over = static_cast<double>(from.load[j] - batch.capacity()[j]);
        if (!batch.limited(j) || (from.prices.capacityPrice[j] <= 0.0 && over < 0.0)) continue;
        step[j + 1] = goal.floor() ? over : over / lambda;
    }
    double square = 0.0;
    for (const double part : step) square += part * part;
    if (!(square > 0.0)) return from.prices;
    const double missing = up * (target - goal.bound(lambda, from.value));
    const double length =
        std::isnan(missing) ? fallback / std::sqrt(square) : std::max(0.0, missing) / square;
    HeldPrices next = from.prices;
    next.qualityPrice = std::max(0.0, lambda + length * step[0]);
    for (std::size_t j = 0; j < batch.models(); ++j) {
        next.capacityPrice[j] = std::max(0.0, next.capacityPrice[j] + length * step[j + 1]);
    }
    return next;
}

}  // namespace orl
