#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListView>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QUndoStack>
#include <cmath>

#include "core/evaluate/guarantee.h"
#include "lab_fixture.h"
#include "ui/charts/floor_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/reliability_chart.h"
#include "ui/pages/neighbour_models.h"
#include "ui/pages/neighbour_panel.h"
#include "ui/pages/predictor_data.h"
#include "ui/pages/predictor_page.h"
#include "ui/pages/promise_panel.h"
#include "ui/pages/score_model.h"
#include "ui/session/floor_engine.h"
#include "ui/session/predictor_study.h"
#include "ui/session/settings_of.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/value_control.h"

namespace orl {

class PredictorPageTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void cleanup();
    void nothingIsJudgedWhileNobodyLooks();
    void kindsAndModelsShowTheScoresOfFreshFits();
    void draggingTheBlendIsLiveAndOneUndoStep();
    void draggingKIsAPreviewUntilReleased();
    void kindsAreChosenAndRoutedByKeyboard();
    void aModelsRowChoosesItsReliabilityCurve();
    void theSweepIsShownAgainstItsDiagonal();
    void thePromiseIsTheCalibratedFloor();
    void neighboursOfASearchedQuery();
    void withoutHeldOutQueriesThePageSaysSo();
    void withoutOutcomesNothingIsJudged();
    void perfectForesightIsNotPromised();
    void modelsPassTheModelTester();

  private:
    void open(const QString& file);
    void open() { open(m_lab->workspace(240, "w.orlab", "hybrid")); }
    bool settle();
    Session& session() const { return m_window->session(); }
    PredictorPage& page() const { return *m_window->predictor(); }
    const PredictorView& view() const { return *session().study().view(); }
    std::vector<PredictionScore> direct(PredictorKind kind, int neighbours, double blend) const;
    static bool sameScores(const std::vector<PredictionScore>& shown,
                           const std::vector<PredictionScore>& expected);

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<MainWindow> m_window;
};

void PredictorPageTest::init() {
    m_lab = std::make_unique<LabFixture>();
    QSettings().clear();
}

void PredictorPageTest::cleanup() {
    m_window.reset();
    m_lab.reset();
}

/// Opens the workspace and, by its key, the page.
void PredictorPageTest::open(const QString& file) {
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(page().isVisible());
    m_window->openWorkspace(file);
    QVERIFY(settle());
}

bool PredictorPageTest::settle() {
    return QTest::qWaitFor([this] { return session().settled(); }, kPatience);
}

/// Scores of a fit made for just these settings, on the rows that it has not seen.
std::vector<PredictionScore> PredictorPageTest::direct(PredictorKind kind, int neighbours,
                                                       double blend) const {
    const Dataset& data = *session().prepared()->data;
    const auto rows = data.rowsOfSplit("test");
    PredictorOptions options;
    options.kind = kind;
    options.neighbours = neighbours;
    options.blend = blend;
    const auto fitted = Predictor::fit(data, data.rowsOfSplit("train"), options);
    return scorePredictions(data, rows, fitted.predict(data, rows));
}

bool PredictorPageTest::sameScores(const std::vector<PredictionScore>& shown,
                                   const std::vector<PredictionScore>& expected) {
    const auto near = [](double a, double b) {
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-6;
    };
    if (shown.size() != expected.size()) return false;
    for (std::size_t j = 0; j < shown.size(); ++j) {
        if (shown[j].model != expected[j].model || shown[j].cells != expected[j].cells ||
            !near(shown[j].auc, expected[j].auc) || !near(shown[j].brier, expected[j].brier) ||
            !near(shown[j].logLoss, expected[j].logLoss) || !near(shown[j].ece, expected[j].ece)) {
            return false;
        }
    }
    return true;
}

void PredictorPageTest::nothingIsJudgedWhileNobodyLooks() {
    open();
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    const auto before = session().study().view();
    const auto floor = session().study().floor();
    Scenario next = session().scenario();
    next.blend = 0.9;
    session().edit(next, "blend");
    QVERIFY(settle());
    QCOMPARE(session().study().view(), before);
    QCOMPARE(session().study().floor(), floor);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(settle());
    QCOMPARE(view().blend, 0.9);
}

void PredictorPageTest::kindsAndModelsShowTheScoresOfFreshFits() {
    open();
    QCOMPARE(page().kinds()->rowCount(), 4);
    QCOMPARE(view().rows, session().prepared()->data->rowsOfSplit("test"));
    for (std::size_t k = 0; k < kPredictorKinds.size(); ++k) {
        const auto expected = direct(kPredictorKinds[k], 32, 0.5);
        QVERIFY(sameScores(view().judged[k]->scores, expected));
        const int row = static_cast<int>(k);
        QVERIFY(std::abs(page().kinds()->number(row, ScoreModel::Auc) - expected.back().auc) <
                1e-6);
    }
    // The models' table is that of the kind in use, and its best Brier score is marked.
    const ScoreModel& models = *page().models();
    QCOMPARE(models.rowCount(), 6);
    double least = 1.0;
    for (int row = 0; row < 5; ++row) {
        least = std::min(least, models.number(row, ScoreModel::Brier));
    }
    for (int row = 0; row < 6; ++row) {
        const bool best = row < 5 && models.number(row, ScoreModel::Brier) == least;
        QCOMPARE(models.isBest(row, ScoreModel::Brier), best);
    }
    // Sorted by the worst Brier score first, the mean stays last.
    page().modelTable()->sortByColumn(ScoreModel::Brier, Qt::DescendingOrder);
    const QAbstractItemModel& sorted = *page().modelTable()->model();
    QVERIFY(sorted.index(5, 0).data().toString().startsWith("mean"));
    for (int row = 1; row < 5; ++row) {
        QVERIFY(sorted.index(row - 1, ScoreModel::Brier).data(kSortRole).toDouble() >=
                sorted.index(row, ScoreModel::Brier).data(kSortRole).toDouble());
    }
    const QStringList lines = page().csv().split('\n');
    QCOMPARE(lines.size(), 1 + 4 + 1 + 1 + 6 + 1);
    QCOMPARE(lines[1].split(',')[ScoreModel::Auc].toDouble(), view().judged[0]->scores.back().auc);
}

void PredictorPageTest::draggingTheBlendIsLiveAndOneUndoStep() {
    open();
    RangeSlider* slider = page().blendControl()->slider();
    const auto at = [&](int position) {
        return QPoint(slider->pixelOf(position), slider->height() / 2);
    };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(slider->value()));
    QTest::mouseMove(slider, at(700));
    QTest::mouseMove(slider, at(900));
    const double dragged = page().blendControl()->value();
    QVERIFY(dragged > 0.85 && dragged < 0.95);
    // Before the hand lets go the page has the new scores, and nothing else has moved.
    QVERIFY(QTest::qWaitFor([&] { return view().blend == dragged; }, kPatience));
    QCOMPARE(session().scenario().blend, 0.5);
    QVERIFY(sameScores(view().of(PredictorKind::Hybrid)->scores,
                       direct(PredictorKind::Hybrid, 32, dragged)));
    QCOMPARE(page().kinds()->number(0, ScoreModel::Auc),
             view().of(PredictorKind::Hybrid)->scores.back().auc);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(900));
    QCOMPARE(session().scenario().blend, dragged);
    QCOMPARE(session().undoStack()->count(), 1);
    QVERIFY(settle());
    QCOMPARE(session().prepared()->predictor->options().blend, dragged);
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(page().blendControl()->value(), 0.5);
    QVERIFY(settle());
    QCOMPARE(view().blend, 0.5);
    // By keyboard: a step of the slider is a value of the scenario at once.
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Right);
    QVERIFY(session().scenario().blend > 0.5);
    QVERIFY(settle());
    QCOMPARE(view().blend, session().scenario().blend);
}

void PredictorPageTest::draggingKIsAPreviewUntilReleased() {
    open();
    RangeSlider* slider = page().neighbourControl()->slider();
    const auto at = [&](int position) {
        return QPoint(slider->pixelOf(position), slider->height() / 2);
    };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(slider->value()));
    QTest::mouseMove(slider, at(300));
    const int k = static_cast<int>(page().neighbourControl()->value());
    QVERIFY(k > 1 && k < 20);
    QVERIFY(QTest::qWaitFor([&] { return view().neighbours == k; }, kPatience));
    QVERIFY(!view().exact);
    QVERIFY2(page().note().contains("weights for k = 32"), qPrintable(page().note()));
    QCOMPARE(session().scenario().neighbours, 32);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(300));
    QVERIFY(settle());
    QCOMPARE(session().scenario().neighbours, k);
    QVERIFY(view().exact);
    QVERIFY(sameScores(view().of(PredictorKind::Knn)->scores, direct(PredictorKind::Knn, k, 0.5)));
    QVERIFY(sameScores(view().of(PredictorKind::Hybrid)->scores,
                       direct(PredictorKind::Hybrid, k, 0.5)));
}

void PredictorPageTest::kindsAreChosenAndRoutedByKeyboard() {
    open();
    QVERIFY(!page().routeButton()->isEnabled());
    page().kindTable()->setFocus();
    QTest::keyClick(page().kindTable(), Qt::Key_Down);
    QVERIFY(page().shownKind() == PredictorKind::Knn);
    QCOMPARE(page().models()->number(0, ScoreModel::Auc),
             view().of(PredictorKind::Knn)->scores[0].auc);
    QVERIFY(page().reliability()->data().of.contains("retrieval"));
    QCOMPARE(session().scenario().predictor, std::string("hybrid"));
    page().routeButton()->setFocus();
    QTest::keyClick(page().routeButton(), Qt::Key_Space);
    QCOMPARE(session().scenario().predictor, std::string("knn"));
    QVERIFY(settle());
    QVERIFY(session().prepared()->predictor->options().kind == PredictorKind::Knn);
    QVERIFY(page().kinds()->rows()[1].name.contains("in use"));
    // All kinds are still there to compare with.
    QVERIFY(sameScores(view().of(PredictorKind::Hybrid)->scores,
                       direct(PredictorKind::Hybrid, 32, 0.5)));
}

void PredictorPageTest::aModelsRowChoosesItsReliabilityCurve() {
    open();
    ReliabilityChart* chart = page().reliability();
    const auto pooled = chart->data();
    QVERIFY(pooled.of.contains("all models"));
    page().modelTable()->setFocus();
    QTest::mouseClick(
        page().modelTable()->viewport(), Qt::LeftButton, {},
        page().modelTable()->visualRect(page().modelTable()->model()->index(1, 0)).center());
    const auto& expected = view().of(PredictorKind::Hybrid)->reliability[1];
    QCOMPARE(chart->data().bins.size(), expected.size());
    QCOMPARE(chart->data().bins[0].observed, expected[0].observed);
    QCOMPARE(chart->data().color, 1);
    PlotView* plot = chart->plots()[0];
    const auto& bin = chart->data().bins.back();
    QTest::mouseMove(plot->viewport(), plot->toPixel(bin.predicted, bin.observed).toPoint());
    QVERIFY(QTest::qWaitFor([&] { return plot->hoverBox().size() == 4; }, 5000));
    QCOMPARE(plot->hoverBox()[3].text, QString("%1 cells").arg(bin.cells));
    QTest::keyClick(page().modelTable(), Qt::Key_End);  // the mean: all cells again
    page().modelTable()->setCurrentIndex(page().modelTable()->model()->index(5, 0));
    QCOMPARE(chart->data().bins.size(), pooled.bins.size());
    const QStringList lines = chart->csv().split('\n', Qt::SkipEmptyParts);
    QCOMPARE(std::size_t(lines.size()), pooled.bins.size() + 1);
    QCOMPARE(lines[1].split("\",")[1].split(',')[2].toDouble(), pooled.bins[0].observed);
}

void PredictorPageTest::theSweepIsShownAgainstItsDiagonal() {
    open();
    FloorChart* chart = page().promise()->chart();
    const auto& sweep = *session().sweep(SweepOver::Alpha);
    std::size_t feasible = 0;
    for (const auto& point : sweep.points[0]) {
        if (!point || !point->evaluation.feasible) continue;
        const auto& shown = chart->data().points[feasible++];
        QCOMPARE(shown.predicted, point->evaluation.predictedAccuracy);
        QCOMPARE(shown.realized, point->evaluation.realizedAccuracy);
    }
    QCOMPARE(chart->data().points.size(), feasible);
    QCOMPARE(chart->data().alpha, session().scenario().qualityFloor);
    // α follows the hand in the chart.
    PlotView* plot = chart->plots()[0];
    const double target = (plot->x().lo() + plot->x().hi()) / 2.0;
    const QPoint at = plot->toPixel(target, plot->y().lo()).toPoint() - QPoint(0, 20);
    QTest::mouseClick(plot->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(std::abs(session().scenario().qualityFloor - target) < 0.01);
    QCOMPARE(chart->data().alpha, session().scenario().qualityFloor);
}

void PredictorPageTest::thePromiseIsTheCalibratedFloor() {
    open();
    const auto& floor = session().study().floor();
    QVERIFY(floor && !floor->path.points.empty());
    QCOMPARE(floor->folds, 5);
    PromisePanel* panel = page().promise();
    QCOMPARE(panel->promise()->value(), session().scenario().qualityFloor * 100.0);
    const auto type = [&](const char* text) {
        panel->promise()->setFocus();
        panel->promise()->selectAll();
        QTest::keyClicks(panel->promise(), text);
        QTest::keyClick(panel->promise(), Qt::Key_Return);
    };
    type("99.9");
    QVERIFY2(panel->text().contains("out of reach"), qPrintable(panel->text()));
    QVERIFY(!panel->routeButton()->isEnabled());
    QVERIFY(std::isnan(panel->chart()->data().internalFloor));
    type("45.0");
    const Guarantee expected = guaranteedFloor(floor->path, 0.45);
    QVERIFY(expected.reachable);
    QCOMPARE(panel->chart()->data().internalFloor, expected.point.floor);
    QCOMPARE(panel->chart()->data().bounds.size(), floor->path.points.size());
    QVERIFY(panel->routeButton()->isEnabled());
    panel->routeButton()->setFocus();
    QTest::keyClick(panel->routeButton(), Qt::Key_Space);
    QCOMPARE(session().scenario().qualityFloor, expected.point.floor);
    QCOMPARE(panel->promise()->value(), 45.0);  // what is promised stays what it was
    QVERIFY(settle());
    // More confidence, wider margins.
    const double margin = session().study().floor()->path.points.front().margin;
    panel->confidence()->setFocus();
    QTest::keyClick(panel->confidence(), Qt::Key_Down);
    QVERIFY(settle());
    QCOMPARE(session().study().floor()->path.confidence, 0.95);
    QVERIFY(session().study().floor()->path.points.front().margin > margin);
}

void PredictorPageTest::neighboursOfASearchedQuery() {
    open();
    NeighbourPanel* panel = page().neighbours();
    const Dataset& data = *session().prepared()->data;
    QCOMPARE(std::size_t(panel->queries()->model()->rowCount()), view().rows.size());
    const QString word = QString::fromStdString(data.queries[view().rows[7]].text).left(12);
    panel->search()->setFocus();
    QTest::keyClicks(panel->search(), word.toUpper());
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < view().rows.size(); ++i) {
        const QString text = QString::fromStdString(data.queries[view().rows[i]].text);
        if (text.contains(word, Qt::CaseInsensitive)) found.push_back(i);
    }
    QCOMPARE(std::size_t(panel->queries()->model()->rowCount()), found.size());
    panel->queries()->setCurrentIndex({});
    QTest::keyClick(panel->search(), Qt::Key_Return);
    QVERIFY(settle());
    const auto& seen = *session().study().neighbourhood();
    QCOMPARE(seen.position, found[0]);
    const std::string& text = data.queries[view().rows[found[0]]].text;
    QCOMPARE(panel->detail()->toPlainText(), QString::fromStdString(text));
    const auto expected = session().prepared()->predictor->neighbours(text, 32);
    const auto training = data.rowsOfSplit("train");
    const NeighbourModel& model = *panel->model();
    QCOMPARE(std::size_t(model.rowCount()), 2 + expected.size());
    for (std::size_t n = 0; n < expected.size(); ++n) {
        const int row = static_cast<int>(n) + NeighbourModel::FirstNeighbour;
        QCOMPARE(model.number(row, NeighbourModel::Similarity), expected[n].similarity);
        const std::size_t from = training[expected[n].trainingRow];
        QCOMPARE(model.text(row), data.queries[from].text);
        QCOMPARE(model.number(row, NeighbourModel::FirstModel), data.score(Eigen::Index(from), 0));
    }
    QCOMPARE(model.number(NeighbourModel::Predicted, NeighbourModel::FirstModel + 1),
             view().of(PredictorKind::Hybrid)->predictions.quality(Eigen::Index(found[0]), 1));
    QCOMPARE(model.number(NeighbourModel::Recorded, NeighbourModel::FirstModel + 1),
             data.score(Eigen::Index(view().rows[found[0]]), 1));
    panel->table()->setFocus();
    panel->table()->setCurrentIndex(model.index(NeighbourModel::FirstNeighbour, 1));
    QCOMPARE(panel->detail()->toPlainText(),
             QString::fromStdString(model.text(NeighbourModel::FirstNeighbour)));
}

void PredictorPageTest::withoutHeldOutQueriesThePageSaysSo() {
    open();
    Scenario next = session().scenario();
    next.testSplit = next.trainSplit;
    session().edit(next, "route what was learned");
    QVERIFY(settle());
    QCOMPARE(view().rows.size(), 0U);
    QVERIFY(!page().kindTable()->isVisible());
    QVERIFY(session().study().floor()->path.points.empty());
    next.testSplit = "";  // all rows: half of them are held out
    session().edit(next, "route all");
    QVERIFY(settle());
    QCOMPARE(view().rows, session().prepared()->data->rowsOfSplit("test"));
    QVERIFY2(page().note().contains("120 more are left out"), qPrintable(page().note()));
    QVERIFY(m_window->banner()->isHidden());
}

void PredictorPageTest::withoutOutcomesNothingIsJudged() {
    Dataset data = generateDataset({160, 4, 9});
    data.name = "blind";
    for (const std::size_t row : data.rowsOfSplit("test")) {
        data.score.row(Eigen::Index(row)).setConstant(kMissing);
    }
    Workspace made = Workspace::create(m_lab->path("blind.orlab"));
    made.saveDataset(data);
    open(m_lab->file("blind.orlab"));
    QCOMPARE(view().judged[0]->scores.back().cells, 0U);
    QVERIFY2(page().note().contains("no recorded outcomes"), qPrintable(page().note()));
    QVERIFY(page().reliability()->isEmpty());
    QVERIFY(!page().promise()->chart()->isEmpty());  // calibrated on the training queries
    QCOMPARE(page().models()->index(0, ScoreModel::Auc).data().toString(), QString("–"));
    QVERIFY(page().neighbours()->model()->rowCount() > 2);
}

void PredictorPageTest::perfectForesightIsNotPromised() {
    open(m_lab->workspace(120, "r.orlab", "recorded"));
    QVERIFY2(page().promise()->text().contains("foresight"), qPrintable(page().promise()->text()));
    QVERIFY(page().shownKind() == PredictorKind::Hybrid);
    QVERIFY(page().routeButton()->isEnabled());
    QVERIFY(sameScores(view().judged[0]->scores, direct(PredictorKind::Hybrid, 32, 0.5)));
}

void PredictorPageTest::modelsPassTheModelTester() {
    using Mode = QAbstractItemModelTester::FailureReportingMode;
    open();
    const auto neighbourhood = session().study().neighbourhood();
    QVERIFY(neighbourhood);
    ScoreModel scores("Model");
    NeighbourModel neighbours;
    QueryListModel queries;
    const QAbstractItemModelTester one(&scores, Mode::QtTest);
    const QAbstractItemModelTester two(&neighbours, Mode::QtTest);
    const QAbstractItemModelTester three(&queries, Mode::QtTest);
    for (int round = 0; round < 2; ++round) {
        scores.setRows(modelRows(*view().judged[0]));
        scores.setRows(kindRows(view(), "hybrid"));
        scores.setRows({});
        neighbours.setView(neighbourhood, PredictorKind::Hybrid);
        neighbours.setView(neighbourhood, PredictorKind::Prior);
        neighbours.setView(nullptr, PredictorKind::Prior);
        queries.setQueries(session().prepared()->data, view().rows);
        queries.setQueries(nullptr, {});
    }
}

}  // namespace orl

QTEST_MAIN(orl::PredictorPageTest)
#include "predictor_page_test.moc"
