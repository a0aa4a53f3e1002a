#include "core/lab/flips.h"

#include <algorithm>
#include <cmath>

#include "core/lab/flip_scan.h"
#include "core/lab/price_envelope.h"
#include "core/lab/reduced_cost.h"
#include "core/optimize/optimize.h"
#include "core/optimize/prices/cost_curve.h"

namespace orl {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// 1, 2 or 5 times a power of ten: the next one below or above.
double roundNumber(double value, bool up) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    double found = up ? 10.0 * power : power;
    for (const double step : {1.0, 2.0, 5.0}) {
        if (!up && step * power <= value) found = step * power;
        if (up && step * power >= value) found = std::min(found, step * power);
    }
    return found;
}

std::vector<PriceLine> linesOf(const SolveView& view, std::size_t query) {
    const ReducedCosts costs(view);
    const RoutingProblem& problem = view.experiment->problem;
    std::vector<PriceLine> lines;
    lines.reserve(problem.modelCount());
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        if (!std::isfinite(costs.of(query, j))) continue;
        const double quality = problem.quality(query, j);
        lines.push_back({static_cast<std::int32_t>(j),
                         costs.of(query, j) + view.certificate->qualityPrice * quality, quality});
    }
    return lines;
}

/// Around the present price and every change within a factor of a thousand of it.
void setPriceRange(FlipLine& line, const std::vector<EnvelopePart>& parts) {
    constexpr double farthest = 1000.0;
    constexpr double room = 2.0;
    double least = kInfinite;
    double greatest = 0.0;
    const auto include = [&](double price) {
        if (!(price > 0.0)) return;
        if (line.now > 0.0 && std::abs(std::log(price / line.now)) > std::log(farthest)) return;
        least = std::min(least, price);
        greatest = std::max(greatest, price);
    };
    include(line.now);
    for (const EnvelopePart& part : parts) include(part.from);
    line.low = greatest > 0.0 ? roundNumber(least / room, false) : 1e-6;
    line.high = greatest > 0.0 ? roundNumber(greatest * room, true) : 1.0;
}

/// Segments and points of an axis on which the model is known at some values, ascending.
class LineBuilder {
  public:
    explicit LineBuilder(FlipLine& line) : m_line(line) {}

    void add(double value, std::int32_t model) {
        if (m_line.segments.empty()) {
            m_line.segments.push_back({m_line.low, m_line.high, model});
        } else if (model != m_line.segments.back().model) {
            const FlipPoint point{m_last, value, m_line.segments.back().model, model};
            const double between = (point.below + point.above) / 2.0;
            m_line.segments.back().to = between;
            m_line.segments.push_back({between, m_line.high, model});
            m_line.points.push_back(point);
        }
        m_last = value;
    }

  private:
    FlipLine& m_line;
    double m_last = 0.0;
};

}  // namespace

std::int32_t FlipLine::modelAt(double value) const {
    for (const FlipSegment& segment : segments) {
        if (value >= segment.from && value <= segment.to) return segment.model;
    }
    return -1;
}

FlipLine qualityPriceFlips(const SolveView& view, std::size_t query) {
    FlipLine line;
    line.axis = FlipAxis::QualityPrice;
    line.now = view.certificate->qualityPrice;
    const std::vector<EnvelopePart> parts = lowerEnvelope(linesOf(view, query));
    setPriceRange(line, parts);
    std::int32_t model = parts.front().model;
    for (const EnvelopePart& part : parts) {
        if (part.from <= line.low) model = part.model;
    }
    LineBuilder builder(line);
    builder.add(line.low, model);
    for (const EnvelopePart& part : parts) {
        if (part.from <= line.low || part.from >= line.high) continue;
        builder.add(part.from, model);  // so that both sides of the point are the point itself
        builder.add(part.from, part.model);
        model = part.model;
    }
    return line;
}

double constraintAt(const SolveView& view, double qualityPrice) {
    const RoutingProblem& problem = view.experiment->problem;
    const ReducedCosts costs(view);
    const double change = qualityPrice - view.certificate->qualityPrice;
    double cost = 0.0;
    double quality = 0.0;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        std::size_t best = 0;
        double least = kInfinite;
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            const double reduced = costs.of(i, j) - change * problem.quality(i, j);
            if (reduced >= least) continue;
            least = reduced;
            best = j;
        }
        cost += problem.cost(i, best);
        quality += problem.quality(i, best);
    }
    const auto queries = static_cast<double>(problem.queryCount());
    return view.constraints.mode == RoutingMode::CostUnderFloor ? quality / queries
                                                                : cost / queries * 1000.0;
}

AtFloor costAtFloor(const SolveView& view, double floor, const Job& job) {
    Constraints constraints = view.constraints;
    constraints.mode = RoutingMode::CostUnderFloor;
    constraints.qualityFloor = std::clamp(floor, 0.0, 1.0);
    SolveOptions options;
    options.budget = kQuickBudget;
    options.stop = job.stop;
    const SolveResult result = DualOptimizer(view.experiment->problem).solve(constraints, options);
    return {constraints.qualityFloor,
            result.solved() ? view.experiment->usdOf(result.assignment) : kMissing};
}

namespace {

/// Column of the model that the query is at, if its capacity is its own.
std::int32_t ownCapacityOf(const SolveView& view, std::int32_t model) {
    if (model < 0) return -1;
    const auto& own = view.scenario.constraints.capacityShare;
    return own.contains(view.experiment->models[static_cast<std::size_t>(model)]) ? model : -1;
}

std::int32_t chosenModel(const SolveView& view, std::size_t query) {
    return view.assignment && !view.assignment->empty() ? (*view.assignment)[query] : -1;
}

/// Wherever a query's envelope turns at λ, the curve has bought everything up to λ: between the
/// curve's points before and after that step.
void readCurve(FlipLine& line, const CostCurve& curve, const SolveView& view, std::size_t query) {
    const auto queries = static_cast<double>(view.experiment->problem.queryCount());
    const bool floor = view.constraints.mode == RoutingMode::CostUnderFloor;
    const auto place = [&](const CostCurve::Point& point) {
        return floor ? point.quality : point.cost / queries * 1000.0;
    };
    std::vector<PriceLine> lines;
    const RoutingProblem& problem = view.experiment->problem;
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        if (!problem.allowed(query, j)) continue;
        lines.push_back(
            {static_cast<std::int32_t>(j), problem.cost(query, j), problem.quality(query, j)});
    }
    const std::span<const CostCurve::Point> points = curve.points();
    const std::vector<EnvelopePart> parts = lowerEnvelope(lines);
    std::int32_t model = parts.front().model;
    std::vector<std::pair<double, std::int32_t>> changes{{line.low, model}};
    for (std::size_t k = 1; k < parts.size(); ++k) {
        const auto step = std::ranges::find_if(points, [&](const CostCurve::Point& point) {
            return point.qualityPrice >= parts[k].from * (1.0 - kStepRounding);
        });
        if (step == points.end() || step + 1 == points.end()) break;
        changes.emplace_back(place(*step), model);
        model = parts[k].model;
        changes.emplace_back(place(*(step + 1)), model);
    }
    LineBuilder builder(line);
    for (std::size_t k = 0; k < changes.size(); ++k) {
        const bool before = changes[k].first < line.low;
        const bool lastBefore = k + 1 == changes.size() || changes[k + 1].first >= line.low;
        if (changes[k].first > line.high || (before && !lastBefore)) continue;
        builder.add(std::max(changes[k].first, line.low), changes[k].second);
    }
}

}  // namespace

FlipScan& FlipEngine::scanFor(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    auto asked = std::make_shared<FlipScan>(flipScanOf(view, axis, subject, m_fullWork));
    std::shared_ptr<FlipScan>& kept = m_scans[axis];
    if (!kept || !kept->serves(*asked)) kept = std::move(asked);
    return *kept;
}

FlipLine FlipEngine::along(const SolveView& view, std::size_t query, FlipAxis axis,
                           const Job& job) {
    FlipLine line;
    line.axis = axis;
    const std::int32_t chosen = chosenModel(view, query);
    if (axis == FlipAxis::Price) line.subject = chosen;
    if (axis == FlipAxis::Capacity) line.subject = ownCapacityOf(view, chosen);
    if (axis == FlipAxis::Price && chosen < 0) return line;
    line.now = flipValueNow(view, axis, line.subject);
    FlipScan& scan = scanFor(view, axis, line.subject);
    if (scan.values.empty()) return line;
    line.low = scan.values.front();
    line.high = scan.values.back();
    const bool free = view.constraints.capacity.empty() && !view.constraints.hasGroups() &&
                      !view.constraints.hasSecondsCap();
    if (axis == FlipAxis::Constraint && free && scan.stride > 1) {
        if (!scan.curve) {
            scan.curve = std::make_unique<CostCurve>(view.experiment->problem, job.stop);
        }
        readCurve(line, *scan.curve, view, query);
        return line;
    }
    scan.solveCoarsely(job);
    line.stride = scan.stride > 1 ? static_cast<int>(scan.stride) : 0;
    std::map<std::size_t, std::int32_t> models;
    for (std::size_t k = 0; k < scan.values.size(); ++k) {
        if (scan.isCoarse(k)) models[k] = scan.at(k, query, job.stop);
    }
    const std::map<std::size_t, std::int32_t> coarse = models;
    for (auto one = coarse.begin(); std::next(one) != coarse.end(); ++one) {
        job.check();
        scan.refine(one->first, std::next(one)->first, query, models, job.stop);
    }
    LineBuilder builder(line);
    for (const auto& [index, model] : models) builder.add(scan.values[index], model);
    return line;
}

MovedLine FlipEngine::movedAlong(const SolveView& view, std::span<const std::uint32_t> queries,
                                 FlipAxis axis, const Job& job) {
    MovedLine line;
    line.axis = axis;
    line.now = flipValueNow(view, axis, -1);
    FlipScan& scan = scanFor(view, axis, -1);
    if (scan.values.empty() || !view.assignment || view.assignment->empty()) return line;
    line.low = scan.values.front();
    line.high = scan.values.back();
    scan.solveCoarsely(job);
    for (std::size_t k = 0; k < scan.values.size(); ++k) {
        if (!scan.isCoarse(k)) continue;
        const Assignment& there = scan.routing(k, job.stop);
        double moved = there.empty() ? kMissing : 0.0;
        for (const std::uint32_t query : queries) {
            if (there.empty()) break;
            if (there[query] != (*view.assignment)[query]) moved += 1.0;
        }
        line.values.push_back(scan.values[k]);
        line.moved.push_back(moved);
    }
    return line;
}

}  // namespace orl
