#pragma once

#include <QToolButton>
#include <functional>
#include <memory>
#include <vector>

#include "core/lab/duals/own_instance.h"

#include "ui/widgets/throttle.h"

namespace orl {

class RoutingsPanel;
class Session;

/// The door to an instance of one's own: begins one, adds and takes away queries and models, takes
/// a change back, leaves. What is one's own work is set aside meanwhile (Session::visit).
class OwnInstanceButton : public QToolButton {
    Q_OBJECT
  public:
    /// @param routings whose drawn queries can be made an instance
    OwnInstanceButton(Session& session, RoutingsPanel& routings, QWidget* parent = nullptr);

    /// The session shows such an instance.
    bool isOn() const;
    void beginTextbook();
    /// Nothing happens where nothing is drawn.
    void beginDrawn();
    /// The one that was left, or that a lesson took the place of; nothing happens without.
    void goOn();
    bool canGoOn() const { return m_last && !isOn(); }
    void addQuery();
    void addModel();
    void removeQuery(std::size_t query);
    void removeModel(std::size_t model);
    /// A pair is being moved and is there now: solved on the way; movePair() ends it.
    void holdPair(std::size_t query, std::size_t model, double cost, double quality);
    /// One change to take back, whatever it was on the way.
    void movePair(std::size_t query, std::size_t model, double cost, double quality);
    bool canTakeBack() const { return !m_earlier.empty(); }
    void takeBack();

  private:
    void fillMenu();
    void showState();
    /// The instance as it is, to be changed; what it was is remembered.
    void change(const std::function<void(Dataset&)>& edit);

    Session& m_session;
    RoutingsPanel& m_routings;
    std::vector<std::shared_ptr<const Dataset>> m_earlier;
    std::shared_ptr<const Dataset> m_last;  ///< as it was seen last, to go on with
    Scenario m_lastScenario;
    std::shared_ptr<const Dataset> m_begun;  ///< before the pair that is being moved
    std::function<void(Dataset&)> m_held;    ///< what the move does, as far as it is
    Throttle m_throttle;
};

}  // namespace orl
