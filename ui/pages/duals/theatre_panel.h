#pragma once

#include <QTimer>
#include <QWidget>
#include <array>
#include <memory>
#include <vector>

#include "core/lab/duals/batch.h"
#include "core/lab/duals/theatre.h"
#include "ui/session/worker.h"

class QAbstractButton;
class QButtonGroup;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace orl {

class Session;
class TheatreLaneView;

/// A step of the paper's method that a button stands for.
struct StepRule {
    const char* title;
    const char* tip;
    double firstStep;
    int patience;
    bool diminishes;
};
inline constexpr std::array<StepRule, 3> kStepRules = {
    {{QT_TRANSLATE_NOOP("orl::TheatrePanel", "Too small"),
      QT_TRANSLATE_NOOP("orl::TheatrePanel", "η = 0.002 at every look: it creeps"), 0.002, 0,
      false},
     {QT_TRANSLATE_NOOP("orl::TheatrePanel", "Adaptive"),
      QT_TRANSLATE_NOOP("orl::TheatrePanel",
                        "The paper's: η / √k, halved after ten looks without a better bound"),
      1.0, 10, true},
     {QT_TRANSLATE_NOOP("orl::TheatrePanel", "Too large"),
      QT_TRANSLATE_NOOP("orl::TheatrePanel", "η = 1 at every look: it leaps over the peak"), 1.0, 0,
      false}}};

/// The theatre of the method: what the paper's supergradient and this program's optimizer do with
/// the present batch, played, stepped and scrubbed look by look; with the step of the former in the
/// user's hand. Computes while it is seen.
class TheatrePanel : public QWidget {
    Q_OBJECT
  public:
    enum Step { TooSmall, Adaptive, TooLarge };
    enum Start { FromZero, FromOwn, FromOptimizer };

    explicit TheatrePanel(Session& session, QWidget* parent = nullptr);

    bool isBusy() const { return !m_worker.idle(); }
    const std::shared_ptr<const TheatreView>& view() const { return m_view; }
    /// The user's own prices, to start from.
    void setOwnPrices(const HeldPrices& prices);
    int look() const { return m_look; }
    void setLook(int look);
    void setPlaying(bool playing);
    bool isPlaying() const { return m_clock.isActive(); }

    TheatreLaneView* paper() const { return m_paper; }
    TheatreLaneView* fast() const { return m_fast; }
    QAbstractButton* stepButton(Step step) const;
    QToolButton* playButton() const { return m_play; }
    QSlider* scrubber() const { return m_scrubber; }
    QSpinBox* lookField() const { return m_lookField; }
    QDoubleSpinBox* firstStep() const { return m_firstStep; }
    QSpinBox* patience() const { return m_patience; }
    QSpinBox* looks() const { return m_looks; }
    QComboBox* start() const { return m_start; }
    QCheckBox* stopping() const { return m_stopping; }

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QWidget* buildTransport();
    QWidget* buildMethod();
    void connectParts();
    void chooseStep(Step step);
    void showRule();
    TheatreSettings settings() const;
    void follow();
    void request();
    void accept(std::shared_ptr<const TheatreView> view,
                std::vector<std::vector<IterationRecord>> others);
    void chooseModel(std::size_t model);
    void tick();
    int lookAt(int position) const;
    int positionOf(int look) const;

    Session& m_session;
    bool m_stale = true;
    int m_look = 1;
    int m_lastLook = 1;
    std::size_t m_model = 0;
    const void* m_modelOf = nullptr;  ///< experiment that m_model is of
    HeldPrices m_own;
    std::shared_ptr<const TheatreView> m_view;
    TheatreLaneView* m_paper = nullptr;
    TheatreLaneView* m_fast = nullptr;
    QToolButton* m_play = nullptr;
    QSlider* m_scrubber = nullptr;
    QSpinBox* m_lookField = nullptr;
    QLabel* m_of = nullptr;
    QComboBox* m_speed = nullptr;
    QButtonGroup* m_rule = nullptr;
    QDoubleSpinBox* m_firstStep = nullptr;
    QSpinBox* m_patience = nullptr;
    QSpinBox* m_looks = nullptr;
    QComboBox* m_start = nullptr;
    QCheckBox* m_stopping = nullptr;
    QDoubleSpinBox* m_stopGap = nullptr;
    QTimer m_clock;
    Worker m_worker;  ///< last, so that it ends first
};

}  // namespace orl
