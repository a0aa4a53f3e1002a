#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <cmath>
#include <set>

#include "ui/charts/flow_chart.h"
#include "ui/charts/parallel_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/compare/scenario_model.h"
#include "ui/pages/compare/scenario_table.h"
#include "ui/pages/compare/scenario_view.h"
#include "ui/results/card_strip.h"
#include "ui/results/selection_row.h"
#include "ui/session/scenario_book.h"
#include "ui/session/tried_states.h"
#include "ui/widgets/note_label.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// Pins, saved scenarios and the comparison of both, as a person uses them.
class ScenariosTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() { start(); }
    void cleanup() { end(); }
    void aSavedScenarioComesBackAfterTheWindowWasClosed();
    void everyChangeOfTheListIsUndone();
    void columnsCarryTheSolvedNumbersAndTheirDifferences();
    void severalPinsAreNamed();
    void theLastCardUnpins();
    void nothingIsSavedIntoAWorkspaceThatIsBeingChanged();
    void aFlowSelectsItsQueries();
    void whatWasTriedComesBackByAClick();
    void volumeTurnsCostsIntoMoneyAMonth();
    void columnsAreSimulatedUnderALoadWhenAsked();
    void exportsEscapeAndImportsDoubleNothing();
    void headsAreDraggedRenamedAndRightClicked();
    void whatIsNotThereIsSaid();
    void aHundredScenariosAreCompared();

  private:
    Session& session() const { return m_window->session(); }
    ScenarioBook& book() const { return session().book(); }
    ScenarioView* view() const { return m_window->page<ComparePage>()->scenarios(); }
    ScenarioModel* model() const { return view()->model(); }
    void ask(double floor, double capacity = 1.0) {
        Scenario next = session().scenario();
        next.constraints.qualityFloor = floor;
        next.constraints.commonCapacity = capacity;
        session().edit(next, "change");
        QVERIFY(settle());
    }
    /// All columns are known.
    bool compared() {
        return QTest::qWaitFor(
            [this] {
                const auto& columns = model()->columns();
                return settle() && !view()->isBusy() &&
                       std::ranges::all_of(columns, [](const ScenarioColumn& column) {
                           return column.answer || !column.error.isEmpty();
                       });
            },
            kPatience);
    }
    void answer(const QString& text) {
        auto* dialog = m_window->findChild<QInputDialog*>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* line = dialog->findChild<QLineEdit*>();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(
            QTest::qWaitFor([this] { return !m_window->findChild<QInputDialog*>(); }, kPatience));
    }
    static QAction* entry(QMenu& menu, const QString& text) {
        for (QAction* action : menu.actions()) {
            if (action->text().remove('&') == text) return action;
        }
        return nullptr;
    }
};

void ScenariosTest::aSavedScenarioComesBackAfterTheWindowWasClosed() {
    open();
    m_window->showPage("compare");
    ask(0.6, 0.4);
    QTest::mouseClick(view()->save(), Qt::LeftButton);
    answer("tight <b>");
    QCOMPARE(book().list().size(), std::size_t(1));
    book().setNote(0, "for Monday");
    const ScenarioList list = book().list();
    QVERIFY(list[0].data != 0);
    const QString file = session().workspaceFile();
    m_window->close();
    m_window.reset();
    show(file);
    QCOMPARE(book().list(), list);
    ask(0.5);
    book().restore(0);
    QVERIFY(settle());
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.6);
    QCOMPARE(session().scenario().constraints.commonCapacity, 0.4);
    session().undoStack()->undo();
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.5);
}

void ScenariosTest::everyChangeOfTheListIsUndone() {
    open();
    QUndoStack* steps = session().undoStack();
    std::vector<ScenarioList> states = {book().list()};
    const auto done = [&] { states.push_back(book().list()); };
    book().save(session().scenario(), "one");
    done();
    book().save(session().scenario(), "one");
    done();
    QCOMPARE(book().list()[1].scenario.name, std::string("one (2)"));
    book().rename(1, "two");
    done();
    book().setNote(1, "note");
    done();
    book().duplicate(0);
    done();
    QCOMPARE(book().list().size(), std::size_t(3));
    book().move(2, 0);
    done();
    QCOMPARE(book().list()[0].scenario.name, std::string("two"));
    book().remove(1);
    done();
    for (std::size_t k = states.size(); k-- > 1;) {
        QCOMPARE(book().list(), states[k]);
        steps->undo();
    }
    QCOMPARE(book().list(), states[0]);
    for (std::size_t k = 1; k < states.size(); ++k) steps->redo();
    QCOMPARE(book().list(), states.back());
}

void ScenariosTest::columnsCarryTheSolvedNumbersAndTheirDifferences() {
    open();
    m_window->showPage("compare");
    ask(0.5);
    QTest::keyClick(m_window.get(), Qt::Key_P);
    const double pinned = solved().chosen.costPer1000();
    ask(0.62, 0.4);
    book().save(session().scenario(), "same floor");
    Scenario doubled = session().scenario();
    doubled.pool.priceMultiplier[solved().experiment->models.back()] = 2.0;
    book().save(doubled, "doubled");
    QVERIFY(compared());
    const auto& columns = model()->columns();
    QCOMPARE(columns.size(), std::size_t(4));
    QCOMPARE(columns[0].letter + columns[1].letter + columns[2].letter + columns[3].letter,
             QString("ABCD"));
    QCOMPARE(model()->base(), 0);
    const double now = solved().chosen.costPer1000();
    QCOMPARE(model()->number(ScenarioModel::Cost, 0), pinned);
    QCOMPARE(model()->number(ScenarioModel::Cost, 1), now);
    // Solved on its own, to the same numbers.
    QVERIFY(std::abs(model()->number(ScenarioModel::Cost, 2) - now) < 1e-9);
    QCOMPARE(model()->beside(ScenarioModel::Cost, 0), QString("base"));
    QVERIFY(model()->beside(ScenarioModel::Cost, 1).startsWith(now > pinned ? "+$" : "−$"));
    QCOMPARE(model()->tone(ScenarioModel::Cost, 1),
             now > pinned ? ScenarioModel::Tone::Worse : ScenarioModel::Tone::Better);
    QCOMPARE(model()->beside(ScenarioModel::Goal, 1), QString("+12.0 pt"));
    QVERIFY(model()->beside(ScenarioModel::Capacity, 3).endsWith("× 2"));
    // Rivals ask for the same floor; the base is none.
    QVERIFY(!model()->isBest(ScenarioModel::Cost, 0));
    double least = 1e9;
    for (const int rival : {1, 2, 3}) {
        least = std::min(least, model()->number(ScenarioModel::Cost, rival));
    }
    for (const int rival : {1, 2, 3}) {
        QCOMPARE(model()->isBest(ScenarioModel::Cost, rival),
                 model()->number(ScenarioModel::Cost, rival) == least);
    }
    view()->difference()->setCurrentIndex(1);
    QVERIFY(model()->beside(ScenarioModel::Cost, 1).endsWith(" %"));
    // No base, no differences.
    view()->base()->setCurrentIndex(0);
    emit view()->base()->activated(0);
    QCOMPARE(model()->base(), -1);
    QVERIFY(model()->beside(ScenarioModel::Cost, 1).isEmpty());
    QVERIFY(std::isnan(model()->number(ScenarioModel::Moved, 1)));
}

void ScenariosTest::theLastCardUnpins() {
    open();
    QPushButton* unpin = m_window->cards()->unpin();
    QVERIFY(!unpin->isVisible());
    session().pin();
    ask(0.6);
    QVERIFY(unpin->isVisible());
    QTest::mouseClick(unpin, Qt::LeftButton);
    QVERIFY(!session().pinned());
    QVERIFY(!unpin->isVisible());
}

void ScenariosTest::nothingIsSavedIntoAWorkspaceThatIsBeingChanged() {
    open();
    QCOMPARE(book().save(session().scenario(), "before"), "before");
    session().renameData("small", "renamed");
    // What is read anew afterwards knows nothing of it.
    QVERIFY(!book().editable());
    QVERIFY(book().save(session().scenario(), "meanwhile").isEmpty());
    QVERIFY(settle());
    QVERIFY(book().editable());
    QCOMPARE(book().list().size(), std::size_t(1));
    QCOMPARE(book().list()[0].scenario.preparation.dataset, "renamed");
    QCOMPARE(book().save(session().scenario(), "after"), "after");
}

void ScenariosTest::severalPinsAreNamed() {
    open();
    m_window->showPage("compare");
    ask(0.5);
    QTest::keyClick(m_window.get(), Qt::Key_P);
    ask(0.55);
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ShiftModifier);
    answer("Plan 2");
    QCOMPARE(session().pins().size(), std::size_t(2));
    QCOMPARE(session().pinned()->name, QString("B"));
    QCOMPARE(session().pinned()->title, QString("Plan 2"));
    ask(0.6);
    QVERIFY(compared());
    QCOMPARE(model()->columns()[1].name, QString("Plan 2"));
    QCOMPARE(model()->base(), 1);
    // P moves the one that all is seen against.
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_P);
    QCOMPARE(session().pins().size(), std::size_t(2));
    QCOMPARE(session().pinned()->solve->constraints.qualityFloor, 0.6);
    // Chosen as base, a pin is that of all charts.
    view()->base()->setCurrentIndex(1);
    emit view()->base()->activated(1);
    QCOMPARE(session().pinned()->name, QString("A"));
    session().unpin();
    QCOMPARE(session().pinned()->name, QString("B"));
    session().unpin();
    QVERIFY(!session().pinned());
    QVERIFY(view()->flow()->isEmpty());
    QVERIFY(view()->flow()->emptyText().contains("Press P"));
}

void ScenariosTest::aFlowSelectsItsQueries() {
    open();
    m_window->resize(1600, 1000);
    m_window->showPage("compare");
    ask(0.5);
    session().pin();
    QVERIFY(compared());
    QVERIFY2(view()->flow()->emptyText().contains("No query"),
             qPrintable(view()->flow()->emptyText()));
    ask(0.65, 0.5);
    QVERIFY(compared());
    FlowChart* flow = view()->flow();
    QVERIFY(!flow->isEmpty());
    std::size_t all = 0;
    std::size_t largest = 0;
    for (std::size_t k = 0; k < flow->data().ribbons.size(); ++k) {
        all += flow->data().ribbons[k].count;
        if (flow->data().ribbons[k].count > flow->data().ribbons[largest].count) largest = k;
    }
    QCOMPARE(double(all), model()->number(ScenarioModel::Moved, 1));
    QWidget* plot = flow->plots().front()->viewport();
    QTest::mouseClick(plot, Qt::LeftButton, {}, flow->placeOf(largest).toPoint());
    QVERIFY(session().selection());
    const auto& ribbon = flow->data().ribbons[largest];
    QCOMPARE(session().selection()->rows.size(), ribbon.count);
    // Just those that went that way, by the routings themselves.
    const auto& before = *session().pinned()->solve->assignment;
    const auto& after = *solved().assignment;
    for (const std::uint32_t i : *session().selecting().queries()) {
        QCOMPARE(std::size_t(before[i]), ribbon.from);
        QCOMPARE(std::size_t(after[i]), ribbon.to);
    }
    QVERIFY(m_window->selectionRow()->chipText().startsWith("flow "));
    if (flow->data().ribbons.size() > 1) {
        const std::size_t other = largest == 0 ? 1 : 0;
        QTest::mouseClick(plot, Qt::LeftButton, Qt::ShiftModifier, flow->placeOf(other).toPoint());
        QCOMPARE(session().selection()->rows.size(),
                 ribbon.count + flow->data().ribbons[other].count);
    }
    session().clearSelection();
    QVERIFY(flow->marked().empty());
}

void ScenariosTest::whatWasTriedComesBackByAClick() {
    open();
    m_window->resize(1600, 1000);
    m_window->showPage("compare");
    const auto& tried = session().tried().states();
    for (const double floor : {0.5, 0.55, 0.6, 0.999}) {
        ask(floor);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return !tried.empty() && tried.back()->scenario.constraints.qualityFloor == floor;
            },
            kPatience));
    }
    QCOMPARE(tried.size(), std::size_t(4));
    QVERIFY(!tried.back()->figures.feasible);
    ParallelChart* chart = view()->parallel();
    QVERIFY(chart->data().foot.contains("1 not reachable"));
    ask(0.55);
    QVERIFY(compared());
    QCOMPARE(tried.size(), std::size_t(4));
    // Brushing by the mouse along the axis of α leaves the two above.
    QWidget* plot = chart->plots().front()->viewport();
    QTest::mousePress(plot, Qt::LeftButton, {}, chart->placeOf(0, 0.53).toPoint());
    QTest::mouseMove(plot, chart->placeOf(0, 0.6).toPoint() + QPoint(0, -3));
    QTest::mouseRelease(plot, Qt::LeftButton, {}, chart->placeOf(0, 0.6).toPoint() + QPoint(0, -3));
    QVERIFY(chart->brushes()[0].has_value());
    for (std::size_t k = 0; k < chart->data().lines.size(); ++k) {
        QCOMPARE(chart->meets(k), chart->data().lines[k].values[0] > 0.53);
    }
    // A click on the line of 0.6, between its axes.
    std::size_t line = 0;
    while (chart->data().lines[line].values[0] != 0.6) ++line;
    // Where no other line is near.
    const auto& lines = chart->data().lines;
    const auto placeOn = [&](std::size_t k, std::size_t axis, double share) {
        return chart->placeOf(axis, lines[k].values[axis]) * (1.0 - share) +
               chart->placeOf(axis + 1, lines[k].values[axis + 1]) * share;
    };
    QPointF place;
    double widest = 0.0;
    for (std::size_t axis = 0; axis + 1 < chart->data().axes.size(); ++axis) {
        for (const double share : {0.3, 0.5, 0.7}) {
            double nearest = 1e9;
            for (std::size_t k = 0; k < lines.size(); ++k) {
                if (lines[k].values[0] == 0.6) continue;
                nearest = std::min(nearest, std::abs(placeOn(k, axis, share).y() -
                                                     placeOn(line, axis, share).y()));
            }
            if (nearest <= widest) continue;
            widest = nearest;
            place = placeOn(line, axis, share);
        }
    }
    QTest::mouseClick(plot, Qt::LeftButton, {}, place.toPoint());
    QVERIFY(settle());
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.6);
    QTest::mouseClick(plot, Qt::LeftButton, {}, chart->placeOf(0, 0.58).toPoint());
    QVERIFY(!chart->brushes()[0].has_value());
    // By the menu too.
    QMenu* menu = view()->history()->menu();
    emit menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 4);
    menu->actions().back()->trigger();
    QVERIFY(settle());
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.5);
}

void ScenariosTest::volumeTurnsCostsIntoMoneyAMonth() {
    open();
    m_window->showPage("compare");
    QVERIFY(compared());
    QVERIFY(view()->table()->isRowHidden(ScenarioModel::Monthly));
    view()->volume()->setValue(2'000'000.0);
    QVERIFY(!view()->table()->isRowHidden(ScenarioModel::Monthly));
    QCOMPARE(model()->number(ScenarioModel::Monthly, 0), solved().chosen.costPer1000() * 2000.0);
    QVERIFY(model()->label(ScenarioModel::Monthly).contains("2,000,000"));
    const QString file = session().workspaceFile();
    m_window->close();
    m_window.reset();
    show(file);
    QCOMPARE(book().monthlyQueries(), 2'000'000.0);
}

void ScenariosTest::columnsAreSimulatedUnderALoadWhenAsked() {
    open();
    m_window->showPage("compare");
    book().save(session().scenario(), "kept");
    ask(0.6);
    QVERIFY(compared());
    const QModelIndex wait = model()->index(ScenarioModel::LoadWait, 0);
    QVERIFY(wait.data().toString().isEmpty());
    QVERIFY(wait.data(Qt::ToolTipRole).toString().contains("press Simulate"));
    QTest::mouseClick(view()->simulated(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor(
        [this] {
            return !view()->isBusy() &&
                   std::ranges::all_of(model()->columns(), [](const ScenarioColumn& column) {
                       return column.load != nullptr;
                   });
        },
        kPatience));
    double rate = 0.0;
    for (int column = 0; column < model()->columnCount(); ++column) {
        const LoadFigures& load = *model()->columns()[std::size_t(column)].load;
        QVERIFY2(load.reason.empty(), load.reason.c_str());
        QVERIFY(load.waitP95 >= 0.0);
        QCOMPARE(model()->number(ScenarioModel::LoadCost, column), load.costPer1000);
        if (column > 0) QCOMPARE(load.rate, rate);  // one load for all
        rate = load.rate;
    }
    QVERIFY(view()->text(ScenarioView::Form::Csv).contains("rejected or late"));
    QTest::mouseClick(view()->simulated(), Qt::LeftButton);
    QVERIFY(wait.data().toString().isEmpty());
    QVERIFY(!view()->text(ScenarioView::Form::Csv).contains("rejected or late"));
}

void ScenariosTest::exportsEscapeAndImportsDoubleNothing() {
    open();
    m_window->showPage("compare");
    const QString odd = QString::fromUtf8("<a> & \\b | \u05e9\u05dc\u05d5\u05dd");
    book().save(session().scenario(), odd);
    QVERIFY(compared());
    const QString csv = view()->text(ScenarioView::Form::Csv);
    QVERIFY(csv.contains(odd));
    QVERIFY(view()->text(ScenarioView::Form::Markdown).contains("&lt;a&gt; &amp; \\\\b \\|"));
    QVERIFY(view()
                ->text(ScenarioView::Form::Latex)
                .contains("\\textless{}a\\textgreater{} \\& \\textbackslash{}b \\textbar{}"));
    // Full precision in files.
    QVERIFY(csv.contains(QString::number(solved().chosen.costPer1000(), 'g', 17).left(12)));
    const QString file = m_lab->file("scenarios.json");
    view()->exportScenarios(file);
    const ScenarioList before = book().list();
    view()->importScenarios(file);
    QCOMPARE(book().list(), before);
    book().remove(0);
    view()->importScenarios(file);
    QCOMPARE(book().list(), before);
    QVERIFY(view()->note()->text().startsWith("1 of 1"));
    QVERIFY_EXCEPTION_THROWN(view()->importScenarios(m_lab->dataFile(20)), Error);
    QVERIFY_EXCEPTION_THROWN(view()->importScenarios(m_lab->file("none.json")), Error);
    QVERIFY_EXCEPTION_THROWN(view()->exportScenarios("/nowhere/at/all.json"), Error);
    QCOMPARE(book().list(), before);
}

void ScenariosTest::headsAreDraggedRenamedAndRightClicked() {
    open();
    m_window->resize(1600, 1000);
    m_window->showPage("compare");
    for (const char* name : {"one", "two", "three"}) book().save(session().scenario(), name);
    QVERIFY(compared());
    ScenarioTable* table = view()->table();
    QWidget* head = table->horizontalHeader()->viewport();
    // "three" in front of "one".
    QTest::mousePress(head, Qt::LeftButton, {}, table->headRect(3).center());
    QTest::mouseMove(head, table->headRect(2).center());
    QTest::mouseMove(head, table->headRect(1).center() - QPoint(20, 0));
    QTest::mouseRelease(head, Qt::LeftButton, {}, table->headRect(1).center() - QPoint(20, 0));
    QVERIFY(QTest::qWaitFor([&] { return book().list()[0].scenario.name == "three"; }, kPatience));
    QCOMPARE(table->horizontalHeader()->visualIndex(1), 1);
    QVERIFY(compared());
    QCOMPARE(model()->columns()[1].name, QString("three"));
    QTest::mouseDClick(head, Qt::LeftButton, {}, table->headRect(1).center());
    answer("first");
    QCOMPARE(book().list()[0].scenario.name, std::string("first"));
    QVERIFY(compared());
    const std::unique_ptr<QMenu> menu(view()->menuFor(1));
    entry(*menu, "Duplicate")->trigger();
    QCOMPARE(book().list().size(), std::size_t(4));
    QCOMPARE(book().list()[1].scenario.name, std::string("first (2)"));
    QVERIFY(compared());
    const std::unique_ptr<QMenu> again(view()->menuFor(2));
    entry(*again, "Delete")->trigger();
    QCOMPARE(book().list().size(), std::size_t(3));
    ask(0.7);
    QVERIFY(compared());
    const std::unique_ptr<QMenu> other(view()->menuFor(1));
    entry(*other, "Take as base")->trigger();
    QCOMPARE(model()->base(), 1);
    entry(*other, "Restore")->trigger();
    QVERIFY(settle());
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.5);
}

void ScenariosTest::whatIsNotThereIsSaid() {
    open();
    m_window->showPage("compare");
    Scenario elsewhere = session().scenario();
    elsewhere.preparation.dataset = "gone";
    book().save(elsewhere, "elsewhere");
    Scenario model = session().scenario();
    model.pool.disabled = {"unheard of"};
    book().save(model, "model");
    QVERIFY(compared());
    const auto& columns = this->model()->columns();
    QCOMPARE(columns.size(), std::size_t(3));
    QVERIFY(!columns[1].remarks.isEmpty());
    QVERIFY(!columns[1].error.isEmpty());
    QVERIFY(columns[2].remarks.front().contains("unheard of"));
    QVERIFY(!columns[2].error.isEmpty());
    QCOMPARE(this->model()->index(ScenarioModel::Cost, 1).data().toString(), QString("–"));
    QCOMPARE(book().list().size(), std::size_t(2));
}

void ScenariosTest::aHundredScenariosAreCompared() {
    open(120);
    m_window->showPage("compare");
    ScenarioList list;
    for (int k = 0; k < 100; ++k) {
        Scenario scenario = session().scenario();
        scenario.name = QString("s%1").arg(k).toStdString();
        scenario.constraints.qualityFloor = 0.3 + 0.003 * k;
        list.push_back({scenario});
    }
    QCOMPARE(book().add(list), std::size_t(100));
    QVERIFY(compared());
    QCOMPARE(model()->columnCount(), 101);
    std::set<QString> letters;
    for (const ScenarioColumn& column : model()->columns()) letters.insert(column.letter);
    QCOMPARE(letters.size(), std::size_t(101));
    // More asked, no less paid.
    for (int column = 2; column < 101; ++column) {
        const double before = model()->number(ScenarioModel::Cost, column - 1);
        const double cost = model()->number(ScenarioModel::Cost, column);
        if (!std::isnan(before - cost)) QVERIFY(cost >= before * (1.0 - 1e-3));
    }
    QVERIFY(view()->text(ScenarioView::Form::Csv).count('\n') >= ScenarioModel::MetricCount - 4);
}

ORL_UI_TEST(ScenariosTest);

}  // namespace orl

#include "scenarios_test.moc"
