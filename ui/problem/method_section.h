#pragma once

#include <QList>

#include "ui/problem/section.h"

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QMenu;
class QSpinBox;
class QToolButton;

namespace orl {

class Session;

/// How qualities are predicted, who routes, and who is compared.
class MethodSection : public Section {
    Q_OBJECT
  public:
    explicit MethodSection(Session& session, QWidget* parent = nullptr);

    QComboBox* predictor() const { return m_predictor; }
    QComboBox* embedding() const { return m_embedding; }
    QSpinBox* neighbours() const { return m_neighbours; }
    QDoubleSpinBox* blend() const { return m_blend; }
    QDoubleSpinBox* caution() const { return m_caution; }
    QComboBox* router() const { return m_router; }
    QMenu* compared() const { return m_comparedMenu; }

  private:
    void buildPredictor();
    void buildRouters();
    void showScenario();
    void showVectors();
    void showCompared();
    void toggleCompared();
    void showOwnRouters();
    QAction* addCompared(const QString& title, const QString& id, const QString& tip);

  signals:
    /// The routers of one's own are to be shown.
    void ownRoutersAsked();

  private:
    Session& m_session;
    QComboBox* m_predictor = nullptr;
    QComboBox* m_embedding = nullptr;
    QSpinBox* m_neighbours = nullptr;
    QDoubleSpinBox* m_caution = nullptr;
    QDoubleSpinBox* m_blend = nullptr;
    QComboBox* m_router = nullptr;
    QToolButton* m_compared = nullptr;
    QMenu* m_comparedMenu = nullptr;
    QList<QAction*> m_ownActions;  ///< what stands in the menu behind the catalogue
};

}  // namespace orl
