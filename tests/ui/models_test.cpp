#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPointer>
#include <QPushButton>
#include <QTableWidget>
#include <QUndoStack>

#include "core/lab/solving.h"
#include "ui/charts/break_even_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/pages/models/edit_notice.h"
#include "ui/pages/models/hypothetical_panel.h"
#include "ui/pages/models/page.h"
#include "ui/pages/models/pool_view.h"
#include "ui/pages/models/price_list_dialog.h"
#include "ui/pages/models/table_model.h"
#include "ui/pages/models/worth_keeper.h"
#include "ui/pages/models/worth_panel.h"
#include "ui/style/tokens.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_export.h"
#include "ui_test.h"
#include "window_fixture.h"

namespace orl {

/// The Models page, as a person uses it.
class ModelsTest : public WindowFixture {
    Q_OBJECT
  private slots:
    void init() {
        start();
        // Predictions that differ from query to query, as prices and limits then matter.
        show(m_lab->workspace(240, "w.orlab", "knn"));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        QVERIFY(QTest::qWaitFor([this] { return page()->isVisible(); }, kPatience));
    }
    void cleanup() { end(); }
    void theTableIsTheSolve();
    void aTypedPriceIsOneStepThatSolvesAgain();
    void escapeDropsWhatWasTyped();
    void aPriceOfAnotherUnitIsAskedAbout();
    void whatIsNoNumberIsRefusedInWords_data();
    void whatIsNoNumberIsRefusedInWords();
    void spaceSwitchesButOneModelStays();
    void deleteResetsACellAndAModel();
    void rowsDoNotRunUnderAnEditor();
    void anAnswerDoesNotTakeAwayWhatIsTyped();
    void unknownPricesAreNoZero();
    void worthIsSolvedInTheBackground();
    void oldWorthStaysMutedUntilItIsReplaced();
    void theSentencesOfWorthDoWhatTheySay();
    void pricedSecondsCountInWhatAModelIsWorth();
    void theLineOfThePriceIsOneStepOfUndo();
    void aHypotheticalModelIsToldBeforeItIsOn();
    void duplicateAndRemoveAreSteps();
    void aPriceListIsShownBeforeItIsApplied();

  private:
    ModelsPage* page() const { return m_window->page<ModelsPage>(); }
    PoolView* table() const { return page()->table(); }
    ModelTableModel* model() const { return page()->model(); }
    Session& session() const { return m_window->session(); }
    const Scenario& scenario() const { return session().scenario(); }
    const std::string& name(int row) const { return model()->model(row).name; }
    /// Of the model's row, in the table as it is sorted.
    QModelIndex cell(int row, int column) const {
        for (int k = 0; k < table()->model()->rowCount(); ++k) {
            const QModelIndex at = table()->model()->index(k, column);
            if (at.siblingAtColumn(0).data() == model()->index(row, 0).data()) return at;
        }
        return {};
    }
    QString text(int row, int column) const {
        return model()->index(row, column).data().toString();
    }
    bool worthKnown() {
        return QTest::qWaitFor([this] { return session().settled() && !page()->isBusy(); },
                               kPatience);
    }
    /// A floor that keeps several models busy, and limits that hold.
    void tighten() {
        Scenario next = scenario();
        next.constraints.qualityFloor = 0.75;
        next.constraints.commonCapacity = 0.5;
        session().edit(next, "tighten");
        QVERIFY(settle());
        QVERIFY(worthKnown());
    }
    void choose(int row, int column) {
        table()->setFocus();
        table()->setCurrentIndex(cell(row, column));
    }
    QLineEdit* editorOf(int row, int column) {
        choose(row, column);
        QTest::keyClick(table(), Qt::Key_F2);
        return table()->viewport()->findChild<QLineEdit*>();
    }
    void type(int row, int column, const QString& typed) {
        QLineEdit* field = editorOf(row, column);
        QVERIFY(field);
        QCOMPARE(field->selectedText(), field->text());
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Return);
        const QPointer<QLineEdit> gone(field);  // what is typed is taken over in its own time
        QVERIFY(QTest::qWaitFor([&] { return !gone; }, kPatience));
    }
};

void ModelsTest::theTableIsTheSolve() {
    const SolveView& solve = solved();
    QCOMPARE(table()->model()->rowCount(), int(solve.experiment->models.size()));
    double spent = 0.0;
    for (std::size_t j = 0; j < solve.experiment->models.size(); ++j) {
        const auto at = [&](int column) {
            return model()->index(int(j), column).data(kExportRole).toDouble();
        };
        QVERIFY(std::abs(at(ModelTableModel::Share) - solve.chosen.share[j]) < 1e-9);
        const SingleModel& alone = (*solve.singleModels)[j];
        QVERIFY(std::abs(at(ModelTableModel::Alone) - alone.predicted.cost) < 1e-9);
        QVERIFY(std::abs(at(ModelTableModel::Accuracy) - alone.realized.quality) < 1e-9);
        spent += at(ModelTableModel::Spend);
    }
    QVERIFY(std::abs(spent - solve.chosen.costPer1000()) < 1e-6 * spent);
    QVERIFY(page()->source()->text().contains("5 of 5 prices known"));
}

void ModelsTest::aTypedPriceIsOneStepThatSolvesAgain() {
    const Scenario before = scenario();
    const double cost = solved().chosen.cost;
    const int row = model()->rowOf(name(0));
    type(row, ModelTableModel::Multiplier, "3");
    QCOMPARE(scenario().pool.priceMultiplier.at(name(row)), 3.0);
    QCOMPARE(text(row, ModelTableModel::Multiplier), QString("3.00"));
    QCOMPARE(session().undoStack()->count(), 1);
    QVERIFY(settle());
    QVERIFY(solved().chosen.cost >= cost);
    QCOMPARE(solved().scenario, scenario());
    type(row, ModelTableModel::Capacity, "12.5 %");
    QCOMPARE(scenario().constraints.capacityShare.at(name(row)), 0.125);
    type(row, ModelTableModel::FirstToken, "0,5");
    QCOMPARE(scenario().pool.firstTokenSeconds.at(name(row)), 0.5);
    type(row, ModelTableModel::Speed, "80");
    QCOMPARE(scenario().pool.tokensPerSecond.at(name(row)), 80.0);
    QCOMPARE(session().undoStack()->count(), 4);
    for (int k = 0; k < 4; ++k) session().undoStack()->undo();
    QCOMPARE(scenario(), before);
    QVERIFY(settle());
    QVERIFY(std::abs(solved().chosen.cost - cost) <= 1e-12 * cost);
}

void ModelsTest::escapeDropsWhatWasTyped() {
    const Scenario before = scenario();
    QLineEdit* field = editorOf(1, ModelTableModel::Output);
    QVERIFY(field);
    QTest::keyClicks(field, "99");
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(scenario(), before);
    QVERIFY(page()->notice()->isHidden());
    QCOMPARE(session().undoStack()->count(), 0);
}

void ModelsTest::aPriceOfAnotherUnitIsAskedAbout() {
    const double listed = model()->model(1).inputPrice;
    const Scenario before = scenario();
    type(1, ModelTableModel::Input, QString::number(listed * 1100.0, 'g', 12));
    QVERIFY(page()->notice()->isQuestion());
    QVERIFY(page()->notice()->text().contains("per thousand tokens?"));
    QCOMPARE(scenario(), before);  // until it is answered
    QTest::mouseClick(page()->notice()->firstAnswer(), Qt::LeftButton);
    QVERIFY(std::abs(scenario().pool.inputPrice.at(name(1)) - listed * 1.1) < 1e-9 * listed);
    QVERIFY(page()->notice()->isHidden());
    // As it was typed, if that is what was meant.
    type(1, ModelTableModel::Input, QString::number(listed / 900.0, 'g', 12));
    QVERIFY(page()->notice()->isQuestion());
    QTest::mouseClick(page()->notice()->secondAnswer(), Qt::LeftButton);
    QVERIFY(std::abs(scenario().pool.inputPrice.at(name(1)) - listed / 900.0) < 1e-9 * listed);
    QCOMPARE(session().undoStack()->count(), 2);
    // An ordinary change is not asked about.
    type(1, ModelTableModel::Input, QString::number(listed * 2.0, 'g', 12));
    QVERIFY(!page()->notice()->isQuestion());
}

void ModelsTest::whatIsNoNumberIsRefusedInWords_data() {
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("said");
    QTest::newRow("negative price") << int(ModelTableModel::Input) << "-1"
                                    << "-1 is negative";
    QTest::newRow("infinite price") << int(ModelTableModel::Output) << "inf"
                                    << "it is infinite";
    QTest::newRow("huge price") << int(ModelTableModel::Multiplier) << "1e9"
                                << "too much";
    QTest::newRow("text") << int(ModelTableModel::Multiplier) << "dear"
                          << "“dear” is no number";
    QTest::newRow("empty") << int(ModelTableModel::Output) << " "
                           << "an empty field is no number";
    QTest::newRow("limit above all") << int(ModelTableModel::Capacity) << "120"
                                     << "is too much";
    QTest::newRow("no speed") << int(ModelTableModel::Speed) << "0"
                              << "more than 0";
}

void ModelsTest::whatIsNoNumberIsRefusedInWords() {
    QFETCH(int, column);
    QFETCH(QString, typed);
    QFETCH(QString, said);
    const Scenario before = scenario();
    type(2, column, typed);
    QVERIFY2(page()->notice()->text().contains(said), qPrintable(page()->notice()->text()));
    QCOMPARE(scenario(), before);
    QCOMPARE(session().undoStack()->count(), 0);
    // The next edit that is right ends the message.
    type(2, ModelTableModel::Multiplier, "2");
    QVERIFY(page()->notice()->isHidden());
}

void ModelsTest::spaceSwitchesButOneModelStays() {
    const int models = model()->rowCount();
    for (int row = 0; row + 1 < models; ++row) {
        choose(row, ModelTableModel::Share);
        QTest::keyClick(table(), Qt::Key_Space);
        QVERIFY(!model()->isRowOn(row));
    }
    choose(models - 1, ModelTableModel::Share);
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(model()->isRowOn(models - 1));
    QVERIFY(page()->notice()->text().contains("one model has to be left"));
    session().undoStack()->setIndex(0);
    QVERIFY(scenario().pool.disabled.empty());
    QVERIFY(settle());
}

void ModelsTest::deleteResetsACellAndAModel() {
    const Scenario before = scenario();
    type(0, ModelTableModel::Multiplier, "2");
    type(0, ModelTableModel::Output, QString::number(model()->model(0).outputPrice * 2.0));
    QVERIFY(cell(0, ModelTableModel::Output).data(ModelTableModel::kOwnRole).toBool());
    choose(0, ModelTableModel::Output);
    QTest::keyClick(table(), Qt::Key_Delete);
    QVERIFY(scenario().pool.outputPrice.empty());
    QCOMPARE(scenario().pool.priceMultiplier.at(name(0)), 2.0);
    type(0, ModelTableModel::Capacity, "30");
    choose(0, ModelTableModel::Name);
    QTest::keyClick(table(), Qt::Key_Delete, Qt::ShiftModifier);
    QCOMPARE(scenario().pool, before.pool);
    QCOMPARE(scenario().constraints, before.constraints);
}

void ModelsTest::rowsDoNotRunUnderAnEditor() {
    const auto order = [this] {
        QStringList names;
        for (int k = 0; k < table()->model()->rowCount(); ++k)
            names << table()->model()->index(k, 0).data().toString();
        return names;
    };
    const QStringList before = order();
    QLineEdit* field = editorOf(0, ModelTableModel::Multiplier);
    QVERIFY(field);
    Scenario next = scenario();
    next.pool.disabled = {before[0].toStdString()};  // costs the most, and so comes first
    session().edit(next, "switch");
    QVERIFY(settle());
    page()->settle();
    QCOMPARE(order(), before);
    QVERIFY(table()->isEditing());
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(QTest::qWaitFor([&] { return order() != before; }, kPatience));
    // Free is allowed, and said.
    type(0, ModelTableModel::Multiplier, "0");
    QVERIFY(page()->notice()->text().contains("free now"));
}

void ModelsTest::anAnswerDoesNotTakeAwayWhatIsTyped() {
    type(0, ModelTableModel::Multiplier, "2");
    QLineEdit* field = editorOf(0, ModelTableModel::Capacity);
    QVERIFY(field);
    QTest::keyClicks(field, "45");
    QVERIFY(settle());
    emit model()->dataChanged(model()->index(0, 0),
                              model()->index(0, ModelTableModel::ColumnCount - 1));
    QCOMPARE(field->text(), QString("45"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(QTest::qWaitFor(
        [this] { return scenario().constraints.capacityShare.contains(name(0)); }, kPatience));
}

void ModelsTest::unknownPricesAreNoZero() {
    std::vector<ModelInfo> models = model()->models();
    models[2].inputPrice = models[2].outputPrice = kMissing;
    session().setPrices("small", {models[2]});
    QVERIFY(QTest::qWaitFor([&] { return text(2, ModelTableModel::Input) == "–"; }, kPatience));
    QVERIFY(settle());
    QVERIFY(page()->source()->text().contains("4 of 5 prices known"));
    QCOMPARE(text(2, ModelTableModel::Output), QString("–"));
    const QVariant tone = model()->index(2, ModelTableModel::Input).data(Qt::ForegroundRole);
    QCOMPARE(tone.value<QColor>(), Theme::of(QApplication::palette()).warning);
}

void ModelsTest::worthIsSolvedInTheBackground() {
    tighten();
    const SolveView& solve = solved();
    bool any = false;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const WorthKeeper::Row& known = page()->worth()->rows()[std::size_t(row)];
        QVERIFY(known.fresh && known.worth);
        Scenario without = scenario();
        without.router = "dual";
        without.pool.disabled = {name(row)};
        const auto anew = SolveEngine().solve(session().prepared(), without, {}, {});
        if (std::isnan(anew->chosen.cost)) {
            QCOMPARE(text(row, ModelTableModel::Extra), QString("needed"));
            continue;
        }
        const double extra = (anew->chosen.cost - solve.chosen.cost) / 120.0 * 1000.0;
        const double shown =
            model()->index(row, ModelTableModel::Extra).data(kExportRole).toDouble();
        QVERIFY2(std::abs(shown - extra) < 1e-6, qPrintable(text(row, ModelTableModel::Extra)));
        any = any || extra > 0.0;
    }
    QVERIFY(any);
    // Sorted by it, the dearest to lose first.
    const auto key = [this](int k) {
        return table()->model()->index(k, ModelTableModel::Extra).data(kSortRole).toDouble();
    };
    page()->settle();
    for (int k = 1; k < model()->rowCount(); ++k) QVERIFY(key(k - 1) >= key(k));
}

void ModelsTest::oldWorthStaysMutedUntilItIsReplaced() {
    tighten();
    const QString before = text(0, ModelTableModel::Enough);
    type(1, ModelTableModel::Multiplier, "1.5");
    const auto rows = [this] { return page()->worth()->rows(); };
    QVERIFY(QTest::qWaitFor([&] { return !rows()[0].fresh || rows()[0].worth; }, kPatience));
    QVERIFY(rows()[0].worth);  // never blank
    QVERIFY(!before.isEmpty());
    QVERIFY(worthKnown());
    for (const WorthKeeper::Row& row : rows()) QVERIFY(row.fresh);
    // Off is told by what it would be if it were on.
    const double cost = solved().chosen.cost;
    choose(0, ModelTableModel::Name);
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(settle());
    QVERIFY(worthKnown());
    QVERIFY(rows()[0].ifOn);
    QVERIFY(std::abs(*rows()[0].ifOn - cost) < 1e-9 * cost);
}

void ModelsTest::theSentencesOfWorthDoWhatTheySay() {
    tighten();
    ModelWorthPanel* panel = page()->worthPanel();
    int row = 0;
    for (int k = 0; k < model()->rowCount(); ++k) {
        const auto& worth = page()->worth()->rows()[std::size_t(k)].worth;
        if (worth->breakEven.kind == BreakEven::Kind::LosesLast && !worth->needed()) row = k;
    }
    const ModelWorth worth = *page()->worth()->rows()[std::size_t(row)].worth;
    QCOMPARE(worth.breakEven.kind, BreakEven::Kind::LosesLast);
    choose(row, ModelTableModel::Name);
    QVERIFY(panel->lines()[0].sentence->text().startsWith("Without it"));
    QTest::mouseClick(panel->lines()[1].button, Qt::LeftButton);
    const double set = scenario().pool.priceMultiplier.at(name(row));
    QVERIFY(set <= worth.breakEven.multiple && set > worth.breakEven.multiple - 1e-3);
    QVERIFY(settle());
    QVERIFY(solved().chosen.share[std::size_t(row)] > 0.0);
    // A little dearer, and it has nothing.
    type(row, ModelTableModel::Multiplier, QString::number(worth.breakEven.multiple * 1.001));
    QVERIFY(settle());
    QCOMPARE(solved().chosen.share[std::size_t(row)], 0.0);
    session().undoStack()->undo();
    session().undoStack()->undo();
    QVERIFY(settle());
    QVERIFY(worthKnown());
    choose(row, ModelTableModel::Name);
    QTest::mouseClick(panel->lines()[0].button, Qt::LeftButton);
    QVERIFY(!model()->isRowOn(row));
    QVERIFY(settle());
    QVERIFY(std::abs(solved().chosen.cost - worth.without) < 1e-9 * worth.without);
}

/// With them in the curve, the present point lies on it, and what is off is told by the same sum.
void ModelsTest::pricedSecondsCountInWhatAModelIsWorth() {
    tighten();
    Scenario timed = scenario();
    giveExampleSpeeds(timed.pool, *session().prepared()->data);
    timed.pool.secondPrice = 2e-4;
    session().edit(timed, "seconds");
    QVERIFY(settle());
    choose(0, ModelTableModel::Name);
    QVERIFY(worthKnown());
    const BreakEvenChart* chart = page()->breakEven();
    const double now = solved().chosen.objectivePer1000();
    QVERIFY(now > solved().chosen.costPer1000());
    QCOMPARE(chart->objectiveNow(), now);
    QVERIFY(chart->data().timed);
    double nearest = kMissing;
    double distance = 1e9;
    for (const BreakEvenData::Point& point : chart->data().points) {
        if (std::abs(point.multiple - 1.0) >= distance) continue;
        distance = std::abs(point.multiple - 1.0);
        nearest = point.objective;
    }
    QVERIFY(std::abs(nearest - now) < 0.05 * now);
    const double objective = solved().chosen.objective;
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(settle());
    QVERIFY(worthKnown());
    const auto ifOn = page()->worth()->rows()[0].ifOn;
    QVERIFY(ifOn && std::abs(*ifOn - objective) < 1e-6 * objective);
}

void ModelsTest::theLineOfThePriceIsOneStepOfUndo() {
    tighten();
    choose(0, ModelTableModel::Name);
    QVERIFY(worthKnown());
    BreakEvenChart* chart = page()->breakEven();
    QCOMPARE(chart->data().points.size(), std::size_t(49));
    QVERIFY(chart->csv().startsWith("multiple,usd_per_1000"));
    const Scenario before = scenario();
    const int steps = session().undoStack()->count();
    const QPointer<QWidget> plot = chart->plots()[0]->viewport();
    const auto at = [&](double multiple) { return chart->placeOf(multiple).toPoint(); };
    QTest::mousePress(plot, Qt::LeftButton, {}, at(1.0));
    for (const double multiple : {1.2, 1.5, 2.0}) {
        QMouseEvent move(QEvent::MouseMove, at(multiple), plot->mapToGlobal(at(multiple)),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(plot, &move);
    }
    QTest::mouseRelease(plot, Qt::LeftButton, {}, at(2.0));
    const double set = scenario().pool.priceMultiplier.at(name(0));
    QVERIFY2(std::abs(set - 2.0) < 0.05, qPrintable(QString::number(set)));
    QCOMPARE(session().undoStack()->count(), steps + 1);
    QVERIFY(settle());
    QVERIFY(worthKnown());
    // Nothing about the curve has changed, so it is the one that there was.
    QCOMPARE(chart->now(), set);
    QCOMPARE(chart->data().points.size(), std::size_t(49));
    session().undoStack()->undo();
    QCOMPARE(scenario(), before);
}

void ModelsTest::aHypotheticalModelIsToldBeforeItIsOn() {
    tighten();
    HypotheticalPanel* panel = page()->hypothetical();
    const double before = solved().chosen.cost;
    panel->like()->setCurrentIndex(1);
    panel->points()->setFocus();
    panel->points()->selectAll();
    QTest::keyClicks(panel->points(), "5");
    panel->price()->setFocus();
    panel->price()->selectAll();
    QTest::keyClicks(panel->price(), "0.5");
    QVERIFY(panel->name()->text().startsWith("like "));
    QVERIFY(
        QTest::qWaitFor([&] { return panel->effect()->text().startsWith("Takes"); }, kPatience));
    QVERIFY(panel->shift()->text().contains("+5.0 points on average"));
    QVERIFY(panel->effect()->text().contains("nobody has recorded it"));
    const int models = model()->rowCount();
    const int steps = session().undoStack()->count();
    QTest::mouseClick(panel->add(), Qt::LeftButton);
    QCOMPARE(model()->rowCount(), models + 1);
    QCOMPARE(session().undoStack()->count(), steps + 1);
    const int row = models;
    QVERIFY(!model()->isRowOn(row));
    QCOMPARE(text(row, ModelTableModel::Provider), QString("hypothetical"));
    QCOMPARE(text(row, ModelTableModel::Accuracy), QString("+5.0 pt"));
    QVERIFY(settle());
    QVERIFY(worthKnown());
    QVERIFY(std::abs(solved().chosen.cost - before) < 1e-9 * before);
    const auto ifOn = page()->worth()->rows()[std::size_t(row)].ifOn;
    QVERIFY(ifOn && *ifOn < before);
    choose(row, ModelTableModel::Name);
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(settle());
    QVERIFY(std::abs(solved().chosen.cost - *ifOn) < 1e-6 * before);
    QVERIFY(solved().chosen.share[std::size_t(row)] > 0.0);
    QVERIFY(std::isnan(solved().chosen.realizedAccuracy));  // and not that of the others
    QVERIFY(!solved().experiment->hasOutcomes);
}

void ModelsTest::duplicateAndRemoveAreSteps() {
    const Scenario before = scenario();
    const int models = model()->rowCount();
    choose(2, ModelTableModel::Name);
    QVERIFY(!page()->removeButton()->isEnabled());  // of the data
    QTest::mouseClick(page()->duplicateButton(), Qt::LeftButton);
    QCOMPARE(model()->rowCount(), models + 1);
    QCOMPARE(scenario().pool.hypothetical.front().like, name(2));
    QVERIFY(settle());
    QCOMPARE(table()->currentModelRow(), models);
    QVERIFY(page()->removeButton()->isEnabled());
    type(models, ModelTableModel::Multiplier, "0.5");
    QTest::mouseClick(page()->removeButton(), Qt::LeftButton);
    QCOMPARE(model()->rowCount(), models);
    QCOMPARE(scenario(), before);
    QVERIFY(settle());
    session().undoStack()->undo();
    QCOMPARE(model()->rowCount(), models + 1);
    QVERIFY(settle());
}

void ModelsTest::aPriceListIsShownBeforeItIsApplied() {
    const Scenario before = scenario();
    const ModelInfo first = model()->model(0);
    const ModelInfo second = model()->model(1);
    QFile file(m_lab->file("list.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QString(R"({"source": "their list", "date": "2025-11-28", "models": {
        "%1": {"input_price": %2, "output_price": %3},
        "%4": {"input_price": %5, "output_price": %6}}})")
                   .arg(QString::fromStdString(first.name))
                   .arg(first.inputPrice * 2.0)
                   .arg(first.outputPrice)
                   .arg(QString::fromStdString(second.name))
                   .arg(second.inputPrice * 1000.0)
                   .arg(second.outputPrice)
                   .toUtf8());
    file.close();
    PriceListDialog* dialog = page()->comparePrices();
    QVERIFY(!dialog->applyButton()->isEnabled());
    dialog->compareWith(m_lab->path("list.json"));
    QCOMPARE(scenario(), before);
    QVERIFY(dialog->table()->item(0, 2)->text().contains("→"));
    QCOMPARE(dialog->table()->item(0, 0)->checkState(), Qt::Checked);
    QCOMPARE(dialog->table()->item(1, 0)->checkState(), Qt::Unchecked);  // another unit?
    QVERIFY(dialog->table()->item(2, 1)->text().contains("not listed"));
    QVERIFY2(dialog->note()->text().contains("1 will change"), qPrintable(dialog->note()->text()));
    QTest::mouseClick(dialog->applyButton(), Qt::LeftButton);
    QCOMPARE(scenario().pool.inputPrice.size(), std::size_t(1));
    QVERIFY(std::abs(scenario().pool.inputPrice.at(first.name) - first.inputPrice * 2.0) < 1e-4);
    QVERIFY(page()->source()->text().contains("1 by their list, 2025-11-28"));
    QVERIFY(settle());
    // What is in force can be handed on, and read again.
    page()->savePrices(m_lab->file("out.json"), true);
    const PriceList read = readPriceList(m_lab->path("out.json"));
    QVERIFY(std::abs(read.prices.at(first.name).inputPrice - first.inputPrice * 2.0) < 1e-4);
    session().undoStack()->undo();
    QCOMPARE(scenario(), before);
    QVERIFY(settle());
    // What cannot be read is said, and nothing happens.
    PriceListDialog* again = page()->comparePrices();
    again->compareWith(m_lab->path("none.json"));
    QVERIFY(!again->note()->text().isEmpty());
    QVERIFY(!again->applyButton()->isEnabled());
    again->reject();
}

ORL_UI_TEST(ModelsTest);

}  // namespace orl

#include "models_test.moc"
