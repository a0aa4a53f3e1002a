#include "ui/pages/queries/filter_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "ui/pages/queries/table_model.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/palette.h"
#include "ui/widgets/format.h"
#include "ui/widgets/lasting_menu.h"

namespace orl {

namespace {

constexpr std::size_t kMostTasks = 300;  // a longer menu is no help: the search is

/// The data of the actions that are ticked.
QVariantList ticked(const QMenu& menu) {
    QVariantList values;
    for (const QAction* action : menu.actions()) {
        if (action->isCheckable() && action->isChecked()) values << action->data();
    }
    return values;
}

void untick(QMenu& menu) {
    const QSignalBlocker quiet(&menu);
    for (QAction* action : menu.actions()) {
        if (action->isCheckable()) action->setChecked(false);
    }
}

QIcon swatchIcon(const QColor& colour) {
    constexpr int kSide = 12;
    QPixmap square(kSide, kSide);
    square.fill(colour);
    return QIcon(square);
}

/// Tasks of the routed queries, those with the most queries first.
std::vector<std::pair<std::string_view, int>> tasksOf(const Prepared& prepared) {
    std::unordered_map<std::string_view, int> counts;
    for (const std::size_t row : prepared.rows) ++counts[prepared.data->queries[row].task];
    std::vector<std::pair<std::string_view, int>> tasks(counts.begin(), counts.end());
    std::ranges::sort(tasks, [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return tasks;
}

}  // namespace

FilterBar::FilterBar(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_search(new QLineEdit),
      m_selectionOnly(new QToolButton),
      m_moved(new QToolButton),
      m_clear(new QToolButton),
      m_count(new QLabel) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_search->setPlaceholderText(tr("Search the texts"));
    m_search->setAccessibleName(tr("Search the texts"));
    m_search->setToolTip(tr("Part of a text, whatever the case of its letters (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(64);
    row->addWidget(m_search, 1);
    m_selectionOnly->setText(tr("Selection"));
    m_selectionOnly->setToolTip(tr("Only the queries that are selected"));
    m_moved->setText(tr("Moved"));
    m_moved->setToolTip(tr("Only queries that go to another model than at the pin (P pins)"));
    for (QToolButton* button : {m_selectionOnly, m_moved}) {
        button->setCheckable(true);
        row->addWidget(button);
        connect(button, &QToolButton::toggled, this, &FilterBar::changedByUser);
    }
    addMenuButton(tr("Task"), tr("Only queries of these tasks"), m_taskMenu);
    addMenuButton(tr("Level"), tr("Only queries of these difficulty levels"), m_levelMenu);
    addMenuButton(tr("Chosen"), tr("Only queries that go to these models"), m_modelMenu);
    addMenuButton(tr("Right"), tr("Only queries with this outcome of the chosen model"),
                  m_outcomeMenu);
    addMenuButton(tr("Disagree"),
                  tr("Only queries for which that router chooses another model; its choices are "
                     "shown in a column"),
                  m_routerMenu);
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("No filters"));
    row->addWidget(m_clear);
    row->addWidget(m_count);
    auto* more = new QToolButton;
    more->setText(QStringLiteral("…"));
    more->setToolTip(tr("Columns, and what is listed as a file"));
    more->setAccessibleName(tr("More"));
    more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(more);
    menu->addAction(tr("&Select what is listed"), this, &FilterBar::selectAsked);
    menu->addAction(tr("&Columns…"), this, [this, more] {
        emit columnsAsked(more->mapToGlobal(QPoint(0, more->height())));
    });
    menu->addAction(tr("&Export CSV…"), this, &FilterBar::exportAsked);
    more->setMenu(menu);
    row->addWidget(more);
    connect(m_clear, &QToolButton::clicked, this, &FilterBar::clear);
    connect(m_search, &QLineEdit::textChanged, this, &FilterBar::changedByUser);
    connect(&session, &Session::preparedChanged, this, &FilterBar::followData);
    connect(&session, &Session::solvedChanged, this, &FilterBar::followRouters);
    connect(&session, &Session::selectionChanged, this, &FilterBar::followSelection);
    connect(&session, &Session::pinChanged, this, &FilterBar::followPin);
    fillOutcomes();
    followData();
    followSelection();
    followPin();
    paintTones();
}

QToolButton* FilterBar::addMenuButton(const QString& text, const QString& tooltip, QMenu*& menu) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(tooltip);
    button->setAccessibleName(text);
    button->setPopupMode(QToolButton::InstantPopup);
    menu = new LastingMenu(button);
    button->setMenu(menu);
    layout()->addWidget(button);
    m_menuButtons.push_back(button);
    connect(menu, &QMenu::triggered, this, &FilterBar::changedByUser);
    return button;
}

void FilterBar::fillOutcomes() {
    const std::pair<QueryFilter::Outcome, QString> outcomes[] = {
        {QueryFilter::Outcome::Right, tr("Right")},
        {QueryFilter::Outcome::Wrong, tr("Wrong")},
        {QueryFilter::Outcome::Unknown, tr("Not recorded")}};
    for (const auto& [outcome, text] : outcomes) {
        QAction* action = m_outcomeMenu->addAction(text);
        action->setCheckable(true);
        action->setData(int(outcome));
    }
    // One at a time, or none.
    connect(m_outcomeMenu, &QMenu::triggered, this, [this](QAction* chosen) {
        for (QAction* action : m_outcomeMenu->actions()) {
            if (action != chosen) action->setChecked(false);
        }
    });
}

void FilterBar::followData() {
    const auto& prepared = m_session.prepared();
    const std::uint64_t print = prepared ? prepared->queryFingerprint : 0;
    if (print == m_data && prepared) return;
    m_data = print;
    m_ranges.clear();
    for (QMenu* menu : {m_taskMenu, m_modelMenu, m_levelMenu}) menu->clear();
    if (!prepared) return;
    const auto tasks = tasksOf(*prepared);
    for (std::size_t k = 0; k < std::min(tasks.size(), kMostTasks); ++k) {
        const std::string name(tasks[k].first);
        QAction* action = m_taskMenu->addAction(
            tr("%1 (%2)").arg(name.empty() ? tr("no task") : labelText(name).replace('&', "&&"),
                              count(tasks[k].second)));
        action->setCheckable(true);
        action->setData(QByteArray::fromStdString(name));
    }
    if (tasks.size() > kMostTasks) {
        m_taskMenu->addAction(tr("and %1 more").arg(count(std::int64_t(tasks.size() - kMostTasks))))
            ->setEnabled(false);
    }
    const bool dark = Theme::of(palette()).dark;
    for (std::size_t j = 0; j < prepared->data->modelCount(); ++j) {
        QAction* action =
            m_modelMenu->addAction(swatchIcon(modelColor(int(j), dark)),
                                   labelText(prepared->data->models[j].name).replace('&', "&&"));
        action->setCheckable(true);
        action->setData(int(j));
    }
    changedByUser();
}

/// Levels and compared routers are known once something is solved.
void FilterBar::followRouters() {
    const auto& solved = m_session.solved();
    if (!solved) return;
    const auto& levels = solved->experiment->levelNames;
    if (m_levelMenu->actions().size() != qsizetype(levels.size())) {
        m_levelMenu->clear();
        for (std::size_t level = 0; level < levels.size(); ++level) {
            QAction* action = m_levelMenu->addAction(labelText(levels[level]).replace('&', "&&"));
            action->setCheckable(true);
            action->setData(int(level));
        }
    }
    std::vector<std::string> ids;
    for (const Evaluation& evaluation : solved->evaluations) {
        if (evaluation.router != solved->chosen.router) ids.push_back(evaluation.router);
    }
    std::vector<std::string> shown;
    for (const QAction* action : m_routerMenu->actions()) {
        shown.push_back(action->data().toString().toStdString());
    }
    if (ids == shown) return;
    m_routerMenu->clear();
    for (const std::string& id : ids) {
        QAction* action = m_routerMenu->addAction(routerTitle(id));
        action->setCheckable(true);
        action->setData(QString::fromStdString(id));
        connect(action, &QAction::toggled, this, [this, action](bool on) {
            if (!on) return;
            for (QAction* other : m_routerMenu->actions()) {
                if (other != action) other->setChecked(false);
            }
        });
    }
    if (std::ranges::find(ids, m_router) == ids.end()) m_router = ids.empty() ? "" : ids.front();
    changedByUser();
}

void FilterBar::followSelection() {
    const bool any = m_session.selection() != nullptr;
    m_selectionOnly->setEnabled(any);
    if (!any) m_selectionOnly->setChecked(false);
    if (m_selectionOnly->isChecked()) emit changed();
}

void FilterBar::followPin() {
    const auto& pin = m_session.pinned();
    m_moved->setEnabled(pin != nullptr);
    m_moved->setText(pin ? tr("Moved since %1").arg(pin->name) : tr("Moved"));
    if (!pin) m_moved->setChecked(false);
    emit changed();
}

void FilterBar::showSelectionOnly(bool only) {
    m_selectionOnly->setChecked(only && m_selectionOnly->isEnabled());
}

void FilterBar::changedByUser() {
    const QVariantList routers = ticked(*m_routerMenu);
    if (!routers.isEmpty()) m_router = routers.front().toString().toStdString();
    showStates();
    emit changed();
}

QueryFilter FilterBar::filter() const {
    QueryFilter filter;
    filter.text = m_search->text().toStdString();
    for (const QVariant& task : ticked(*m_taskMenu)) {
        filter.tasks.push_back(task.toByteArray().toStdString());
    }
    for (const QVariant& level : ticked(*m_levelMenu)) filter.levels.push_back(level.toInt());
    for (const QVariant& model : ticked(*m_modelMenu)) filter.chosen.push_back(model.toInt());
    const QVariantList outcomes = ticked(*m_outcomeMenu);
    if (!outcomes.isEmpty()) filter.outcome = QueryFilter::Outcome(outcomes.front().toInt());
    filter.disagrees = !ticked(*m_routerMenu).isEmpty();
    filter.moved = m_moved->isChecked();
    if (m_selectionOnly->isChecked()) {
        const auto& queries = m_session.selecting().queries();
        filter.within = queries ? queries : std::make_shared<const QueryList>();
    }
    filter.ranges = m_ranges;
    return filter;
}

void FilterBar::clear() {
    const QSignalBlocker quiet(this);
    m_search->clear();
    m_selectionOnly->setChecked(false);
    m_moved->setChecked(false);
    for (QMenu* menu : {m_taskMenu, m_levelMenu, m_modelMenu, m_outcomeMenu, m_routerMenu}) {
        untick(*menu);
    }
    m_ranges.clear();
    blockSignals(false);
    changedByUser();
}

void FilterBar::setRange(const FieldRange& range) {
    std::erase_if(m_ranges, [&](const FieldRange& each) { return each.field == range.field; });
    m_ranges.push_back(range);
    changedByUser();
}

void FilterBar::clearRange(QueryField field) {
    std::erase_if(m_ranges, [&](const FieldRange& each) { return each.field == field; });
    changedByUser();
}

void FilterBar::setCount(std::size_t shown, std::size_t all) {
    m_count->setText(
        shown == all ? count(std::int64_t(all))
                     : tr("%1 of %2").arg(count(std::int64_t(shown)), count(std::int64_t(all))));
}

QString FilterBar::words() const {
    const QString text = m_search->text();
    const int others = filter().conditions() - int(!text.isEmpty());
    QString filters = others == 1 ? tr("1 filter on") : tr("%1 filters on").arg(others);
    if (text.isEmpty()) return filters;
    QString quoted = tr("“%1”").arg(labelText(text.left(60).toStdString()));
    return others == 0 ? quoted : tr("%1 with %2").arg(quoted, filters);
}

QString FilterBar::reason() const {
    QStringList said;
    for (const QMenu* menu : {m_taskMenu, m_levelMenu, m_modelMenu, m_outcomeMenu}) {
        QStringList names;
        for (const QAction* action : menu->actions()) {
            if (!action->isCheckable() || !action->isChecked()) continue;
            names << action->text().replace("&&", "&");
        }
        if (names.isEmpty()) continue;
        const QString joined = names.join(tr(" or "));
        said << (menu == m_levelMenu   ? tr("level %1").arg(joined)
                 : menu == m_modelMenu ? QStringLiteral("→ ") + joined
                                       : joined);
    }
    if (!ticked(*m_routerMenu).isEmpty()) said << tr("%1 differs").arg(routerTitle(m_router));
    if (m_moved->isChecked()) said << m_moved->text().toLower();
    for (const FieldRange& range : m_ranges) {
        said << tr("range of %1")
                    .arg(QueryTableModel::title(range.field)
                             .section(',', 0, 0)
                             .replace('\n', ' ')
                             .toLower());
    }
    if (m_selectionOnly->isChecked() && m_session.selection()) {
        said << labelText(m_session.selection()->reason);
    }
    const QString text = m_search->text();
    if (!text.isEmpty()) said << tr("with “%1”").arg(labelText(text.left(60).toStdString()));
    return said.isEmpty() ? tr("all queries") : said.join(QStringLiteral(", "));
}

void FilterBar::showStates() {
    const std::pair<QToolButton*, bool> states[] = {
        {m_selectionOnly, m_selectionOnly->isChecked()},
        {m_moved, m_moved->isChecked()},
        {m_menuButtons[0], !ticked(*m_taskMenu).isEmpty()},
        {m_menuButtons[1], !ticked(*m_levelMenu).isEmpty()},
        {m_menuButtons[2], !ticked(*m_modelMenu).isEmpty()},
        {m_menuButtons[3], !ticked(*m_outcomeMenu).isEmpty()},
        {m_menuButtons[4], !ticked(*m_routerMenu).isEmpty()}};
    for (const auto& [button, on] : states) {
        if (button->property("set").toBool() == on) continue;
        button->setProperty("set", on);
        paintTones();
    }
    m_clear->setEnabled(filter().conditions() > 0);
    m_clear->setText(m_ranges.empty() ? tr("Clear")
                                      : tr("Clear (%n range(s))", nullptr, int(m_ranges.size())));
}

void FilterBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paintTones();
}

void FilterBar::paintTones() {
    const Theme& theme = Theme::of(palette());
    QPalette set = palette();
    set.setColor(QPalette::Button, theme.tint);
    set.setColor(QPalette::ButtonText, theme.accent);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    std::vector<QToolButton*> buttons = m_menuButtons;
    buttons.insert(buttons.end(), {m_selectionOnly, m_moved});
    for (QToolButton* button : buttons) {
        const bool on = button->property("set").toBool();
        button->setPalette(on ? set : QPalette());
        button->setFont(on ? bold : font());
    }
}

}  // namespace orl
