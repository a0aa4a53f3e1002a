#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSettings>
#include <QTableView>

#include "core/predict/fit_store.h"
#include "lab_fixture.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/report_dialog.h"
#include "ui/pages/dashboard/page.h"
#include "ui/problem/data_section.h"
#include "ui/problem/dock.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/note_label.h"
#include "ui_test.h"

namespace orl {

class ImportTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void cleanup();
    void startsOnTheBundledData();
    void theSecondStartReadsTheCache();
    void startsWithoutAWritablePlace();
    void aDroppedFileIsImportedAndShown();
    void aCancelledImportChangesNothing();
    void aBadFileIsExplainedInTheBanner();
    void aFileThatIsNoWorkspaceIsExplained();
    void anEmptyWorkspaceSaysWhatToDo();
    void fitsAreSharedThroughTheWorkspace();
    void theDialogBuildsTheOptions();
    void theDialogSaysWhatTheImportWouldBring();

  private:
    void openBundled();
    bool settle();
    void drop(const QStringList& files);

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<MainWindow> m_window;
};

void ImportTest::init() {
    m_lab = std::make_unique<LabFixture>();
    QSettings().clear();
}

void ImportTest::cleanup() {
    m_window.reset();
    m_lab.reset();
}

void ImportTest::openBundled() {
    m_window = std::make_unique<MainWindow>(m_lab->places());
    m_window->resize(1280, 800);
    m_window->show();
    m_window->restoreLastSession();
    QVERIFY(settle());
}

bool ImportTest::settle() {
    return QTest::qWaitFor([this] { return m_window->session().settled(); }, kPatience);
}

void ImportTest::drop(const QStringList& files) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files) urls << QUrl::fromLocalFile(file);
    data.setUrls(urls);
    const QPoint centre = m_window->rect().center();
    QDragEnterEvent enter(centre, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(centre, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &event);
}

void ImportTest::startsOnTheBundledData() {
    openBundled();
    QVERIFY(m_window->session().onBundledData());
    QCOMPARE(m_window->session().scenario().preparation.dataset, std::string("bundled"));
    QVERIFY(m_window->windowTitle().contains("bundled"));
    QVERIFY(m_window->session().solved()->chosen.feasible ||
            m_window->session().solved()->status == SolveStatus::FloorUnreachable);
    QVERIFY(std::filesystem::exists(m_lab->path("data/bundled.orlab")));
}

void ImportTest::theSecondStartReadsTheCache() {
    openBundled();
    const auto first = m_window->session().solved();
    m_window->close();
    m_window.reset();
    // Without its sources the data set can only come from the workspace.
    BundledPlaces places = m_lab->places();
    places.folders.clear();
    m_window = std::make_unique<MainWindow>(places);
    m_window->restoreLastSession();
    QVERIFY(settle());
    QCOMPARE(m_window->session().prepared()->data->queryCount(), 160U);
    const auto second = m_window->session().solved();
    QCOMPARE(second->chosen.cost, first->chosen.cost);
    QCOMPARE(
        m_window->session().prepared()->data->fingerprint(),
        Workspace::open(m_lab->path("data/bundled.orlab")).loadDataset("bundled").fingerprint());
}

void ImportTest::startsWithoutAWritablePlace() {
    BundledPlaces places = m_lab->places();
    std::ofstream(m_lab->path("plain")) << "a file where a folder should be";
    places.workspace = m_lab->path("plain/inside/bundled.orlab");
    m_window = std::make_unique<MainWindow>(places);
    m_window->show();
    m_window->restoreLastSession();
    QVERIFY(settle());
    QVERIFY(m_window->session().workspaceFile().isEmpty());
    QVERIFY(!m_window->banner()->isHidden());
}

void ImportTest::aDroppedFileIsImportedAndShown() {
    openBundled();
    const QString file = m_lab->dataFile(80);
    drop({file});
    auto* dialog = m_window->findChild<ImportDialog*>();
    QVERIFY(dialog);
    QCOMPARE(dialog->name()->text(), QString("more"));
    QTRY_VERIFY_WITH_TIMEOUT(dialog->format()->itemText(0).contains("omnirouter"), kPatience);
    for (QLineEdit* line : dialog->findChildren<QLineEdit*>()) {
        if (line->placeholderText().contains("price")) line->setText(m_lab->priceFile());
    }
    dialog->into()->setCurrentIndex(1);
    dialog->accept();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ReportDialog*>(), kPatience);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().preparation.dataset, std::string("more"));
    const auto& prepared = m_window->session().prepared();
    QCOMPARE(prepared->data->queryCount(), 80U);
    QCOMPARE(prepared->datasets.size(), 2U);
    QCOMPARE(m_window->problem()->data()->dataset()->currentText(), QString("more"));
    QCOMPARE(m_window->session().solved()->experiment->problem.queryCount(), prepared->rows.size());
    // The bundled data open with capacities that bind; they are none of the new data's.
    QCOMPARE(m_window->session().scenario().constraints.commonCapacity, 1.0);
    m_window->session().undoStack()->undo();
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().preparation.dataset, std::string("bundled"));
    QCOMPARE(m_window->session().prepared()->data->name, std::string("bundled"));
    QCOMPARE(m_window->session().scenario().constraints.commonCapacity, 0.3);
}

void ImportTest::aCancelledImportChangesNothing() {
    openBundled();
    const Scenario before = m_window->session().scenario();
    ImportOptions options;
    options.name = "large";
    options.files = {m_lab->dataFile(4000, "large.jsonl").toStdString()};
    options.prices = m_lab->priceFile().toStdString();
    bool finished = false;
    connect(&m_window->session(), &Session::imported, this, [&] { finished = true; });
    m_window->session().importData(options, IfKnown::ReplaceAll);
    QVERIFY(m_window->session().heavyBusy());
    m_window->session().cancelHeavy();
    QVERIFY(settle());
    QVERIFY(!finished);
    QCOMPARE(m_window->session().scenario(), before);
    const Workspace kept = Workspace::open(m_lab->path("data/bundled.orlab"));
    QCOMPARE(kept.datasets().size(), 1U);
    QVERIFY(m_window->banner()->isHidden());
}

void ImportTest::aBadFileIsExplainedInTheBanner() {
    openBundled();
    std::ofstream(m_lab->path("bad.json")) << "[{\"query\": \"broken off";
    drop({m_lab->file("bad.json")});
    auto* dialog = m_window->findChild<ImportDialog*>();
    QVERIFY(dialog);
    dialog->accept();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner()->isHidden(), kPatience);
    QVERIFY2(m_window->banner()->text().contains("bad.json"),
             qPrintable(m_window->banner()->text()));
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().preparation.dataset, std::string("bundled"));
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(m_window->banner()->isHidden());
}

void ImportTest::aFileThatIsNoWorkspaceIsExplained() {
    openBundled();
    std::ofstream(m_lab->path("notes.orlab")) << "these are notes, not a workspace, and longer "
                                                 "than a page header would be";
    m_window->openWorkspace(m_lab->file("notes.orlab"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->banner()->isHidden(), kPatience);
    QVERIFY(m_window->banner()->text().contains("notes.orlab"));
    QVERIFY(settle());
    QVERIFY(m_window->session().onBundledData());
}

void ImportTest::anEmptyWorkspaceSaysWhatToDo() {
    openBundled();
    m_window->session().createWorkspaceFile(m_lab->file("new.orlab"));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session().workspaceFile().endsWith("new.orlab"), kPatience);
    QVERIFY(!m_window->session().prepared());
    QVERIFY(!m_window->session().solved());
    ImportOptions options;
    options.name = "first";
    options.files = {m_lab->dataFile(60).toStdString()};
    options.prices = m_lab->priceFile().toStdString();
    m_window->session().importData(options, IfKnown::ReplaceAll);
    QVERIFY(settle());
    QCOMPARE(m_window->session().scenario().preparation.dataset, std::string("first"));
}

void ImportTest::fitsAreSharedThroughTheWorkspace() {
    const QString file = m_lab->workspace(120, "w.orlab", "knn");
    const auto show = [&] {
        m_window = std::make_unique<MainWindow>(m_lab->places());
        m_window->show();
        m_window->openWorkspace(file);
        QVERIFY(settle());
    };
    const auto shownFit = [&] { return m_window->session().prepared()->predictor->serialize(); };
    const auto latestKey = [&](const std::string& kind) {
        const auto record = latestFit(Workspace::open(file.toStdString()), "small", kind);
        return record ? record->key : std::string();
    };
    show();
    PredictorOptions options;
    options.kind = PredictorKind::Knn;
    QCOMPARE(latestKey("knn"), predictorKey({"small", "train"}, options));
    QCOMPARE(latestKey(""), latestKey("knn"));
    m_window.reset();

    // What another program keeps under that key is what the window shows, at whatever prices.
    Workspace workspace = Workspace::open(file.toStdString());
    const Dataset data = workspace.loadDataset("small");
    const auto other = Predictor::fit(data, data.rowsOfSplit("test"), options);
    storeFit(workspace, data, "train", other);
    ModelInfo dearer = data.models.front();
    dearer.outputPrice *= 10.0;
    workspace.savePrices("small", {dearer});
    show();
    QCOMPARE(shownFit(), other.serialize());
    QCOMPARE(m_window->session().prepared()->data->models.front().outputPrice, dearer.outputPrice);
}

void ImportTest::theDialogBuildsTheOptions() {
    ImportDialog dialog({"/data/a.csv", "/data/b.csv"});
    dialog.trainShare()->setValue(60.0);
    ImportOptions options = dialog.options();
    QCOMPARE(options.files.size(), 2U);
    QCOMPARE(options.name, std::string("a"));
    QVERIFY(!options.format);
    QCOMPARE(options.split.kind, SplitRule::Kind::Shares);
    QCOMPARE(options.split.shares[0].share, 0.6);
    dialog.format()->setCurrentIndex(dialog.format()->count() - 1);
    dialog.split()->setCurrentIndex(1);
    options = dialog.options();
    QVERIFY(options.format == ImportFormat::PlainTable);
    QCOMPARE(options.split.kind, SplitRule::Kind::Keep);
}

void ImportTest::theDialogSaysWhatTheImportWouldBring() {
    const QString file = QString::fromStdString(m_lab->path("marks.csv"));
    std::ofstream(file.toStdString())
        << "prompt,model,score,split\nq1,a,10,train\nq1,b,1,train\nq2,a,4,test\nq2,b,7,test\n";
    ImportDialog dialog({file});
    QTRY_VERIFY_WITH_TIMEOUT(dialog.format()->itemText(0).contains("plain-table"), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.preview()->text().contains("run from 1 to 10"), kPatience);
    QCOMPARE(dialog.preview()->tone(), NoteLabel::Tone::Warning);
    QVERIFY(!dialog.options().scoreScale);
    dialog.scale()->setCurrentIndex(dialog.scale()->findData("1:10"));
    QVERIFY(dialog.scaleNote()->text().contains("5.5 as 50 %"));
    QCOMPARE(dialog.options().scoreScale->worst, 1.0);
    // The file's own split is kept.
    QTRY_VERIFY_WITH_TIMEOUT(dialog.preview()->text().contains("test 1, train 1"), kPatience);
    QVERIFY(dialog.preview()->text().contains("rescaled from 1:10"));
    QCOMPARE(dialog.preview()->tone(), NoteLabel::Tone::Quiet);
    QVERIFY(dialog.options().split.keepOwn);
    dialog.split()->setCurrentIndex(dialog.split()->count() - 1);
    QVERIFY(!dialog.options().split.keepOwn);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.preview()->text().contains("dealt anew"), kPatience);
    dialog.scale()->setCurrentIndex(dialog.scale()->count() - 1);
    QCOMPARE(dialog.options().scoreScale->best, 4.0);
}

ORL_UI_TEST(ImportTest);

}  // namespace orl

#include "import_test.moc"
