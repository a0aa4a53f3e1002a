#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/lab/duals/routings.h"
#include "ui/charts/routing_plane.h"
#include "ui/session/worker.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;
class QStackedWidget;
class QStandardItemModel;
class QTableView;
class QToolButton;

namespace orl {

class NoteLabel;
class RoutingBoard;
class Session;
class TracePlot;
class WaterfallChart;

/// A few queries of the batch, with all their routings: where the gap between bound and best
/// routing comes from, why it vanishes, and a board on which they are routed by hand or as a greedy
/// router does, arrival by arrival. Computes while it is seen.
class RoutingsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit RoutingsPanel(Session& session, QWidget* parent = nullptr);

    bool isBusy() const { return !m_worker.idle() || !m_gapWorker.idle(); }
    const std::shared_ptr<const RoutingsView>& view() const { return m_view; }
    const std::vector<GapPoint>& gaps() const { return m_gaps; }
    /// What is on the board; −1: not arrived yet.
    const Assignment& routing() const { return m_routing; }

    RoutingPlane* overview() const { return m_overview; }
    RoutingPlane* closeUp() const { return m_closeUp; }
    RoutingBoard* board() const { return m_board; }
    TracePlot* gapPlot() const { return m_gapPlot; }
    QStandardItemModel* conditions() const { return m_conditions; }
    WaterfallChart* waterfall() const { return m_waterfall; }
    QSpinBox* queries() const { return m_queries; }
    QSpinBox* models() const { return m_models; }
    QPushButton* drawButton() const { return m_draw; }
    QPushButton* shuffleButton() const { return m_shuffle; }
    QPushButton* bestButton() const { return m_best; }
    QToolButton* backButton() const { return m_back; }
    QToolButton* forthButton() const { return m_forth; }
    QComboBox* rule() const { return m_rule; }
    QString said() const;

  protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* buildControls();
    QWidget* buildPlanes();
    QWidget* buildConditions();
    QWidget* buildBoard();
    QWidget* buildGap();
    void connectParts();
    void follow();
    void request();
    void requestGaps();
    void accept(std::shared_ptr<const RoutingsView> view, std::shared_ptr<const Dataset> texts);
    void showNothing(const QString& why);
    void showPlanes(bool fresh);
    void showConditions();
    void showBoard();
    void showFigures();
    void showGaps();
    void arrive(std::size_t arrived);
    void setRouting(Assignment routing, const QString& name);
    QString queryName(std::size_t query) const;

    Session& m_session;
    bool m_stale = true;
    bool m_gapsStale = true;
    std::uint64_t m_seed = 0;  ///< of the drawn queries; 0: one that tells something is sought
    std::shared_ptr<const RoutingsView> m_view;
    std::shared_ptr<const Dataset> m_data;  ///< that its queries are of, whatever is shown by now
    std::shared_ptr<const std::vector<RoutingPlane::Point>> m_points;  ///< of its cloud
    std::vector<GapPoint> m_gaps;
    Assignment m_routing;
    QString m_routingName;
    std::vector<std::uint32_t> m_order;  ///< of arrival
    std::size_t m_arrived = 0;

    QSpinBox* m_queries = nullptr;
    QSpinBox* m_models = nullptr;
    QPushButton* m_draw = nullptr;
    NoteLabel* m_note = nullptr;
    QLabel* m_planeTitle = nullptr;
    RoutingPlane* m_overview = nullptr;
    RoutingPlane* m_closeUp = nullptr;
    QStandardItemModel* m_conditions = nullptr;
    QTableView* m_conditionTable = nullptr;
    WaterfallChart* m_waterfall = nullptr;
    RoutingBoard* m_board = nullptr;
    QStackedWidget* m_boardStack = nullptr;
    QStandardItemModel* m_table = nullptr;
    QLabel* m_boardName = nullptr;
    QLabel* m_figures = nullptr;
    QToolButton* m_back = nullptr;
    QToolButton* m_forth = nullptr;
    QComboBox* m_rule = nullptr;
    QPushButton* m_shuffle = nullptr;
    QPushButton* m_best = nullptr;
    TracePlot* m_gapPlot = nullptr;
    QLabel* m_gapNote = nullptr;
    Worker m_gapWorker;
    Worker m_worker;  ///< last, so that they end first
};

}  // namespace orl
