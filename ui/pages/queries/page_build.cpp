#include "ui/pages/queries/page.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/pages/queries/ask_line.h"
#include "ui/pages/queries/filter_bar.h"
#include "ui/pages/queries/map_panel.h"
#include "ui/pages/queries/table_model.h"
#include "ui/pages/queries/why_panel.h"
#include "ui/session/session.h"
#include "ui/style/panel.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

class TablePanel : public QFrame {
  protected:
    void paintEvent(QPaintEvent*) override { paintPanel(*this); }
};

/// Scrolls sideways what is wider than itself, and is as high as that needs.
class WideArea : public QScrollArea {
  public:
    WideArea() {
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
    QSize minimumSizeHint() const override {
        constexpr int kLeast = 320;
        return {kLeast, widget()->minimumSizeHint().height() +
                            (horizontalScrollBar()->maximum() > 0
                                 ? horizontalScrollBar()->sizeHint().height()
                                 : 0)};
    }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::LayoutRequest) {
            updateGeometry();
            fit();
        }
        return QScrollArea::eventFilter(watched, event);
    }
    void resizeEvent(QResizeEvent* event) override {
        QScrollArea::resizeEvent(event);
        fit();
    }

  private:
    // Not "widget resizable": that gives labels that wrap the height they would like instead of the
    // one there is.
    void fit() {
        widget()->resize(std::max(viewport()->width(), widget()->minimumSizeHint().width()),
                         viewport()->height());
    }
};

}  // namespace

void QueriesPage::build() {
    m_filters = new FilterBar(m_session);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(m_filters);
    m_map = new QueryMapPanel(m_session);
    m_top = new QSplitter(Qt::Horizontal);
    m_top->addWidget(buildTable());
    m_top->addWidget(m_map);
    m_top->setSizes({640, 380});
    m_rows = new QSplitter(Qt::Vertical);
    m_rows->addWidget(m_top);
    m_why = new WhyPanel(m_session);
    // Three columns: a narrow window shows a part of them.
    auto* why = new WideArea;
    why->setWidget(m_why);
    m_rows->addWidget(why);
    m_rows->setSizes({420, 360});
    // A larger window has more to list; what is said of one query stays as long.
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    for (QSplitter* splitter : {m_top, m_rows}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(space::kGap);
    }
    column->addWidget(m_rows, 1);
    m_ask = new AskLine(m_session);
    column->addWidget(m_ask);
}

QWidget* QueriesPage::buildTable() {
    auto* panel = new TablePanel;
    panel->setMinimumSize(320, 160);
    m_model = new QueryTableModel(this);
    m_table = new QTableView;
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Routed queries"));
    styleTable(*m_table);
    m_table->viewport()->installEventFilter(this);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    // A million rows: every height is known without asking.
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(
        std::max(space::kTableRow, m_table->fontMetrics().height() + 6));
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSectionsMovable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_empty = new QLabel;
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    m_foot = new QLabel;
    m_foot->setTextFormat(Qt::PlainText);
    m_foot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* body = new QWidget;
    m_stack = new QStackedLayout(body);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(2, 2, 2, 2);
    column->setSpacing(2);
    column->addWidget(body, 1);
    column->addWidget(m_foot);
    m_foot->setContentsMargins(space::kGap, 2, space::kGap, 4);
    m_model->setSort(m_sort);
    return panel;
}

}  // namespace orl
