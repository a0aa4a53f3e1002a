#include "ui/pages/models/model_price_curve.h"

#include <algorithm>
#include <cmath>

namespace orl {

namespace {

constexpr int kCurveRests = 150;  // milliseconds
constexpr double kCheap = 0.2;
constexpr double kDear = 4.0;
constexpr double kRoom = 1.5;  // beyond the break-even
constexpr std::size_t kCurveSteps = 48;
constexpr double kFewPoints = 2e5;  // pairs of query and model from which on a third must do

/// 1, 2 or 5 times a power of ten, so that the axis does not move with every answer.
double roundedOut(double value, bool up) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    double found = up ? 10.0 * power : power;
    for (const double step : {2.0, 5.0}) {
        if (!up && step * power <= value) found = step * power;
        if (up && step * power >= value) found = std::min(found, step * power);
    }
    return found;
}

/// Everything but that model's own factor.
Scenario withoutFactor(const SolveView& solve, const std::string& model) {
    Scenario scenario = solve.scenario;
    scenario.pool.priceMultiplier.erase(model);
    scenario.constraints.guarantee = {};
    scenario.name.clear();
    scenario.router.clear();
    return scenario;
}

}  // namespace

ModelPriceCurve::ModelPriceCurve(QObject* parent) : QObject(parent) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kCurveRests);
    connect(&m_rest, &QTimer::timeout, this, &ModelPriceCurve::request);
    connect(&m_worker, &Worker::becameIdle, this, &ModelPriceCurve::changed);
}

bool ModelPriceCurve::asksTheSame(const std::shared_ptr<const SolveView>& solve, int model,
                                  double low, double high) const {
    if (!m_solve || !solve) return m_solve == solve;
    if (model != m_model || low != m_low || high != m_high) return false;
    if (solve->experiment->models != m_solve->experiment->models ||
        solve->experiment->rows != m_solve->experiment->rows) {
        return false;
    }
    const std::string& name = solve->experiment->models[std::size_t(model)];
    return withoutFactor(*solve, name) == withoutFactor(*m_solve, name);
}

void ModelPriceCurve::ask(const std::shared_ptr<const SolveView>& solve, int model,
                          double breakEven) {
    double low = kCheap;
    double high = kDear;
    if (breakEven > 0.0 && std::isfinite(breakEven)) {
        low = std::min(low, roundedOut(breakEven / kRoom, false));
        high = std::max(high, roundedOut(breakEven * kRoom, true));
    }
    const auto asked = model < 0 ? nullptr : solve;
    if (asksTheSame(asked, model, low, high)) return;
    m_worker.discard();
    m_solve = asked;
    m_model = model;
    m_low = low;
    m_high = high;
    m_points.clear();
    m_wanted = 0;
    if (asked) {
        m_rest.start();
    } else {
        m_rest.stop();
    }
    emit changed();
}

void ModelPriceCurve::request() {
    const RoutingProblem& problem = m_solve->experiment->problem;
    const bool many = double(problem.queryCount()) * double(problem.modelCount()) > kFewPoints;
    const std::size_t steps = many ? kCurveSteps / 3 : kCurveSteps;
    m_wanted = steps + 1;
    m_worker.submit(
        [this, solve = m_solve, model = std::size_t(m_model), low = m_low, high = m_high,
         steps](const Worker::Context& context) {
            const WorthEngine engine(*solve);
            for (std::size_t stride = 8; stride > 0; stride /= 2) {
                std::vector<PriceTry> found;
                for (std::size_t k = 0; k <= steps; k += stride) {
                    if (stride < 8 && k % (2 * stride) == 0) continue;  // known already
                    const double part = double(k) / double(steps);
                    found.push_back(
                        engine.at(model, low * std::pow(high / low, part), context.job));
                }
                context.show([this, found = std::move(found)] {
                    m_points.insert(m_points.end(), found.begin(), found.end());
                    std::ranges::sort(m_points, {}, &PriceTry::multiple);
                    emit changed();
                });
            }
        },
        Worker::Running::Stop);
}

}  // namespace orl
