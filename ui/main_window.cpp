#include "ui/main_window.h"

#include <QCloseEvent>
#include <QDialog>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>

#include "core/lab/bundle.h"
#include "ui/dialogs/embed_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/report_dialog.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/compare/scenario_view.h"
#include "ui/pages/dashboard/page.h"
#include "ui/pages/duals/page.h"
#include "ui/pages/learn/page.h"
#include "ui/pages/models/page.h"
#include "ui/pages/predictor/page.h"
#include "ui/pages/queries/page.h"
#include "ui/pages/simulation/page.h"
#include "ui/pages/simulation/runner.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/latency_section.h"
#include "ui/problem/method_section.h"
#include "ui/results/card_strip.h"
#include "ui/results/selection_row.h"
#include "ui/session/proof_seeker.h"
#include "ui/session/session.h"
#include "ui/style/appearance.h"
#include "ui/style/icons.h"
#include "ui/style/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"
#include "ui/widgets/highlight_ring.h"
#include "ui/widgets/navigation.h"
#include "ui/widgets/progress_strip.h"
#include "ui/widgets/veil.h"
#include "ui/widgets/wheel_guard.h"

namespace orl {

namespace {

QStringList localFiles(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isFile()) files << url.toLocalFile();
    }
    return files;
}

/// A window smaller than a page needs shows a part of it, with scroll bars.
QScrollArea* scrollable(QWidget* page) {
    auto* area = new QScrollArea;
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

}  // namespace

MainWindow::MainWindow(const BundledPlaces& places, bool persist, QWidget* parent)
    : QMainWindow(parent),
      m_persist(persist),
      m_preferences(persist ? Preferences::load() : Preferences()),
      m_session(new Session(places, persist, this)) {
    resize(1280, 800);
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    buildCentre();
    m_problem = new ProblemDock(*m_session);
    addDockWidget(Qt::LeftDockWidgetArea, m_problem);
    m_ring = new HighlightRing(this);
    guardFieldsFromWheel(*this);
    buildMenus();
    connectSession();
    m_cards->setRealized(m_preferences.realized);
    for (Page* page : m_pages) page->setRealized(m_preferences.realized);
    restoreGeometry(m_preferences.geometry);
    restoreState(m_preferences.windowState);
    for (Page* page : m_pages) page->restoreLayout(m_preferences.pageLayout.value(page->id()));
    showPage(m_preferences.page);
    showTitle();
}

MainWindow::~MainWindow() {
    // Its signals must find the widgets alive: end the workers before the children go. Dialogs that
    // are open work on it until they close, and what closing does to their fields (the focus goes,
    // editing ends) must find them whole.
    for (QDialog* dialog : findChildren<QDialog*>(Qt::FindDirectChildrenOnly)) {
        dialog->hide();
        delete dialog;
    }
    delete m_session;
}

/// Every page there is, in the order of the navigation.
void MainWindow::buildPages() {
    addPage(new DashboardPage(*m_session));
    addPage(new QueriesPage(*m_session));
    auto* models = new ModelsPage(*m_session);
    connect(models, &ModelsPage::pricesAsked, this, &MainWindow::askPrices);
    addPage(models);
    auto* duals = new DualsPage(*m_session);
    connect(duals, &DualsPage::queryAsked, this, [this] { showPage(QStringLiteral("queries")); });
    addPage(duals);
    addPage(new PredictorPage(*m_session));
    auto* simulation = new SimulationPage(*m_session);
    connect(simulation, &SimulationPage::queryAsked, this,
            [this] { showPage(QStringLiteral("queries")); });
    connect(simulation, &SimulationPage::planAsked, this, &MainWindow::showSlots);
    addPage(simulation);
    auto* compare = new ComparePage(*m_session);
    connect(compare, &ComparePage::ownRoutersAsked, this, &MainWindow::showOwnRouters);
    addPage(compare);
    // Scenarios are simulated under the load of the Simulation page.
    compare->scenarios()->setLoad(simulation->settings());
    connect(simulation->runner(), &LoadRunner::stateChanged, compare,
            [simulation, compare] { compare->scenarios()->setLoad(simulation->settings()); });
    m_learn = new LearnPage(*m_session);
    addPage(m_learn);
    connect(m_learn, &LearnPage::pageAsked, this, &MainWindow::showPage);
    connect(m_learn, &LearnPage::highlightAsked, this, &MainWindow::showHighlight);
    connect(m_learn, &LearnPage::lessonAsked, this, &MainWindow::saveLessonStep);
    connect(m_learn, &LearnPage::progressed, this,
            [this] { m_cards->setLesson(m_learn->cards()); });
}

void MainWindow::addPage(Page* page) {
    m_pages.push_back(page);
    m_stack->addWidget(scrollable(page));
    const QString title = page->title().remove('&');
    m_navigation->addPage(pageIcon(page->id()), title,
                          tr("%1 (Ctrl+%2)").arg(title).arg(m_pages.size()));
    connect(page, &Page::exported, this, &MainWindow::showExported);
}

void MainWindow::buildCentre() {
    m_banner = new Banner;
    m_cards = new CardStrip(*m_session);
    m_selection = new SelectionRow(*m_session);
    m_stack = new QStackedWidget;
    buildNavigation();
    buildPages();

    auto* centre = new QWidget;
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kHalf);
    column->setSpacing(space::kGap);
    column->addWidget(m_banner);
    auto* results = new QWidget;
    auto* below = new QVBoxLayout(results);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(space::kGap);
    below->addWidget(m_cards);
    for (const Page* page : m_pages) {
        if (QWidget* own = page->ownCards()) {
            own->hide();
            below->addWidget(own);
        }
    }
    below->addWidget(m_selection);
    below->addWidget(m_stack, 1);
    column->addWidget(results, 1);
    m_veil = new Veil(results);
    setCentralWidget(centre);

    m_status = new QLabel;
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // however long it is
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(new ProgressStrip(*m_session));
    statusBar()->setSizeGripEnabled(false);
    auto* dismiss = new QShortcut(Qt::Key_Escape, this);
    connect(dismiss, &QShortcut::activated, this, [this] {
        if (m_banner->isVisible()) {
            m_banner->dismiss();
        } else {
            m_session->clearSelection();
        }
    });
    connect(m_selection, &SelectionRow::queriesAsked, this,
            [this] { showPage(QStringLiteral("queries")); });
}

/// Left of the Problem dock, where only a tool bar may stand.
void MainWindow::buildNavigation() {
    m_navigation = new NavigationBar;
    auto* bar = new QToolBar(tr("Pages"));
    bar->setObjectName("navigation");
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setStyleSheet(QStringLiteral("QToolBar { border: none; padding: 0; margin: 0; }"));
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->toggleViewAction()->setEnabled(false);  // there is no window without it
    bar->toggleViewAction()->setVisible(false);
    bar->addWidget(m_navigation);
    addToolBar(Qt::LeftToolBarArea, bar);
    connect(m_navigation, &NavigationBar::chosen, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_stack, &QStackedWidget::currentChanged, this, [this](int index) {
        m_session->setFollowersSeen(m_pages[std::size_t(index)]->showsFollowers());
        showCards();
    });
}

/// The window's, or those that the page has in their place.
void MainWindow::showCards() {
    const int index = m_stack->currentIndex();
    if (index < 0 || !m_cards->parentWidget()) return;  // not laid out yet
    const QWidget* shown = m_pages[std::size_t(index)]->ownCards();
    m_cards->setVisible(!shown);
    for (const Page* page : m_pages) {
        if (QWidget* own = page->ownCards()) own->setVisible(own == shown);
    }
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    constexpr int kLabels = 1400;  // pixels: narrower, the charts need the words' room
    m_navigation->setCompact(width() < kLabels);
}

void MainWindow::connectSession() {
    connect(m_session, &Session::failed, this, &MainWindow::showFailed);
    connect(m_session, &Session::resolved, m_banner, &Banner::resolve);
    connect(m_session, &Session::stalenessChanged, this,
            [this] { m_veil->setReason(m_session->staleness(), m_session->showsOtherData()); });
    connect(m_session, &Session::imported, this, &MainWindow::showReport);
    connect(m_session, &Session::done, m_status, &QLabel::setText);
    connect(m_session, &Session::workspaceChanged, this, [this] {
        // A message about nothing that was tried here is for whoever opened this.
        if (!m_banner->cause().isEmpty()) m_banner->dismiss();
        if (!m_session->onBundledData() && !m_session->workspaceFile().isEmpty()) {
            m_preferences.remember(m_session->workspaceFile());
            fillRecent();
        }
        showTitle();
    });
    connect(m_session, &Session::preparedChanged, this, [this] {
        showTitle();
        enableDataActions();
    });
    connect(m_session, &Session::heavyStarted, this, &MainWindow::enableDataActions);
    connect(m_session, &Session::heavyFinished, this, &MainWindow::enableDataActions);
    connect(m_session, &Session::solvedChanged, this, &MainWindow::showStatus);
    connect(m_session, &Session::visitingChanged, this, [this] {
        showTitle();
        showStatus();
        if (!m_session->isVisiting()) showHighlight({}, 0);
    });
    connect(&m_session->proof(), &ProofSeeker::seekingChanged, this, &MainWindow::showStatus);
    connect(m_session, &Session::solvedChanged, this, &MainWindow::showAdvice);
    connect(m_session, &Session::becameSettled, this, &MainWindow::showAdvice);
    connect(m_problem->method(), &MethodSection::ownRoutersAsked, this,
            &MainWindow::showOwnRouters);
    connect(m_problem->constraints(), &ConstraintSection::goalsAsked, this, &MainWindow::showGoals);
    const auto settle = [this] {
        if (!m_session->settled()) return;
        showAdvice();
        for (Page* page : m_pages) page->settle();
    };
    connect(m_problem->constraints(), &ConstraintSection::dragFinished, this, settle);
    connect(m_problem->latency(), &LatencySection::dragFinished, this, settle);
    connect(m_problem->latency(), &LatencySection::speedsAsked, this,
            [this] { showPage(QStringLiteral("models")); });
    connect(m_problem->latency(), &LatencySection::frontierAsked, this,
            &MainWindow::showLatencyFrontier);
    connect(page<DashboardPage>(), &DashboardPage::sweepAsked, this, &MainWindow::showSweep);
}

void MainWindow::restoreLastSession() {
    if (m_preferences.lastWorkspace.isEmpty()) {
        m_session->openBundledData();
    } else if (QFileInfo::exists(m_preferences.lastWorkspace)) {
        m_session->openWorkspaceFile(m_preferences.lastWorkspace);
    } else {
        m_session->openBundledData();
        m_banner->show(tr("%1 is not there any more; showing the bundled data.")
                           .arg(m_preferences.lastWorkspace));
    }
}

void MainWindow::openWorkspace(const QString& file) {
    m_banner->dismiss();
    m_session->openWorkspaceFile(file);
}

void MainWindow::openFiles(const QStringList& files) {
    for (const QString& file : files) {
        if (file.endsWith(".orlab", Qt::CaseInsensitive)) {
            openWorkspace(file);
            return;
        }
        if (file.endsWith(kBundleSuffix, Qt::CaseInsensitive)) {
            openBundle(file);
            return;
        }
    }
    if (!files.isEmpty()) askImport(files);
}

EmbedDialog* MainWindow::embedDialog() const {
    return m_embedDialog;
}

void MainWindow::askEmbedding() {
    if (!m_embedDialog) {
        m_embedDialog =
            new EmbedDialog(*m_session, m_preferences.embeddingServer, m_preferences.embeddingModel,
                            m_preferences.wordVectors, this);
        m_embedDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_embedDialog, &EmbedDialog::serverUsed, this,
                [this](const QString& address, const QString& model) {
                    m_preferences.embeddingServer = address;
                    m_preferences.embeddingModel = model;
                });
        connect(m_embedDialog, &EmbedDialog::wordsFileUsed, this,
                [this](const QString& file) { m_preferences.wordVectors = file; });
    }
    m_embedDialog->show();
    m_embedDialog->raise();
    m_embedDialog->activateWindow();
}

void MainWindow::showReport(const ImportReport& report) {
    auto* dialog = new ReportDialog(report, this);
    dialog->open();
}

void MainWindow::showPage(const QString& id) {
    const auto found = std::ranges::find(m_pages, id, &Page::id);
    const int index = found == m_pages.end() ? 0 : int(found - m_pages.begin());
    m_navigation->setCurrent(index);
    m_stack->setCurrentIndex(index);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_session->saveNow();
    if (m_persist) {
        m_preferences.lastWorkspace =
            m_session->onBundledData() ? QString() : m_session->workspaceFile();
        m_preferences.geometry = saveGeometry();
        m_preferences.windowState = saveState();
        for (const Page* page : m_pages) {
            m_preferences.pageLayout[page->id()] = page->saveLayout();
        }
        m_preferences.page = m_pages[std::size_t(m_stack->currentIndex())]->id();
        m_preferences.realized = m_realized->isChecked();
        m_preferences.save();
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList files = localFiles(event->mimeData());
    if (files.isEmpty()) return;
    event->acceptProposedAction();
    openFiles(files);
}

}  // namespace orl
