#include "ui/pages/compare/scenario_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/lab/scenarios.h"
#include "ui/charts/flow_chart.h"
#include "ui/charts/parallel_chart.h"
#include "ui/pages/compare/scenario_answers.h"
#include "ui/pages/compare/scenario_model.h"
#include "ui/pages/compare/scenario_table.h"
#include "ui/pages/compare/scenario_words.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"
#include "ui/session/tried_states.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

namespace orl {

ScenarioView::~ScenarioView() = default;

bool ScenarioView::isBusy() const {
    return m_answers->busy();
}

void ScenarioView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    follow();
    showTried();
}

/// Where two charts do not fit beside each other they stand above each other.
void ScenarioView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int kLeastForTwo = 48;  // lines of text
    const bool narrow = width() < kLeastForTwo * fontMetrics().height();
    m_below->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

void ScenarioView::addPins(std::vector<ScenarioColumn>& columns) const {
    for (std::size_t k = 0; k < m_session.pins().size(); ++k) {
        const Pin& pin = *m_session.pins()[k];
        ScenarioColumn column;
        column.kind = ScenarioColumn::Kind::Pinned;
        column.index = k;
        column.letter = pin.name;
        column.name = pin.title.isEmpty() ? askedText(pin.solve->scenario)
                                          : labelText(pin.title.toStdString());
        column.note = tr("pin %1").arg(pin.name);
        column.scenario = pin.solve->scenario;
        column.solve = pin.solve;
        column.data = m_session.prepared() ? m_session.prepared()->queryFingerprint : 0;
        if (pin.comparison) column.thresholdSaving = hindsightSaving(*pin.comparison);
        columns.push_back(std::move(column));
    }
}

void ScenarioView::addSaved(std::vector<ScenarioColumn>& columns) const {
    const ScenarioList& list = m_session.book().list();
    const auto& prepared = m_session.prepared();
    const auto datasets = m_session.datasets();
    for (std::size_t k = 0; k < list.size(); ++k) {
        ScenarioColumn column;
        column.kind = ScenarioColumn::Kind::Saved;
        column.index = k;
        column.name = labelText(list[k].scenario.name);
        column.note = list[k].note.empty() ? tr("saved %1 of %2").arg(k + 1).arg(list.size())
                                           : labelText(list[k].note);
        column.scenario = list[k].scenario;
        if (!m_session.isVisiting()) {
            for (const auto& remark : remarksOn(list[k], datasets, prepared.get())) {
                column.remarks << labelText(remark);
            }
        }
        if (!column.remarks.isEmpty()) column.note = column.remarks.front();
        columns.push_back(std::move(column));
    }
}

std::vector<ScenarioColumn> ScenarioView::columns() const {
    std::vector<ScenarioColumn> columns;
    const auto& solved = m_session.solved();
    const auto& from = m_session.solvedFrom();
    if (!solved || !from) return columns;
    addPins(columns);
    ScenarioColumn now;
    now.kind = ScenarioColumn::Kind::Now;
    now.name = askedText(solved->scenario);
    now.note = tr("now on screen");
    now.scenario = solved->scenario;
    now.solve = solved;
    now.data = from->queryFingerprint;
    if (m_session.isComparisonCurrent()) {
        now.thresholdSaving = hindsightSaving(*m_session.comparison());
    }
    columns.push_back(std::move(now));
    addSaved(columns);
    std::set<QString> letters;
    for (const ScenarioColumn& column : columns) letters.insert(column.letter);
    int next = 0;
    for (ScenarioColumn& column : columns) {
        while (column.letter.isEmpty()) {
            const QString letter = columnLetter(next++);
            if (!letters.contains(letter)) column.letter = letter;
        }
    }
    return columns;
}

int ScenarioView::basePosition(const std::vector<ScenarioColumn>& columns) const {
    if (m_baseKey && m_baseKey->isEmpty()) return -1;
    const auto& pin = m_session.pinned();
    const QString wanted = m_baseKey ? *m_baseKey : pin ? "pin:" + pin->name : QString();
    for (std::size_t k = 0; k < columns.size(); ++k) {
        if (columnKey(columns[k]) == wanted) return int(k);
    }
    return -1;
}

/// What is shown is of what is there now: the columns, what is known of them, and what is not and
/// is being solved.
void ScenarioView::follow() {
    if (!isVisible() || m_following) return;
    m_following = true;
    std::vector<ScenarioColumn> shown = columns();
    showBases(shown);
    const int base = basePosition(shown);
    const bool simulated = m_simulate->isChecked();
    m_model->setLoadAsked(simulated);
    m_answers->request(shown, base, simulated ? std::optional(m_load) : std::nullopt,
                       m_session.solved());
    std::vector<std::pair<std::string, int>> colors;
    if (const auto& solved = m_session.solved()) {
        for (const std::string& model : solved->experiment->models) {
            colors.emplace_back(model, int(colors.size()));
        }
    }
    m_table->setColors(std::move(colors));
    m_model->setColumns(std::move(shown), base);
    m_table->showCorner();
    m_save->setEnabled(m_session.solved() && m_session.book().editable());
    showVolume();
    showFlow();
    m_following = false;
}

void ScenarioView::setLoad(const LoadSettings& load) {
    if (load == m_load) return;
    m_load = load;
    if (m_simulate->isChecked()) follow();
}

void ScenarioView::showBases(const std::vector<ScenarioColumn>& columns) {
    const QSignalBlocker quiet(m_base);
    QStringList keys = {QString()};
    QStringList names = {tr("none")};
    for (const ScenarioColumn& column : columns) {
        keys << columnKey(column);
        names << column.letter + ' ' + column.name +
                     (column.kind == ScenarioColumn::Kind::Pinned ? tr(" (pin)") : QString());
    }
    for (int k = 0; k < keys.size(); ++k) {
        if (k >= m_base->count()) m_base->addItem(QString());
        m_base->setItemText(k, names[k]);
        m_base->setItemData(k, keys[k]);
    }
    while (m_base->count() > keys.size()) m_base->removeItem(m_base->count() - 1);
    m_base->setCurrentIndex(basePosition(columns) + 1);
}

void ScenarioView::chooseBase(int entry) {
    m_baseKey = m_base->itemData(entry).toString();
    for (const auto& pin : m_session.pins()) {
        if (*m_baseKey != "pin:" + pin->name) continue;
        m_baseKey.reset();  // from here on as the pin goes
        m_session.choosePin(pin);
        break;
    }
    follow();
}

void ScenarioView::chooseColumn(int column) {
    if (column < 0 || column >= m_model->columnCount()) return;
    m_targetKey = columnKey(m_model->columns()[std::size_t(column)]);
    showFlow();
}

void ScenarioView::showFlow() {
    const auto& shown = m_model->columns();
    const int base = m_model->base();
    const auto target = std::ranges::find_if(shown, [&](const ScenarioColumn& column) {
        return m_targetKey.isEmpty() ? column.kind == ScenarioColumn::Kind::Now
                                     : columnKey(column) == m_targetKey;
    });
    const bool any = base >= 0 && target != shown.end() && target - shown.begin() != base;
    const auto flows = any ? target->flows : nullptr;
    m_flow->setEmptyText(flowEmptyText(base >= 0, any, flows.get()));
    if (flows && flows == m_flows) return;
    m_flows = flows;
    if (!flows) {
        m_flow->setNotice({});
        m_flow->setData({});
        return;
    }
    const ScenarioColumn& from = shown[std::size_t(base)];
    m_flow->setNotice(tr("%1 %2 → %3 %4: %5 of %6 moved")
                          .arg(from.letter, from.name, target->letter, target->name,
                               count(std::int64_t(flows->moved)),
                               count(std::int64_t(flows->queries))));
    const auto& solved = m_session.solved();
    const auto& pool = solved ? solved->experiment->models : flows->models;
    m_flow->setData(flowData(
        *flows, pool, tr("at %1").arg(from.letter),
        target->kind == ScenarioColumn::Kind::Now ? tr("now") : tr("at %1").arg(target->letter)));
}

void ScenarioView::selectRibbon(std::size_t ribbon, bool more) {
    if (!m_flows || ribbon >= m_flows->flows.size()) return;
    std::vector<std::size_t> marked = more ? m_flow->marked() : std::vector<std::size_t>();
    if (std::ranges::find(marked, ribbon) == marked.end()) marked.push_back(ribbon);
    std::vector<std::size_t> rows;
    for (const std::size_t each : marked) {
        const auto& of = m_flows->flows[each].rows;
        rows.insert(rows.end(), of.begin(), of.end());
    }
    const Flow& flow = m_flows->flows[ribbon];
    m_session.select(std::move(rows), marked.size() > 1
                                          ? tr("%1 flows").arg(marked.size())
                                          : tr("flow %1 → %2")
                                                .arg(labelText(m_flows->models[flow.from]),
                                                     labelText(m_flows->models[flow.to])));
    m_flow->setMarked(std::move(marked));
}

void ScenarioView::showVolume() {
    const QSignalBlocker quiet(m_volume);
    const double queries = m_session.book().monthlyQueries();
    if (!m_volume->hasFocus()) m_volume->setValue(queries);
    m_volume->setEnabled(m_session.book().editable());
    m_model->setMonth(queries, m_session.book().currency());
    m_table->setRowHidden(ScenarioModel::Monthly, !(queries > 0.0));
    m_table->fitHeight();
}

/// Lines of the states that were tried with these queries, and above them the columns.
void ScenarioView::showTried() {
    const auto& states = m_session.tried().states();
    m_history->setText(tr("History (%1)…").arg(states.size()));
    m_history->setEnabled(!states.empty());
    const auto& from = m_session.solvedFrom();
    if (!isVisible() || !from) return;
    std::vector<std::shared_ptr<const TriedState>> lines;
    std::vector<const ScenarioColumn*> told;
    for (const ScenarioColumn& column : m_model->columns()) {
        if (!column.answer || !column.answer->figures.feasible ||
            column.answer->routed->data != from->queryFingerprint) {
            continue;
        }
        lines.push_back(std::make_shared<const TriedState>(
            TriedState{column.scenario, column.answer->figures, column.answer->routed->data}));
        told.push_back(&column);
    }
    const auto columns = std::ptrdiff_t(lines.size());
    std::size_t infeasible = 0;
    for (const auto& state : states) {
        const Preparation& preparation = state->scenario.preparation;
        if (state->data != from->queryFingerprint ||
            preparation.testSplit != from->scenario.preparation.testSplit) {
            continue;
        }
        // A column's own line is there already.
        const bool shown = std::any_of(
            lines.begin(), lines.begin() + columns,
            [&](const auto& line) { return sameButName(line->scenario, state->scenario); });
        if (!state->figures.feasible) {
            ++infeasible;
        } else if (!shown) {
            lines.push_back(state);
            told.push_back(nullptr);
        }
    }
    m_parallel->setData(parallelData(lines, told, infeasible));
    m_lines = std::move(lines);
}

void ScenarioView::fillHistory() {
    QMenu* menu = m_history->menu();
    menu->clear();
    const auto& states = m_session.tried().states();
    constexpr std::size_t kLatest = 30;
    for (std::size_t k = states.size(); k > 0 && states.size() - k < kLatest; --k) {
        const auto& state = states[k - 1];
        menu->addAction(triedText(*state).replace('&', QStringLiteral("&&")), this, [this, state] {
            m_session.restore(state->scenario, tr("an earlier state"));
        });
    }
    if (states.size() > kLatest) {
        menu->addSeparator();
        menu->addAction(tr("%1 earlier ones: as lines below").arg(states.size() - kLatest))
            ->setEnabled(false);
    }
}

int ScenarioView::savedIndex(int column) const {
    if (column < 0 || column >= m_model->columnCount()) return -1;
    const ScenarioColumn& shown = m_model->columns()[std::size_t(column)];
    return shown.kind == ScenarioColumn::Kind::Saved ? int(shown.index) : -1;
}

void ScenarioView::restore(int column) {
    const ScenarioColumn& shown = m_model->columns()[std::size_t(column)];
    if (shown.kind == ScenarioColumn::Kind::Saved) {
        m_session.book().restore(shown.index);
    } else {
        m_session.restore(shown.scenario, tr("back to %1").arg(shown.name));
    }
}

/// Only saved scenarios have an order of their own; pins and the present state stand before them.
void ScenarioView::moveColumn(int from, int to) {
    const int index = savedIndex(from);
    if (index < 0) return;
    const int first = m_model->columnCount() - int(m_session.book().list().size());
    m_session.book().move(std::size_t(index), std::size_t(std::max(0, to - first)));
}

}  // namespace orl
