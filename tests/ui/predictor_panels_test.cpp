#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QUndoStack>

#include "core/evaluate/guarantee.h"
#include "core/lab/guarantee_engine.h"
#include "predictor_fixture.h"
#include "ui/charts/floor_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/reliability_chart.h"
#include "ui/pages/predictor/data.h"
#include "ui/pages/predictor/guarantee_panel.h"
#include "ui/pages/predictor/neighbour_models.h"
#include "ui/pages/predictor/neighbour_panel.h"
#include "ui/pages/predictor/score_model.h"
#include "ui/widgets/confidence_choice.h"
#include "ui_test.h"

namespace orl {

class PredictorPanelsTest : public QObject {
    Q_OBJECT
  private slots:
    void init() { m_on = std::make_unique<PredictorFixture>(); }
    void cleanup() { m_on.reset(); }
    void aModelsRowChoosesItsReliabilityCurve();
    void aBinIsASelection();
    void theSweepIsShownAgainstItsDiagonal();
    void theGuaranteeIsTheCalibratedFloor();
    void aSplitKeptForCalibrationIsUsed();
    void crossFittingGuaranteesOfThisBatch();
    void crossFittingCanBeCancelled();
    void perfectForesightIsNotGuaranteed();
    void neighboursOfASearchedQuery();
    void sharedBeginningsGiveWayToWhatDiffers();
    void modelsPassTheModelTester();

  private:
    Session& session() const { return m_on->session(); }
    PredictorPage& page() const { return m_on->page(); }
    const PredictorView& view() const { return m_on->view(); }

    std::unique_ptr<PredictorFixture> m_on;
};

void PredictorPanelsTest::aModelsRowChoosesItsReliabilityCurve() {
    QVERIFY(m_on->open());
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

void PredictorPanelsTest::aBinIsASelection() {
    QVERIFY(m_on->open());
    ReliabilityChart* chart = m_on->page().reliability();
    const SolveView& solve = *m_on->session().solved();
    const Predictions& predictions = m_on->view().of(PredictorKind::Hybrid)->predictions;
    QVERIFY(!chart->data().bins.empty());
    QVERIFY(chart->data().of.startsWith("all models"));
    PlotView* plot = chart->plots().front();
    std::size_t inAny = 0;
    for (const ReliabilityData::Bin& bin : chart->data().bins) {
        std::size_t expected = 0;
        for (std::size_t i = 0; i < solve.experiment->rows.size(); ++i) {
            const double chance = predictions.quality(Eigen::Index(i), (*solve.assignment)[i]);
            if (chance >= bin.least && chance <= bin.greatest) ++expected;
        }
        QTest::mouseClick(plot->viewport(), Qt::LeftButton, {},
                          plot->toPixel(bin.predicted, bin.observed).toPoint());
        const auto& selection = m_on->session().selection();
        QCOMPARE(selection ? selection->rows.size() : 0, expected);
        inAny += expected;
    }
    QVERIFY(inAny > 0);
}

void PredictorPanelsTest::theSweepIsShownAgainstItsDiagonal() {
    QVERIFY(m_on->open());
    FloorChart* chart = page().guarantee()->chart();
    const auto& sweep = *session().sweep(SweepOver::Alpha);
    std::size_t feasible = 0;
    for (const auto& point : sweep.points[0]) {
        if (!point || !point->evaluation.feasible) continue;
        const auto& shown = chart->data().points[feasible++];
        QCOMPARE(shown.predicted, point->evaluation.predictedAccuracy);
        QCOMPARE(shown.realized, point->evaluation.realizedAccuracy);
    }
    QCOMPARE(chart->data().points.size(), feasible);
    QCOMPARE(chart->data().alpha, session().scenario().constraints.qualityFloor);
    // α follows the hand in the chart.
    PlotView* plot = chart->plots()[0];
    const double target = (plot->x().lo() + plot->x().hi()) / 2.0;
    const QPoint at = plot->toPixel(target, plot->y().lo()).toPoint() - QPoint(0, 20);
    QTest::mouseClick(plot->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(std::abs(session().scenario().constraints.qualityFloor - target) < 0.01);
    QCOMPARE(chart->data().alpha, session().scenario().constraints.qualityFloor);
}

void PredictorPanelsTest::theGuaranteeIsTheCalibratedFloor() {
    QVERIFY(m_on->open());
    const auto& floor = session().study().floor();
    QVERIFY(floor && !floor->path.points.empty());
    QVERIFY(floor->basis == GuaranteeBasis::Batch);
    GuaranteePanel* panel = page().guarantee();
    QCOMPARE(panel->accuracy()->value(), session().scenario().constraints.qualityFloor * 100.0);
    const auto type = [&](const char* text) {
        panel->accuracy()->setFocus();
        panel->accuracy()->selectAll();
        QTest::keyClicks(panel->accuracy(), text);
        QTest::keyClick(panel->accuracy(), Qt::Key_Return);
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
    QCOMPARE(session().scenario().constraints.qualityFloor, expected.point.floor);
    QCOMPARE(panel->accuracy()->value(), 45.0);  // what is guaranteed stays what it was
    QVERIFY(m_on->settle());
    // More confidence, wider margins.
    const double margin = session().study().floor()->path.points.front().margin;
    panel->confidence()->setFocus();
    QTest::keyClick(panel->confidence(), Qt::Key_Down);
    QVERIFY(m_on->settle());
    QCOMPARE(session().study().floor()->path.confidence, 0.95);
    QVERIFY(session().study().floor()->path.points.front().margin > margin);
}

void PredictorPanelsTest::aSplitKeptForCalibrationIsUsed() {
    Dataset data = generateDataset({240, 4, 13});
    data.name = "three";
    const auto training = data.rowsOfSplit("train");
    for (std::size_t i = 0; i < 40; ++i) data.queries[training[i]].split = "calibration";
    Workspace made = Workspace::create(m_on->lab().path("three.orlab"));
    made.saveDataset(data);
    QVERIFY(m_on->open(m_on->lab().file("three.orlab")));
    const GuaranteeView& floor = *session().study().floor();
    QVERIFY(floor.basis == GuaranteeBasis::Split);
    QCOMPARE(floor.path.calibrationQueries, 40U);
    QVERIFY(!floor.path.points.empty());
    QVERIFY2(page().guarantee()->text().contains("for this batch, from 40 calibration queries"),
             qPrintable(page().guarantee()->text()));
    QComboBox* basis = page().guarantee()->basis();
    QCOMPARE(basis->currentIndex(), 0);
    basis->setFocus();
    QTest::keyClick(basis, Qt::Key_End);
    QVERIFY(m_on->settle());
    QVERIFY(session().study().floor()->basis == GuaranteeBasis::Batch);
    QVERIFY2(page().guarantee()->text().contains("another batch"),
             qPrintable(page().guarantee()->text()));
}

void PredictorPanelsTest::crossFittingGuaranteesOfThisBatch() {
    QVERIFY(m_on->open());
    GuaranteePanel* panel = page().guarantee();
    // Without a split of its own that choice is passed over.
    panel->basis()->setFocus();
    QTest::keyClick(panel->basis(), Qt::Key_Home);
    QVERIFY(m_on->settle());
    const auto floor = session().study().floor();
    QVERIFY(floor->basis == GuaranteeBasis::CrossFit);

    const Dataset& data = *session().prepared()->data;
    const auto training = data.rowsOfSplit("train");
    const auto routed = data.rowsOfSplit("test");
    const CrossFit crossed =
        crossFit(data, training, session().prepared()->predictor->options(), 5, data, routed);
    const FloorPath expected =
        floorPath(makeExperiment(data, routed, crossed.batch),
                  makeExperiment(data, training, crossed.outOfFold), {}, GuaranteeOptions{});
    QCOMPARE(floor->path.points.size(), expected.points.size());
    for (std::size_t i = 0; i < expected.points.size(); ++i) {
        QCOMPARE(floor->path.points[i].floor, expected.points[i].floor);
        QCOMPARE(floor->path.points[i].bound(), expected.points[i].bound());
    }
    panel->accuracy()->setValue(45.0);
    QVERIFY2(panel->text().contains("for this batch as ten cross-fits predict it"),
             qPrintable(panel->text()));
    QVERIFY2(panel->text().contains("(100 queries)"), qPrintable(panel->text()));

    // Routed at it, the batch is predicted as the guarantee has it, without fitting again.
    QVERIFY(session().prepared()->crossed == nullptr);
    QTest::mouseClick(panel->routeButton(), Qt::LeftButton);
    QCOMPARE(session().scenario().constraints.qualityFloor,
             guaranteedFloor(expected, 0.45).point.floor);
    QVERIFY(m_on->settle());
    QCOMPARE(session().prepared()->crossed, floor->crossed);
    QVERIFY((session().prepared()->predictions->quality == crossed.batch.quality).all());
    QVERIFY(!panel->routeButton()->isEnabled());
    QCOMPARE(session().study().floor()->path.points[0].bound(), expected.points[0].bound());
    QVERIFY2(page().note().contains("ten cross-fits"), qPrintable(page().note()));
    // Any other guarantee is about the predictions of one fit again.
    QTest::keyClick(panel->basis(), Qt::Key_End);
    QVERIFY(m_on->settle());
    QVERIFY(session().study().floor()->basis == GuaranteeBasis::Batch);
    QVERIFY(session().prepared()->crossed == nullptr);
    session().undoStack()->undo();
    QVERIFY(m_on->settle());
    QVERIFY(session().prepared()->crossed != nullptr);
    QCOMPARE(panel->basis()->currentIndex(), 1);
}

void PredictorPanelsTest::crossFittingCanBeCancelled() {
    QVERIFY(m_on->open(m_on->lab().workspace(1200, "large.orlab", "hybrid")));
    GuaranteePanel* panel = page().guarantee();
    QVERIFY(!panel->cancelButton()->isVisible());
    panel->basis()->setFocus();
    QTest::keyClick(panel->basis(), Qt::Key_Up);
    QVERIFY(QTest::qWaitFor([&] { return panel->cancelButton()->isVisible(); }, kPatience));
    QVERIFY2(panel->text().startsWith("Cross-fitting"), qPrintable(panel->text()));
    QTest::mouseClick(panel->cancelButton(), Qt::LeftButton);
    QVERIFY(!panel->cancelButton()->isVisible());
    QVERIFY(m_on->settle());
    QVERIFY(session().study().floor()->basis == GuaranteeBasis::Batch);
    QCOMPARE(panel->basis()->currentIndex(), 2);
    QVERIFY2(panel->text().contains("another batch"), qPrintable(panel->text()));
}

void PredictorPanelsTest::perfectForesightIsNotGuaranteed() {
    QVERIFY(m_on->open(m_on->lab().workspace(120, "r.orlab", "recorded")));
    QVERIFY2(page().guarantee()->text().contains("foresight"),
             qPrintable(page().guarantee()->text()));
    QVERIFY(page().shownKind() == PredictorKind::Hybrid);
    QVERIFY(page().routeButton()->isEnabled());
    QVERIFY(sameScores(view().judged[0]->scores, m_on->direct(PredictorKind::Hybrid, 32, 0.5)));
}

void PredictorPanelsTest::neighboursOfASearchedQuery() {
    QVERIFY(m_on->open());
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
    QVERIFY(m_on->settle());
    const auto& seen = *session().study().neighbourhood();
    QCOMPARE(seen.position, found[0]);
    const std::string& text = data.queries[view().rows[found[0]]].text;
    QCOMPARE(panel->detail()->toPlainText(), QString::fromStdString(text));
    const auto expected =
        session().prepared()->predictor->neighbours(data, view().rows[found[0]], 32);
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

void PredictorPanelsTest::sharedBeginningsGiveWayToWhatDiffers() {
    Dataset data = generateDataset({200, 4, 15});
    data.name = "shots";
    std::string examples;
    for (int i = 0; i < 60; ++i) examples += "Example " + std::to_string(i) + " of the task.\n";
    std::vector<std::string> own(data.queryCount());
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        own[i] = std::to_string(i) + " is its number: " + data.queries[i].text;
        if (i % 4 != 0) data.queries[i].text = examples + own[i];
    }
    Workspace::create(m_on->lab().path("shots.orlab")).saveDataset(data);
    QVERIFY(m_on->open(m_on->lab().file("shots.orlab")));
    NeighbourPanel* panel = page().neighbours();
    const QAbstractItemModel& list = *panel->queries()->model();
    for (std::size_t i = 0; i < view().rows.size(); ++i) {
        const std::size_t row = view().rows[i];
        const QString shown = list.index(int(i), 0).data().toString();
        const QString start = QString("%1 is its number: ").arg(row);
        if (row % 4 == 0) {
            QVERIFY(!shown.startsWith("…"));
        } else {
            QVERIFY2(shown.startsWith("… " + start), qPrintable(shown));
        }
        const QString tip = list.index(int(i), 0).data(Qt::ToolTipRole).toString();
        const QString end = QString::fromStdString(own[row]).right(20).toHtmlEscaped();
        QVERIFY2(tip.contains(end), qPrintable(tip));
        // The whole text is there, scrolled to where it begins to differ.
        panel->queries()->setCurrentIndex(list.index(int(i), 0));
        QCOMPARE(panel->detail()->toPlainText(), QString::fromStdString(data.queries[row].text));
        const int from = row % 4 == 0 ? 0 : int(examples.size());
        QCOMPARE(panel->detail()->textCursor().position(), from);
        QVERIFY(panel->detail()->rect().contains(panel->detail()->cursorRect().center()));
    }
    QVERIFY(m_on->settle());
    const NeighbourModel& model = *panel->model();
    for (int row = NeighbourModel::FirstNeighbour; row < model.rowCount(); ++row) {
        const QString shown = model.index(row, NeighbourModel::Text).data().toString();
        const bool hasExamples = model.text(row).starts_with(examples);
        QCOMPARE(shown.startsWith("…"), hasExamples);
        if (hasExamples) QVERIFY2(shown.contains("is its number"), qPrintable(shown));
    }
}

void PredictorPanelsTest::modelsPassTheModelTester() {
    using Mode = QAbstractItemModelTester::FailureReportingMode;
    QVERIFY(m_on->open());
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
        queries.setView(session().study().view());
        queries.setView(nullptr);
    }
}

ORL_UI_TEST(PredictorPanelsTest);

}  // namespace orl

#include "predictor_panels_test.moc"
