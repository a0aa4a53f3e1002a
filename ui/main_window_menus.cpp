// The menus of the main window.
#include <QActionGroup>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>

#include "core/lab/bundle.h"
#include "ui/main_window.h"
#include "ui/pages/page.h"
#include "ui/problem/dock.h"
#include "ui/results/card_strip.h"
#include "ui/results/scenario_actions.h"
#include "ui/session/session.h"
#include "ui/style/appearance.h"
#include "ui/style/icons.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"

namespace orl {

void MainWindow::buildMenus() {
    buildFileMenu();
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    QAction* undo = m_session->undoGroup()->createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction* redo = m_session->undoGroup()->createRedoAction(this, tr("&Redo"));
    redo->setShortcuts({QKeySequence(QKeySequence::Redo), QKeySequence(tr("Ctrl+Y"))});
    undo->setIcon(actionIcon(QStringLiteral("undo")));
    redo->setIcon(actionIcon(QStringLiteral("redo")));
    edit->addActions({undo, redo});
    edit->addSeparator();
    QAction* invert = edit->addAction(tr("&Invert selection"), QKeySequence(tr("Ctrl+Shift+I")),
                                      this, [this] { m_session->selecting().invert(); });
    QAction* clear =
        edit->addAction(tr("&Clear selection"), this, [this] { m_session->clearSelection(); });
    edit->addSeparator();
    QAction* pin = edit->addAction(actionIcon(QStringLiteral("pin")), tr("&Pin this state"),
                                   QKeySequence(tr("P")), this, [this] { m_session->pin(); });
    pin->setToolTip(tr("Whatever changes from now on is shown against it"));
    QAction* further = edit->addAction(tr("Pin this state as &well…"), QKeySequence(tr("Shift+P")),
                                       this, [this] { askToPinFurther(*m_session, this); });
    further->setToolTip(tr("Under a name of its own, beside the pins there are"));
    QAction* unpin = edit->addAction(tr("&Unpin"), this, [this] { m_session->unpin(); });
    connect(edit, &QMenu::aboutToShow, this, [this, invert, clear, pin, further, unpin] {
        invert->setEnabled(m_session->selection() != nullptr);
        clear->setEnabled(m_session->selection() != nullptr);
        pin->setEnabled(m_session->solved() != nullptr);
        further->setEnabled(m_session->solved() != nullptr);
        unpin->setEnabled(m_session->pinned() != nullptr);
    });
    buildDataMenu();
    buildScenarioMenu();
    buildViewMenu();
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&About OmniRouter Lab"), this, &MainWindow::showAbout);
}

void MainWindow::buildFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    const auto icon = [](const char* id) { return actionIcon(QString::fromLatin1(id)); };
    file->addAction(icon("new"), tr("&New workspace…"), QKeySequence::New, this,
                    [this] { chooseWorkspace(true); });
    file->addAction(icon("open"), tr("&Open workspace…"), QKeySequence::Open, this,
                    [this] { chooseWorkspace(false); });
    m_recent = file->addMenu(tr("&Recent workspaces"));
    fillRecent();
    file->addAction(tr("&Bundled data"), this, [this] {
        m_banner->dismiss();
        m_session->openBundledData();
    });
    file->addSeparator();
    QMenu* bundle = file->addMenu(tr("Save &bundle"));
    bundle->setToolTipsVisible(true);
    bundle->addAction(tr("With the &data…"), this, [this] { chooseBundle(true); })
        ->setToolTip(tr("One file that opens elsewhere with the same numbers"));
    bundle->addAction(tr("With their &fingerprint only…"), this, [this] { chooseBundle(false); })
        ->setToolTip(tr("Whoever opens it has to have the same data"));
    connect(file, &QMenu::aboutToShow, this, [this, bundle] {
        bundle->setEnabled(m_session->store() && m_session->prepared() && !m_session->heavyBusy() &&
                           !m_session->isVisiting());
    });
    file->addAction(icon("export"), tr("&Export this page as PNG…"), QKeySequence(tr("Ctrl+E")),
                    this, &MainWindow::exportPicture);
    QAction* report =
        file->addAction(tr("&Report…"), QKeySequence(tr("Ctrl+P")), this, &MainWindow::askReport);
    report->setToolTip(tr("The present answer on one page, then the details: PDF or HTML"));
    connect(file, &QMenu::aboutToShow, this,
            [this, report] { report->setEnabled(m_session->solved() != nullptr); });
    connect(file, &QMenu::aboutToHide, report, [report] { report->setEnabled(true); });
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
}

void MainWindow::buildViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    int number = 0;
    for (const Page* page : m_pages) {
        view->addAction(page->title(), QKeySequence(QStringLiteral("Ctrl+%1").arg(++number)), this,
                        [this, id = page->id()] { showPage(id); });
    }
    QAction* dock = m_problem->toggleViewAction();
    dock->setText(tr("Proble&m"));
    dock->setShortcut(QKeySequence(tr("F9")));
    view->addAction(dock);
    view->addAction(tr("&Present the lesson"), QKeySequence(Qt::Key_F5), this,
                    &MainWindow::present);
    view->addSeparator();
    m_realized = view->addAction(tr("&Realized accuracy and cost"));
    m_realized->setCheckable(true);
    m_realized->setChecked(m_preferences.realized);
    m_realized->setShortcut(QKeySequence(tr("Ctrl+R")));
    m_realized->setToolTip(tr("Off: what was predicted"));
    connect(m_realized, &QAction::toggled, this, [this](bool on) {
        m_cards->setRealized(on);
        for (Page* page : m_pages) page->setRealized(on);
    });
    view->addSeparator();
    QMenu* appearance = view->addMenu(tr("&Appearance"));
    auto* group = new QActionGroup(this);
    const std::pair<Preferences::Appearance, QString> choices[] = {
        {Preferences::Appearance::System, tr("As the &system")},
        {Preferences::Appearance::Light, tr("&Light")},
        {Preferences::Appearance::Dark, tr("&Dark")}};
    for (const auto& [value, text] : choices) {
        QAction* action = appearance->addAction(text);
        action->setCheckable(true);
        action->setChecked(value == m_preferences.appearance);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, chosen = value] { setAppearance(chosen); });
    }
}

void MainWindow::setAppearance(Preferences::Appearance appearance) {
    m_preferences.appearance = appearance;
    applyAppearance(appearance);
}

void MainWindow::fillRecent() {
    m_recent->clear();
    for (const QString& file : m_preferences.recent) {
        QAction* action = m_recent->addAction(QFileInfo(file).fileName(), this,
                                              [this, file] { openWorkspace(file); });
        action->setToolTip(file);
        action->setStatusTip(file);
    }
    m_recent->setToolTipsVisible(true);
    m_recent->setEnabled(!m_preferences.recent.isEmpty());
}

void MainWindow::chooseWorkspace(bool create) {
    const QString filter = create ? tr("OmniRouter workspaces (*.orlab)")
                                  : tr("OmniRouter workspaces and bundles (*.orlab *.orlz)");
    if (create) {
        QString file = QFileDialog::getSaveFileName(this, tr("New workspace"), {}, filter);
        if (file.isEmpty()) return;
        if (!file.endsWith(".orlab")) file += ".orlab";
        m_banner->dismiss();
        m_session->createWorkspaceFile(file);
        return;
    }
    const QString file = QFileDialog::getOpenFileName(this, tr("Open workspace"), {}, filter);
    if (!file.isEmpty()) openFiles({file});
}

void MainWindow::chooseBundle(bool withData) {
    const QString suffix = QLatin1String(kBundleSuffix);
    const QString stem = QFileInfo(m_session->workspaceFile()).completeBaseName();
    QString file = QFileDialog::getSaveFileName(this, tr("Save bundle"), stem + suffix,
                                                tr("OmniRouter bundles (*.orlz)"));
    if (file.isEmpty()) return;
    if (!file.endsWith(suffix, Qt::CaseInsensitive)) file += suffix;
    m_session->saveBundle(file, withData);
}

void MainWindow::openBundle(const QString& file) {
    m_banner->dismiss();
    try {
        if (!readBundle(file.toStdString(), {}).hasData) {
            m_session->takeBundle(file);
            return;
        }
    } catch (const Error& e) {
        m_banner->show(sentence(e), work::kData);
        return;
    }
    const QFileInfo info(file);
    QString made = info.dir().filePath(info.completeBaseName() + ".orlab");
    if (QFileInfo::exists(made) || !QFileInfo(info.path()).isWritable()) {
        made = QFileDialog::getSaveFileName(this, tr("Where its workspace is to be"),
                                            QFileInfo(made).fileName(),
                                            tr("OmniRouter workspaces (*.orlab)"));
        if (made.isEmpty()) return;
    }
    m_session->openBundle(file, made);
}

void MainWindow::chooseImport() {
    const QStringList files = QFileDialog::getOpenFileNames(
        this, tr("Import data"), {},
        tr("Data (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.gz *.zip);;All files (*)"));
    if (!files.isEmpty()) openFiles(files);
}

void MainWindow::exportPicture() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export this page"),
                                                      "omnirouter.png", tr("PNG (*.png)"));
    if (file.isEmpty()) return;
    const bool written = centralWidget()->grab().save(file, "PNG");
    showExported(written
                     ? QString()
                     : tr("%1 cannot be written. Choose another place or make room.").arg(file));
}

void MainWindow::showAbout() {
    QMessageBox::about(
        this, tr("About OmniRouter Lab"),
        tr("<h3>OmniRouter Lab %1</h3>"
           "<p>Routes a batch of queries over a pool of language models at least cost under an "
           "accuracy floor and capacities, with a certificate of how good the answer is.</p>"
           "<p>Method: K. Mei, W. Xu, M. Guo, S. Lin, Y. Zhang, <i>OmniRouter: Budget and "
           "Performance Controllable Multi-LLM Routing</i>, arXiv 2502.20576.</p>"
           "<p>Made with Qt %2, Eigen, SQLite and SQLiteCpp, JSON for Modern C++, libcsv, "
           "libarchive, CLI11, "
           "nanoflann "
           "and fmt.</p>"
           "<p>The sources stand under the MIT licence. Qt Charts stands under the GNU GPL 3, and "
           "so does this program as built with it; the other modules of Qt stand under the GNU "
           "LGPL 3.</p>")
            .arg(QCoreApplication::applicationVersion(), QString::fromLatin1(qVersion())));
}

}  // namespace orl
