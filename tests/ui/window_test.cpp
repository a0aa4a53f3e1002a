#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <cmath>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/sweep_chart.h"
#include "ui/pages/compare/model.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/dashboard/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/data_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/method_section.h"
#include "ui/problem/pool_model.h"
#include "ui/problem/pool_section.h"
#include "ui/results/card_strip.h"
#include "ui/results/result_card.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"
#include "ui/widgets/navigation.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/range_slider.h"
#include "ui/widgets/value_control.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

class WindowTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void opensFittedAndSolved();
    void whatCostsAssumeIsSaidAsLongAsTheyDo();
    void theWindowItsPagesAndAboutHaveIcons();
    void noTwoActionsHaveOneKey();
    void dragOfAlphaUpdatesEverything();
    void dragOfCapacityUpdatesEverything();
    void aDragIsOneUndoStep();
    void keysAndNumberFieldsMoveTheValue();
    void aModelSwitchedOffIsNotUsed();
    void anotherPredictorIsFitted();
    void vectorsOfTheDataAreAChoiceWhereThereAreAny();

  private:
    void dragSlider(RangeSlider* slider, const std::vector<int>& positions);
    void checkAgainstDirectSolve();
};

void WindowTest::dragSlider(RangeSlider* slider, const std::vector<int>& positions) {
    const auto at = [&](int position) {
        return QPoint(slider->pixelOf(position), slider->height() / 2);
    };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(slider->value()));
    for (const int position : positions) QTest::mouseMove(slider, at(position));
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(positions.back()));
}

/// The optimizer's own answer to the same problem, and what the window shows of it.
void WindowTest::checkAgainstDirectSolve() {
    const SolveView& view = solved();
    const SolveResult direct = solveDirectly(view);
    QCOMPARE(view.status, direct.status);
    if (!direct.solved()) return;
    // Warm and cold solves may stop at different assignments within the gap they certify.
    const double slack = (view.chosen.gap + direct.gap + 1e-9) * direct.cost;
    QVERIFY2(std::abs(view.chosen.cost - direct.cost) <= slack,
             qPrintable(QString("%1 %2").arg(view.chosen.cost).arg(direct.cost)));
    QVERIFY(view.chosen.predictedAccuracy >= view.constraints.qualityFloor - 1e-9);
    QCOMPARE(m_window->cards()->cost()->value(), usd(view.chosen.realizedCostPer1000()));
    QCOMPARE(m_window->cards()->accuracy()->value(), percent(view.chosen.realizedAccuracy));
    const auto& groups = m_window->page<DashboardPage>()->distribution()->data().groups;
    QCOMPARE(groups.size(), view.evaluations.size());
    QCOMPARE(groups[0].share, view.evaluations[0].levelShare);
    const auto current = m_window->page<DashboardPage>()->plane()->data().current;
    QCOMPARE(current.accuracy, view.chosen.realizedAccuracy);
    QCOMPARE(current.cost, view.chosen.realizedCostPer1000());
}

void WindowTest::opensFittedAndSolved() {
    open();
    QCOMPARE(solved().scenario.preparation.dataset, std::string("small"));
    QCOMPARE(solved().experiment->problem.queryCount(), 120U);
    QVERIFY(m_window->windowTitle().contains("w.orlab"));
    QVERIFY(m_window->banner()->isHidden());
    checkAgainstDirectSolve();
    // One basis for cost and accuracy, named, and the other one below.
    CardStrip* cards = m_window->cards();
    QCOMPARE(cards->cost()->title(), QString("Realized cost per 1,000"));
    cards->setRealized(false);
    QCOMPARE(cards->cost()->title(), QString("Predicted cost per 1,000"));
    QCOMPARE(cards->cost()->value(), usd(solved().chosen.costPer1000()));
    QCOMPARE(cards->accuracy()->title(), QString("Predicted accuracy"));
    cards->setRealized(true);
    QCOMPARE(m_window->session().sweep(SweepOver::Alpha)->complete, true);
    QCOMPARE(m_window->session().sweep(SweepOver::Capacity)->complete, true);
    QCOMPARE(m_window->page<DashboardPage>()->alphaSweep()->data().series.size(),
             m_window->session().comparedRouters().size());
}

void WindowTest::dragOfAlphaUpdatesEverything() {
    open();
    const auto before = m_window->session().solved();
    const auto alphaCurves = m_window->session().sweep(SweepOver::Alpha);
    int updates = 0;
    connect(&m_window->session(), &Session::solvedChanged, this, [&] { ++updates; });
    RangeSlider* slider = constraints()->alpha()->slider();
    const int reachable = slider->reachableGreatest();
    QVERIFY(reachable > 0 && reachable < 1000);
    dragSlider(slider, {reachable - 60, reachable - 30, reachable - 10, reachable - 5});
    QVERIFY(settle());
    QVERIFY(updates >= 1);
    const Scenario& scenario = m_window->session().scenario();
    QVERIFY(std::abs(scenario.constraints.qualityFloor - (reachable - 5) / 1000.0) < 0.004);
    QCOMPARE(solved().constraints.qualityFloor, scenario.constraints.qualityFloor);
    QVERIFY(m_window->session().solved() != before);
    QVERIFY(solved().chosen.cost > before->chosen.cost);
    checkAgainstDirectSolve();
    QCOMPARE(m_window->page<DashboardPage>()->alphaSweep()->current(),
             scenario.constraints.qualityFloor);
    // α does not change its own curves, but it changes those over L.
    QCOMPARE(m_window->session().sweep(SweepOver::Alpha), alphaCurves);
    const auto& points = m_window->session().sweep(SweepOver::Capacity)->points[0];
    QVERIFY(points.back().has_value());
    QCOMPARE(points.back()->alpha, scenario.constraints.qualityFloor);
}

void WindowTest::dragOfCapacityUpdatesEverything() {
    open();
    const auto capacityCurves = m_window->session().sweep(SweepOver::Capacity);
    dragSlider(constraints()->capacity()->slider(), {900, 700, 500, 300});
    QVERIFY(settle());
    const double share = m_window->session().scenario().constraints.commonCapacity;
    QVERIFY(std::abs(share - 0.3) < 0.004);
    QVERIFY(!solved().constraints.capacity.empty());
    checkAgainstDirectSolve();
    const auto most = std::int64_t(std::floor(share * 120 + 1e-9));
    for (const std::int64_t limit : solved().constraints.capacity) QCOMPARE(limit, most);
    for (const double used : solved().chosen.share) QVERIFY(used * 120 <= double(most) + 1e-6);
    QCOMPARE(m_window->page<DashboardPage>()->capacitySweep()->current(), share);
    QCOMPARE(m_window->session().sweep(SweepOver::Capacity), capacityCurves);
    DualOptimizer limits(solved().experiment->problem);
    const double most_quality = limits.maxQuality(solved().constraints);
    QVERIFY(std::abs(solved().reach.maxQuality - most_quality) < 1e-9);
}

void WindowTest::aDragIsOneUndoStep() {
    open();
    const Scenario before = m_window->session().scenario();
    QUndoStack* undo = m_window->session().undoStack();
    dragSlider(constraints()->alpha()->slider(), {300, 350, 400});
    QTest::qWait(50);
    const Scenario after = m_window->session().scenario();
    QVERIFY(after.constraints.qualityFloor != before.constraints.qualityFloor);
    QCOMPARE(undo->count(), 1);
    dragSlider(constraints()->capacity()->slider(), {600, 500});
    QCOMPARE(undo->count(), 2);
    undo->undo();
    QCOMPARE(m_window->session().scenario(), after);
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_window->session().scenario(), before);
    QCOMPARE(constraints()->alpha()->value(), before.constraints.qualityFloor);
    QVERIFY(settle());
    QCOMPARE(solved().constraints.qualityFloor, before.constraints.qualityFloor);
    undo->redo();
    QVERIFY(settle());
    QCOMPARE(solved().constraints.qualityFloor, after.constraints.qualityFloor);
}

void WindowTest::keysAndNumberFieldsMoveTheValue() {
    open();
    ValueControl* alpha = constraints()->alpha();
    const double start = alpha->value();
    alpha->slider()->setFocus();
    QTest::keyClick(alpha->slider(), Qt::Key_Right);
    QVERIFY(alpha->value() > start);
    QTest::keyClick(alpha->slider(), Qt::Key_PageDown);
    QVERIFY(alpha->value() < start);
    QTest::keyClick(alpha->slider(), Qt::Key_Home);
    QCOMPARE(alpha->value(), 0.0);
    QDoubleSpinBox* field = alpha->field();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "47.3");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_window->session().scenario().constraints.qualityFloor, 0.473);
    QCOMPARE(alpha->slider()->value(), 473);
    QVERIFY(settle());
    QCOMPARE(solved().constraints.qualityFloor, 0.473);
    for (QWidget* control : std::initializer_list<QWidget*>{
             alpha->slider(), alpha->field(), constraints()->capacity()->slider(),
             constraints()->budget()->slider(), constraints()->mode()}) {
        QVERIFY(!control->accessibleName().isEmpty());
        QVERIFY(!control->toolTip().isEmpty());
        QVERIFY(control->focusPolicy() & Qt::TabFocus);
    }
}

void WindowTest::aModelSwitchedOffIsNotUsed() {
    open();
    PoolModel* pool = m_window->problem()->pool()->model();
    const auto used = std::ranges::max_element(solved().chosen.share);
    const auto busiest = std::size_t(used - solved().chosen.share.begin());
    const std::string name = solved().experiment->models[busiest];
    const auto row = int(m_window->session().prepared()->data->modelIndex(name));
    QVERIFY(pool->setData(pool->index(row, PoolModel::Name), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(settle());
    const auto& models = solved().experiment->models;
    const auto at = std::ranges::find(models, name);
    if (at != models.end()) {
        QCOMPARE(solved().chosen.share[std::size_t(at - models.begin())], 0.0);
    }
    checkAgainstDirectSolve();
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(m_window->session().scenario().pool.disabled.empty());
}

void WindowTest::anotherPredictorIsFitted() {
    open();
    const auto before = m_window->session().prepared();
    QComboBox* predictor = m_window->problem()->method()->predictor();
    predictor->setFocus();
    QTest::keyClick(predictor, Qt::Key_End);
    QCOMPARE(m_window->session().scenario().preparation.predictor, std::string("recorded"));
    QVERIFY(settle());
    QVERIFY(m_window->session().prepared() != before);
    QVERIFY(solved().experiment->qualityIsRecorded);
    checkAgainstDirectSolve();
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(!solved().experiment->qualityIsRecorded);
}

void WindowTest::vectorsOfTheDataAreAChoiceWhereThereAreAny() {
    open();
    QVERIFY(!m_window->problem()->method()->embedding()->isEnabled());
    m_window.reset();

    const QString file = m_lab->workspace(120, "vectors.orlab", "hybrid");
    {
        Workspace workspace = Workspace::open(file.toStdString());
        Dataset data = workspace.loadDataset("small");
        data.embedding = Embeddings::Random(Eigen::Index(data.queryCount()), 5);
        data.embeddingSource = "some model";
        workspace.saveDataset(data);
    }
    show(file);
    QComboBox* embedding = m_window->problem()->method()->embedding();
    QVERIFY(embedding->isEnabled());
    QVERIFY(embedding->toolTip().contains("some model"));
    const auto vectors = [&] {
        return m_window->session().prepared()->predictor->options().vectors;
    };
    QVERIFY(vectors() == VectorSource::BuiltIn);
    embedding->setFocus();
    QTest::keyClick(embedding, Qt::Key_Down);
    QCOMPARE(m_window->session().scenario().preparation.embedding, std::string("data"));
    QVERIFY(settle());
    QVERIFY(vectors() == VectorSource::Data);
    checkAgainstDirectSolve();
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(vectors() == VectorSource::BuiltIn);
}

void WindowTest::whatCostsAssumeIsSaidAsLongAsTheyDo() {
    open();
    const NoteLabel* note = m_window->problem()->data()->assumptions();
    QVERIFY(note->isHidden());
    QVERIFY(!m_window->cards()->cost()->title().contains("Assumed"));
    m_window.reset();

    const QString file = m_lab->workspace(120, "assumed.orlab");
    {
        Workspace workspace = Workspace::open(file.toStdString());
        Dataset data = workspace.loadDataset("small");
        data.cost.setConstant(kMissing);
        data.outputTokens.setConstant(256.0);
        data.outputTokensEstimated = true;
        workspace.saveDataset(data);
    }
    show(file);
    note = m_window->problem()->data()->assumptions();
    QVERIFY(note->isVisible());
    QVERIFY2(note->text().contains("256 tokens"), qPrintable(note->text()));
    QVERIFY(m_window->cards()->cost()->title().contains("Assumed"));
    QVERIFY(m_window->cards()->cost()->toolTip().contains("256 tokens"));
}

/// A key that two actions have does nothing at all.
void WindowTest::noTwoActionsHaveOneKey() {
    open();
    std::map<QString, const QAction*> owners;
    for (const QAction* action : m_window->findChildren<QAction*>()) {
        for (const QKeySequence& key : action->shortcuts()) {
            const QAction* owner = owners.emplace(key.toString(), action).first->second;
            QVERIFY2(owner == action,
                     qPrintable(key.toString() + ": " + owner->text() + ", " + action->text()));
        }
    }
    QVERIFY(owners.size() > 8);
}

void WindowTest::theWindowItsPagesAndAboutHaveIcons() {
    open();
    QVERIFY(!m_window->windowIcon().isNull());
    const NavigationBar* pages = m_window->navigation();
    QCOMPARE(pages->count(), int(m_window->pages().size()));
    for (int page = 0; page < pages->count(); ++page) {
        QVERIFY2(!pages->button(page)->icon().isNull(), qPrintable(pages->button(page)->text()));
    }
    bool seen = false;
    QTimer::singleShot(0, [&seen] {
        auto* about = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (!about) return;
        seen = !about->iconPixmap().isNull() && about->text().contains("GPL 3");
        about->accept();
    });
    for (QAction* action : m_window->findChildren<QAction*>()) {
        if (action->text().contains("About")) action->trigger();
    }
    QVERIFY(seen);
}

ORL_UI_TEST(WindowTest);

}  // namespace orl

#include "window_test.moc"
