#include "ui/pages/compare/disagreements.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "core/lab/selection.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/palette.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_look.h"

namespace orl {

void DisagreementModel::setView(std::shared_ptr<const SolveView> solve,
                                const std::vector<int>& colors, const std::string& router) {
    const std::size_t before = m_solve ? m_solve->experiment->models.size() : 0;
    const std::size_t now = solve ? solve->experiment->models.size() : 0;
    if (before != now) beginResetModel();
    m_solve = std::move(solve);
    m_colors = colors;
    m_counts.assign(now * now, 0);
    m_greatest = 0;
    m_differing = 0;
    if (m_solve) {
        const auto found = std::ranges::find(m_solve->evaluations, router, &Evaluation::router);
        if (found != m_solve->evaluations.end()) {
            m_counts = disagreements(
                *m_solve->experiment, *m_solve->assignment,
                *m_solve->assignments[std::size_t(found - m_solve->evaluations.begin())]);
        }
        for (std::size_t cell = 0; cell < m_counts.size(); ++cell) {
            if (cell / now == cell % now) continue;
            m_greatest = std::max(m_greatest, m_counts[cell]);
            m_differing += m_counts[cell];
        }
    }
    if (before != now) {
        endResetModel();
    } else if (now > 0) {
        emit dataChanged(index(0, 0), index(int(now) - 1, int(now) - 1));
    }
}

std::int64_t DisagreementModel::countAt(int row, int column) const {
    return m_counts[std::size_t(row) * std::size_t(columnCount()) + std::size_t(column)];
}

int DisagreementModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_solve ? 0 : int(m_solve->experiment->models.size());
}

int DisagreementModel::columnCount(const QModelIndex& parent) const {
    return rowCount(parent);
}

QVariant DisagreementModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const std::int64_t queries = countAt(index.row(), index.column());
    const bool same = index.row() == index.column();
    const Theme& theme = Theme::of(QApplication::palette());
    switch (role) {
        case Qt::DisplayRole:
            return queries == 0 ? QString() : count(queries);
        case Qt::TextAlignmentRole:
            return int(Qt::AlignRight | Qt::AlignVCenter);
        case Qt::ForegroundRole:
            return same ? theme.mutedText : theme.text;
        case Qt::BackgroundRole: {
            if (same || queries == 0) return same ? theme.grid : QVariant();
            const double share = double(queries) / double(m_greatest);
            return mixed(theme.background, theme.accent, 0.08 + 0.42 * share);
        }
        case Qt::ToolTipRole:
            return same ? tr("Both choose it") : tr("Click to select these queries");
        default:
            return {};
    }
}

QVariant DisagreementModel::headerData(int section, Qt::Orientation, int role) const {
    if (!m_solve || section < 0 || section >= rowCount()) return {};
    const auto model = std::size_t(section);
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
        return labelText(m_solve->experiment->models[model]);
    }
    if (role == Qt::DecorationRole && model < m_colors.size()) {
        constexpr int kSide = 10;
        QPixmap swatch(kSide, kSide);
        swatch.fill(modelColor(m_colors[model], Theme::of(QApplication::palette()).dark));
        return swatch;
    }
    return {};
}

DisagreementPanel::DisagreementPanel(Session& session, QWidget* parent)
    : QFrame(parent),
      m_session(session),
      m_model(new DisagreementModel(this)),
      m_table(new QTableView),
      m_router(new QComboBox),
      m_title(new QLabel) {
    setMinimumHeight(140);
    m_table->setModel(m_model);
    styleTable(*m_table);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAlternatingRowColors(false);
    m_table->setAccessibleName(tr("Disagreements"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->show();
    m_table->verticalHeader()->setMaximumWidth(170);
    m_table->verticalHeader()->setDefaultSectionSize(space::kTableRow);
    m_table->horizontalHeader()->setDefaultSectionSize(84);
    m_table->horizontalHeader()->setMinimumSectionSize(30);
    for (QHeaderView* header : {m_table->horizontalHeader(), m_table->verticalHeader()}) {
        header->setTextElideMode(Qt::ElideMiddle);
        header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    m_title->setFont(type::title(font()));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumWidth(80);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_router->setAccessibleName(tr("Router compared with"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_router);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPanelMargin, 6, space::kPanelMargin, 6);
    column->addLayout(head);
    column->addWidget(m_table, 1);
    connect(m_router, &QComboBox::currentIndexChanged, this, &DisagreementPanel::show);
    connect(m_table, &QTableView::clicked, this, &DisagreementPanel::selectCell);
    connect(m_table, &QTableView::activated, this, &DisagreementPanel::selectCell);
    connect(&session, &Session::solvedChanged, this, &DisagreementPanel::followSolve);
    followSolve();
}

void DisagreementPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

void DisagreementPanel::followSolve() {
    const auto& solve = m_session.solved();
    QStringList ids;
    if (solve) {
        for (const Evaluation& evaluation : solve->evaluations) {
            if (evaluation.router != solve->chosen.router) {
                ids << QString::fromStdString(evaluation.router);
            }
        }
    }
    QStringList shown;
    for (int k = 0; k < m_router->count(); ++k) shown << m_router->itemData(k).toString();
    if (ids != shown) {
        const QString before = m_router->currentData().toString();
        const QSignalBlocker quiet(m_router);
        m_router->clear();
        for (const QString& id : ids) m_router->addItem(routerTitle(id.toStdString()), id);
        m_router->setCurrentIndex(std::max(0, m_router->findData(before)));
    }
    show();
}

void DisagreementPanel::show() {
    const auto& solve = m_session.solved();
    std::vector<int> colors;
    if (solve && m_session.solvedFrom()) {
        colors.resize(solve->experiment->models.size());
        std::iota(colors.begin(), colors.end(), 0);
    }
    m_model->setView(solve, colors, m_router->currentData().toString().toStdString());
    const bool any = solve && m_router->count() > 0;
    m_table->setVisible(any);
    m_title->setText(any ? tr("%1 queries go elsewhere than by").arg(count(m_model->differing()))
                         : tr("No other router is compared: choose some in the Problem dock"));
    m_router->setVisible(any);
    setToolTip(tr("Rows: the solver's choice. Columns: the other router's."));
}

void DisagreementPanel::selectCell(const QModelIndex& index) {
    const auto& solve = m_session.solved();
    const std::string router = m_router->currentData().toString().toStdString();
    if (!solve || !index.isValid() || m_model->countAt(index.row(), index.column()) == 0) return;
    const auto found = std::ranges::find(solve->evaluations, router, &Evaluation::router);
    if (found == solve->evaluations.end()) return;
    const Assignment& one = *solve->assignment;
    const Assignment& other = *solve->assignments[std::size_t(found - solve->evaluations.begin())];
    const QueryList queries = queriesWhere(*solve->experiment, [&](std::uint32_t i) {
        return one[i] == index.row() && other[i] == index.column();
    });
    const auto& models = solve->experiment->models;
    m_session.select(rowsOf(*solve->experiment, queries),
                     tr("%1, by %2 %3")
                         .arg(labelText(models[std::size_t(index.row())]), routerTitle(router),
                              labelText(models[std::size_t(index.column())])));
}

}  // namespace orl
