#include "ui/pages/duals/hand.h"

#include <algorithm>
#include <cmath>

#include "ui/pages/duals/hand_work.h"
#include "ui/session/session.h"

namespace orl {

namespace {

constexpr std::size_t kShownStrips = 40;
constexpr std::size_t kMapColumns = 48;
constexpr std::size_t kMapRows = 32;
constexpr int kRest = 150;          // milliseconds without a move: the hand rests
constexpr double kHomeShare = 0.4;  // of the optimizer's λ: what is missing is to be seen at once
constexpr double kPerThousand = 1000.0;

/// 1, 2 or 5 times a power of ten, at most that.
double roundStep(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
    for (const double factor : {5.0, 2.0}) {
        if (factor * power <= value * (1.0 + 1e-9)) return factor * power;
    }
    return power;
}

}  // namespace

PriceHand::PriceHand(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_tracer(Worker::Priority::Low),
      m_chooser(Worker::Priority::Low),
      m_mapper(Worker::Priority::Low) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (m_stripOrder == StripOrder::Nearest || !m_state.follows) requestStrips();
        requestMap();
    });
    connect(&session, &Session::solvedChanged, this, &PriceHand::followSolve);
    connect(&session, &Session::selectionChanged, this, [this] {
        if (m_stripOrder == StripOrder::Selection) requestStrips();
    });
}

void PriceHand::setActive(bool active) {
    m_active = active;
    if (active && m_waiting) followSolve();
}

bool PriceHand::isBusy() const {
    return m_rest.isActive() || !m_tracer.idle() || !m_chooser.idle() || !m_mapper.idle() ||
           !m_evaluator.idle();
}

double PriceHand::highest() const {
    return m_curve ? m_curve->highest : 0.0;
}

/// Of the solve that is followed: the session may be further, or have none any more, while nobody
/// looks at this page.
double PriceHand::optimalPrice() const {
    if (!m_solve) return 0.0;
    const auto& certificate = m_solve->certificate;
    return certificate && certificate->solved() ? certificate->qualityPrice : 0.0;
}

/// Another α or budget moves the bound along the same curve; other limits or data make it anew.
void PriceHand::followSolve() {
    m_waiting = !m_active;
    if (m_waiting) return;
    const auto& solved = m_session.solved();
    if (!solved || !m_solve || solved->experiment != m_solve->experiment) {
        for (Worker* worker : {&m_tracer, &m_chooser, &m_mapper, &m_evaluator}) worker->discard();
        m_batch.reset();
        m_curve.reset();
        m_engine.reset();
        m_view.reset();
        m_map.reset();
        m_optimal.reset();
        m_chosen = {};
        m_trail.clear();
        m_solve.reset();
        emit groundChanged();
        if (!solved) return;
    }
    m_solve = solved;
    m_goal = goalOf(*solved);
    m_optimalKnown = false;
    // Its marks stay until the new ones are known: else they would flicker under a drag of α.
    if (!solved->certificate || !solved->certificate->solved()) m_optimal.reset();
    const double optimal = optimalPrice();
    constexpr double kLeastShare = 0.15;  // of the range: an optimum below cannot be seen
    const bool inRange = !std::isfinite(optimal) || optimal <= 0.0 ||
                         (optimal <= 0.95 * highest() && optimal >= kLeastShare * highest());
    if (m_batch && m_batch->serves(*solved) && inRange) {
        if (!m_touched) goHome();
        emit groundChanged();
        evaluate();
    } else {
        trace();
    }
}

void PriceHand::trace() {
    // Not stopped: under a drag of L the last of them would be the only one ever seen.
    m_tracer.submit(
        [this, solve = m_solve, optimal = optimalPrice()](const Worker::Context& context) {
            DualEngine engine(std::make_shared<const DualBatch>(*solve));
            const double highest = rangeFor(engine, optimal);
            tracePrices(engine, highest, context.job, context.superseded,
                        [&](std::shared_ptr<const PriceCurve> curve) {
                            context.show([this, curve = std::move(curve)] { accept(curve); });
                        });
        });
}

void PriceHand::accept(const std::shared_ptr<const PriceCurve>& curve) {
    const bool first = !m_curve;
    if (m_batch != curve->batch) {
        m_batch = curve->batch;
        m_engine = std::make_shared<DualEngine>(m_batch);
        m_optimalKnown = false;
        m_trail.clear();
    }
    m_curve = curve;
    constexpr double kSteps = 400.0;
    m_step = roundStep(curve->highest * kPerThousand / kSteps) / kPerThousand;
    if (first) m_touched = false;
    if (m_touched) {
        keepOnPath();
    } else {
        goHome();
    }
    emit groundChanged();
    evaluate();
    requestStrips();
    requestMap();
}

/// The model whose slots are worth most to the optimizer, else anywhere on the path; else the first
/// that is limited.
std::size_t PriceHand::dearestSlot(const PricePath& path) const {
    const auto& certificate = m_solve->certificate;
    if (certificate && !certificate->capacityPrice.empty()) {
        const auto dearest = std::ranges::max_element(certificate->capacityPrice);
        if (*dearest > 0.0) return std::size_t(dearest - certificate->capacityPrice.begin());
    }
    std::size_t found = 0;
    double most = -1.0;
    for (std::size_t j = 0; j < m_batch->models(); ++j) {
        if (!m_batch->limited(j)) continue;
        double price = 0.0;
        for (const HeldPrices& knot : path) {
            if (std::isfinite(knot.capacityPrice[j]))
                price = std::max(price, knot.capacityPrice[j]);
        }
        if (price > most) {
            most = price;
            found = j;
        }
    }
    return found;
}

/// A part of the way to the optimizer's λ, so that something is missing.
void PriceHand::goHome() {
    const double optimal = optimalPrice();
    const bool known = std::isfinite(optimal) && optimal > 0.0;
    constexpr double kUnknownShare = 0.25;
    const double price =
        known ? kHomeShare * std::min(optimal, highest()) : kUnknownShare * highest();
    const double step = roundStep(highest() * kPerThousand / 20.0) / kPerThousand;
    m_home.follows = true;
    m_home.prices = pricesAt(m_curve->path(), std::max(step, std::round(price / step) * step));
    m_state = m_home;
    m_slotModel = dearestSlot(m_curve->path());
    emit stateChanged();
}

/// Prices of another curve: λ stays, and slots that follow have their prices on this one.
void PriceHand::keepOnPath() {
    m_state.prices.qualityPrice = std::clamp(m_state.prices.qualityPrice, 0.0, highest());
    if (m_state.follows) m_state.prices = pricesAt(m_curve->path(), m_state.prices.qualityPrice);
}

double PriceHand::highestSlot(std::size_t model) const {
    if (!m_curve) return 0.0;
    double most = 0.0;
    for (const HeldPrices& knot : m_curve->path()) {
        const double price = knot.capacityPrice[model];
        if (std::isfinite(price)) most = std::max(most, price);
    }
    constexpr double kRoom = 1.3;
    constexpr double kOfQuality = 0.1;  // where no λ prices the model's slots
    const double wanted = most > 0.0 ? kRoom * most : kOfQuality * highest();
    return 2.0 * roundStep(wanted * kPerThousand) / kPerThousand;
}

PricePath PriceHand::path() const {
    if (m_state.follows) return m_curve->path();
    return {{0.0, m_state.prices.capacityPrice}, {highest(), m_state.prices.capacityPrice}};
}

double PriceHand::peak() const {
    if (!m_curve || !m_solve->certificate || !m_solve->certificate->solved()) return kMissing;
    double best = kMissing;
    const auto better = [&](double bound) {
        if (!std::isfinite(bound)) return;
        if (std::isnan(best) || (m_goal.floor() ? bound > best : bound < best)) best = bound;
    };
    for (const PricePoint& point : m_curve->points)
        better(m_goal.bound(point.prices.qualityPrice, point.value));
    if (m_optimal) better(m_goal.bound(m_optimal->prices.qualityPrice, m_optimal->value));
    return best;
}

void PriceHand::evaluate() {
    if (!m_curve) return;
    HandQuestion asked{m_engine, m_curve, m_state, m_view ? m_view->heldCurve : nullptr, {}, {}};
    asked.queries.reserve(m_chosen.strips.size());
    for (const PriceStrip& strip : m_chosen.strips) asked.queries.push_back(strip.query);
    const double optimal = optimalPrice();
    const bool solved = m_solve->certificate && m_solve->certificate->solved();
    if (!m_optimalKnown && solved && std::isfinite(optimal)) asked.optimal = optimal;
    m_evaluator.submit([this, asked = std::move(asked)](const Worker::Context& context) {
        const auto show = [&](HandFound found) {
            context.show([this, engine = asked.engine, found = std::move(found)] {
                if (engine != m_engine) return;
                m_view = std::make_shared<const HandView>(found.view);
                if (found.optimal && found.optimal->prices.qualityPrice == optimalPrice()) {
                    m_optimal = found.optimal;
                    m_optimalKnown = true;
                    emit groundChanged();
                }
                emit viewChanged();
            });
        };
        HandFound found = foundAt(asked, context.job);
        const HandView quick = found.view;
        show(std::move(found));
        if (!asked.state.follows) return;
        // Exactly, where no newer question waits: this one may take longer than a frame.
        try {
            HandFound exact{quick, {}};
            if (context.superseded.stop_requested() ||
                !asked.engine->following(quick.state.prices.qualityPrice,
                                         quick.state.prices.capacityPrice, context.superseded,
                                         exact.view.answer)) {
                return;
            }
            exact.view.state.prices = exact.view.answer.prices;
            show(std::move(exact));
        } catch (const Cancelled&) {
            context.job.check();
        }
    });
}

std::vector<std::uint32_t> PriceHand::selection() const {
    const auto& queries = m_session.selecting().queries();
    if (queries && !queries->empty()) return *queries;
    return {};
}

void PriceHand::requestStrips() {
    if (!m_curve || !m_curve->complete) return;
    const double optimal = optimalPrice();
    const double mark = std::isfinite(optimal) && optimal > 0.0 ? optimal : highest();
    m_chooser.submit(
        [this, batch = m_batch, path = path(), order = m_stripOrder, mark,
         at = m_state.prices.qualityPrice,
         selection = selection()](const Worker::Context& context) {
            PriceStrips chosen = chooseStrips(*batch, path, order, at, mark, selection,
                                              kShownStrips, context.job.stop);
            context.show([this, batch, chosen = std::move(chosen)] {
                if (batch != m_batch) return;
                m_chosen = chosen;
                emit stripsChanged();
                if (!m_state.follows) evaluate();
            });
        },
        Worker::Running::Stop);
}

void PriceHand::requestMap() {
    if (!m_mapWanted || m_state.follows || !m_curve) {
        if (std::exchange(m_map, nullptr)) emit mapChanged();
        return;
    }
    m_mapper.submit(
        [this, batch = m_batch, held = m_state.prices, model = m_slotModel, highest = highest(),
         highestSlot = highestSlot(m_slotModel)](const Worker::Context& context) {
            DualEngine engine(batch);
            auto map = std::make_shared<const PriceMap>(mapPrices(
                engine, held, model, highest, highestSlot, kMapColumns, kMapRows, context.job));
            context.show([this, batch, map = std::move(map)] {
                if (batch != m_batch) return;
                m_map = map;
                emit mapChanged();
            });
        },
        Worker::Running::Stop);
}

}  // namespace orl
