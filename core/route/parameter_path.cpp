#include "core/route/parameter_path.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/route/placement.h"
#include "core/support/error.h"

namespace orl {
namespace {

struct Step {
    double cost;
    double quality;
    std::int32_t model;
};

/// Allowed models by cost (then quality, then column), reduced to those abler than all before.
void staircase(const QueryView& query, std::size_t modelCount, std::vector<Step>& steps) {
    steps.clear();
    for (std::size_t j = 0; j < modelCount; ++j) {
        if (query.allowed(j)) {
            steps.push_back({query.cost(j), query.quality(j), static_cast<std::int32_t>(j)});
        }
    }
    std::sort(steps.begin(), steps.end(), [](const Step& left, const Step& right) {
        if (left.cost != right.cost) return left.cost < right.cost;
        if (left.quality != right.quality) return left.quality > right.quality;
        return left.model < right.model;
    });
    std::size_t kept = 0;
    for (std::size_t k = 0; k < steps.size(); ++k) {
        if (kept == 0 || steps[k].quality > steps[kept - 1].quality) steps[kept++] = steps[k];
    }
    steps.resize(kept);
}

double slope(const Step& from, const Step& to) {
    return (to.cost - from.cost) / (to.quality - from.quality);
}

/// Keeps the lower-right convex chain of a staircase: exchange rates rise along it.
void hull(std::vector<Step>& steps) {
    std::size_t kept = 0;
    for (std::size_t k = 0; k < steps.size(); ++k) {
        while (kept >= 2 &&
               slope(steps[kept - 2], steps[kept - 1]) >= slope(steps[kept - 1], steps[k])) {
            --kept;
        }
        steps[kept++] = steps[k];
    }
    steps.resize(kept);
}

}  // namespace

double ParameterPath::parameterAfter(std::size_t count) const {
    if (moves.empty()) return firstParameter;
    const double next = count < moves.size() ? moves[count].at : 0.0;
    if (closedAbove) {
        return count < moves.size()
                   ? next
                   : std::nextafter(moves.back().at, std::numeric_limits<double>::infinity());
    }
    if (count == 0) return next / 2.0;
    const double last = moves[count - 1].at;
    return count < moves.size() ? last + (next - last) / 2.0 : 2.0 * last;
}

std::vector<double> ParameterPath::parameters() const {
    std::vector<double> values;
    for (std::size_t k = 0; k <= moves.size(); ++k) {
        if (k > 0 && k < moves.size() && moves[k].at == moves[k - 1].at) continue;
        const double value = parameterAfter(k);
        if (values.empty() || value > values.back()) values.push_back(value);
    }
    return values;
}

ParameterPath parameterPath(std::string_view router, const RoutingProblem& problem,
                            const std::stop_token& stop) {
    const bool threshold = router != "willingness";
    ParameterPath path;
    path.closedAbove = threshold;
    path.start.assign(problem.queryCount(), -1);
    std::vector<Step> steps;
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        if (i % 4096 == 0 && stop.stop_requested()) throw Cancelled();
        staircase(QueryView(problem, i), problem.modelCount(), steps);
        if (steps.empty()) continue;
        if (!threshold) hull(steps);
        path.start[i] = steps.front().model;
        for (std::size_t k = 1; k < steps.size(); ++k) {
            const double at = threshold ? steps[k - 1].quality : slope(steps[k - 1], steps[k]);
            path.moves.push_back({at, static_cast<std::uint32_t>(i), steps[k].model});
        }
    }
    using Move = ParameterPath::Move;
    std::sort(path.moves.begin(), path.moves.end(), [](const Move& left, const Move& right) {
        return left.at < right.at || (left.at == right.at && left.query < right.query);
    });
    return path;
}

}  // namespace orl
