#include "ui/pages/predictor/neighbour_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include "core/support/error.h"
#include "ui/pages/predictor/neighbour_models.h"
#include "ui/session/label_text.h"
#include "ui/session/predictor_study.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr int kLeastText = 170;  // pixels

QLabel* titleLabel(const QString& text) {
    auto* label = new QLabel(text);
    QFont bold = label->font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return label;
}

}  // namespace

NeighbourPanel::NeighbourPanel(PredictorStudy& study, QWidget* parent)
    : QFrame(parent),
      m_study(study),
      m_list(new QueryListModel(this)),
      m_found(new QSortFilterProxyModel(this)),
      m_model(new NeighbourModel(this)) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_found->setSourceModel(m_list);
    m_found->setFilterRole(QueryListModel::kTextRole);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* parts = new QSplitter(Qt::Horizontal);
    parts->addWidget(buildQueries());
    parts->addWidget(buildNeighbours());
    parts->setChildrenCollapsible(false);
    parts->setHandleWidth(6);
    parts->setSizes({300, 700});
    parts->setStretchFactor(1, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 5, 4, 4);
    row->addWidget(parts);
    connect(&study, &PredictorStudy::viewChanged, this, &NeighbourPanel::showQueries);
    connect(&study, &PredictorStudy::neighbourhoodChanged, this, &NeighbourPanel::showNeighbours);
}

QWidget* NeighbourPanel::buildQueries() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    m_count = titleLabel(tr("Held-out queries"));
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search the held-out queries"));
    m_search->setAccessibleName(tr("Search the held-out queries"));
    m_search->setToolTip(tr("Shows the queries that contain this text, in capitals or not"));
    m_search->setClearButtonEnabled(true);
    m_queries = new QListView;
    m_queries->setModel(m_found);
    m_queries->setUniformItemSizes(true);
    m_queries->setAlternatingRowColors(true);
    m_queries->setAccessibleName(tr("Held-out queries"));
    m_queries->setTextElideMode(Qt::ElideRight);
    m_queries->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_detail = new QPlainTextEdit;
    m_detail->setReadOnly(true);
    m_detail->setTabChangesFocus(true);
    m_detail->setAccessibleName(tr("Whole text"));
    m_detail->setToolTip(tr("The whole text of the query or neighbour chosen last"));
    m_detail->setPlaceholderText(tr("Choose a query to see the training queries most like it"));
    auto* texts = new QSplitter(Qt::Vertical);
    texts->addWidget(m_queries);
    texts->addWidget(m_detail);
    texts->setChildrenCollapsible(false);
    texts->setSizes({300, 200});
    column->addWidget(m_count);
    column->addWidget(m_search);
    column->addWidget(texts, 1);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_found->setFilterFixedString(text);
        m_count->setText(tr("Held-out queries: %1 of %2")
                             .arg(count(m_found->rowCount()), count(m_list->rowCount())));
    });
    // Down in the search field goes on to the queries found.
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_queries->setFocus();
        if (!m_queries->currentIndex().isValid()) {
            m_queries->setCurrentIndex(m_found->index(0, 0));
        }
    });
    connect(m_queries->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &NeighbourPanel::chooseCurrent);
    return side;
}

QWidget* NeighbourPanel::buildNeighbours() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    auto* header = new QHBoxLayout;
    m_title = titleLabel(tr("Neighbours"));
    m_title->setToolTip(tr("With every model's recorded score"));
    auto* save = new QToolButton;
    save->setText(tr("Export CSV…"));
    save->setToolTip(tr("Save the neighbours with whole texts and full precision"));
    save->setAccessibleName(tr("Export the neighbours"));
    header->addWidget(m_title, 1);
    header->addWidget(save);
    m_table = new QTableView;
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Neighbours of the query"));
    styleTable(*m_table);
    m_table->setTextElideMode(Qt::ElideRight);  // texts begin with what they are about
    m_table->horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // the columns keep their room
    column->addLayout(header);
    column->addWidget(m_table, 1);
    connect(save, &QToolButton::clicked, this, &NeighbourPanel::exportTable);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) {
                if (!index.isValid()) return;
                showWhole(m_model->text(index.row()));
            });
    return side;
}

/// From where it differs from others; the beginning that it shares is above.
void NeighbourPanel::showWhole(const std::string& text) {
    m_detail->setPlainText(labelLines(text));
    const auto& view = m_study.view();
    if (!view) return;
    const std::size_t shared = sharedLength(text, *view->prepared->beginnings);
    QTextCursor cursor = m_detail->textCursor();
    cursor.setPosition(int(QString::fromUtf8(text.data(), qsizetype(shared)).size()));
    const auto scroll = [this, cursor] {
        m_detail->moveCursor(QTextCursor::End);  // coming from below, it is the first line shown
        m_detail->setTextCursor(cursor);
    };
    scroll();
    // Once more when the page, which may just be appearing, is laid out.
    QTimer::singleShot(0, m_detail, scroll);
}

void NeighbourPanel::setKind(PredictorKind kind) {
    m_kind = kind;
    showNeighbours();
}

void NeighbourPanel::showQueries() {
    const auto& view = m_study.view();
    m_list->setView(view);
    m_count->setText(tr("Held-out queries: %1 of %2")
                         .arg(count(m_found->rowCount()), count(m_list->rowCount())));
    if (m_found->rowCount() > 0 && !m_queries->currentIndex().isValid()) {
        m_queries->setCurrentIndex(m_found->index(0, 0));
    }
}

void NeighbourPanel::chooseCurrent() {
    const QModelIndex index = m_queries->currentIndex();
    if (!index.isValid()) return;
    showWhole(index.data(QueryListModel::kTextRole).toString().toStdString());
    m_study.seek(std::size_t(m_found->mapToSource(index).row()));
}

void NeighbourPanel::showNeighbours() {
    const auto& view = m_study.neighbourhood();
    const int columns = m_model->columnCount();
    m_model->setView(view, m_kind);
    if (!view) {
        m_title->setText(tr("Neighbours"));
        if (m_list->rowCount() == 0) m_detail->clear();
        return;
    }
    m_title->setText(
        tr("%1 nearest training queries").arg(count(std::int64_t(view->neighbours.size()))));
    if (columns != m_model->columnCount()) fitTable();
}

void NeighbourPanel::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    stretchColumn(*m_table, NeighbourModel::Text, kLeastText);
}

void NeighbourPanel::fitTable() {
    fitColumns(*m_table, -1);
    stretchColumn(*m_table, NeighbourModel::Text, kLeastText);
}

void NeighbourPanel::exportTable() {
    const auto done =
        saveAsked(this, tr("Export the neighbours"), "neighbours.csv",
                  [this](const QString& path) { saveText(path, tableCsv(*m_model)); });
    if (done) emit exported(*done);
}

}  // namespace orl
