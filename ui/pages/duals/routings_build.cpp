#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/pages/duals/routings_content.h"
#include "ui/pages/duals/routings_panel.h"
#include "ui/style/panel.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/table_look.h"
#include "ui/widgets/wrap_layout.h"

namespace orl {

namespace {

class RoutingsFrame : public QFrame {
  protected:
    void paintEvent(QPaintEvent*) override { paintPanel(*this); }
};

QVBoxLayout* columnIn(QWidget* frame) {
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(space::kPanelMargin, space::kGap, space::kPanelMargin, space::kGap);
    column->setSpacing(space::kHalf);
    return column;
}

QLabel* heading(const QString& text, const QFont& font) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setFont(type::title(font));
    return label;
}

}  // namespace

RoutingsPanel::RoutingsPanel(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_gapWorker(Worker::Priority::Low),
      m_worker(Worker::Priority::Low) {
    auto* upper = new QSplitter(Qt::Horizontal);
    upper->addWidget(buildPlanes());
    upper->addWidget(buildConditions());
    upper->setStretchFactor(0, 16);
    upper->setStretchFactor(1, 9);
    auto* lower = new QSplitter(Qt::Horizontal);
    lower->addWidget(buildBoard());
    lower->addWidget(buildGap());
    lower->setStretchFactor(0, 16);
    lower->setStretchFactor(1, 9);
    auto* rows = new QSplitter(Qt::Vertical);
    rows->addWidget(upper);
    rows->addWidget(lower);
    upper->setSizes({1600, 900});
    lower->setSizes({1600, 900});
    rows->setStretchFactor(0, 13);
    rows->setStretchFactor(1, 8);
    for (QSplitter* splitter : {upper, lower, rows}) {
        splitter->setHandleWidth(space::kGap);
        splitter->setChildrenCollapsible(false);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(buildControls());
    column->addWidget(rows, 1);
    connectParts();
    follow();
}

QWidget* RoutingsPanel::buildControls() {
    auto* frame = new RoutingsFrame;
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(space::kPanelMargin, space::kHalf, space::kPanelMargin, space::kHalf);
    const auto named = [&](const QString& text, QSpinBox* box) {
        auto* label = new QLabel(text);
        label->setBuddy(box);
        box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        row->addWidget(label);
        row->addWidget(box);
    };
    constexpr int kFirstQueries = 8;
    constexpr int kFirstModels = 3;
    m_queries = new QSpinBox;
    m_queries->setRange(1, 2048);
    m_queries->setValue(kFirstQueries);
    m_queries->setKeyboardTracking(false);
    m_queries->setToolTip(tr("Queries drawn from the batch; up to 100,000 routings are all shown"));
    m_models = new QSpinBox;
    m_models->setRange(1, 64);
    m_models->setValue(kFirstModels);
    m_models->setKeyboardTracking(false);
    m_models->setToolTip(tr("Models they may go to: those that most of the batch goes to"));
    m_draw = new QPushButton(tr("Dra&w again"));
    m_draw->setToolTip(tr("Other queries of the batch"));
    m_note = new NoteLabel;
    named(tr("&Queries"), m_queries);
    named(tr("&Models"), m_models);
    row->addWidget(m_draw);
    row->addWidget(m_note, 100);
    row->addStretch(1);
    return frame;
}

QWidget* RoutingsPanel::buildPlanes() {
    auto* frame = new RoutingsFrame;
    QVBoxLayout* column = columnIn(frame);
    m_planeTitle = heading({}, font());
    m_overview = new RoutingPlane;
    m_closeUp = new RoutingPlane;
    m_overview->setMovable(false);
    m_overview->setToolTip(
        tr("Every point is one way to route these queries. Drag the box to look "
           "closer; a click puts a routing on the board"));
    m_closeUp->setToolTip(tr("The wheel zooms, a drag moves, a click puts a routing on the board"));
    auto* planes = new QHBoxLayout;
    planes->setSpacing(space::kGap);
    planes->addWidget(m_overview, 11);
    planes->addWidget(m_closeUp, 10);
    auto* legend = new QLabel(
        tr("light: over a slot limit · grey: within the slots · blue: and what was asked for holds "
           "· black line: edge of the relaxation · dashed: least c − λa + μ"));
    legend->setFont(type::note(font()));
    legend->setWordWrap(true);
    column->addWidget(m_planeTitle);
    column->addLayout(planes, 1);
    column->addWidget(legend);
    return frame;
}

QWidget* RoutingsPanel::buildConditions() {
    auto* frame = new RoutingsFrame;
    QVBoxLayout* column = columnIn(frame);
    m_conditions = new QStandardItemModel(0, 4, this);
    m_conditionTable = new QTableView;
    m_conditionTable->setModel(m_conditions);
    styleTable(*m_conditionTable);
    m_conditionTable->setSortingEnabled(false);
    m_conditionTable->setWordWrap(true);
    m_conditionTable->setAccessibleName(tr("Complementary slackness"));
    QHeaderView* header = m_conditionTable->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    m_conditionTable->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_conditionTable->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_waterfall = new WaterfallChart(tr("From the bound to the cost"));
    column->addWidget(heading(tr("Where the gap comes from"), font()));
    column->addWidget(m_conditionTable, 5);
    column->addWidget(m_waterfall, 4);
    return frame;
}

QWidget* RoutingsPanel::buildBoard() {
    auto* frame = new RoutingsFrame;
    QVBoxLayout* column = columnIn(frame);
    m_board = new RoutingBoard;
    m_board->setToolTip(
        tr("Drag a query to another model; or type its number, then the model's "
           "letter"));
    m_table = new QStandardItemModel(0, 4, this);
    m_table->setHorizontalHeaderLabels(
        {tr("Query"), tr("Model"), tr("Cost and quality"), tr("In the best routing")});
    auto* table = new QTableView;
    table->setModel(m_table);
    styleTable(*table);
    table->setSortingEnabled(false);
    m_boardStack = new QStackedWidget;
    m_boardStack->addWidget(m_board);
    m_boardStack->addWidget(table);
    m_boardName = new QLabel;
    m_boardName->setTextFormat(Qt::PlainText);
    m_back = new QToolButton;
    m_back->setText(QStringLiteral("◀"));
    m_back->setToolTip(tr("One arrival back"));
    m_forth = new QToolButton;
    m_forth->setText(QStringLiteral("▶"));
    m_forth->setToolTip(tr("The next arrival"));
    m_rule = new QComboBox;
    m_rule->addItems({tr("Greedy: best free model"), tr("Greedy: threshold α")});
    m_rule->setAccessibleName(tr("Greedy rule"));
    m_shuffle = new QPushButton(tr("S&huffle"));
    m_shuffle->setToolTip(tr("Another order of arrival"));
    m_best = new QPushButton(tr("&Best routing"));
    auto* bar = new QWidget;
    auto* head = new WrapLayout(bar);
    head->setSpacing(space::kGap);
    for (QWidget* one : std::initializer_list<QWidget*>{heading(tr("Route them by hand"), font()),
                                                        m_back, m_forth, m_rule, m_boardName}) {
        head->addWidget(one);
    }
    head->addStretch();
    head->addWidget(m_shuffle);
    head->addWidget(m_best);
    m_figures = new QLabel;
    m_figures->setTextFormat(Qt::RichText);
    m_figures->setWordWrap(true);
    m_figures->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_figures->setMinimumWidth(110);
    auto* body = new QHBoxLayout;
    body->setSpacing(space::kGap);
    body->addWidget(m_boardStack, 5);
    body->addWidget(m_figures, 1);
    column->addWidget(bar);
    column->addLayout(body, 1);
    return frame;
}

QWidget* RoutingsPanel::buildGap() {
    auto* frame = new RoutingsFrame;
    QVBoxLayout* column = columnIn(frame);
    m_gapPlot = new TracePlot;
    m_gapPlot->setToolTip(tr("A click draws a batch of that size"));
    m_gapNote = new QLabel;
    m_gapNote->setWordWrap(true);
    m_gapNote->setTextFormat(Qt::PlainText);
    column->addWidget(heading(tr("Why it vanishes"), font()));
    column->addWidget(m_gapPlot, 1);
    column->addWidget(m_gapNote);
    return frame;
}

}  // namespace orl
