#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QTableView>
#include <QUndoStack>

#include "ui/problem/group_model.h"
#include "ui/problem/group_section.h"
#include "ui/problem/method_section.h"
#include "ui/widgets/note_label.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// Floors and caps of groups, and caution, from the dock.
class GroupsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aFloorOfALevelIsHeldAndPriced();
    void aCapOfATaskIsHeld();
    void whatCannotBeMetIsMarked();
    void aChoiceAnewAsksForNothing();
    void cautionCostsAndIsUndone();

  private:
    Session& session() const { return m_window->session(); }
    GroupSection* groups() const { return m_window->problem()->groups(); }
    GroupModel* model() const { return groups()->model(); }
    void choose(QComboBox* box, int index) {
        box->setCurrentIndex(index);
        emit box->activated(index);
        QVERIFY(settle());
    }
    QModelIndex cell(int row, GroupModel::Column column) const {
        return model()->index(row, column);
    }
    double now(int row) const {
        return cell(row, GroupModel::Now).data().toString().section(' ', 0, 0).toDouble();
    }
};

void GroupsTest::aFloorOfALevelIsHeldAndPriced() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    const QAbstractItemModelTester tester(model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(!groups()->table()->isVisibleTo(groups()));
    choose(groups()->by(), 2);
    QCOMPARE(std::size_t(model()->rowCount()), solved().experiment->levelNames.size());
    QVERIFY(!solved().constraints.hasGroups());  // nothing is asked yet
    const int hardest = model()->rowCount() - 1;
    const double before = now(hardest);
    const double cost = solved().chosen.cost;
    QVERIFY(model()->setData(cell(hardest, GroupModel::Asked), before + 5.0));
    QVERIFY(settle());
    QVERIFY(solved().chosen.feasible);
    QVERIFY(now(hardest) >= before + 4.9);
    QVERIFY(solved().chosen.cost >= cost);
    QVERIFY(cell(hardest, GroupModel::Price).data().toString().startsWith('$'));
    QCOMPARE(model()->violations(), 0);
    QVERIFY(!model()->setData(cell(hardest, GroupModel::Asked), 101.0));
    QVERIFY(!model()->setData(cell(hardest, GroupModel::Asked), "much"));
    session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(now(hardest), before);
    session().undoStack()->redo();
    QVERIFY(settle());
    // Delete asks for nothing any more.
    groups()->table()->setCurrentIndex(cell(hardest, GroupModel::Asked));
    QTest::keyClick(groups()->table(), Qt::Key_Delete);
    QVERIFY(settle());
    QVERIFY(!solved().constraints.hasGroups());
    QCOMPARE(solved().chosen.cost, cost);
}

void GroupsTest::aCapOfATaskIsHeld() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    const QAbstractItemModelTester tester(model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    choose(groups()->by(), 1);
    // Of the model that has most, the first task that it has.
    std::size_t most = 0;
    const auto& share = solved().chosen.share;
    for (std::size_t j = 0; j < share.size(); ++j) most = share[j] > share[most] ? j : most;
    groups()->limits()->setCurrentIndex(int(most) + 1);
    QCOMPARE(model()->capsOf(), solved().experiment->models[most]);
    int row = 0;
    while (row + 1 < model()->rowCount() && now(row) < 40.0) ++row;
    QVERIFY(now(row) >= 40.0);
    QVERIFY(model()->setData(cell(row, GroupModel::Asked), 20.0));
    QVERIFY(settle());
    QVERIFY2(solved().chosen.feasible, solved().chosen.explanation.c_str());
    QVERIFY(now(row) <= 20.0 + 1e-9);
    QCOMPARE(session().scenario().constraints.groups.cap.size(), std::size_t(1));
    model()->reset(cell(row, GroupModel::Asked));
    QVERIFY(session().scenario().constraints.groups.cap.empty());
    QVERIFY(settle());
}

void GroupsTest::whatCannotBeMetIsMarked() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    choose(groups()->by(), 2);
    QVERIFY(model()->setData(cell(0, GroupModel::Asked), 100.0));
    QVERIFY(settle());
    QVERIFY(!solved().chosen.feasible || model()->violations() == 0);
    if (solved().chosen.feasible) return;
    QVERIFY(!solved().chosen.explanation.empty());
    QVERIFY(cell(0, GroupModel::Now).data().toString() == "–" || model()->violations() > 0);
}

void GroupsTest::aChoiceAnewAsksForNothing() {
    show(m_lab->workspace(240, "w.orlab", "knn"));
    choose(groups()->by(), 2);
    QVERIFY(model()->setData(cell(0, GroupModel::Asked), 60.0));
    QVERIFY(settle());
    choose(groups()->by(), 1);
    QCOMPARE(session().scenario().constraints.groups.floor.size(), std::size_t(0));
    QCOMPARE(model()->headerData(0, Qt::Horizontal).toString(), QString("Task"));
    choose(groups()->by(), 0);
    QCOMPARE(model()->rowCount(), 0);
}

void GroupsTest::cautionCostsAndIsUndone() {
    show(m_lab->workspace(400, "w.orlab", "knn"));
    const double cost = solved().chosen.cost;
    const double reach = solved().reach.maxQuality;
    m_window->problem()->method()->caution()->setValue(1.0);
    QVERIFY(settle());
    QCOMPARE(session().scenario().pool.caution, 1.0);
    QVERIFY(solved().reach.maxQuality < reach);
    session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(m_window->problem()->method()->caution()->value(), 0.0);
    QCOMPARE(solved().chosen.cost, cost);
}

ORL_UI_TEST(GroupsTest);

}  // namespace orl

#include "groups_test.moc"
