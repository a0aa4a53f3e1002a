#pragma once

#include <QFrame>
#include <array>
#include <vector>

#include "core/lab/duals/theatre.h"
#include "ui/charts/trace_plot.h"

class QLabel;
class QStackedLayout;

namespace orl {

class LoadBars;

/// One method of the theatre: its figures at a look, the curves of its bound, gap, prices and
/// violations, and who has the queries at that look.
class TheatreLaneView : public QFrame {
    Q_OBJECT
  public:
    enum class Method { Paper, Fast };
    enum Plot { Bound, Gap, QualityPrice, SlotPrice, Missing, Over };
    static constexpr int kPlots = Over + 1;

    explicit TheatreLaneView(Method method, QWidget* parent = nullptr);

    /// @param others bounds of the paper's method with other steps, for comparison
    /// @param model whose slots are shown; column
    void setView(std::shared_ptr<const TheatreView> view,
                 std::vector<std::vector<IterationRecord>> others, std::size_t model);
    void setModel(std::size_t model);
    /// Shows the lane at that count of looks.
    void setLook(int look);
    /// @param text in place of everything, while there is nothing
    void showNothing(const QString& text);

    TracePlot* plot(Plot which) const { return m_plots[which]; }
    LoadBars* bars() const { return m_bars; }
    /// "bound", "best cost", "gap", "violated" as shown.
    QString figure(int which) const;
    QString caption() const;

  signals:
    void lookAsked(int look);
    void modelChosen(int column);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    const TheatreLane& lane() const;
    void build();
    void showCurves();
    void showFigures();
    void showBars();

    Method m_method;
    std::shared_ptr<const TheatreView> m_view;
    std::vector<std::vector<IterationRecord>> m_others;
    std::size_t m_model = 0;
    int m_look = 1;
    QStackedLayout* m_stack = nullptr;
    QWidget* m_body = nullptr;
    QLabel* m_empty = nullptr;
    std::array<QLabel*, 4> m_names{};
    std::array<QLabel*, 4> m_figures{};
    std::array<TracePlot*, kPlots> m_plots{};
    QLabel* m_caption = nullptr;
    LoadBars* m_bars = nullptr;
};

}  // namespace orl
