#pragma once

#include <QDialog>

#include "core/lab/grid_sweep.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace orl {

class HeatMapChart;
class Session;
class SweepAxisField;
class SweepChart;
class SweepRunner;
struct HeatMapData;
struct SweepData;

/// One setting against another: a sweep of whatever can be set, of what the window shows, run when
/// it is asked for and shown as it fills. Along one axis cost and accuracy of the compared routers,
/// over two a map of one figure of one router with lines of equal cost. A click on a cell takes its
/// setting, as a drag of the line does. Stays open beside the window.
class SweepDialog : public QDialog {
    Q_OBJECT
  public:
    SweepDialog(Session& session, QWidget* parent);
    ~SweepDialog() override;

    SweepAxisField* x() const { return m_x; }
    SweepAxisField* y() const { return m_y; }
    QComboBox* router() const { return m_router; }
    QComboBox* figure() const { return m_figure; }
    QPushButton* sweep() const { return m_sweep; }
    QPushButton* cancel() const { return m_cancel; }
    QPushButton* save() const { return m_save; }
    QPushButton* command() const { return m_command; }
    QLabel* note() const { return m_note; }
    SweepChart* curves() const { return m_curves; }
    HeatMapChart* map() const { return m_map; }
    SweepRunner* runner() const { return m_runner; }
    /// The bytes of `omnirouter sweep --out`. @throws Error when the file cannot be written
    void saveCsv(const QString& path) const;
    /// The command that makes the present sweep; empty where nothing is kept in a workspace.
    QString commandLine() const;

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void build();
    QLayout* buildRow();
    void connectParts();
    void followSession();
    /// What the fields ask for; nothing while nothing is solved.
    std::optional<GridInputs> asked() const;
    void askChanged();
    void showView();
    void showCurves();
    void showMap();
    void showNow();
    void say(const QString& wrong);
    GridFigure figureAsked() const;
    void take(const GridCell& cell, int gesture);
    void takeValue(double shown);
    void takeCell(std::size_t column, std::size_t row);
    double nowOf(const SweepAxis& axis) const;
    void exportCsv();
    void copyCommand();

    Session& m_session;
    SweepRunner* m_runner;
    SweepAxisField* m_x = nullptr;
    SweepAxisField* m_y = nullptr;
    QComboBox* m_router = nullptr;
    QComboBox* m_figure = nullptr;
    QLabel* m_routerLabel = nullptr;
    QLabel* m_figureLabel = nullptr;
    QPushButton* m_sweep = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_command = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_note = nullptr;
    SweepChart* m_curves = nullptr;
    HeatMapChart* m_map = nullptr;
    QStackedWidget* m_stack = nullptr;
    int m_gesture = 0;
    bool m_begun = false;
    QString m_said;  ///< of the last export or copy
};

}  // namespace orl
