#include <QComboBox>
#include <QPushButton>
#include <QTableView>
#include <QUndoStack>

#include "core/lab/guarantee_engine.h"
#include "predictor_fixture.h"
#include "ui/charts/floor_chart.h"
#include "ui/charts/reliability_chart.h"
#include "ui/pages/predictor/data.h"
#include "ui/pages/predictor/guarantee_panel.h"
#include "ui/pages/predictor/neighbour_models.h"
#include "ui/pages/predictor/neighbour_panel.h"
#include "ui/pages/predictor/score_model.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"

namespace orl {

class PredictorPageTest : public QObject {
    Q_OBJECT
  private slots:
    void init() { m_on = std::make_unique<PredictorFixture>(); }
    void cleanup() { m_on.reset(); }
    void nothingIsJudgedWhileNobodyLooks();
    void kindsAndModelsShowTheScoresOfFreshFits();
    void scoresByTaskAndByLevel();
    void draggingTheBlendIsLiveAndOneUndoStep();
    void draggingKIsAPreviewUntilReleased();
    void kindsAreChosenAndRoutedByKeyboard();
    void withoutHeldOutQueriesThePageSaysSo();
    void withoutOutcomesNothingIsJudged();

  private:
    Session& session() const { return m_on->session(); }
    PredictorPage& page() const { return m_on->page(); }
    const PredictorView& view() const { return m_on->view(); }

    std::unique_ptr<PredictorFixture> m_on;
};

void PredictorPageTest::nothingIsJudgedWhileNobodyLooks() {
    QVERIFY(m_on->open());
    QTest::keyClick(&m_on->window(), Qt::Key_1, Qt::ControlModifier);
    const auto before = session().study().view();
    const auto floor = session().study().floor();
    Scenario next = session().scenario();
    next.preparation.blend = 0.9;
    session().edit(next, "blend");
    QVERIFY(m_on->settle());
    QCOMPARE(session().study().view(), before);
    QCOMPARE(session().study().floor(), floor);
    m_on->window().showPage(QStringLiteral("predictor"));
    QVERIFY(m_on->settle());
    QCOMPARE(view().blend, 0.9);
}

void PredictorPageTest::kindsAndModelsShowTheScoresOfFreshFits() {
    QVERIFY(m_on->open());
    QCOMPARE(page().kinds()->rowCount(), 4);
    QCOMPARE(view().rows, session().prepared()->data->rowsOfSplit("test"));
    for (std::size_t k = 0; k < kPredictorKinds.size(); ++k) {
        const auto expected = m_on->direct(kPredictorKinds[k], 32, 0.5);
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

void PredictorPageTest::scoresByTaskAndByLevel() {
    QVERIFY(m_on->open());
    const JudgedPredictor& judged = *view().of(PredictorKind::Hybrid);
    const ReliabilityData ofAll = page().reliability()->data();
    const auto shows = [&](PredictorPage::By by, const std::vector<GroupScore>& groups) {
        const QModelIndex choice = page().byChoice()->model()->index(int(by), 0);
        if (choice.flags().testFlag(Qt::ItemIsEnabled) == groups.empty()) return false;
        if (groups.empty()) return true;
        emit page().byChoice()->activated(int(by));
        if (page().byChoice()->currentIndex() != int(by)) return false;
        if (page().models()->rowCount() != int(groups.size())) return false;
        std::size_t cells = 0;
        for (int row = 0; row < int(groups.size()); ++row) {
            const PredictionScore& score = groups[std::size_t(row)].score;
            if (page().models()->number(row, ScoreModel::Ece) != score.ece) return false;
            cells += score.cells;
        }
        if (cells != judged.scores.back().cells) return false;
        // A group's row shows its own curve, with all its answers.
        page().modelTable()->selectRow(0);
        std::size_t drawn = 0;
        for (const auto& bin : page().reliability()->data().bins) drawn += bin.cells;
        return drawn ==
               groups[std::size_t(
                          page().modelTable()->model()->index(0, 0).data(kSortRole).toInt())]
                   .score.cells;
    };
    QVERIFY(shows(PredictorPage::By::Levels, judged.levels));
    QVERIFY(shows(PredictorPage::By::Tasks, judged.tasks));
    page().showBy(PredictorPage::By::Models);
    QCOMPARE(page().models()->rowCount(), int(judged.scores.size()));
    QCOMPARE(page().reliability()->data().bins.size(), ofAll.bins.size());
}

void PredictorPageTest::draggingTheBlendIsLiveAndOneUndoStep() {
    QVERIFY(m_on->open());
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
    QCOMPARE(session().scenario().preparation.blend, 0.5);
    QVERIFY(sameScores(view().of(PredictorKind::Hybrid)->scores,
                       m_on->direct(PredictorKind::Hybrid, 32, dragged)));
    QCOMPARE(page().kinds()->number(0, ScoreModel::Auc),
             view().of(PredictorKind::Hybrid)->scores.back().auc);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(900));
    QCOMPARE(session().scenario().preparation.blend, dragged);
    QCOMPARE(session().undoStack()->count(), 1);
    QVERIFY(m_on->settle());
    QCOMPARE(session().prepared()->predictor->options().blend, dragged);
    QTest::keyClick(&m_on->window(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(page().blendControl()->value(), 0.5);
    QVERIFY(m_on->settle());
    QCOMPARE(view().blend, 0.5);
    // By keyboard: a step of the slider is a value of the scenario at once.
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Right);
    QVERIFY(session().scenario().preparation.blend > 0.5);
    QVERIFY(m_on->settle());
    QCOMPARE(view().blend, session().scenario().preparation.blend);
}

void PredictorPageTest::draggingKIsAPreviewUntilReleased() {
    QVERIFY(m_on->open());
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
    QCOMPARE(session().scenario().preparation.neighbours, 32);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(300));
    QVERIFY(m_on->settle());
    QCOMPARE(session().scenario().preparation.neighbours, k);
    QVERIFY(view().exact);
    QVERIFY(sameScores(view().of(PredictorKind::Knn)->scores,
                       m_on->direct(PredictorKind::Knn, k, 0.5)));
    QVERIFY(sameScores(view().of(PredictorKind::Hybrid)->scores,
                       m_on->direct(PredictorKind::Hybrid, k, 0.5)));
}

void PredictorPageTest::kindsAreChosenAndRoutedByKeyboard() {
    QVERIFY(m_on->open());
    QVERIFY(!page().routeButton()->isEnabled());
    page().kindTable()->setFocus();
    QTest::keyClick(page().kindTable(), Qt::Key_Down);
    QVERIFY(page().shownKind() == PredictorKind::Knn);
    QCOMPARE(page().models()->number(0, ScoreModel::Auc),
             view().of(PredictorKind::Knn)->scores[0].auc);
    QVERIFY(page().reliability()->data().of.contains("retrieval"));
    QCOMPARE(session().scenario().preparation.predictor, std::string("hybrid"));
    page().routeButton()->setFocus();
    QTest::keyClick(page().routeButton(), Qt::Key_Space);
    QCOMPARE(session().scenario().preparation.predictor, std::string("knn"));
    QVERIFY(m_on->settle());
    QVERIFY(session().prepared()->predictor->options().kind == PredictorKind::Knn);
    QVERIFY(page().kinds()->rows()[1].name.contains("in use"));
    // All kinds are still there to compare with.
    QVERIFY(sameScores(view().of(PredictorKind::Hybrid)->scores,
                       m_on->direct(PredictorKind::Hybrid, 32, 0.5)));
}

void PredictorPageTest::withoutHeldOutQueriesThePageSaysSo() {
    QVERIFY(m_on->open());
    Scenario next = session().scenario();
    next.preparation.testSplit = next.preparation.trainSplit;
    session().edit(next, "route what was learned");
    QVERIFY(m_on->settle());
    QCOMPARE(view().rows.size(), 0U);
    QVERIFY(!page().kindTable()->isVisible());
    QVERIFY(session().study().floor()->path.points.empty());
    next.preparation.testSplit = "";  // all rows: half of them are held out
    session().edit(next, "route all");
    QVERIFY(m_on->settle());
    QCOMPARE(view().rows, session().prepared()->data->rowsOfSplit("test"));
    QVERIFY2(page().note().contains("100 more are left out"), qPrintable(page().note()));
    QVERIFY(m_on->window().banner()->isHidden());
}

void PredictorPageTest::withoutOutcomesNothingIsJudged() {
    Dataset data = generateDataset({160, 4, 9});
    data.name = "blind";
    for (const std::size_t row : data.rowsOfSplit("test")) {
        data.score.row(Eigen::Index(row)).setConstant(kMissing);
    }
    Workspace made = Workspace::create(m_on->lab().path("blind.orlab"));
    made.saveDataset(data);
    QVERIFY(m_on->open(m_on->lab().file("blind.orlab")));
    QCOMPARE(view().judged[0]->scores.back().cells, 0U);
    QVERIFY2(page().note().contains("no recorded outcomes"), qPrintable(page().note()));
    QVERIFY(page().reliability()->isEmpty());
    QVERIFY2(page().guarantee()->text().contains("only 0 calibration queries"),
             qPrintable(page().guarantee()->text()));
    QCOMPARE(page().models()->index(0, ScoreModel::Auc).data().toString(), QString("–"));
    QVERIFY(page().neighbours()->model()->rowCount() > 2);
}

ORL_UI_TEST(PredictorPageTest);

}  // namespace orl

#include "predictor_page_test.moc"
