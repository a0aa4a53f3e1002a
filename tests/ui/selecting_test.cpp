#include <QUndoStack>

#include "window_fixture.h"

namespace orl {

/// The one selection of the window: who may undo it, and what it does not survive.
class SelectingTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void selectingIsAStepOfUndo();
    void invertingTwiceIsTheSame();
    void nothingSelectsNothing();
    void otherDataTakeItAway();
    void itStaysWhenOtherQueriesAreRouted();
    void theCurrentRowIsNoStep();

  private:
    Session& session() const { return m_window->session(); }
    std::vector<std::size_t> firstRows(std::size_t count) const {
        const auto& rows = solved().experiment->rows;
        return {rows.begin(), rows.begin() + std::ptrdiff_t(count)};
    }
};

void SelectingTest::selectingIsAStepOfUndo() {
    open();
    session().select(firstRows(5), "five");
    QCOMPARE(session().selection()->rows.size(), std::size_t(5));
    QCOMPARE(session().selecting().queries()->size(), std::size_t(5));
    session().select(firstRows(3), "three");
    session().select(firstRows(3), "three");  // changes nothing
    QCOMPARE(session().undoStack()->count(), 2);
    session().undoStack()->undo();
    QCOMPARE(session().selection()->reason, std::string("five"));
    session().undoStack()->undo();
    QVERIFY(!session().selection());
    QVERIFY(!session().selecting().queries());
    session().undoStack()->redo();
    session().clearSelection();
    QVERIFY(!session().selection());
    session().undoStack()->undo();
    QCOMPARE(session().selection()->reason, std::string("five"));
}

void SelectingTest::invertingTwiceIsTheSame() {
    open();
    const auto rows = firstRows(7);
    session().select(rows, "seven");
    session().selecting().invert();
    QCOMPARE(session().selection()->rows.size(), solved().experiment->rows.size() - 7);
    session().selecting().invert();
    QCOMPARE(session().selection()->rows, rows);
}

void SelectingTest::nothingSelectsNothing() {
    open();
    session().select({}, "none");
    QVERIFY(!session().selection());
    session().select({std::size_t(1) << 40U}, "beyond the data");
    QVERIFY(!session().selection());
    QCOMPARE(session().undoStack()->count(), 0);
    session().select({3, 3, 1}, "twice");
    QCOMPARE(session().selection()->rows, (std::vector<std::size_t>{1, 3}));
}

void SelectingTest::otherDataTakeItAway() {
    open();
    session().select(firstRows(5), "five");
    session().setCurrentRow(firstRows(1)[0]);
    m_window->openWorkspace(m_lab->workspace(200, "other.orlab"));
    QVERIFY(QTest::qWaitFor([this] { return !session().selection(); }, kPatience));
    QVERIFY(settle());
    QVERIFY(session().selecting().lost().contains("five"));
    QVERIFY(!session().currentRow());
    session().select(firstRows(2), "two");
    QVERIFY(session().selecting().lost().isEmpty());
}

void SelectingTest::itStaysWhenOtherQueriesAreRouted() {
    open();
    const auto rows = firstRows(5);
    session().select(rows, "five");
    Scenario next = session().scenario();
    next.preparation.testSplit = "train";
    session().edit(next, "other split");
    QVERIFY(settle());
    QCOMPARE(session().selection()->rows, rows);
    QVERIFY(session().selecting().queries()->empty());
    session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(session().selecting().queries()->size(), std::size_t(5));
}

void SelectingTest::theCurrentRowIsNoStep() {
    open();
    const std::size_t row = firstRows(4)[3];
    session().setCurrentRow(row);
    QCOMPARE(session().undoStack()->count(), 0);
    QCOMPARE(*session().selecting().currentQuery(), std::uint32_t(3));
}

}  // namespace orl

QTEST_MAIN(orl::SelectingTest)
#include "selecting_test.moc"
