#pragma once

#include <QFrame>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/duals/limit_worth.h"
#include "ui/session/worker.h"

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace orl {

class NoteLabel;
class PriceHand;

/// What a unit of each limit is worth at the optimizer's prices, as sentences; and each can be
/// tried: the limit is moved by the unit, everything solved again, and put back.
class WorthPanel : public QFrame {
    Q_OBJECT
  public:
    explicit WorthPanel(PriceHand& hand, QWidget* parent = nullptr);

    struct Line {
        QLabel* sentence = nullptr;
        NoteLabel* note = nullptr;
        QPushButton* check = nullptr;
    };
    const std::vector<Line>& lines() const { return m_lines; }
    const std::vector<LimitStep>& steps() const { return m_steps; }
    const std::optional<LimitCheck>& result(std::size_t line) const { return m_results[line]; }
    QPushButton* checkAll() const { return m_checkAll; }
    QPushButton* allModels() const { return m_allModels; }
    bool isBusy() const { return !m_pricer.idle() || !m_checker.idle() || !m_queue.empty(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void build();
    void followGround();
    void showSteps();
    void showLine(std::size_t line);
    void ask(std::size_t line);
    void next();

    PriceHand& m_hand;
    std::shared_ptr<const SolveView> m_solve;
    std::optional<LimitPrices> m_prices;
    std::vector<LimitStep> m_steps;
    std::vector<std::optional<LimitCheck>> m_results;
    std::deque<std::size_t> m_queue;       ///< lines that wait to be checked
    std::optional<std::size_t> m_running;  ///< the one that is checked now
    bool m_all = false;
    std::vector<Line> m_lines;
    QVBoxLayout* m_list = nullptr;
    NoteLabel* m_note = nullptr;
    QPushButton* m_checkAll = nullptr;
    QPushButton* m_allModels = nullptr;
    // Last, so that they end first.
    Worker m_pricer;
    Worker m_checker;
};

}  // namespace orl
