#include "ui/dialogs/sweep_dialog.h"
#include "core/own_router.h"

#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/lab/scenarios.h"
#include "core/support/error.h"
#include "ui/dialogs/sweep_axis_field.h"
#include "ui/dialogs/sweep_data.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"

namespace orl {

namespace {
/// The shortest text that reads back as the same number.
std::string spokenNumber(double value) {
    return QString::number(value, 'f', QLocale::FloatingPointShortest).toStdString();
}
}  // namespace

SweepDialog::SweepDialog(Session& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_runner(new SweepRunner(session, this)) {
    setWindowTitle(tr("Sweep"));
    build();
    connectParts();
}

SweepDialog::~SweepDialog() = default;

void SweepDialog::connectParts() {
    for (SweepAxisField* field : {m_x, m_y}) {
        connect(field, &SweepAxisField::changed, this, &SweepDialog::askChanged);
    }
    connect(m_sweep, &QPushButton::clicked, this, [this] {
        if (auto inputs = asked()) {
            m_said.clear();
            m_runner->run(*inputs);
        }
    });
    connect(m_cancel, &QPushButton::clicked, m_runner, &SweepRunner::cancel);
    connect(m_save, &QPushButton::clicked, this, &SweepDialog::exportCsv);
    connect(m_command, &QPushButton::clicked, this, &SweepDialog::copyCommand);
    connect(m_figure, &QComboBox::currentIndexChanged, this, &SweepDialog::showView);
    connect(m_runner, &SweepRunner::changed, this, &SweepDialog::showView);
    connect(m_runner, &SweepRunner::progress, this, [this](double share, const QString&) {
        m_progress->setValue(int(share * m_progress->maximum()));
    });
    connect(m_map, &HeatMapChart::cellChosen, this, &SweepDialog::takeCell);
    connect(m_curves, &SweepChart::dragStarted, this, [this] { m_gesture = newGesture(); });
    connect(m_curves, &SweepChart::valueChosen, this, &SweepDialog::takeValue);
    connect(&m_session, &Session::solvedChanged, this, &SweepDialog::followSession);
    connect(&m_session, &Session::scenarioChanged, this, &SweepDialog::showNow);
    connect(&m_session.book(), &ScenarioBook::changed, this, &SweepDialog::followSession);
    m_map->setDescribe([this](std::size_t cell) {
        const auto& view = m_runner->view();
        const bool known = view && cell < view->cells.size() && view->cells[cell];
        return known ? cellWords(*view, *view->cells[cell]) : std::vector<PlotView::HoverLine>();
    });
    m_map->setCsv([this] {
        std::ostringstream text;
        const auto& view = m_runner->view();
        if (view) writeGridCsv(text, view->inputs, view->cells);
        return QString::fromStdString(text.str());
    });
}

void SweepDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    followSession();
    if (m_begun || !m_session.solved()) return;
    m_begun = true;
    // The price that the bill depends on most.
    const auto& solve = m_session.solved();
    const std::vector<double>& spend = solve->chosen.spend;
    const auto most = std::size_t(std::ranges::max_element(spend) - spend.begin());
    const std::vector<std::string>& models = solve->experiment->models;
    m_y->choose(AxisKind::Price, models[most < models.size() ? most : 0]);
    const bool floor = solve->constraints.mode == RoutingMode::CostUnderFloor;
    m_x->choose(floor ? AxisKind::Alpha : AxisKind::Budget);
    // Under a budget the cost is what was asked for.
    if (!floor) m_figure->setCurrentIndex(m_figure->findData(int(GridFigure::Predicted)));
}

void SweepDialog::followSession() {
    if (!isVisible()) return;
    const auto& prepared = m_session.solvedFrom();
    const double queries = m_session.book().monthlyQueries();
    for (SweepAxisField* field : {m_x, m_y}) {
        field->setContext(m_session.solved(), prepared ? prepared->data : nullptr, queries);
    }
    askChanged();
    showView();
}

std::optional<GridInputs> SweepDialog::asked() const {
    const auto x = m_x->axis();
    if (!x || !m_session.solved()) return {};
    const auto y = m_y->axis();
    std::vector<std::string> routers;
    if (y) {
        routers = {m_router->currentData().toByteArray().toStdString()};
    } else {
        routers = m_session.comparedRouters();
        const std::string& own = m_session.solved()->scenario.router;
        if (std::ranges::find(routers, own) == routers.end()) routers.insert(routers.begin(), own);
        std::erase_if(routers, [&](const std::string& id) {
            return isOwnRouter(id) && !m_session.solved()->experiment->ownPlanOf(id);
        });
    }
    return m_runner->inputsFor(*x, y, std::move(routers));
}

/// What is wrong with what is asked for is said before anybody runs it.
void SweepDialog::askChanged() {
    const bool two = m_y->axis().has_value();
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_router, m_figure, m_routerLabel, m_figureLabel}) {
        part->setVisible(two);
    }
    const auto inputs = asked();
    QString wrong;
    if (inputs) {
        try {
            valuesOf(m_x->range());
            if (two) valuesOf(m_y->range());
            checkAxes(inputs->x, inputs->y ? &*inputs->y : nullptr,
                      !std::isnan(inputs->monthlyMoney), *inputs->experiment);
        } catch (const Error& e) {
            wrong = sentence(e);
        }
    }
    m_sweep->setEnabled(inputs && wrong.isEmpty());
    m_command->setEnabled(m_sweep->isEnabled() && !m_session.workspaceFile().isEmpty());
    say(wrong);
}

void SweepDialog::say(const QString& wrong) {
    QStringList said;
    if (m_runner->error()) said << sentence(*m_runner->error());
    if (!wrong.isEmpty()) said << wrong;
    const auto& view = m_runner->view();
    const auto inputs = asked();
    if (!m_said.isEmpty()) {
        said << m_said;
    } else if (!m_session.solved()) {
        said << tr("There is nothing to sweep yet.");
    } else if (!view && inputs && wrong.isEmpty()) {
        const std::size_t rows = inputs->y ? inputs->y->values.size() : 1;
        said << tr("%1 values by %2 on %3 queries: every one is solved.")
                    .arg(count(std::int64_t(inputs->x.values.size() * rows)),
                         inputs->y ? sweptRouterTitle(inputs->routers.front())
                                   : tr("%n routers", nullptr, int(inputs->routers.size())),
                         count(std::int64_t(inputs->experiment->problem.queryCount())));
    } else if (view) {
        const auto infeasible = std::ranges::count_if(
            view->cells, [](const auto& cell) { return cell && !cell->evaluation.feasible; });
        const auto known =
            std::ranges::count_if(view->cells, [](const auto& c) { return bool(c); });
        said << tr("%1 of %2 solved; %3 cannot be met (%4).")
                    .arg(count(known), count(std::int64_t(view->cells.size())), count(infeasible),
                         view->inputs.y ? tr("hatched") : tr("thin and hollow"));
        if (!std::isnan(view->inputs.monthlyMoney)) {
            said << tr("%1 a month are asked for at every volume.")
                        .arg(usd(view->inputs.monthlyMoney));
        }
        if (!m_runner->isCurrent()) said << tr("The settings have changed since.");
    }
    m_note->setText(said.join(' '));
}

GridFigure SweepDialog::figureAsked() const {
    return GridFigure(m_figure->currentData().toInt());
}

void SweepDialog::showView() {
    const auto& view = m_runner->view();
    const bool busy = m_runner->isBusy();
    m_cancel->setEnabled(busy);
    m_progress->setVisible(busy);
    if (!busy) m_progress->setValue(0);
    m_save->setEnabled(
        view && std::ranges::any_of(view->cells, [](const auto& cell) { return cell != nullptr; }));
    if (!view) {
        m_map->setData({});
        m_curves->setData({});
    } else if (view->inputs.y) {
        m_stack->setCurrentWidget(m_map);
        showMap();
    } else {
        m_stack->setCurrentWidget(m_curves);
        showCurves();
    }
    askChanged();
}

void SweepDialog::showCurves() {
    const auto& view = m_runner->view();
    m_curves->setTitle(
        tr("Sweep of %1")
            .arg(axisWords(view->inputs.x, view->inputs.experiment->problem.queryCount()).name));
    m_curves->setNotice(stayingText(*view));
    m_curves->setData(sweepCurves(*view));
    if (view->complete) m_curves->settle();
    showNow();
}

void SweepDialog::showMap() {
    const auto& view = m_runner->view();
    const std::size_t queries = view->inputs.experiment->problem.queryCount();
    const GridFigure figure = figureAsked();
    HeatMapData shown = sweepMap(*view, figure);
    shown.now = m_map->data().now;
    m_map->setTitle(tr("%1 over %2 and %3")
                        .arg(figureTitle(figure), axisWords(view->inputs.x, queries).name,
                             axisWords(*view->inputs.y, queries).name));
    const QString lines = isUnderBudget(view->inputs) ? tr("lines of equal predicted accuracy")
                          : figure == GridFigure::CostAMonth ? tr("lines of equal cost a month")
                                                             : tr("lines of equal cost per 1,000");
    m_map->setNotice(
        tr("%1 · %2 · %3 · circle: now")
            .arg(stayingText(*view), sweptRouterTitle(view->inputs.routers.front()), lines));
    const bool unknown =
        figure == GridFigure::CostAMonth && std::ranges::none_of(view->cells, [](const auto& cell) {
            return cell && !std::isnan(cell->monthlyQueries);
        });
    if (unknown) {
        m_map->setNotice(tr("Say how many queries a month there are: Scenario ▸ Ask for the goal, "
                            "or the Compare page"),
                         true);
    }
    m_map->setData(std::move(shown));
    showNow();
}

double SweepDialog::nowOf(const SweepAxis& axis) const {
    const auto& view = m_runner->view();
    const std::size_t queries = view->inputs.experiment->problem.queryCount();
    const double monthly = m_session.book().monthlyQueries();
    const double value = axis.kind == AxisKind::Volume
                             ? (monthly > 0.0 ? monthly : kMissing)
                             : valueOf(m_session.scenario(), axis, *view->prepared->data, queries);
    return value * axisWords(axis, queries).factor;
}

void SweepDialog::showNow() {
    const auto& view = m_runner->view();
    if (!view) return;
    if (view->inputs.y) {
        m_map->setNow({nowOf(view->inputs.x), nowOf(*view->inputs.y)});
    } else {
        m_curves->setCurrent(nowOf(view->inputs.x));
    }
    askChanged();
}

/// What was clicked is what one gets: all that stayed in the sweep, with the cell's values.
void SweepDialog::take(const GridCell& cell, int gesture) {
    const auto& view = m_runner->view();
    Scenario next = m_session.scenario();
    const Scenario at = scenarioAt(view->inputs, cell, view->scenario);
    next.pool = at.pool;
    next.constraints = at.constraints;
    next.router = at.router;
    m_session.edit(next, tr("setting from the sweep"), gesture);
}

void SweepDialog::takeCell(std::size_t column, std::size_t row) {
    const auto& view = m_runner->view();
    if (!view || !view->inputs.y) return;
    const auto& cell = view->cells[gridIndex(view->inputs, 0, column, row)];
    if (cell) take(*cell, 0);
}

void SweepDialog::takeValue(double shown) {
    const auto& view = m_runner->view();
    if (!view || view->inputs.y || view->inputs.x.kind == AxisKind::Volume) return;
    GridCell cell;
    cell.x =
        shown / axisWords(view->inputs.x, view->inputs.experiment->problem.queryCount()).factor;
    cell.evaluation.router = view->scenario.router;
    take(cell, m_gesture);
}

void SweepDialog::saveCsv(const QString& path) const {
    std::ostringstream text;
    const auto& view = m_runner->view();
    writeGridCsv(text, view->inputs, view->cells);
    saveText(path, QString::fromStdString(text.str()));
}

void SweepDialog::exportCsv() {
    if (!m_runner->view()) return;
    const auto done = saveAsked(this, tr("Export the sweep"), "sweep.csv",
                                [this](const QString& path) { saveCsv(path); });
    if (!done || done->isEmpty()) return;
    m_said = *done;
    askChanged();
}

QString SweepDialog::commandLine() const {
    const auto inputs = asked();
    const QString file = m_session.workspaceFile();
    if (!inputs || file.isEmpty()) return {};
    const auto spoken = [](const SweepAxis& axis, const SweepAxisField& field) {
        return axisName(axis) + '=' + toString(field.range());
    };
    std::vector<std::string> words = {"--over", spoken(inputs->x, *m_x)};
    if (inputs->y) words.insert(words.end(), {"--over2", spoken(*inputs->y, *m_y)});
    std::string routers;
    for (const std::string& router : inputs->routers) {
        routers += (routers.empty() ? "" : ",") + router;
    }
    words.insert(words.end(), {"--routers", routers});
    const bool volume =
        inputs->x.kind == AxisKind::Volume || (inputs->y && inputs->y->kind == AxisKind::Volume);
    if (!std::isnan(inputs->monthlyMoney)) {
        words.insert(words.end(), {"--money", spokenNumber(inputs->monthlyMoney)});
    } else if (!volume && !std::isnan(inputs->monthlyQueries)) {
        words.insert(words.end(), {"--volume", spokenNumber(inputs->monthlyQueries)});
    }
    return QString::fromStdString(
        commandLineOf("sweep", m_session.solved()->scenario, file.toStdString(), words));
}

void SweepDialog::copyCommand() {
    const QString line = commandLine();
    if (line.isEmpty()) return;
    // The command reads what is in the workspace.
    m_session.saveNow();
    QGuiApplication::clipboard()->setText(line);
    m_said = tr("Copied: the command that makes this sweep.");
    askChanged();
}

}  // namespace orl
