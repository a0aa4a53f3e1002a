#pragma once

#include <memory>
#include <optional>

#include "core/evaluate/error_parts.h"
#include "ui/charts/waterfall_chart.h"
#include "ui/session/worker.h"

class QComboBox;

namespace orl {

class Session;
struct SolveView;

/// What the solver's routing loses against hindsight, split into its causes: in cost at the
/// accuracy realized, or in accuracy at the cost realized. Computed while somebody looks.
class LossPanel : public WaterfallChart {
    Q_OBJECT
  public:
    explicit LossPanel(Session& session, QWidget* parent = nullptr);

    /// Cost, or accuracy.
    QComboBox* what() const { return m_what; }
    const std::optional<ErrorExplanation>& explanation() const { return m_explanation; }
    bool isBusy() const { return !m_worker.idle(); }

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void follow();
    void show();

    Session& m_session;
    QComboBox* m_what = nullptr;
    std::shared_ptr<const SolveView> m_of;  ///< what is or will be explained
    std::optional<ErrorExplanation> m_explanation;
    double m_queries = 0.0;
    Worker m_worker;  ///< last, so that it ends first
};

}  // namespace orl
