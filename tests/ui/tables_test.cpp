#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QtTest>
#include <cmath>

#include "core/data/generate/generate.h"
#include "core/lab/comparing.h"
#include "core/lab/solving.h"
#include "core/route/router.h"
#include "ui/dialogs/remark_model.h"
#include "ui/pages/compare/model.h"
#include "ui/problem/pool_model.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"
#include "ui_test.h"

namespace orl {

class TablesTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void comparisonPassesTheModelTester();
    void comparisonShowsEveryRouterAndTheirNumbers();
    void comparisonMarksTheBestCompetitor();
    void comparisonShowsDifferencesToTheBase();
    void comparisonReadsEitherTuning();
    void poolPassesTheModelTesterAndEditsTheScenario();
    void poolKeepsOneModelOn();
    void remarksPassTheModelTester();
    void csvQuotesAndRoundTrips();
    void whatIsCopiedIsWhatIsSeen();
    void numbersHaveSensibleDigits_data();
    void numbersHaveSensibleDigits();

  private:
    std::shared_ptr<const ComparisonView> m_view;
};

void TablesTest::initTestCase() {
    auto prepared = std::make_shared<Prepared>();
    prepared->data = std::make_shared<const Dataset>(generateDataset({240, 4, 11}));
    prepared->rows = prepared->data->rowsOfSplit("test");
    const auto training = prepared->data->rowsOfSplit("train");
    PredictorOptions options;
    options.kind = PredictorKind::Prior;
    const auto predictor = Predictor::fit(*prepared->data, training, options);
    prepared->predictions =
        std::make_shared<const Predictions>(predictor.predict(*prepared->data, prepared->rows));
    Scenario scenario;
    scenario.constraints.qualityFloor = 0.55;
    scenario.constraints.commonCapacity = 0.6;
    SolveEngine engine;
    m_view = compareAll(engine.solve(prepared, scenario, {"dual", "threshold"}, {}), nullptr, {});
}

void TablesTest::comparisonPassesTheModelTester() {
    ComparisonModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setView(m_view);
    model.setBase("threshold");
    model.setView(m_view);
    model.setView(nullptr);
    model.setView(m_view);
    QVERIFY(model.rowCount() > 0);
}

void TablesTest::comparisonShowsEveryRouterAndTheirNumbers() {
    ComparisonModel model;
    model.setView(m_view);
    // And the three that have a parameter once more, tuned.
    QCOMPARE(std::size_t(model.rowCount()), routerCatalogue().size() + 3);
    for (int row = 0; row < int(m_view->evaluations.size()); ++row) {
        const Evaluation& evaluation = m_view->evaluations[std::size_t(row)];
        QCOMPARE(evaluation.router, std::string(routerCatalogue()[std::size_t(row)].id));
        const double cost = model.index(row, ComparisonModel::Cost).data(kExportRole).toDouble();
        if (!std::isnan(evaluation.cost)) {
            QCOMPARE(cost, evaluation.cost / double(evaluation.queries) * 1000.0);
        }
    }
    const auto direct =
        DualOptimizer(m_view->solve->experiment->problem).solve(m_view->solve->constraints);
    QVERIFY(std::abs(m_view->solve->chosen.cost - direct.cost) <= 1e-6 * direct.cost);
}

void TablesTest::comparisonMarksTheBestCompetitor() {
    ComparisonModel model;
    model.setView(m_view);
    double least = std::numeric_limits<double>::infinity();
    for (const Evaluation& each : m_view->evaluations) {
        if (each.feasible && each.router != "oracle") least = std::min(least, each.costPer1000());
    }
    int marked = 0;
    for (int row = 0; row < model.rowCount(); ++row) {
        const bool best = model.isBest(row, ComparisonModel::Cost);
        marked += best ? 1 : 0;
        if (best) QCOMPARE(model.number(row, ComparisonModel::Cost), least);
    }
    QVERIFY(marked >= 1);
}

void TablesTest::comparisonShowsDifferencesToTheBase() {
    ComparisonModel model;
    model.setView(m_view);
    const QString plain = model.index(0, ComparisonModel::Cost).data().toString();
    model.setBase("quality-only");
    const QString compared = model.index(0, ComparisonModel::Cost).data().toString();
    QVERIFY(compared.startsWith(plain));
    QVERIFY2(compared.endsWith("%"), qPrintable(compared));
    model.setBase("");
    QCOMPARE(model.index(0, ComparisonModel::Cost).data().toString(), plain);
}

void TablesTest::comparisonReadsEitherTuning() {
    // As if tuned elsewhere: threshold with another parameter, and nobody else.
    auto heldOut = std::make_shared<HeldOutTuning>();
    heldOut->on = "40 other queries";
    MatchedComparison other;
    other.router = other.tuned.router = heldOut->tuned.strongest = "threshold";
    other.reached = true;
    other.parameter = 0.25;
    other.tuned.parameter = 0.25;
    other.saving = 0.125;
    other.accuracyLead = -0.02;
    heldOut->tuned.matched = {other};
    auto view = std::make_shared<ComparisonView>(*m_view);
    view->heldOut = heldOut;

    ComparisonModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setView(m_view);
    model.setView(view);
    const int row = int(routerCatalogue().size());
    QCOMPARE(model.rowCount(), row + 1);
    QCOMPARE(model.number(row, ComparisonModel::Parameter), 0.25);
    QCOMPARE(model.index(row, ComparisonModel::Saving).data().toString(),
             QStringLiteral("12.5 % at −2.0 pt"));
    QVERIFY(model.index(row, ComparisonModel::Name)
                .data(Qt::ToolTipRole)
                .toString()
                .contains("40 other queries"));
    model.setHindsight(true);
    QCOMPARE(model.rowCount(), row + 3);
    QVERIFY(model.index(row, ComparisonModel::Name)
                .data(Qt::ToolTipRole)
                .toString()
                .contains("hindsight"));
}

void TablesTest::poolPassesTheModelTesterAndEditsTheScenario() {
    PoolModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    Scenario scenario;
    connect(&model, &PoolModel::edited, this, [&](const Scenario& next) {
        scenario = next;
        model.setScenario(next);
    });
    model.setModels({"a", "b"});
    model.setShares({0.25, kMissing});
    QVERIFY(model.setData(model.index(1, PoolModel::Capacity), 40.0, Qt::EditRole));
    QCOMPARE(scenario.constraints.capacityShare.at("b"), 0.4);
    QVERIFY(model.setData(model.index(0, PoolModel::Price), 2.0, Qt::EditRole));
    QCOMPARE(scenario.pool.priceMultiplier.at("a"), 2.0);
    QVERIFY(model.setData(model.index(0, PoolModel::Name), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(scenario.pool.disabled, std::vector<std::string>{"a"});
    QVERIFY(!model.setData(model.index(0, PoolModel::Capacity), 140.0, Qt::EditRole));
    QVERIFY(!model.setData(model.index(0, PoolModel::Capacity), "many", Qt::EditRole));
    model.reset(model.index(1, PoolModel::Capacity));
    QVERIFY(scenario.constraints.capacityShare.empty());
    QCOMPARE(model.index(0, PoolModel::Share).data().toString(), QString("25.0 %"));
    QCOMPARE(model.index(1, PoolModel::Share).data().toString(), QString("–"));
}

void TablesTest::poolKeepsOneModelOn() {
    PoolModel model;
    Scenario scenario;
    connect(&model, &PoolModel::edited, this, [&](const Scenario& next) {
        scenario = next;
        model.setScenario(next);
    });
    model.setModels({"a", "b"});
    QVERIFY(model.setData(model.index(0, PoolModel::Name), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(!model.setData(model.index(1, PoolModel::Name), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(scenario.pool.disabled.size(), 1U);
}

void TablesTest::remarksPassTheModelTester() {
    RemarkModel model({{ImportRemark::Kind::Refused, "/d/a.csv", 7, "score is text", 3},
                       {ImportRemark::Kind::Note, "/d/a.csv", 0, "no costs", 1}});
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, RemarkModel::Line).data().toString(), QString("7"));
    QCOMPARE(model.index(1, RemarkModel::Line).data().toString(), QString());
}

void TablesTest::csvQuotesAndRoundTrips() {
    RemarkModel model({{ImportRemark::Kind::Note, "a,b.csv", 1, "says \"x\"\ntwice", 1}});
    QCOMPARE(tableCsv(model), QString("Kind,File,Line,What,Count\n"
                                      "note,\"a,b.csv\",1,\"says \"\"x\"\"\ntwice\",1\n"));
    ComparisonModel comparison;
    comparison.setView(m_view);
    const QStringList lines = tableCsv(comparison).split('\n');
    QCOMPARE(lines.size(), comparison.rowCount() + 2);
    const double cost = lines[1].split(',')[ComparisonModel::Cost].toDouble();
    QCOMPARE(cost, m_view->evaluations[0].costPer1000());
}

void TablesTest::whatIsCopiedIsWhatIsSeen() {
    QStandardItemModel model(3, 3);
    model.setHorizontalHeaderLabels({"name", "cost\nUSD", "secret"});
    for (int row = 0; row < 3; ++row) {
        model.setItem(row, 0, new QStandardItem(row == 1 ? "<b> & \u05d0\u05d1" : "plain"));
        model.setItem(row, 1, new QStandardItem(QString::number(row) + ".5"));
        model.setItem(row, 2, new QStandardItem("no"));
    }
    QTableView table;
    table.setModel(&model);
    styleTable(table);
    table.hideColumn(2);
    table.horizontalHeader()->moveSection(1, 0);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    table.setFocus();
    QVERIFY(QTest::qWaitFor([&table] { return table.hasFocus(); }));
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    const QMimeData* copied = QApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), QString("cost USD\tname\n0.5\tplain\n1.5\t<b> & \u05d0\u05d1\n"
                                     "2.5\tplain\n"));
    QVERIFY(copied->html().contains("<td dir=\"auto\">&lt;b&gt; &amp; \u05d0\u05d1</td>"));
    table.selectionModel()->select(model.index(2, 0), QItemSelectionModel::ClearAndSelect);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QString("name\nplain\n"));
    // One cell is no table: where no more can be selected, all of it is meant.
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.selectionModel()->select(model.index(0, 0), QItemSelectionModel::ClearAndSelect);
    QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().count('\n'), 4);
    QStringList row{"x"};
    const CellRows many(6001, row);
    const std::unique_ptr<QMimeData> large(copiedTable(many));
    QVERIFY(!large->hasHtml());
    QCOMPARE(large->text().count('\n'), 6001);
}

void TablesTest::numbersHaveSensibleDigits_data() {
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("expected");
    QTest::newRow("unknown") << usd(kMissing) << "–";
    QTest::newRow("small") << usd(0.0003344) << "$0.000334";
    QTest::newRow("cents") << usd(0.3344) << "$0.334";
    QTest::newRow("dollars") << usd(12.401) << "$12.40";
    QTest::newRow("many") << usd(1204.3) << "$1,204";
    QTest::newRow("share") << percent(0.8244) << "82.4 %";
    QTest::newRow("no sign of nothing") << percent(-0.0002) << "0.0 %";
    QTest::newRow("at most") << percentBelow(0.9129) << "91.2 %";
    QTest::newRow("at most, as it is") << percentBelow(0.912) << "91.2 %";
    QTest::newRow("at least") << percentAbove(0.0911) << "9.2 %";
    QTest::newRow("at least, as it is") << percentAbove(0.1 + 0.2) << "30.0 %";
    QTest::newRow("below its limit") << percentAgainst(0.79996, 0.8) << "79.9 %";
    QTest::newRow("just below its limit") << percentAgainst(0.80002, 0.80004) << "80.002 %";
    QTest::newRow("not below its limit") << percentAgainst(0.80003, 0.8) << "80.0 %";
    QTest::newRow("least cost") << usdAbove(0.33411) << "$0.335";
    QTest::newRow("no share") << percent(kMissing) << "–";
    QTest::newRow("tiny gap") << gapText(3e-7) << "< 0.0001 %";
    QTest::newRow("gap") << gapText(0.0002) << "0.02 %";
    QTest::newRow("too fast to say") << duration(0.0002) << "< 1 µs";
    QTest::newRow("very fast") << duration(0.0204) << "20 µs";
    QTest::newRow("fast") << duration(4.21) << "4.2 ms";
    QTest::newRow("slow") << duration(1304) << "1.30 s";
}

void TablesTest::numbersHaveSensibleDigits() {
    QFETCH(QString, shown);
    QFETCH(QString, expected);
    QCOMPARE(shown, expected);
}

ORL_UI_TEST(TablesTest);

}  // namespace orl

#include "tables_test.moc"
