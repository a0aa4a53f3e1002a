// The product manager's way through the window by mouse and keys: what 85 % costs a month, what if
// this price doubles, which limit is worth lifting, what do I show on Monday? On small generated
// data at 60 %, and on those that come with the program at 85 %. With ORL_PICTURES=FOLDER every
// step leaves a picture there.
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QUndoStack>

#include "core/lab/prepare.h"
#include "core/lab/report/words.h"
#include "core/lab/settings.h"
#include "core/lab/solving.h"
#include "ui/dialogs/goals_dialog.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/compare/scenario_model.h"
#include "ui/pages/compare/scenario_view.h"
#include "ui/pages/models/page.h"
#include "ui/pages/models/pool_view.h"
#include "ui/pages/models/table_model.h"
#include "ui/report/dialog.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/session/proof_seeker.h"
#include "ui/session/scenario_book.h"
#include "ui/widgets/format.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class ManagerJourneyTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void fromAQuestionToTheAnswer_data();
    void fromAQuestionToTheAnswer();

  private:
    Session& session() const { return m_window->session(); }
    const ConstraintSettings& asked() const { return session().scenario().constraints; }
    ModelsPage* models() const { return m_window->page<ModelsPage>(); }
    ScenarioView* compare() const { return m_window->page<ComparePage>()->scenarios(); }
    bool rested() {
        return QTest::qWaitFor(
            [this] {
                return session().settled() &&
                       std::ranges::none_of(m_window->pages(), &Page::isBusy);
            },
            kPatience);
    }
    void picture(const char* step, QWidget* of = nullptr) {
        const QString folder = qEnvironmentVariable("ORL_PICTURES");
        if (folder.isEmpty()) return;
        QTest::qWait(30);  // layouts and paints of the last event
        QVERIFY(
            (of ? of : m_window.get())
                ->grab()
                .save(QStringLiteral("%1/manager-%2-%3.png").arg(folder).arg(++m_step).arg(step)));
    }
    static void type(QDoubleSpinBox* field, const QString& text) {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }
    /// Row of the model that gets most.
    int greatest() const {
        const auto& share = solved().chosen.share;
        return int(std::ranges::max_element(share) - share.begin());
    }
    QModelIndex cell(int row, int column) const {
        const QAbstractItemModel* shown = models()->table()->model();
        const QVariant name = models()->model()->index(row, 0).data();
        for (int k = 0; k < shown->rowCount(); ++k) {
            if (shown->index(k, 0).data() == name) return shown->index(k, column);
        }
        return {};
    }
    void edit(int row, int column, const QString& typed) {
        PoolView* table = models()->table();
        table->setFocus();
        table->setCurrentIndex(cell(row, column));
        QTest::keyClick(table, Qt::Key_F2);
        const QPointer<QLineEdit> field(table->viewport()->findChild<QLineEdit*>());
        QVERIFY(field);
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(QTest::qWaitFor([&] { return !field; }, kPatience));
        QVERIFY(rested());
    }
    void save(const QString& name) {
        QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(m_window->findChild<QInputDialog*>());
        auto* dialog = m_window->findChild<QInputDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* line = dialog->findChild<QLineEdit*>();
        line->selectAll();
        QTest::keyClicks(line, name);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(
            QTest::qWaitFor([this] { return !m_window->findChild<QInputDialog*>(); }, kPatience));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void askWhatItCosts();
    void changeThePool();
    void compareThem();
    void takeAGoal();
    void runTheCommand();
    void handInAPage();

    QString m_floor;  ///< per cent, as it is typed
    int m_step = 0;
    double m_before = 0.0;  ///< cost per 1,000 before the pool was changed
};

void ManagerJourneyTest::askWhatItCosts() {
    type(constraints()->alpha()->field(), m_floor);
    type(constraints()->capacity()->field(), "80");
    QVERIFY(rested());
    QVERIFY2(solved().chosen.feasible, solved().chosen.explanation.c_str());
    QTest::keyClick(m_window.get(), Qt::Key_7, Qt::ControlModifier);
    QTRY_VERIFY(compare()->isVisible());
    type(compare()->volume(), "2000000");
    QVERIFY(rested());
    // The card tells it a month.
    const double month = solved().chosen.realizedCostPer1000() * 2000.0;
    QVERIFY2(m_window->cards()->cost()->detail().contains(usd(month) + " a month"),
             qPrintable(m_window->cards()->cost()->detail()));
    m_before = solved().chosen.costPer1000();
    save("as it is");
    picture("cost");
}

void ManagerJourneyTest::changeThePool() {
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(models()->isVisible());
    QVERIFY(rested());
    const int most = greatest();
    edit(most, ModelTableModel::Multiplier, "2");
    QVERIFY(solved().chosen.costPer1000() > m_before);
    picture("price");
    save("price doubled");
    const double doubled = solved().chosen.costPer1000();
    const int second = greatest();
    const double half = solved().chosen.share[std::size_t(second)] * 50.0;
    edit(second, ModelTableModel::Capacity, QString::number(half, 'f', 1));
    QVERIFY(solved().chosen.costPer1000() >= doubled);
    const int off = greatest() == 0 ? 1 : 0;
    models()->table()->setFocus();
    models()->table()->setCurrentIndex(cell(off, 0));
    QTest::keyClick(models()->table(), Qt::Key_Space);
    QVERIFY(rested());
    QCOMPARE(session().scenario().pool.disabled.size(), 1U);
    QVERIFY2(solved().chosen.feasible, solved().chosen.explanation.c_str());
    picture("pool");
    save("without one");
}

void ManagerJourneyTest::compareThem() {
    QCOMPARE(session().book().list().size(), 3U);
    QTest::keyClick(m_window.get(), Qt::Key_7, Qt::ControlModifier);
    QTRY_VERIFY(compare()->isVisible());
    QVERIFY(QTest::qWaitFor(
        [this] {
            return rested() && std::ranges::all_of(compare()->model()->columns(),
                                                   [](const ScenarioColumn& column) {
                                                       return column.answer != nullptr;
                                                   });
        },
        kPatience));
    const ScenarioModel& table = *compare()->model();
    QVERIFY(table.columnCount() >= 3);
    for (int column = 0; column < table.columnCount(); ++column) {
        const double cost = table.number(ScenarioModel::Cost, column);
        QVERIFY(std::abs(table.number(ScenarioModel::Monthly, column) - cost * 2000.0) <
                1e-9 * cost * 2000.0 + 1e-12);
        if (table.columns()[std::size_t(column)].name == "as it is") QCOMPARE(cost, m_before);
    }
    picture("compare");
}

void ManagerJourneyTest::takeAGoal() {
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY(m_window->findChild<GoalsDialog*>());
    auto* goals = m_window->findChild<GoalsDialog*>();
    const auto answered = [&] { return rested() && !goals->isBusy(); };
    const double budget = solved().chosen.costPer1000() * 1.2;
    type(goals->money(), QString::number(budget * 2000.0, 'f', 2));
    QVERIFY(QTest::qWaitFor(answered, kPatience));
    picture("goals", goals);
    QVERIFY2(goals->budget()->button(0)->isEnabled(), qPrintable(goals->budget()->answer()));
    QTest::mouseClick(goals->budget()->button(0), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor(answered, kPatience));
    QCOMPARE(asked().mode, RoutingMode::QualityUnderBudget);
    QVERIFY(std::abs(asked().budgetPer1000 - budget) < 1e-5);
    QVERIFY(solved().chosen.costPer1000() <= asked().budgetPer1000 * (1.0 + 1e-9));
    goals->close();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

/// The command line that is copied, read as the program reads it and solved by the core.
void ManagerJourneyTest::runTheCommand() {
    QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const QString line = QGuiApplication::clipboard()->text();
    QVERIFY2(line.startsWith("omnirouter route --workspace "), qPrintable(line));
    const auto begin = line.indexOf('{');
    const auto end = line.lastIndexOf('}');
    const Scenario scenario = Scenario::fromJson(line.mid(begin, end - begin + 1).toStdString());
    QCOMPARE(scenario.constraints, asked());
    const auto store = std::make_shared<Store>(
        Workspace::open(session().workspaceFile().toStdString(), Workspace::Access::ReadOnly));
    const auto prepared = prepare(store, nullptr, scenario, {});
    const Experiment batch = experimentOf(*prepared, *prepared->predictions, scenario.pool);
    RouteRequest request;
    request.constraints = constraintsOf(scenario.constraints, batch);
    request.budget = SolveBudget{};  // as the command line
    const Evaluation found = routeOnce(batch, scenario.router, request).evaluation;
    QVERIFY(QTest::qWaitFor([this] { return !session().proof().seeking(); }, kPatience));
    const Evaluation& shown = solved().chosen;
    QCOMPARE(found.cost, shown.cost);
    QCOMPARE(found.predictedAccuracy, shown.predictedAccuracy);
    QCOMPARE(found.realizedAccuracy, shown.realizedAccuracy);
    QCOMPARE(found.realizedCost, shown.realizedCost);
}

/// One key and one button: what was found as a page for the meeting.
void ManagerJourneyTest::handInAPage() {
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QTRY_VERIFY(m_window->findChild<MakeReportDialog*>());
    auto* dialog = m_window->findChild<MakeReportDialog*>();
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    picture("report", dialog);
    auto* form = dialog->findChild<QComboBox*>();
    for (const char* name : {"monday.pdf", "monday.html"}) {
        form->setFocus();
        QTest::keyClick(form, name[7] == 'p' ? Qt::Key_Home : Qt::Key_End);
        dialog->writeTo(m_lab->file(name));
        QVERIFY(QTest::qWaitFor([dialog] { return !dialog->isBusy(); }, kPatience));
        QFile file(m_lab->file(name));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(dialog->message()));
        const QByteArray bytes = file.readAll();
        if (QByteArray(name).endsWith("pdf")) {
            QVERIFY(bytes.startsWith("%PDF-"));
            continue;
        }
        // What is shown costs, and the scenarios that it is set beside.
        const QString page = QString::fromUtf8(bytes);
        const QString cost = QString::fromStdString(money(solved().chosen.costPer1000()));
        QVERIFY2(page.contains(cost), qPrintable(cost));
        for (const char* scenario : {"as it is", "price doubled", "without one"}) {
            QVERIFY2(page.contains(QLatin1String(scenario)), scenario);
        }
    }
    dialog->close();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void ManagerJourneyTest::fromAQuestionToTheAnswer_data() {
    QTest::addColumn<bool>("bundled");
    QTest::addColumn<QString>("floor");
    QTest::newRow("generated") << false << "60";
    QTest::newRow("bundled") << true << "85";
}

void ManagerJourneyTest::fromAQuestionToTheAnswer() {
    QFETCH(bool, bundled);
    QFETCH(QString, floor);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (bundled) QSKIP("The same steps on more data: minutes under a sanitizer");
#endif
    m_floor = floor;
    m_step = bundled ? 100 : 0;
    BundledPlaces places = m_lab->places(400);
    if (bundled) places.folders = {ORL_SOURCE_DIR "/datasets"};
    m_window = std::make_unique<MainWindow>(places);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->restoreLastSession();
    QVERIFY(rested());
    const Scenario start = session().scenario();
    for (const auto step : {&ManagerJourneyTest::askWhatItCosts, &ManagerJourneyTest::changeThePool,
                            &ManagerJourneyTest::compareThem, &ManagerJourneyTest::takeAGoal,
                            &ManagerJourneyTest::runTheCommand, &ManagerJourneyTest::handInAPage}) {
        (this->*step)();
        if (QTest::currentTestFailed()) return;
    }
    // Back to where it began, step by step.
    while (session().undoStack()->canUndo()) {
        const int before = session().undoStack()->index();
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(
            QTest::qWaitFor([&] { return session().undoStack()->index() < before; }, kPatience));
    }
    QVERIFY(rested());
    QCOMPARE(session().scenario(), start);
    QVERIFY(session().book().list().empty());
}

ORL_UI_TEST(ManagerJourneyTest);

}  // namespace orl

#include "manager_journey_test.moc"
