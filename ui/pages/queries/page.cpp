#include "ui/pages/queries/page.h"

#include <QDataStream>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIODevice>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

#include "ui/pages/queries/ask_line.h"
#include "ui/pages/queries/filter_bar.h"
#include "ui/pages/queries/map_panel.h"
#include "ui/pages/queries/table_model.h"
#include "ui/pages/queries/why_panel.h"
#include "ui/results/view_data.h"
#include "ui/session/session.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

/// What no one needs at first.
std::vector<bool> hiddenAtFirst() {
    std::vector<bool> hidden(QueryTableModel::kColumnCount, false);
    for (const QueryField field : {QueryField::RealizedCost, QueryField::Uncertainty}) {
        hidden[std::size_t(field)] = true;
    }
    return hidden;
}

}  // namespace

QueriesPage::QueriesPage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_sort({{QueryField::Margin, false}}),
      m_hidden(hiddenAtFirst()) {
    build();
    connectParts();
    followSolve();
}

bool QueriesPage::isBusy() const {
    return !m_lister.idle() || m_map->isBusy() || m_why->isBusy() || m_ask->isBusy();
}

void QueriesPage::connectParts() {
    connect(&m_session, &Session::solvedChanged, this, &QueriesPage::followSolve);
    connect(&m_session, &Session::pinChanged, this, &QueriesPage::followSolve);
    connect(&m_session, &Session::selectionChanged, this, &QueriesPage::followSelection);
    connect(&m_session, &Session::currentRowChanged, this, &QueriesPage::showCurrentRow);
    connect(m_map, &ChartPanel::exported, this, &QueriesPage::exported);
    connect(m_filters, &FilterBar::changed, this, &QueriesPage::followSolve);
    connect(m_filters, &FilterBar::columnsAsked, this, &QueriesPage::askColumns);
    connect(m_filters, &FilterBar::selectAsked, this, [this] {
        if (!m_model->fields()) return;
        m_session.select(rowsOf(*m_model->fields()->solve().experiment, *m_model->list()),
                         m_filters->reason());
    });
    connect(m_filters, &FilterBar::exportAsked, this, &QueriesPage::exportTable);
    QHeaderView* header = m_table->horizontalHeader();
    connect(header, &QHeaderView::sectionClicked, this, [this](int section) {
        sortBy(QueryField(section),
               QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier));
    });
    connect(header, &QHeaderView::customContextMenuRequested, this, &QueriesPage::askRange);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &QueriesPage::currentChanged);
    // One selection when the hand has come to rest, not one for every row it passes.
    auto* rest = new QTimer(this);
    rest->setSingleShot(true);
    rest->setInterval(120);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, rest,
            qOverload<>(&QTimer::start));
    connect(rest, &QTimer::timeout, this, [this, rest] {
        if (QGuiApplication::mouseButtons() != Qt::NoButton) {
            rest->start();
        } else {
            selectRows();
        }
    });
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_filters->search()->setFocus();
        m_filters->search()->selectAll();
    });
    connect(&m_lister, &Worker::failed, this, [this](const Error& error) {
        m_empty->setText(sentence(error));
        m_stack->setCurrentWidget(m_empty);
    });
}

void QueriesPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_waiting) followSolve();
}

bool QueriesPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) stretchText();
    return Page::eventFilter(watched, event);
}

/// Another routing, or other wishes: cells follow at once, the list as soon as it is made.
void QueriesPage::followSolve() {
    const auto& solved = m_session.solved();
    m_waiting = !isVisible();
    if (!solved || !m_session.solvedFrom()) {
        m_lister.discard();
        m_model->setFields(nullptr, nullptr);
        m_foot->clear();
        m_empty->setText(emptyText());
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_waiting) return;
    const auto& pin = m_session.pinned();
    const std::string router = m_filters->router();
    m_model->setFields(std::make_shared<const QueryFields>(m_session.solvedFrom(), solved,
                                                           pin ? pin->solve : nullptr, router),
                       m_session.solvedFrom());
    m_model->setNames(routerTitle(router), pin ? pin->name : QString());
    showMarks();
    showColumns();
    // An order that changes under a hand that drags could not be read.
    list(QGuiApplication::mouseButtons() != Qt::NoButton);
}

void QueriesPage::list(bool freeze) {
    m_lister.submit([this, engine = m_engine, fields = m_model->fields(),
                     filter = m_filters->filter(), sort = m_sort,
                     freeze](const Worker::Context& context) {
        auto made = engine->list(*fields, filter, sort, freeze, context.job.stop);
        const PartFigures shown = figuresOf(*fields, *made);
        context.show(
            [this, fields, made = std::move(made), shown] { accept(fields, made, shown); });
    });
}

void QueriesPage::accept(const std::shared_ptr<const QueryFields>& fields,
                         std::shared_ptr<const QueryList> list, const PartFigures& shown) {
    const auto& now = m_model->fields();
    // Places in a list of other queries mean nothing here.
    if (!now || now->data() != fields->data() || now->size() != fields->size()) return;
    const bool first = m_model->rowCount() == 0;
    const QSignalBlocker quiet(m_table->selectionModel());
    m_model->setList(std::move(list));
    if (first) fitColumns();
    m_filters->setCount(m_model->list()->size(), now->size());
    m_stack->setCurrentWidget(m_model->list()->empty() ? static_cast<QWidget*>(m_empty) : m_table);
    m_empty->setText(emptyText());
    showFoot(shown);
    // Something to look at from the start: the closest call.
    if (first && !m_session.currentRow() && m_model->rowCount() > 0) {
        m_session.setCurrentRow(m_model->dataRow(0));
    }
    showCurrentRow();
}

QString QueriesPage::emptyText() const {
    if (m_session.solved())
        return tr("No query matches %1.\nClear shows all.").arg(m_filters->words());
    const auto& error = m_session.solveError() ? m_session.solveError() : m_session.dataError();
    if (error) return sentence(*error);
    if (m_session.prepared() || m_session.heavyBusy()) return tr("Preparing…");
    return tr("No queries yet. Import data, or open the bundled data, from the File menu.");
}

void QueriesPage::showFoot(const PartFigures& shown) {
    const SolveView& solve = m_model->fields()->solve();
    if (shown.queries == 0) {
        m_foot->setText(tr("0 shown"));
        return;
    }
    QStringList said;
    said << tr("%1 shown").arg(count(std::int64_t(shown.queries)));
    if (shown.served < shown.queries) {
        said << tr("%1 of them served").arg(count(std::int64_t(shown.served)));
    }
    if (shown.served > 0) said << tr("cost %1 of %2").arg(usd(shown.cost), usd(solve.chosen.cost));
    if (shown.predictedAccuracy == shown.predictedAccuracy) {
        said << tr("predicted %1").arg(percent(shown.predictedAccuracy));
    }
    said << (shown.realizedAccuracy == shown.realizedAccuracy
                 ? tr("realized %1").arg(percent(shown.realizedAccuracy))
                 : tr("no outcomes recorded"));
    if (!m_model->fields()->hasPrices()) {
        said << tr("margins and regret need the dual optimizer's prices");
    }
    said << sortedText();
    m_foot->setText(said.join(QStringLiteral(" · ")));
    m_foot->setToolTip(m_foot->text());
}

QString QueriesPage::sortedText() const {
    QStringList keys;
    for (const QuerySort& key : m_sort) {
        const QString name = QueryTableModel::title(key.field)
                                 .section(',', 0, 0)
                                 .replace("-\n", "")
                                 .replace('\n', ' ')
                                 .toLower();
        keys << (key.descending ? tr("%1 downwards").arg(name) : name);
    }
    const bool closest = m_sort.size() == 1 && m_sort[0] == QuerySort{QueryField::Margin, false};
    return tr("sorted by %1").arg(keys.join(tr(", then "))) +
           (closest ? tr(": the closest calls first") : QString());
}

void QueriesPage::sortBy(QueryField field, bool add) {
    const auto known = std::ranges::find(m_sort, field, &QuerySort::field);
    if (known != m_sort.end() && (add || m_sort.size() == 1)) {
        known->descending = !known->descending;
    } else {
        if (!add) m_sort.clear();
        // Of figures one wants the greatest, of margins the closest, of texts the first.
        const bool downwards = !QueryTableModel::isText(field) && field != QueryField::Level &&
                               field != QueryField::Margin;
        m_sort.push_back({field, downwards});
    }
    m_model->setSort(m_sort);
    if (m_model->fields()) list(false);
}

void QueriesPage::settle() {
    if (m_model->fields() && isVisible()) list(false);
}

void QueriesPage::showCurrentRow() {
    const auto row = m_session.currentRow();
    QItemSelectionModel* chosen = m_table->selectionModel();
    const int at = row ? m_model->rowOf(*row) : -1;
    if (at < 0) {
        if (!row) m_table->setCurrentIndex({});
        return;
    }
    if (chosen->currentIndex().row() == at && chosen->isRowSelected(at)) return;
    const QModelIndex index = m_model->index(at, std::max(0, chosen->currentIndex().column()));
    const QSignalBlocker quiet(chosen);
    chosen->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->viewport()->update();
    // Not under a hand that drags: the rows would run.
    if (QGuiApplication::mouseButtons() == Qt::NoButton) m_table->scrollTo(index);
}

void QueriesPage::currentChanged() {
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid()) m_session.setCurrentRow(m_model->dataRow(index.row()));
}

/// Several rows are a selection; a single one is what is looked at.
void QueriesPage::selectRows() {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.size() < 2) return;
    std::vector<std::size_t> chosen;
    chosen.reserve(std::size_t(rows.size()));
    for (const QModelIndex& index : rows) chosen.push_back(m_model->dataRow(index.row()));
    m_selecting = true;
    m_session.select(std::move(chosen), tr("rows of the table"));
    m_selecting = false;
}

/// Where only the selection is listed, marks on every row would say nothing.
void QueriesPage::showMarks() {
    m_model->setSelection(m_filters->selectionOnly()->isChecked() ? nullptr
                                                                  : m_session.selection());
}

void QueriesPage::followSelection() {
    showMarks();
    const bool any = m_session.selection() != nullptr;
    if (any && !m_selecting) {
        m_table->clearSelection();
        m_filters->showSelectionOnly(true);
    }
    if (m_filters->selectionOnly()->isChecked()) followSolve();
}

QByteArray QueriesPage::saveLayout() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_table->horizontalHeader()->saveState();
    QList<bool> hidden(m_hidden.begin(), m_hidden.end());
    QList<int> sort;
    for (const QuerySort& key : m_sort) sort << int(key.field) << int(key.descending);
    out << hidden << sort << m_top->saveState() << m_rows->saveState();
    return state;
}

void QueriesPage::restoreLayout(const QByteArray& state) {
    QDataStream in(state);
    QByteArray header;
    QList<bool> hidden;
    QList<int> sort;
    QByteArray top;
    QByteArray rows;
    in >> header >> hidden >> sort >> top >> rows;
    const bool right = in.status() == QDataStream::Ok &&
                       hidden.size() == QueryTableModel::kColumnCount && sort.size() % 2 == 0;
    if (!right) return;
    m_hidden.assign(hidden.begin(), hidden.end());
    m_sort.clear();
    for (qsizetype k = 0; k < sort.size(); k += 2) {
        if (sort[k] < 0 || sort[k] >= QueryTableModel::kColumnCount) continue;
        m_sort.push_back({QueryField(sort[k]), sort[k + 1] != 0});
    }
    m_table->horizontalHeader()->restoreState(header);
    m_top->restoreState(top);
    m_rows->restoreState(rows);
    m_model->setSort(m_sort);
    followSolve();
}

}  // namespace orl
