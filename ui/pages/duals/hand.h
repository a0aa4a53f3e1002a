#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/duals/curve.h"
#include "core/lab/duals/strips.h"
#include "ui/session/worker.h"

namespace orl {

class Session;

/// What a hand holds: λ, and either the slots' prices that go with it or prices of its own.
struct HandState {
    HeldPrices prices;
    bool follows = true;  ///< μ follows λ
    bool operator==(const HandState&) const = default;
};

/// What the batch does under the prices in the hand.
struct HandView {
    HandState state;
    HeldAnswer answer;
    /// φ over λ with the slots' prices as held; null while they follow.
    std::shared_ptr<const HeldCurve> heldCurve;
    std::vector<PriceStrip> strips;  ///< of the shown queries, along path()
};

/// The prices under the user's hand, beside the optimizer's own, and what the batch does at them.
/// Moving them changes no result and no scenario; it is undone like any other step. All pictures of
/// the page are drawn from here. Lives on the GUI thread, computes on workers.
class PriceHand : public QObject {
    Q_OBJECT
  public:
    explicit PriceHand(Session& session, QObject* parent = nullptr);

    /// Null: nothing is solved, or the pictures are being prepared.
    const std::shared_ptr<const DualBatch>& batch() const { return m_batch; }
    const std::shared_ptr<const PriceCurve>& curve() const { return m_curve; }
    const DualGoal& goal() const { return m_goal; }
    /// What the pictures are of; null with batch().
    const std::shared_ptr<const SolveView>& solve() const { return m_solve; }
    /// The batch at the optimizer's own prices; none while they are unknown.
    const std::optional<HeldAnswer>& optimal() const { return m_optimal; }
    /// Null until the first answer.
    const std::shared_ptr<const HandView>& view() const { return m_view; }
    const HandState& state() const { return m_state; }
    /// End of λ's range, USD per answer, and one step of the keys.
    double highest() const;
    double step() const { return m_step; }
    /// End of the range of that model's price, USD per slot.
    double highestSlot(std::size_t model) const;
    /// The model whose price is in the row of its own.
    std::size_t slotModel() const { return m_slotModel; }
    /// The prices that λ takes along.
    PricePath path() const;
    /// The best bound that prices alone prove, as DualGoal::bound; NaN while unknown, or where it
    /// has none.
    double peak() const;
    const PriceStrips& chosen() const { return m_chosen; }
    StripOrder stripOrder() const { return m_stripOrder; }
    /// Null unless it was asked for and the slots' prices are held.
    const std::shared_ptr<const PriceMap>& map() const { return m_map; }
    /// Prices passed since the last jump, oldest first: the path of an ascent.
    const std::vector<HeldPrices>& trail() const { return m_trail; }
    bool isBusy() const;
    /// Whether anybody sees it: else nothing is computed.
    void setActive(bool active);

    /// Moves of one gesture (see newGesture) are one step of undo.
    void moveQualityPrice(double price, int gesture);
    /// Of slotModel(); the slots no longer follow.
    void moveSlotPrice(double price, int gesture);
    /// λ and the price of slotModel().
    void moveBoth(double qualityPrice, double slotPrice, int gesture);
    void setFollows(bool follows);
    void setSlotModel(std::size_t model);
    /// One step of the supergradient ascent. @returns whether there was anything to climb
    bool climb(int gesture);
    /// The optimizer's prices.
    void take();
    /// Where the hand was when the pictures were made.
    void putBack();
    bool canPutBack() const;
    void setStripOrder(StripOrder order);
    void setMapWanted(bool wanted);

  signals:
    /// Other data, other limits, other pictures.
    void groundChanged();
    /// The prices in the hand; what the batch does at them follows with viewChanged().
    void stateChanged();
    void viewChanged();
    void stripsChanged();
    void mapChanged();
    void slotModelChanged();

  private:
    friend class PriceCommand;
    void followSolve();
    void trace();
    void accept(const std::shared_ptr<const PriceCurve>& curve);
    void goHome();
    void keepOnPath();
    std::size_t dearestSlot(const PricePath& path) const;
    void push(const HandState& next, const QString& text, int gesture);
    void apply(const HandState& next);
    void evaluate();
    void requestStrips();
    void requestMap();
    double optimalPrice() const;
    std::vector<std::uint32_t> selection() const;

    Session& m_session;
    std::shared_ptr<const SolveView> m_solve;
    std::shared_ptr<const DualBatch> m_batch;
    std::shared_ptr<const PriceCurve> m_curve;
    std::shared_ptr<DualEngine> m_engine;  ///< of the evaluator's jobs alone
    DualGoal m_goal;
    std::optional<HeldAnswer> m_optimal;
    bool m_optimalKnown = false;  ///< it is of m_solve
    std::shared_ptr<const HandView> m_view;
    HandState m_state;
    HandState m_home;
    bool m_touched = false;
    bool m_active = false;
    bool m_waiting = true;  ///< something was solved that is not followed yet
    double m_step = 5e-5;
    std::size_t m_slotModel = 0;
    StripOrder m_stripOrder = StripOrder::Spread;
    PriceStrips m_chosen;
    bool m_mapWanted = false;
    std::shared_ptr<const PriceMap> m_map;
    std::vector<HeldPrices> m_trail;
    QTimer m_rest;  ///< until the hand rests
    // Last, so that they end first.
    Worker m_tracer;
    Worker m_chooser;
    Worker m_mapper;
    Worker m_evaluator;
};

}  // namespace orl
