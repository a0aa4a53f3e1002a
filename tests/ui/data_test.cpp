#include <QDialogButtonBox>
#include <QInputDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QUndoStack>
#include <QtTest>
#include <algorithm>

#include "lab_fixture.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/price_dialog.h"
#include "ui/dialogs/report_dialog.h"
#include "ui/dialogs/split_dialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/note_label.h"
#include "ui_test.h"

namespace orl {

/// The Data menu, and what belongs to one data set alone.
class DataTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void cleanup();
    void anImportOffersAWorkspaceOfItsOwn();
    void aKnownNameIsAskedAbout();
    void settingsBelongToTheirDataSet();
    void aDataSetIsRenamed();
    void aChangeThatIsCancelledIsShownAsItIs();
    void aDataSetIsDeletedAfterAQuestion();
    void pricesAreTypedOrTakenFromAList();
    void dataWithoutPricesAreNoDeadEnd();
    void splitsAreDealtAnew();
    void theReportIsOpenedAgain();

  private:
    void open(const QString& workspace);
    bool settle();
    QAction* action(const QString& text);
    /// A second data set, "more", in the open workspace.
    void importMore();
    /// Scores without costs, lengths or prices.
    QString costlessFile();
    Session& session() { return m_window->session(); }
    const Preparation& preparation() { return session().scenario().preparation; }

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<MainWindow> m_window;
};

void DataTest::init() {
    m_lab = std::make_unique<LabFixture>();
}

void DataTest::cleanup() {
    m_window.reset();
    m_lab.reset();
}

void DataTest::open(const QString& workspace) {
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->show();
    m_window->openWorkspace(workspace);
    QVERIFY(settle());
}

/// Nothing runs any more, whether or not there is something to show.
bool DataTest::settle() {
    return QTest::qWaitFor([this] { return !session().busy(); }, kPatience);
}

QAction* DataTest::action(const QString& text) {
    for (QAction* menu : m_window->menuBar()->actions()) {
        if (menu->text() != "&Data") continue;
        emit menu->menu()->aboutToShow();
        for (QAction* each : menu->menu()->actions()) {
            if (each->text().remove('&').startsWith(text)) return each;
        }
    }
    return nullptr;
}

void DataTest::importMore() {
    ImportOptions options;
    options.name = "more";
    options.files = {m_lab->dataFile(80).toStdString()};
    options.prices = m_lab->priceFile().toStdString();
    options.split = splitRuleFrom("train=0.5,test=0.5", 1);
    session().importData(options, IfKnown::AddSplits);
    QVERIFY(settle());
    QCOMPARE(preparation().dataset, std::string("more"));
}

QString DataTest::costlessFile() {
    std::ofstream out(m_lab->path("scores.csv"));
    out << "prompt,gpt-4o,gpt-4o-mini\n";
    for (int k = 0; k < 60; ++k) {
        out << "question " << k << " about " << k % 7 << "," << (k % 5 != 0) << "," << k % 2
            << "\n";
    }
    return m_lab->file("scores.csv");
}

void DataTest::anImportOffersAWorkspaceOfItsOwn() {
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->show();
    m_window->restoreLastSession();
    QVERIFY(settle());
    QVERIFY(session().onBundledData());
    m_window->openFiles({m_lab->dataFile(80)});
    auto* dialog = m_window->findChild<ImportDialog*>();
    QVERIFY(dialog);
    QVERIFY(dialog->newWorkspace().endsWith("/more.orlab"));
    dialog->name()->setText("mine");
    QVERIFY(dialog->newWorkspace().endsWith("/mine.orlab"));
    // What is there already is not overwritten.
    std::ofstream(m_lab->path("taken.orlab")) << "something of somebody's";
    dialog->workspace()->setText(m_lab->file("taken.orlab"));
    const auto* import = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    QVERIFY(!import->isEnabled());
    dialog->workspace()->setText(m_lab->file("own"));
    QVERIFY(import->isEnabled());
    dialog->prices()->setText(m_lab->priceFile());
    dialog->accept();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ReportDialog*>(), kPatience);
    QVERIFY(settle());
    QVERIFY(session().workspaceFile().endsWith("own.orlab"));
    QVERIFY(!session().onBundledData());
    QCOMPARE(preparation().dataset, std::string("mine"));
    QVERIFY(session().solved());
    QCOMPARE(Workspace::open(m_lab->path("data/bundled.orlab")).datasets().size(), 1U);
}

void DataTest::aKnownNameIsAskedAbout() {
    open(m_lab->workspace(160));
    m_window->openFiles({m_lab->dataFile(80)});
    auto* dialog = m_window->findChild<ImportDialog*>();
    QVERIFY(dialog);
    QVERIFY(dialog->newWorkspace().isEmpty());
    QVERIFY(!dialog->known()->isVisibleTo(dialog));
    dialog->name()->setText("small");
    QVERIFY(dialog->known()->isVisibleTo(dialog));
    QCOMPARE(dialog->ifKnown(), IfKnown::AddSplits);
    dialog->prices()->setText(m_lab->priceFile());
    dialog->accept();
    // It has the splits already: nothing is replaced unasked.
    QTRY_VERIFY_WITH_TIMEOUT(m_window->banner()->text().contains("already has"), kPatience);
    QVERIFY(settle());
    QCOMPARE(session().prepared()->data->queryCount(), 160U);
    ImportOptions options;
    options.name = "small";
    options.files = {m_lab->dataFile(80).toStdString()};
    options.prices = m_lab->priceFile().toStdString();
    options.split = splitRuleFrom("train=0.5,test=0.5", 1);
    session().importData(options, IfKnown::ReplaceAll);
    QVERIFY(settle());
    QCOMPARE(session().prepared()->data->queryCount(), 80U);
}

void DataTest::settingsBelongToTheirDataSet() {
    const QString file = m_lab->workspace(160);
    open(file);
    Scenario set = session().scenario();
    const std::string off = session().prepared()->data->models[1].name;
    set.pool.disabled = {off};
    set.pool.priceMultiplier[session().prepared()->data->models[0].name] = 2.0;
    set.preparation.trainSplit = "test";
    set.preparation.testSplit = "train";
    set.constraints.qualityFloor = 0.4;
    set.constraints.commonCapacity = 0.7;
    session().edit(set, "settings");
    QVERIFY(settle());
    importMore();
    // Neither switches nor capacities nor swapped splits follow.
    const Scenario fresh = session().scenario();
    QCOMPARE(fresh.pool, PoolSettings());
    QCOMPARE(fresh.preparation.trainSplit, std::string("train"));
    QCOMPARE(fresh.preparation.testSplit, std::string("test"));
    QCOMPARE(fresh.constraints.commonCapacity, 1.0);
    Scenario other = fresh;
    other.constraints.commonCapacity = 0.9;
    session().edit(other, "settings");

    auto* box = m_window->findChild<QComboBox*>("dataset");
    QVERIFY(box);
    const auto choose = [&](const QString& name) {
        box->setCurrentIndex(box->findText(name));
        emit box->activated(box->currentIndex());
        return settle();
    };
    QVERIFY(choose("small"));
    QCOMPARE(session().scenario().pool, set.pool);
    QCOMPARE(session().scenario().constraints, set.constraints);
    QCOMPARE(preparation().trainSplit, std::string("test"));
    QVERIFY(m_window->banner()->isHidden());
    m_window->close();
    m_window.reset();

    open(file);
    box = m_window->findChild<QComboBox*>("dataset");
    QCOMPARE(preparation().dataset, std::string("small"));
    QVERIFY(choose("more"));
    QCOMPARE(session().scenario().constraints.commonCapacity, 0.9);
    QCOMPARE(session().scenario().pool, PoolSettings());
    QVERIFY(choose("small"));
    QCOMPARE(session().scenario().pool, set.pool);
}

void DataTest::aDataSetIsRenamed() {
    open(m_lab->workspace(160));
    Scenario set = session().scenario();
    set.constraints.qualityFloor = 0.45;
    session().edit(set, "settings");
    QVERIFY(settle());
    QVERIFY(action("Rename")->isEnabled());
    action("Rename")->trigger();
    auto* dialog = m_window->findChild<QInputDialog*>();
    QVERIFY(dialog);
    dialog->setTextValue("Grosse Daten, neu");
    dialog->accept();
    QVERIFY(settle());
    QCOMPARE(preparation().dataset, std::string("Grosse Daten, neu"));
    QCOMPARE(session().scenario().constraints.qualityFloor, 0.45);
    QVERIFY(session().solved());
    QCOMPARE(session().datasets().size(), 1U);
    QVERIFY(!session().undoStack()->canUndo());
}

void DataTest::aChangeThatIsCancelledIsShownAsItIs() {
    const QString file = m_lab->workspace(160);
    open(file);
    for (int wait = 0; wait < 6; ++wait) {
        const std::string from = preparation().dataset;
        session().renameData(from, "name " + std::to_string(wait));
        QTest::qWait(wait * 4);
        session().cancelHeavy();
        QVERIFY(settle());
        // Done or not: what is shown is what there is.
        QCOMPARE(session().datasets().size(), 1U);
        const std::string there = session().datasets()[0].name;
        QCOMPARE(preparation().dataset, there);
        QCOMPARE(session().prepared()->data->name, there);
        QCOMPARE(session().solved()->scenario.preparation.dataset, there);
    }
    // A name that is taken is refused by the workspace as well, and nothing is lost by it.
    importMore();
    session().renameData("more", session().datasets()[1].name);
    QVERIFY(settle());
    QVERIFY(m_window->banner()->text().contains("already"));
    QCOMPARE(session().datasets().size(), 2U);
    QCOMPARE(preparation().dataset, std::string("more"));
    QVERIFY(session().solved());
}

void DataTest::aDataSetIsDeletedAfterAQuestion() {
    open(m_lab->workspace(160));
    importMore();
    action("Delete")->trigger();
    auto* box = m_window->findChild<QMessageBox*>();
    QVERIFY(box);
    QVERIFY(box->text().contains("more"));
    box->button(QMessageBox::Cancel)->click();
    QCOMPARE(session().datasets().size(), 2U);
    QTRY_VERIFY(!m_window->findChild<QMessageBox*>());
    const auto confirm = [&] {
        action("Delete")->trigger();
        auto* question = m_window->findChild<QMessageBox*>();
        for (QAbstractButton* button : question->buttons()) {
            if (question->buttonRole(button) == QMessageBox::DestructiveRole) button->click();
        }
        return settle();
    };
    QVERIFY(confirm());
    QCOMPARE(session().datasets().size(), 1U);
    QCOMPARE(preparation().dataset, std::string("small"));
    QVERIFY(session().solved());
    QTRY_VERIFY(!m_window->findChild<QMessageBox*>());
    // The last one: an empty workspace, which takes data again.
    QVERIFY(confirm());
    QVERIFY(!session().prepared());
    QVERIFY(!session().solved());
    importMore();
    QVERIFY(session().solved());
}

void DataTest::pricesAreTypedOrTakenFromAList() {
    open(m_lab->workspace(160));
    action("Prices")->trigger();
    auto* dialog = m_window->findChild<PriceDialog*>();
    QVERIFY(dialog);
    QVERIFY(dialog->changed().empty());
    QVERIFY(dialog->withoutCosts()->isEnabled());
    // What the data record is not made free by a price.
    PriceDialog recorded(session().datasets()[0], true, {});
    QVERIFY(!recorded.withoutCosts()->isEnabled());
    dialog->table()->item(0, 1)->setText("dear");
    QCOMPARE(dialog->note()->tone(), NoteLabel::Tone::Warning);
    QVERIFY(!dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->isEnabled());
    dialog->table()->item(0, 1)->setText("$ 1,5");
    dialog->table()->item(0, 2)->setText("300");
    QCOMPARE(dialog->changed().size(), 1U);
    QCOMPARE(dialog->changed()[0].inputPrice, 1.5);
    const double before = session().solved()->chosen.cost;
    dialog->accept();
    QVERIFY(settle());
    const ModelInfo& model = session().prepared()->data->models[0];
    QCOMPARE(model.inputPrice, 1.5);
    QCOMPARE(model.outputPrice, 300.0);
    QVERIFY(model.priceSource.starts_with("typed on"));
    QVERIFY(session().solved()->chosen.cost != before);
    QTRY_VERIFY(!m_window->findChild<PriceDialog*>());
    action("Prices")->trigger();
    dialog = m_window->findChild<PriceDialog*>();
    dialog->bundled()->click();
    QVERIFY(dialog->note()->text().contains("models are in the list"));
    QVERIFY(!dialog->changed().empty());
}

void DataTest::dataWithoutPricesAreNoDeadEnd() {
    open(m_lab->workspace(160));
    ImportOptions options;
    options.name = "scores";
    options.files = {costlessFile().toStdString()};
    options.split = splitRuleFrom("train=0.5,test=0.5", 1);
    session().importData(options, IfKnown::AddSplits);
    QVERIFY(settle());
    QVERIFY2(m_window->banner()->text().contains("has a price"),
             qPrintable(m_window->banner()->text()));
    QPushButton* act = m_window->banner()->actionButton();
    QVERIFY(act->isVisible());
    act->click();
    auto* dialog = m_window->findChild<PriceDialog*>();
    QVERIFY(dialog);
    QVERIFY(dialog->windowTitle().contains("scores"));
    QCOMPARE(dialog->note()->tone(), NoteLabel::Tone::Warning);
    dialog->withoutCosts()->click();
    dialog->accept();
    QVERIFY(settle());
    QCOMPARE(preparation().dataset, std::string("scores"));
    QVERIFY(session().solved());
    QCOMPARE(session().solved()->chosen.cost, 0.0);
    QVERIFY(m_window->banner()->isHidden());
}

void DataTest::splitsAreDealtAnew() {
    open(m_lab->workspace(160));
    action("Deal splits")->trigger();
    auto* dialog = m_window->findChild<SplitDialog*>();
    QVERIFY(dialog);
    dialog->train()->setValue(60);
    dialog->calibration()->setValue(40);
    QCOMPARE(dialog->note()->tone(), NoteLabel::Tone::Warning);
    dialog->calibration()->setValue(20);
    dialog->accept();
    QVERIFY(settle());
    const auto splits = session().datasets()[0].splits;
    QCOMPARE(splits.size(), 3U);
    QCOMPARE(splits.at("train"), 96U);
    QCOMPARE(splits.at("calibration"), 32U);
    QCOMPARE(session().prepared()->rows.size(), 32U);
    QVERIFY(session().solved());
}

void DataTest::theReportIsOpenedAgain() {
    open(m_lab->workspace(160));
    action("Import report")->trigger();
    QVERIFY(m_window->banner()->text().contains("No import report"));
    importMore();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ReportDialog*>(), kPatience);
    m_window->findChild<ReportDialog*>()->close();
    QTRY_VERIFY(!m_window->findChild<ReportDialog*>());
    action("Import report")->trigger();
    QVERIFY(m_window->findChild<ReportDialog*>());
}

ORL_UI_TEST(DataTest);

}  // namespace orl

#include "data_test.moc"
