// What is shown is of the present settings, or says of which it is.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSettings>
#include <QTableView>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/problem/data_section.h"
#include "ui/problem/pool_model.h"
#include "ui/problem/pool_section.h"
#include "ui/problem/pool_table.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"
#include "ui/widgets/value_control.h"
#include "ui/widgets/veil.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class StalenessTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        addOthers(m_lab->workspace(160));
        show(m_lab->file("w.orlab"));
    }
    void cleanup() { end(); }
    void theSwitchToOtherDataDimsWhatIsStillShown();
    void dataThatCannotBeRoutedLeaveNothingOfTheOthers();
    void aFailedPreparationGoesBackAndSaysWhy();
    void aSavingIsOfTheShownRoutingOrBeingComputed();
    void comparisonAndCurvesSayWhenTheyAreOlder();
    void aWorkspaceWithDataThatCannotBeFittedOpens();
    void importedDataThatCannotBeFittedCanBeChosen();
    void aNoticeAtTheStartStaysUntilItIsRead();

  private:
    static void addOthers(const QString& file);
    void choose(const QString& dataset);
    bool idle() {
        return QTest::qWaitFor([this] { return !m_window->session().busy(); }, kPatience);
    }
    Session& session() { return m_window->session(); }
};

/// "other" is as good as "small", "priceless" can be fitted but not routed, "unscored" not fitted.
void StalenessTest::addOthers(const QString& file) {
    Workspace workspace = Workspace::open(file.toStdString());
    Dataset data = generateDataset({200, 4, 9});
    data.name = "other";
    workspace.saveDataset(data);
    data.name = "priceless";
    data.cost.setConstant(kMissing);
    for (ModelInfo& model : data.models) model.inputPrice = model.outputPrice = kMissing;
    workspace.saveDataset(data);
    data = generateDataset({200, 4, 9});
    data.name = "unscored";
    data.score.setConstant(kMissing);
    workspace.saveDataset(data);
}

void StalenessTest::choose(const QString& dataset) {
    QComboBox* box = m_window->problem()->data()->dataset();
    box->setCurrentIndex(box->findData(dataset));
    emit box->activated(box->currentIndex());
}

void StalenessTest::theSwitchToOtherDataDimsWhatIsStillShown() {
    QVERIFY(session().staleness().isEmpty());
    const auto before = session().solved();
    choose("other");
    QCOMPARE(session().solved(), before);
    QVERIFY(m_window->veil()->reason().contains("other"));
    QVERIFY(m_window->veil()->reason().contains("small"));
    QVERIFY(!m_window->problem()->pool()->table()->isEnabled());
    QVERIFY(m_window->problem()->data()->testSplit()->currentText().contains("100"));
    // Every answer on the way is under the name that it is of.
    connect(&session(), &Session::solvedChanged, this, [this] {
        const SolveView& view = solved();
        const bool small = view.scenario.preparation.dataset == "small";
        QCOMPARE(view.experiment->models.size(), small ? 5U : 4U);
        QVERIFY(!session().sweep(SweepOver::Alpha) ||
                session().sweep(SweepOver::Alpha)->inputs.experiment == view.experiment);
        QVERIFY(!session().comparison() ||
                session().comparison()->solve->experiment == view.experiment);
    });
    QVERIFY(settle());
    QCOMPARE(solved().scenario.preparation.dataset, std::string("other"));
    QVERIFY(m_window->veil()->reason().isEmpty());
    QVERIFY(m_window->veil()->isHidden());
    QVERIFY(m_window->problem()->pool()->table()->isEnabled());
}

void StalenessTest::dataThatCannotBeRoutedLeaveNothingOfTheOthers() {
    choose("priceless");
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner()->isHidden(), kPatience);
    QVERIFY(idle());
    QVERIFY(!session().solved());
    QCOMPARE(m_window->cards()->cost()->value(), QString("–"));
    QCOMPARE(m_window->cards()->saving()->value(), QString("–"));
    QCOMPARE(m_window->page<ComparePage>()->model()->rowCount(), 0);
    QVERIFY(!m_window->page<DashboardPage>()->distribution()->isVisible());
    PoolModel* pool = m_window->problem()->pool()->model();
    QCOMPARE(pool->index(0, PoolModel::Share).data().toString(), QString("–"));
    choose("small");
    QVERIFY(settle());
    QVERIFY2(m_window->banner()->isHidden(), qPrintable(m_window->banner()->text()));
    QCOMPARE(m_window->cards()->cost()->value(), usd(solved().chosen.realizedCostPer1000()));
    QVERIFY(m_window->page<DashboardPage>()->distribution()->isVisible());
}

void StalenessTest::aFailedPreparationGoesBackAndSaysWhy() {
    choose("unscored");
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner()->isHidden(), kPatience);
    QVERIFY(idle());
    QCOMPARE(session().scenario().preparation.dataset, std::string("small"));
    QCOMPARE(m_window->problem()->data()->dataset()->currentText(), QString("small"));
    QVERIFY(m_window->veil()->reason().isEmpty());
    QVERIFY(!m_window->banner()->isHidden());
    QVERIFY(settle());
    QCOMPARE(solved().scenario.preparation.dataset, std::string("small"));
    choose("other");
    QVERIFY(m_window->banner()->isHidden());
    QVERIFY(settle());
}

void StalenessTest::aSavingIsOfTheShownRoutingOrBeingComputed() {
    int unknown = 0;
    connect(&session(), &Session::solvedChanged, this, [&] {
        if (session().isComparisonCurrent()) return;
        ++unknown;
        QCOMPARE(m_window->cards()->saving()->value(), QString("…"));
        QVERIFY(m_window->cards()->saving()->detail().contains("being computed"));
    });
    constraints()->alpha()->field()->setValue(52.0);
    QVERIFY(settle());
    QVERIFY(unknown > 0);
    QVERIFY(m_window->cards()->saving()->value() != "…");
}

void StalenessTest::comparisonAndCurvesSayWhenTheyAreOlder() {
    SweepChart* chart = m_window->page<DashboardPage>()->capacitySweep();
    bool older = false;
    connect(&session(), &Session::solvedChanged, this, [&] {
        older = true;
        QVERIFY(!session().isSweepCurrent(SweepOver::Capacity));
        QVERIFY(session().isSweepCurrent(SweepOver::Alpha));  // α moves along it
        QVERIFY(!chart->status().isEmpty());
        QVERIFY(!chart->data().series.empty());
        QVERIFY(m_window->page<ComparePage>()->note().contains("being compared"));
    });
    // Every curve that is seen is of one α.
    connect(&session(), &Session::sweepChanged, this, [&] {
        const auto& sweep = session().sweep(SweepOver::Capacity);
        for (const SweepPoint& point : sweep->flat()) {
            QCOMPARE(point.alpha, sweep->inputs.base.qualityFloor);
        }
    });
    constraints()->alpha()->field()->setValue(52.0);
    QVERIFY(settle());
    QVERIFY(older);
    QVERIFY(chart->status().isEmpty());
    QVERIFY(!m_window->page<ComparePage>()->note().contains("being compared"));
}

void StalenessTest::aWorkspaceWithDataThatCannotBeFittedOpens() {
    const auto adjust = [](Scenario& scenario) { scenario.preparation.dataset = "unscored"; };
    session().openWorkspaceFile(m_lab->file("w.orlab"), adjust);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner()->isHidden(), kPatience);
    QVERIFY(settle());
    QVERIFY(solved().scenario.preparation.dataset != "unscored");
    QVERIFY(m_window->banner()->text().contains("unscored"));

    const QString alone = m_lab->file("alone.orlab");
    Dataset data = generateDataset({60, 4, 9});
    data.name = "unscored";
    data.score.setConstant(kMissing);
    Workspace::create(alone.toStdString()).saveDataset(data);
    m_window->openWorkspace(alone);
    QTRY_VERIFY_WITH_TIMEOUT(session().workspaceFile() == alone, kPatience);
    QVERIFY(idle());
    QVERIFY(!session().solved());
    QCOMPARE(m_window->cards()->cost()->value(), QString("–"));
    const auto labels = m_window->page<DashboardPage>()->findChildren<QLabel*>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel* label) { return label->text().contains("no recorded scores"); }));
}

void StalenessTest::importedDataThatCannotBeFittedCanBeChosen() {
    const auto before = session().solved();
    ImportOptions options;
    options.name = "blank";
    std::ofstream(m_lab->path("blank.csv"))
        << "question,a,spent,part\none,,0.1,train\ntwo,1,0.2,test\n";
    options.files = {m_lab->path("blank.csv")};
    options.format = ImportFormat::PlainTable;
    options.mapping.text = "question";
    options.mapping.split = "part";
    options.mapping.wide["a"] = {"a", "spent", ""};
    session().importData(options, IfKnown::ReplaceAll);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner()->isHidden(), kPatience);
    QVERIFY(idle());
    QCOMPARE(session().solved(), before);
    QVERIFY(m_window->veil()->reason().isEmpty());
    QVERIFY2(m_window->problem()->data()->dataset()->findData("blank") >= 0,
             qPrintable(m_window->banner()->text()));
}

void StalenessTest::aNoticeAtTheStartStaysUntilItIsRead() {
    m_window->close();
    m_window.reset();
    QFile::remove(m_lab->file("w.orlab"));
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->show();
    m_window->restoreLastSession();
    QVERIFY(settle());
    QVERIFY(!m_window->banner()->isHidden());
    QVERIFY(m_window->banner()->text().contains("w.orlab"));
    m_window->openWorkspace(m_lab->workspace(40, "next.orlab"));
    QVERIFY(m_window->banner()->isHidden());
}

ORL_UI_TEST(StalenessTest);

}  // namespace orl

#include "staleness_test.moc"
