#pragma once

#include <QPointer>

#include "core/predict/predictor.h"
#include "ui/pages/page.h"
#include "ui/session/predictor_study.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;

namespace orl {

class NeighbourPanel;
class NoteLabel;
class GuaranteePanel;
class ReliabilityChart;
class ScoreModel;
class Session;
class UnknownLast;
class ValueControl;

/// How good the predictions are on queries that the fit has not seen: the kinds of predictor side
/// by side, scores per model, reliability, what a floor on predictions yields, and the neighbours
/// that a prediction rests on. k and blend show their effect while they are dragged.
class PredictorPage : public Page {
    Q_OBJECT
  public:
    explicit PredictorPage(Session& session, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("predictor"); }
    QString title() const override { return tr("&Predictor"); }

    /// Lets all axes fit.
    void settle() override;
    ScoreModel* kinds() const { return m_kinds; }
    ScoreModel* models() const { return m_models; }
    QTableView* kindTable() const { return m_kindTable; }
    QTableView* modelTable() const { return m_modelTable; }
    ReliabilityChart* reliability() const { return m_reliability; }
    GuaranteePanel* guarantee() const { return m_guarantee; }
    NeighbourPanel* neighbours() const { return m_panel; }
    ValueControl* neighbourControl() const { return m_k; }
    ValueControl* blendControl() const { return m_blend; }
    QPushButton* routeButton() const { return m_route; }
    QString note() const;
    /// Whose scores per model and reliability are shown.
    PredictorKind shownKind() const { return m_kind; }
    /// What the rows of the lower table are.
    enum class By { Models, Tasks, Levels };
    void showBy(By by);
    By shownBy() const { return m_by; }
    QComboBox* byChoice() const { return m_byChoice; }
    /// Whether queries that repeat a training query count; hidden where there are none.
    QCheckBox* copiesChoice() const { return m_copies; }
    /// Both tables, as sorted on screen.
    QString csv() const;

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QWidget* buildBar();
    QWidget* buildTables();
    QWidget* buildByChoice();
    QTableView* buildTable(ScoreModel* model, UnknownLast* sorted, const QString& name);
    void buildPage();
    void arrange(bool narrow);
    void preview(const ValueControl* control, int gesture);
    void commit(int gesture);
    void showScenario();
    void showStudy();
    void showKinds();
    void showModels();
    void fitTables();
    void showReliability();
    void selectBin(std::size_t bin);
    void showNote();
    void chooseKind(PredictorKind kind);
    const JudgedScores* shown() const;
    /// The score of the chosen row where rows are groups of queries, and the groups.
    const GroupScore* chosenGroup() const;
    const ScoreGroups& groups() const;
    void exportTables();

    Session& m_session;
    QPointer<PredictorStudy> m_study;  ///< the session ends before the window hides its pages
    PredictorKind m_kind = PredictorKind::Hybrid;      ///< shown
    PredictorKind m_usedKind = PredictorKind::Hybrid;  ///< of the scenario, when last seen
    By m_by = By::Models;
    int m_gesture = 0;
    ScoreModel* m_kinds;
    ScoreModel* m_models;
    UnknownLast* m_sortedKinds;
    UnknownLast* m_sortedModels;
    QTableView* m_kindTable = nullptr;
    QTableView* m_modelTable = nullptr;
    QComboBox* m_byChoice = nullptr;
    QCheckBox* m_copies = nullptr;
    NoteLabel* m_byNote = nullptr;
    ValueControl* m_k = nullptr;
    ValueControl* m_blend = nullptr;
    QPushButton* m_route = nullptr;
    NoteLabel* m_note = nullptr;
    ReliabilityChart* m_reliability = nullptr;
    GuaranteePanel* m_guarantee = nullptr;
    NeighbourPanel* m_panel = nullptr;
    QSplitter* m_top = nullptr;
    QSplitter* m_rows = nullptr;
    QLabel* m_waiting = nullptr;
    QStackedLayout* m_stack = nullptr;
};

}  // namespace orl
