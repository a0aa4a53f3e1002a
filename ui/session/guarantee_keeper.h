#pragma once

#include <QObject>
#include <limits>
#include <string>

#include "core/lab/guarantee_engine.h"

namespace orl {

class Session;

/// Keeps the floor on predictions at what a guarantee needs, where the scenario asks for one: it
/// follows the calibration (PredictorStudy) and moves α without a step of undo, since what was
/// asked for is the guarantee. Lives on the GUI thread.
class GuaranteeKeeper : public QObject {
    Q_OBJECT
  public:
    enum class State {
        NotAsked,
        Sought,      ///< calibration has not answered yet
        Kept,        ///< the scenario's floor keeps it
        OutOfReach,  ///< the scenario's floor is that of the largest guarantee there is
        Unknown,     ///< nothing can be calibrated: see why()
    };
    explicit GuaranteeKeeper(Session& session);

    State state() const { return m_state; }
    /// Set where Kept or OutOfReach.
    const Guarantee& guarantee() const { return m_guarantee; }
    const std::string& why() const { return m_why; }
    /// What a point more costs, USD per 1,000 queries; NaN where it is not to be had.
    double nextPointCosts() const { return m_nextPointCosts; }

  signals:
    void changed();

  private:
    void follow();
    void forget(State state);
    void answer();
    void routeAt(const FloorPoint& point, const GuaranteeView& floor);

    Session& m_session;
    State m_state = State::NotAsked;
    Guarantee m_guarantee;
    std::string m_why;
    double m_nextPointCosts = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace orl
