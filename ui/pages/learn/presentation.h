#pragma once

#include <QTimer>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/lab/lessons/check.h"
#include "ui/style/tokens.h"

class QGraphicsProxyWidget;
class QGraphicsView;
class QHBoxLayout;
class QLabel;
class QSlider;
class QVBoxLayout;

namespace orl {

class FormulaView;
class LearnPage;
class SpotlightVeil;

/// The present step of a lesson for the front of a class: full screen, large type, no dock; keys
/// for the next step, the answer, the formulas with their numbers, and a light on what is spoken
/// of. Follows the Learn page and moves it.
class Presentation : public QWidget {
    Q_OBJECT
  public:
    explicit Presentation(LearnPage& page, QWidget* parent = nullptr);

    /// 0.8 to 1.6.
    double scale() const { return m_scale; }
    bool isRevealed() const { return m_revealed; }
    bool isBlack() const { return m_black; }
    bool showsFormulas() const;
    bool showsKeys() const;
    /// What the light is on; none: on everything.
    std::optional<std::size_t> spotlight() const { return m_spot; }
    QString headline() const;
    QString answer() const;
    FormulaView* formulas() const { return m_formulas; }
    QSlider* lambda() const { return m_lambda; }

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build();
    void follow();
    void showState();
    void showStage();
    void showQuestion();
    void applyFonts();
    void reveal();
    void setScale(double scale);
    void nextSpot();
    void fitStage();
    void wakeKeys();
    QLabel* label(const QString& name, bool wraps);

    static constexpr int kLambdaSteps = 1000;  ///< of the slider

    LearnPage& m_page;
    double m_scale = 1.0;
    bool m_revealed = false;
    bool m_black = false;
    std::optional<std::size_t> m_spot;
    std::size_t m_shownLesson = 0;
    std::size_t m_shownStep = 0;
    QTimer m_keysLater;
    QLabel* m_lesson = nullptr;
    QLabel* m_dots = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_headline = nullptr;
    QLabel* m_text = nullptr;
    QGraphicsView* m_stage = nullptr;
    QWidget* m_scene = nullptr;  ///< lives in the stage
    QHBoxLayout* m_lanes = nullptr;
    QGraphicsProxyWidget* m_proxy = nullptr;
    QWidget* m_side = nullptr;
    FormulaView* m_formulas = nullptr;
    QSlider* m_lambda = nullptr;
    QWidget* m_questionRow = nullptr;
    QLabel* m_question = nullptr;
    QHBoxLayout* m_options = nullptr;
    QLabel* m_answer = nullptr;
    QLabel* m_keys = nullptr;
    SpotlightVeil* m_veil = nullptr;
    QWidget* m_body = nullptr;
};

}  // namespace orl
