#include <QUndoCommand>
#include <QUndoStack>
#include <algorithm>
#include <cmath>

#include "ui/pages/duals/hand.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"

/// Moves of the hand, each a step of undo.
namespace orl {

namespace {
constexpr double kLeastMove = 1e-7;  // of λ's range: less is no step
}  // namespace

/// Prices in the hand, as one step of undo. Other data make it a step without effect.
class PriceCommand : public QUndoCommand {
  public:
    PriceCommand(PriceHand& hand, HandState before, HandState after, const QString& text,
                 int gesture)
        : QUndoCommand(text),
          m_hand(hand),
          m_before(std::move(before)),
          m_after(std::move(after)),
          m_gesture(gesture) {}

    void undo() override { m_hand.apply(m_before); }
    void redo() override { m_hand.apply(m_after); }
    int id() const override { return 2; }
    bool mergeWith(const QUndoCommand* other) override {
        const auto* next = static_cast<const PriceCommand*>(other);
        if (m_gesture <= 0 || next->m_gesture != m_gesture || &next->m_hand != &m_hand)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

  private:
    PriceHand& m_hand;
    HandState m_before;
    HandState m_after;
    int m_gesture;
};

void PriceHand::push(const HandState& next, const QString& text, int gesture) {
    if (!m_curve || next == m_state) return;
    m_touched = true;
    m_session.undoStack()->push(new PriceCommand(*this, m_state, next, text, gesture));
}

void PriceHand::apply(const HandState& next) {
    if (!m_batch || next.prices.capacityPrice.size() != m_batch->models()) return;
    m_state = next;
    keepOnPath();
    emit stateChanged();
    evaluate();
    m_rest.start();
}

void PriceHand::moveQualityPrice(double price, int gesture) {
    if (!m_curve) return;
    HandState next = m_state;
    next.prices.qualityPrice = std::clamp(price, 0.0, highest());
    if (next.follows) next.prices = pricesAt(m_curve->path(), next.prices.qualityPrice);
    m_trail.clear();
    push(next, tr("λ by hand"), gesture);
}

void PriceHand::moveSlotPrice(double price, int gesture) {
    moveBoth(m_state.prices.qualityPrice, price, gesture);
}

void PriceHand::moveBoth(double qualityPrice, double slotPrice, int gesture) {
    if (!m_curve) return;
    HandState next = m_state;
    next.follows = false;
    next.prices.qualityPrice = std::clamp(qualityPrice, 0.0, highest());
    next.prices.capacityPrice[m_slotModel] = std::max(0.0, slotPrice);
    m_trail.clear();
    push(next, tr("prices by hand"), gesture);
}

void PriceHand::setFollows(bool follows) {
    if (!m_curve) return;
    HandState next = m_state;
    next.follows = follows;
    if (follows) next.prices = pricesAt(m_curve->path(), next.prices.qualityPrice);
    push(next, follows ? tr("μ follows λ") : tr("μ held"), newGesture());
}

void PriceHand::setSlotModel(std::size_t model) {
    if (!m_batch || model >= m_batch->models() || model == m_slotModel) return;
    m_slotModel = model;
    m_map.reset();
    requestMap();
    emit slotModelChanged();
}

bool PriceHand::climb(int gesture) {
    // From what is shown: a step from older prices would be one of another place.
    if (!m_view || m_view->state.follows != m_state.follows ||
        m_view->answer.prices.qualityPrice != m_state.prices.qualityPrice) {
        return false;
    }
    const double best = peak();
    const double bound = m_goal.bound(m_state.prices.qualityPrice, m_view->answer.value);
    constexpr double kThere = 1e-5;  // relative
    if (std::abs(best - bound) <= kThere * std::abs(best)) return false;
    const double fallback = highest() / 20.0;
    HandState next = m_state;
    next.prices = climbed(*m_batch, m_goal, m_view->answer, best, fallback, m_state.follows);
    next.prices.qualityPrice = std::clamp(next.prices.qualityPrice, 0.0, highest());
    // Steps too small to be seen are none.
    double moved = std::abs(next.prices.qualityPrice - m_state.prices.qualityPrice);
    for (std::size_t j = 0; j < next.prices.capacityPrice.size(); ++j) {
        const double by = next.prices.capacityPrice[j] - m_state.prices.capacityPrice[j];
        if (!m_state.follows && std::isfinite(by)) moved = std::max(moved, std::abs(by));
    }
    if (moved < kLeastMove * highest()) return false;
    if (next.follows) next.prices = pricesAt(m_curve->path(), next.prices.qualityPrice);
    if (m_trail.empty()) m_trail.push_back(m_state.prices);
    m_trail.push_back(next.prices);
    push(next, tr("climbing"), gesture);
    return true;
}

void PriceHand::take() {
    if (!m_optimal) return;
    HandState next = m_state;
    next.prices = m_optimal->prices;
    m_trail.clear();
    push(next, tr("the optimizer's prices"), newGesture());
}

void PriceHand::putBack() {
    if (!m_curve) return;
    m_trail.clear();
    HandState next = m_home;
    next.prices = pricesAt(m_curve->path(), next.prices.qualityPrice);
    push(next, tr("prices put back"), newGesture());
}

bool PriceHand::canPutBack() const {
    return m_curve && (m_state.follows != m_home.follows ||
                       m_state.prices.qualityPrice != m_home.prices.qualityPrice);
}

void PriceHand::setStripOrder(StripOrder order) {
    if (order == m_stripOrder) return;
    m_stripOrder = order;
    requestStrips();
}

void PriceHand::setMapWanted(bool wanted) {
    m_mapWanted = wanted;
    requestMap();
}

}  // namespace orl
