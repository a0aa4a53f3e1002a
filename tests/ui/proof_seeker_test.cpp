#include "ui/session/proof_seeker.h"

#include <QUndoStack>

#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// What a drag leaves unproven is proven once the hand rests, and never shown for anything else.
class ProofSeekerTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aProofComesOnceTheHandRests();
    void aNewerEditStopsIt();
    void undoShowsNoStaleProof();
    void withoutAHandSettledWaitsForIt();

  private:
    Session& session() const { return m_window->session(); }
    const ProofSeeker& proof() const { return session().proof(); }
    void ask(double alpha, double share) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = alpha;
        next.constraints.commonCapacity = share;
        session().edit(next, "edit");
        QVERIFY(QTest::qWaitFor(
            [&] {
                return session().solved() &&
                       session().solved()->scenario.constraints == session().scenario().constraints;
            },
            kPatience));
    }
    void askHard() { ask(kHardAlpha, kHardShare); }

    static constexpr double kHardAlpha = 0.72;
    static constexpr double kHardShare = 0.3;
    static constexpr double kEasyAlpha = 0.5;
};

void ProofSeekerTest::aProofComesOnceTheHandRests() {
    show(m_lab->workspace(120));
    askHard();
    QVERIFY(!solved().chosen.optimal);
    QVERIFY(proof().seeking());
    QVERIFY(QTest::qWaitFor([&] { return !proof().seeking(); }, kPatience));
    QVERIFY(solved().chosen.optimal);
    QVERIFY(solved().thorough);
    QCOMPARE(*solved().assignment, solveDirectly(solved()).assignment);
    QVERIFY(settle());
    QVERIFY(session().isComparisonCurrent());
}

void ProofSeekerTest::aNewerEditStopsIt() {
    show(m_lab->workspace(120));
    askHard();
    QVERIFY(proof().seeking());
    ask(kEasyAlpha, 1.0);
    QVERIFY(!proof().seeking());
    QTest::qWait(600);  // longer than a hand has to rest
    QCOMPARE(solved().scenario.constraints.qualityFloor, kEasyAlpha);
    QVERIFY(!solved().thorough);
}

void ProofSeekerTest::undoShowsNoStaleProof() {
    show(m_lab->workspace(120));
    ask(kEasyAlpha, 1.0);
    askHard();
    QVERIFY(QTest::qWaitFor([&] { return solved().thorough; }, kPatience));
    const double cost = solved().chosen.cost;
    session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(solved().scenario.constraints.qualityFloor, kEasyAlpha);
    QVERIFY(!solved().thorough);
    QCOMPARE(solved().chosen.cost, solveDirectly(solved()).cost);
    // What was found is still the answer to what it was found for.
    session().undoStack()->redo();
    QVERIFY(QTest::qWaitFor([&] { return solved().thorough; }, kPatience));
    QCOMPARE(solved().chosen.cost, cost);
    QCOMPARE(cost, solveDirectly(solved()).cost);
}

void ProofSeekerTest::withoutAHandSettledWaitsForIt() {
    const QString file = m_lab->workspace(120);
    MainWindow window(m_lab->places(), false);
    window.show();
    window.session().openWorkspaceFile(file, [](Scenario& scenario) {
        scenario.constraints.qualityFloor = kHardAlpha;
        scenario.constraints.commonCapacity = kHardShare;
    });
    QVERIFY(QTest::qWaitFor([&] { return window.session().settled(); }, kPatience));
    QVERIFY(window.session().solved()->thorough);
    QVERIFY(window.session().isComparisonCurrent());
}

ORL_UI_TEST(ProofSeekerTest);

}  // namespace orl

#include "proof_seeker_test.moc"
