// The comparison over many splits: run, followed and cancelled as a person would, and shown as
// spread in the plane.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <sstream>

#include "ui/charts/plane_chart.h"
#include "ui/dialogs/repeats_dialog.h"
#include "ui/session/repeating.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class RepeatsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() {
        m_dialog.reset();
        end();
    }
    void theTableFillsAndIsTheCommandLines();
    void cancelKeepsWhatIsKnown();
    void theSpreadIsInThePlaneOfTheseSettingsAlone();
    void otherDataTakeItAway();

  private:
    Session& session() const { return m_window->session(); }
    void openDialog() {
        open(200);
        m_dialog = std::make_unique<RepeatsDialog>(session());
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
    }
    void run(int splits) {
        m_dialog->splits()->setValue(splits);
        m_dialog->run()->click();
    }
    bool ended() {
        return QTest::qWaitFor([this] { return !session().repeats().busy(); }, kPatience);
    }
    std::unique_ptr<RepeatsDialog> m_dialog;
};

void RepeatsTest::theTableFillsAndIsTheCommandLines() {
    openDialog();
    const QAbstractItemModelTester tester(m_dialog->table()->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(!m_dialog->save()->isEnabled());
    run(4);
    QVERIFY(m_dialog->cancel()->isEnabled());
    QVERIFY(ended());
    const auto& view = session().repeats().view();
    QVERIFY(view);
    QCOMPARE(view->repeats.done, 4);
    QVERIFY(session().repeats().isCurrent());
    QCOMPARE(std::size_t(m_dialog->table()->model()->rowCount()), view->repeats.routers.size());
    QVERIFY(m_dialog->note()->text().contains("4 of 4"));
    // The same bytes as without a window.
    std::vector<std::string> routers = session().comparedRouters();
    std::ostringstream expected;
    writeRepeatsCsv(
        expected,
        repeatComparison(
            repeatInputsOf(session().scenario(), session().prepared()->data, routers, 4, 0.7), {}));
    const QString file = m_lab->file("r.csv");
    m_dialog->saveCsv(file);
    QFile saved(file);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll().toStdString(), expected.str());
}

void RepeatsTest::cancelKeepsWhatIsKnown() {
    openDialog();
    run(200);
    QVERIFY(QTest::qWaitFor([this] { return session().repeats().view() != nullptr; }, kPatience));
    m_dialog->cancel()->click();
    QVERIFY(ended());
    QVERIFY(session().repeats().view());
    QVERIFY(session().repeats().view()->repeats.done < 200);
    QVERIFY(m_dialog->run()->isEnabled());
    QVERIFY(!m_dialog->cancel()->isEnabled());
}

void RepeatsTest::theSpreadIsInThePlaneOfTheseSettingsAlone() {
    openDialog();
    run(3);
    QVERIFY(ended());
    QVERIFY(settle());
    const auto* plane = m_window->findChild<PlaneChart*>();
    QCOMPARE(plane->data().currentSpread.splits, 3);
    QVERIFY(plane->data().currentSpread.deviation.cost > 0.0);
    QVERIFY(!m_window->grab().isNull());
    Scenario next = session().scenario();
    next.constraints.qualityFloor = 0.55;
    session().edit(next, "change of α");
    QVERIFY(settle());
    QCOMPARE(plane->data().currentSpread.splits, 0);
    QVERIFY(m_dialog->note()->text().contains("changed since"));
}

void RepeatsTest::otherDataTakeItAway() {
    openDialog();
    run(2);
    QVERIFY(ended());
    QVERIFY(session().repeats().view());
    m_window->openWorkspace(m_lab->workspace(160, "other.orlab"));
    QVERIFY(settle());
    QVERIFY(!session().repeats().view());
    QCOMPARE(m_dialog->table()->model()->rowCount(), 0);
    QVERIFY(!m_dialog->save()->isEnabled());
}

ORL_UI_TEST(RepeatsTest);

}  // namespace orl

#include "repeats_test.moc"
