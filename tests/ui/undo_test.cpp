#include <QUndoStack>

#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// Which changes of the scenario are one step of undo.
class UndoTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aGestureIsOneStep();
    void otherGesturesAndOtherTextsAreStepsOfTheirOwn();
    void editsWithoutGestureNeverMerge();
    void aGestureThatComesBackLeavesNoStep();

  private:
    Session& session() const { return m_window->session(); }
    QUndoStack& stack() const { return *session().undoStack(); }
    double floor() const { return session().scenario().constraints.qualityFloor; }
    void setFloor(double value, const QString& text, int gesture = 0) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = value;
        session().edit(next, text, gesture);
    }
};

void UndoTest::aGestureIsOneStep() {
    open();
    const Scenario before = session().scenario();
    const int gesture = newGesture();
    for (const double value : {0.31, 0.32, 0.33}) setFloor(value, "Change floor", gesture);
    QCOMPARE(stack().count(), 1);
    QCOMPARE(floor(), 0.33);
    stack().undo();
    QCOMPARE(session().scenario(), before);
    stack().redo();
    QCOMPARE(floor(), 0.33);
}

void UndoTest::otherGesturesAndOtherTextsAreStepsOfTheirOwn() {
    open();
    const int first = newGesture();
    const int second = newGesture();
    QVERIFY(first > 0 && second != first);
    setFloor(0.31, "Change floor", first);
    setFloor(0.32, "Change floor", second);
    QCOMPARE(stack().count(), 2);
    setFloor(0.33, "Change something else", second);
    QCOMPARE(stack().count(), 3);
    QCOMPARE(stack().undoText(), QString("Change something else"));
    stack().undo();
    QCOMPARE(floor(), 0.32);
    stack().undo();
    QCOMPARE(floor(), 0.31);
}

void UndoTest::editsWithoutGestureNeverMerge() {
    open();
    setFloor(0.31, "Change floor");
    setFloor(0.32, "Change floor");
    QCOMPARE(stack().count(), 2);
    setFloor(0.32, "Change floor");  // changes nothing
    QCOMPARE(stack().count(), 2);
    stack().undo();
    QCOMPARE(floor(), 0.31);
}

void UndoTest::aGestureThatComesBackLeavesNoStep() {
    open();
    setFloor(0.3, "Change floor");
    const int gesture = newGesture();
    setFloor(0.4, "Drag floor", gesture);
    setFloor(0.5, "Drag floor", gesture);
    QCOMPARE(stack().count(), 2);
    setFloor(0.3, "Drag floor", gesture);
    QCOMPARE(stack().count(), 1);
    QCOMPARE(stack().undoText(), QString("Change floor"));
    QCOMPARE(floor(), 0.3);
}

ORL_UI_TEST(UndoTest);

}  // namespace orl

#include "undo_test.moc"
