// What the main window does for lessons: the Scenario menu, rings, steps that are kept.
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStandardPaths>
#include <algorithm>

#include "core/lab/duals/own_instance.h"
#include "core/lab/lessons/write.h"
#include "core/lab/scenarios.h"
#include "ui/dialogs/goals_dialog.h"
#include "ui/dialogs/latency_dialog.h"
#include "ui/dialogs/lesson_step_dialog.h"
#include "ui/dialogs/own_routers_dialog.h"
#include "ui/dialogs/slots_dialog.h"
#include "ui/dialogs/sweep_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/learn/page.h"
#include "ui/pages/learn/presentation.h"
#include "ui/pages/simulation/page.h"
#include "ui/problem/constraint_section.h"
#include "ui/problem/data_section.h"
#include "ui/problem/dock.h"
#include "ui/problem/method_section.h"
#include "ui/problem/pool_section.h"
#include "ui/problem/pool_table.h"
#include "ui/results/scenario_actions.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/format.h"
#include "ui/widgets/highlight_ring.h"
#include "ui/widgets/value_control.h"

namespace orl {

void MainWindow::buildScenarioMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Scenario"));
    QAction* keep = menu->addAction(tr("Save this s&cenario…"), QKeySequence(tr("Ctrl+S")), this,
                                    [this] { askToSaveScenario(*m_session, this); });
    keep->setToolTip(tr("Keeps the present state under a name in this workspace"));
    QMenu* saved = menu->addMenu(tr("&Restore"));
    QAction* goals = menu->addAction(tr("Ask for the &goal…"), QKeySequence(tr("Ctrl+G")), this,
                                     &MainWindow::showGoals);
    goals->setToolTip(
        tr("The cheapest for an accuracy, the best for so much money, or which limit "
           "to lift first"));
    QAction* sweep = menu->addAction(tr("S&weep…"), QKeySequence(tr("Ctrl+Shift+W")), this,
                                     &MainWindow::showSweep);
    sweep->setToolTip(tr("One setting against another: a limit, a price, seconds or the volume"));
    QAction* plan = menu->addAction(tr("&Plan slots…"), this, &MainWindow::showSlots);
    plan->setToolTip(tr("How many slots of which model keep waits short at a load"));
    QAction* copy = menu->addAction(tr("Copy as co&mmand line"), QKeySequence(tr("Ctrl+Shift+C")),
                                    this, &MainWindow::copyCommandLine);
    copy->setToolTip(tr("The command that gives the present numbers to the last bit"));
    QAction* own = menu->addAction(tr("Your rou&ters…"), this, &MainWindow::showOwnRouters);
    own->setToolTip(tr("What you route by today, put beside the routers here"));
    menu->addSeparator();
    QAction* save = menu->addAction(tr("&Save as lesson step…"), this, &MainWindow::saveLessonStep);
    save->setToolTip(
        tr("Keeps the present state, with a title and a text, in a lesson of your own"));
    menu->addAction(tr("&Export this lesson…"), this, &MainWindow::exportLesson);
    menu->addSeparator();
    QAction* leave = menu->addAction(tr("&Leave the lesson"), this, [this] { m_session->leave(); });
    menu->setToolTipsVisible(true);
    connect(menu, &QMenu::aboutToShow, this, [this, keep, saved, save, copy, leave] {
        keep->setEnabled(m_session->prepared() && m_session->book().editable());
        fillSaved(*saved);
        copy->setEnabled(m_session->prepared() && !m_session->workspaceFile().isEmpty());
        save->setEnabled(m_session->prepared() != nullptr);
        leave->setEnabled(m_session->isVisiting());
        leave->setText(m_session->part() ? tr("&Leave: back to all queries")
                                         : tr("&Leave the lesson"));
    });
}

void MainWindow::fillSaved(QMenu& menu) {
    menu.clear();
    const ScenarioList& list = m_session->book().list();
    for (std::size_t k = 0; k < list.size(); ++k) {
        menu.addAction(labelText(list[k].scenario.name).replace('&', QStringLiteral("&&")), this,
                       [this, k] { m_session->book().restore(k); });
    }
    menu.setEnabled(!list.empty() && m_session->book().editable());
}

namespace {
/// Made once, and from then on brought to the front: it stays open beside the window.
template <typename Dialog>
Dialog* showBeside(Session& session, QWidget* window) {
    auto* dialog = window->findChild<Dialog*>();
    if (!dialog) dialog = new Dialog(session, window);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}
}  // namespace

void MainWindow::showLatencyFrontier() {
    showBeside<LatencyDialog>(*m_session, this);
}

void MainWindow::showGoals() {
    showBeside<GoalsDialog>(*m_session, this);
}

void MainWindow::showSweep() {
    showBeside<SweepDialog>(*m_session, this);
}

void MainWindow::showSlots() {
    auto* dialog = showBeside<SlotsDialog>(*m_session, this);
    connect(dialog, &SlotsDialog::fleetChosen, this, &MainWindow::useFleet, Qt::UniqueConnection);
}

/// A fleet and the load that it was planned for become the page's, as one step of undo.
void MainWindow::useFleet(const SlotsAsk& plan, const std::map<std::string, std::int64_t>& fleet) {
    auto* simulation = page<SimulationPage>();
    simulation->edit(loadOfPlan(plan, fleet, simulation->settings()), tr("fleet of a plan"));
    showPage(simulation->id());
}

OwnRoutersDialog* MainWindow::showOwnRouters() {
    return showBeside<OwnRoutersDialog>(*m_session, this);
}

void MainWindow::copyCommandLine() {
    const QString file = m_session->workspaceFile();
    if (!m_session->prepared() || file.isEmpty()) return;
    // The command reads what is in the workspace.
    m_session->saveNow();
    QGuiApplication::clipboard()->setText(
        QString::fromStdString(commandLineOf(m_session->scenario(), file.toStdString())));
    m_status->setText(tr("Copied: the command that gives these numbers"));
}

void MainWindow::present() {
    showPage(m_learn->id());
    m_learn->goTo(m_learn->lesson(), m_learn->step());
    auto* presentation = new Presentation(*m_learn, this);
    presentation->showFullScreen();
    presentation->setFocus();
}

void MainWindow::saveLessonStep() {
    if (!m_session->prepared()) return;
    const QString folder =
        m_learn->folder().isEmpty()
            ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/lessons"
            : m_learn->folder();
    auto* dialog = new LessonStepDialog(folder, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, folder] {
        static const QString cause = QStringLiteral("lesson");
        CapturedStep step;
        step.title = dialog->stepTitle().toStdString();
        step.text = dialog->stepText().toStdString();
        const Page* page = m_pages[std::size_t(m_stack->currentIndex())];
        if (m_learn->isEntered()) {
            step.state = m_learn->state();
        } else if (m_session->isVisiting() && isOwnInstance(*m_session->prepared()->data)) {
            step.state =
                LessonState(lessonInstanceOf(*m_session->prepared()->data, m_session->scenario()));
        } else {
            // On the Learn page itself nothing of one's own data is to be seen.
            step.page = page == m_learn ? "dashboard" : page->id().toStdString();
            const ConstraintSettings& asked = m_session->scenario().constraints;
            if (asked.mode == RoutingMode::CostUnderFloor) step.setting.floor = asked.qualityFloor;
            step.setting.capacity = asked.commonCapacity;
        }
        try {
            QDir().mkpath(folder);
            appendStep(dialog->file().toStdString(), dialog->lessonTitle().toStdString(), step);
            m_banner->resolve(cause);
            m_learn->setFolder(folder);
        } catch (const Error& e) {
            m_banner->show(sentence(e), cause);
        }
    });
    dialog->open();
}

void MainWindow::exportLesson() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export this lesson"), "lesson.json",
                                                      tr("Lessons (*.json)"));
    if (file.isEmpty()) return;
    try {
        m_learn->exportLesson(file);
        showExported({});
    } catch (const Error& e) {
        showExported(sentence(e));
    }
}

/// A place that lessons speak of, in the dock; a dock that is closed stays so.
void MainWindow::showHighlight(const QString& place, int number) {
    const std::pair<const char*, QWidget*> places[] = {
        {"floor", m_problem->constraints()->alpha()},
        {"budget", m_problem->constraints()->budget()},
        {"capacity", m_problem->pool()->table()},
        {"pool", m_problem->pool()},
        {"method", m_problem->method()},
        {"data", m_problem->data()},
    };
    QWidget* target = nullptr;
    for (const auto& [name, widget] : places) {
        if (place == QLatin1String(name)) target = widget;
    }
    m_ring->setTarget(target, number);
}

}  // namespace orl
