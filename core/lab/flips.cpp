#include "core/lab/flips.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/lab/reduced_cost.h"
#include "core/lab/settings.h"
#include "core/optimize/optimize.h"
#include "core/optimize/prices/cost_curve.h"

namespace orl {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
/// What rounding of a sum may leave of a whole number of steps.
constexpr double kRounding = 1e-9;
constexpr double kPerMille = 1000.0;  // steps of α and L
constexpr double kPerCent = 100.0;    // steps of a multiplier

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

/// Models as lines over λ: what each pays at λ = 0 and how fast it gets cheaper.
struct PriceLine {
    std::int32_t model;
    double base;     ///< c + μ − λ_g a
    double quality;  ///< a
};

/// From λ = 0 upwards the model that pays least, and the λ from which it does.
struct EnvelopePart {
    double from;
    std::int32_t model;
};

/// Gift wrapping: from each least line to the one that undercuts it first; of equals the best, then
/// the lowest column.
std::vector<EnvelopePart> lowerEnvelope(const std::vector<PriceLine>& lines) {
    const auto better = [](const PriceLine& a, const PriceLine& b) {
        if (a.base != b.base) return a.base < b.base;
        if (a.quality != b.quality) return a.quality > b.quality;
        return a.model < b.model;
    };
    const PriceLine* at = &*std::ranges::min_element(lines, better);
    std::vector<EnvelopePart> parts{{0.0, at->model}};
    while (true) {
        const PriceLine* next = nullptr;
        double first = kInfinite;
        for (const PriceLine& line : lines) {
            if (line.quality <= at->quality) continue;
            const double meets = (line.base - at->base) / (line.quality - at->quality);
            if (meets > first || (meets == first && next && line.quality <= next->quality))
                continue;
            first = meets;
            next = &line;
        }
        if (!next || !std::isfinite(first)) return parts;
        parts.push_back({first, next->model});
        at = next;
    }
}

std::vector<PriceLine> linesOf(const SolveView& view, std::size_t query) {
    const ReducedCosts costs(view);
    const RoutingProblem& problem = view.experiment->problem;
    const double own = costs.qualityPrice(query) - view.certificate->qualityPrice;
    std::vector<PriceLine> lines;
    lines.reserve(problem.modelCount());
    for (std::size_t j = 0; j < problem.modelCount(); ++j) {
        if (!problem.allowed(query, j)) continue;
        const double quality = problem.quality(query, j);
        lines.push_back({static_cast<std::int32_t>(j),
                         problem.cost(query, j) + costs.slotPrice(query, j) - own * quality,
                         quality});
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
    return {constraints.qualityFloor, result.solved() ? result.cost : kMissing};
}

/// One axis of one batch: its values, and the routings that are known along it.
struct FlipEngine::Scan {
    std::shared_ptr<const Experiment> experiment;
    FlipAxis axis = FlipAxis::Constraint;
    std::int32_t subject = -1;
    ConstraintSettings settings;  ///< without what is moved
    Constraints constraints;
    double multiplier = 1.0;  ///< the subject's, that the problem is of
    std::vector<double> values;
    /// Per value, the first one that asks the same: shares that are the same number of slots.
    std::vector<std::size_t> same;
    std::size_t stride = 1;
    std::map<std::size_t, Assignment> known;
    std::unique_ptr<DualOptimizer> optimizer;
    std::unique_ptr<CostCurve> curve;

    bool serves(const Scan& other) const {
        return experiment == other.experiment && subject == other.subject &&
               settings == other.settings && values == other.values;
    }
    /// Model of the query there. @throws Cancelled
    std::int32_t at(std::size_t index, std::size_t query, const std::stop_token& stop);
    const Assignment& routing(std::size_t index, const std::stop_token& stop);
    /// Every stride-th value and the last. @throws Cancelled
    void solveCoarsely(const Job& job);
    /// Adds the places between two known ones at which the query changes.
    void refine(std::size_t low, std::size_t high, std::size_t query,
                std::map<std::size_t, std::int32_t>& models, const std::stop_token& stop);
    bool isCoarse(std::size_t index) const {
        return index % stride == 0 || index + 1 == values.size();
    }

  private:
    Assignment solve(double value, const std::stop_token& stop);
    /// The problem with the subject's costs in proportion to that multiplier.
    RoutingProblem pricedAt(double value) const;
    Assignment m_last;
    std::size_t m_lastIndex = 0;
};

RoutingProblem FlipEngine::Scan::pricedAt(double value) const {
    RoutingProblem problem = experiment->problem;
    const auto model = static_cast<std::size_t>(subject);
    const double factor = value / multiplier;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        if (!problem.allowed(i, model)) continue;
        problem.set(i, model, problem.cost(i, model) * factor, problem.quality(i, model));
    }
    return problem;
}

Assignment FlipEngine::Scan::solve(double value, const std::stop_token& stop) {
    SolveOptions options;
    options.budget = kQuickBudget;
    options.warmStart = false;
    options.stop = stop;
    if (axis == FlipAxis::Price) {
        const RoutingProblem problem = pricedAt(value);
        return DualOptimizer(problem).solve(constraints, options).assignment;
    }
    const std::size_t queries = experiment->problem.queryCount();
    Constraints asked = constraints;
    if (axis == FlipAxis::Capacity) {
        ConstraintSettings moved = settings;
        if (subject < 0) {
            moved.commonCapacity = value;
        } else {
            moved.capacityShare[experiment->models[static_cast<std::size_t>(subject)]] = value;
        }
        asked.capacity = capacitiesOf(moved, experiment->models, queries);
    } else if (asked.mode == RoutingMode::CostUnderFloor) {
        asked.qualityFloor = value;
    } else {
        asked.budget = value * static_cast<double>(queries) / 1000.0;
    }
    if (!optimizer) optimizer = std::make_unique<DualOptimizer>(experiment->problem);
    return optimizer->solve(asked, options).assignment;
}

const Assignment& FlipEngine::Scan::routing(std::size_t index, const std::stop_token& stop) {
    constexpr std::size_t mostKept = std::size_t{32} << 20U;  // models of queries
    index = same[index];
    const auto found = known.find(index);
    if (found != known.end()) return found->second;
    if (!m_last.empty() && m_lastIndex == index) return m_last;
    Assignment made = solve(values[index], stop);
    if (isCoarse(index) || (known.size() + 1) * experiment->rows.size() <= mostKept) {
        return known.emplace(index, std::move(made)).first->second;
    }
    m_last = std::move(made);
    m_lastIndex = index;
    return m_last;
}

std::int32_t FlipEngine::Scan::at(std::size_t index, std::size_t query,
                                  const std::stop_token& stop) {
    const Assignment& there = routing(index, stop);
    return there.empty() ? -1 : there[query];
}

void FlipEngine::Scan::solveCoarsely(const Job& job) {
    ProgressMeter meter(job, "solving along the axis");
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (!isCoarse(k)) continue;
        meter.update(static_cast<double>(k) / static_cast<double>(values.size()));
        routing(k, job.stop);
    }
}

void FlipEngine::Scan::refine(std::size_t low, std::size_t high, std::size_t query,
                              std::map<std::size_t, std::int32_t>& models,
                              const std::stop_token& stop) {
    if (high - low < 2 || models.at(low) == models.at(high)) return;
    const std::size_t middle = (low + high) / 2;
    models[middle] = at(middle, query, stop);
    refine(low, middle, query, models, stop);
    refine(middle, high, query, models, stop);
}

namespace {

std::vector<double> steps(double low, double high, double perUnit) {
    const auto first = static_cast<std::int64_t>(std::ceil(low * perUnit - kRounding));
    const auto last = static_cast<std::int64_t>(std::floor(high * perUnit + kRounding));
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, last - first + 1)));
    for (std::int64_t k = first; k <= last; ++k) values.push_back(static_cast<double>(k) / perUnit);
    return values;
}

std::vector<double> budgetSteps(double low, double high) {
    constexpr int count = 240;
    constexpr double digits = 1e4;  // of the control
    std::vector<double> values;
    values.reserve(count + 1);
    for (int k = 0; k <= count && low > 0.0 && high > low; ++k) {
        const double value = low * std::pow(high / low, k / double(count));
        const double shown = std::ceil(value * digits - kRounding) / digits;
        if (values.empty() || shown > values.back()) values.push_back(shown);
    }
    return values;
}

std::vector<double> constraintSteps(const SolveView& view) {
    const auto queries = static_cast<double>(view.experiment->problem.queryCount());
    if (view.constraints.mode == RoutingMode::CostUnderFloor) {
        if (!view.alphaValues || view.alphaValues->empty()) return {};
        const double most =
            std::isnan(view.reach.maxQuality) ? view.alphaValues->back() : view.reach.maxQuality;
        return steps(std::min(view.alphaValues->front(), most), most, kPerMille);
    }
    if (!view.budgetValues || view.budgetValues->empty()) return {};
    const double least = std::isnan(view.reach.minCost)
                             ? view.budgetValues->front()
                             : std::max(view.budgetValues->front(), view.reach.minCost);
    return budgetSteps(least / queries * 1000.0, view.budgetValues->back() / queries * 1000.0);
}

double multiplierOf(const SolveView& view, std::size_t model) {
    const auto& known = view.scenario.pool.priceMultiplier;
    const auto found = known.find(view.experiment->models[model]);
    return found == known.end() ? 1.0 : found->second;
}

/// Column of the model that the query is at, if its capacity is its own.
std::int32_t ownCapacityOf(const SolveView& view, std::int32_t model) {
    if (model < 0) return -1;
    const auto& own = view.scenario.constraints.capacityShare;
    return own.contains(view.experiment->models[static_cast<std::size_t>(model)]) ? model : -1;
}

std::int32_t chosenModel(const SolveView& view, std::size_t query) {
    return view.assignment && !view.assignment->empty() ? (*view.assignment)[query] : -1;
}

double valueNow(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    const ConstraintSettings& settings = view.scenario.constraints;
    switch (axis) {
        case FlipAxis::Price:
            return multiplierOf(view, static_cast<std::size_t>(subject));
        case FlipAxis::Capacity:
            return subject < 0 ? settings.commonCapacity
                               : settings.capacityShare.at(
                                     view.experiment->models[static_cast<std::size_t>(subject)]);
        case FlipAxis::Constraint:
        case FlipAxis::QualityPrice:
            break;
    }
    return settings.mode == RoutingMode::CostUnderFloor ? settings.qualityFloor
                                                        : settings.budgetPer1000;
}

std::vector<double> valuesOf(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    constexpr double cheaper = 0.5;
    constexpr double dearer = 3.0;
    switch (axis) {
        case FlipAxis::Price: {
            const double now = multiplierOf(view, static_cast<std::size_t>(subject));
            if (!(now > 0.0)) return {};  // what costs nothing has no proportion
            const bool usual = now >= cheaper && now <= dearer;
            return usual ? steps(cheaper, dearer, kPerCent)
                         : steps(now * cheaper, now * dearer, std::max(kPerCent, kPerCent / now));
        }
        case FlipAxis::Capacity:
            return subject < 0 ? steps(std::max(1.0 / kPerMille, view.reach.leastCommonCapacity),
                                       1.0, kPerMille)
                               : steps(0.0, 1.0, kPerMille);
        case FlipAxis::Constraint:
        case FlipAxis::QualityPrice:
            break;
    }
    return constraintSteps(view);
}

std::vector<std::size_t> firstOfSame(const std::vector<double>& values, FlipAxis axis,
                                     std::size_t queries) {
    std::vector<std::size_t> first(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        first[k] = k;
        if (axis != FlipAxis::Capacity || k == 0 || values[k] >= 1.0) continue;
        const bool same = slotsOfShare(values[k], queries) == slotsOfShare(values[k - 1], queries);
        if (same) first[k] = first[k - 1];
    }
    return first;
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
            return point.qualityPrice >= parts[k].from * (1.0 - kRounding);
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

FlipEngine::Scan& FlipEngine::scanFor(const SolveView& view, FlipAxis axis, std::int32_t subject) {
    constexpr std::size_t coarsePoints = 16;
    auto asked = std::make_shared<Scan>();
    asked->experiment = view.experiment;
    asked->axis = axis;
    asked->subject = subject;
    asked->settings = view.scenario.constraints;
    asked->constraints = view.constraints;
    if (axis == FlipAxis::Constraint) {
        asked->settings.qualityFloor = asked->settings.budgetPer1000 = 0.0;
    } else if (axis == FlipAxis::Capacity && subject < 0) {
        asked->settings.commonCapacity = 0.0;
    } else if (axis == FlipAxis::Capacity) {
        asked->settings.capacityShare[view.experiment->models[std::size_t(subject)]] = 0.0;
    } else {
        asked->multiplier = multiplierOf(view, static_cast<std::size_t>(subject));
    }
    asked->values = valuesOf(view, axis, subject);
    asked->same = firstOfSame(asked->values, axis, view.experiment->problem.queryCount());
    std::shared_ptr<Scan>& kept = m_scans[axis];
    if (kept && kept->serves(*asked)) return *kept;
    const auto cells = static_cast<double>(view.experiment->problem.queryCount()) *
                       static_cast<double>(view.experiment->problem.modelCount());
    const std::set<std::size_t> distinct(asked->same.begin(), asked->same.end());
    if (cells * static_cast<double>(distinct.size()) > m_fullWork) {
        asked->stride = std::max<std::size_t>(1, asked->values.size() / coarsePoints);
    }
    kept = std::move(asked);
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
    line.now = valueNow(view, axis, line.subject);
    Scan& scan = scanFor(view, axis, line.subject);
    if (scan.values.empty()) return line;
    line.low = scan.values.front();
    line.high = scan.values.back();
    const bool free = view.constraints.capacity.empty() && !view.constraints.hasGroups();
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
    line.now = valueNow(view, axis, -1);
    Scan& scan = scanFor(view, axis, -1);
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
