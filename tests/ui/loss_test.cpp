#include <QComboBox>

#include "core/evaluate/error_parts.h"
#include "ui/charts/plot_view.h"
#include "ui/pages/compare/loss_panel.h"
#include "ui/pages/compare/page.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The parts of what is lost against hindsight, as a waterfall.
class LossTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void thePartsLeadFromHindsightToWhatIsRealized();
    void whatCannotBeExplainedSaysWhy();

  private:
    LossPanel* panel() {
        auto* page = m_window->page<ComparePage>();
        m_window->showPage("compare");
        m_window->page<ComparePage>()->showColumns(ComparePage::Columns::Routers);
        LossPanel* loss = page->loss();
        return QTest::qWaitFor([=] { return !loss->isBusy(); }, kPatience) ? loss : nullptr;
    }
};

void LossTest::thePartsLeadFromHindsightToWhatIsRealized() {
    show(m_lab->workspace(240, "w.orlab", "knn"));
    LossPanel* loss = panel();
    QVERIFY(loss && !loss->isEmpty());
    const ErrorExplanation expected =
        explainError(*solved().experiment, solved().constraints, *solved().assignment);
    QCOMPARE(loss->explanation()->hindsightCost, expected.hindsightCost);
    const double perThousand = 1000.0 / double(solved().experiment->rows.size());
    QVERIFY(std::abs(loss->data().end() - expected.realizedCost * perThousand) < 1e-9);
    QVERIFY(std::abs(loss->data().end() - solved().chosen.realizedCostPer1000()) < 1e-9);
    QVERIFY(loss->data().start <= loss->data().end() + 1e-12);
    loss->what()->setCurrentIndex(1);
    QVERIFY(std::abs(loss->data().end() - solved().chosen.realizedAccuracy) < 1e-9);
    QVERIFY(loss->data().start >= loss->data().end() - 1e-12);
    QVERIFY(!loss->data().moreIsWorse);
    QCOMPARE(loss->csv().count('\n'), 7);
    QVERIFY(!loss->image(1.0).isNull());
    // Another routing is explained anew.
    Scenario next = m_window->session().scenario();
    next.constraints.qualityFloor = 0.7;
    m_window->session().edit(next, "alpha");
    QVERIFY(settle());
    QVERIFY(panel());
    QVERIFY(std::abs(loss->data().end() - solved().chosen.realizedAccuracy) < 1e-9);
}

void LossTest::whatCannotBeExplainedSaysWhy() {
    show(m_lab->workspace(240, "w.orlab", "knn"));
    LossPanel* loss = panel();
    Scenario next = m_window->session().scenario();
    next.constraints.groups = {"level", {{solved().experiment->levelNames[0], 0.4}}, {}};
    m_window->session().edit(next, "groups");
    QVERIFY(settle());
    QVERIFY(panel());
    QVERIFY(loss->isEmpty());
    QVERIFY(loss->emptyText().contains("groups"));
    next.constraints.groups = {};
    next.constraints.qualityFloor = 1.0;
    m_window->session().edit(next, "out of reach");
    QVERIFY(settle());
    QVERIFY(panel());
    QVERIFY(loss->isEmpty());
    QVERIFY(loss->emptyText().contains("cannot be met"));
}

ORL_UI_TEST(LossTest);

}  // namespace orl

#include "loss_test.moc"
