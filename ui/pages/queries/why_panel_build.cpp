#include "ui/pages/queries/why_panel.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/charts/strips_chart.h"
#include "ui/pages/queries/why_flips.h"
#include "ui/session/session.h"
#include "ui/style/panel.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr int kTextColumn = 230;
constexpr int kAxesColumn = 340;

QLabel* plainLabel(bool wrap) {
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(wrap);
    return label;
}

QFrame* rule() {
    auto* line = new QFrame;
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setObjectName("rule");
    return line;
}

QScrollArea* scrolled(QWidget* inside) {
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(inside);
    area->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    return area;
}

}  // namespace

WhyPanel::WhyPanel(Session& session, QWidget* parent) : QFrame(parent), m_session(session) {
    m_empty = plainLabel(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_flips = new WhyFlips(session);
    auto* columns = new QWidget;
    auto* row = new QHBoxLayout(columns);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kGap);
    QWidget* left = buildText();
    left->setMinimumWidth(140);
    left->setMaximumWidth(kTextColumn);
    row->addWidget(left, 4);
    row->addWidget(rule());
    row->addWidget(buildMiddle(), 5);
    row->addWidget(rule());
    QScrollArea* axes = scrolled(m_flips);
    axes->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    axes->setMinimumWidth(150);
    axes->setMaximumWidth(2 * kAxesColumn);
    row->addWidget(axes, 3);
    m_whole = new QStackedWidget;
    m_whole->addWidget(columns);
    m_whole->addWidget(m_empty);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kPanelMargin, space::kGap, space::kPanelMargin, space::kGap);
    all->addWidget(m_whole);
    setMinimumHeight(190);
    connectParts();
    follow();
}

QWidget* WhyPanel::buildText() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    m_title = plainLabel(false);
    m_title->setFont(type::section(font()));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_toggle = new QToolButton;
    m_toggle->setAutoRaise(true);
    m_toggle->setCursor(Qt::PointingHandCursor);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_toggle);
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Text of the query"));
    m_text->setMinimumHeight(fontMetrics().height() * 2);
    m_about = plainLabel(true);
    m_about->setFont(type::note(font()));
    m_verdict = plainLabel(true);
    m_verdict->setObjectName("verdict");
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict->setAccessibleName(tr("Verdict"));
    column->addLayout(head);
    column->addWidget(m_text, 1);
    column->addWidget(m_about);
    column->addWidget(m_verdict);
    column->addWidget(buildTabs());
    return side;
}

QWidget* WhyPanel::buildTabs() {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 2, 0, 0);
    grid->setSpacing(0);
    m_tabs = new QButtonGroup(this);
    const QStringList names{tr("Reduced cost"), tr("Predictions and σ"), tr("Neighbours"),
                            tr("Recorded answers")};
    for (int k = 0; k < names.size(); ++k) {
        auto* button = new QToolButton;
        button->setText(names[k]);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        m_tabs->addButton(button, k);
        grid->addWidget(button, k / 2, k % 2);
    }
    m_tabs->button(0)->setChecked(true);
    return box;
}

QTableView* WhyPanel::buildTable(QStandardItemModel*& model, const QString& name) {
    model = new QStandardItemModel(this);
    auto* table = new QTableView;
    table->setModel(model);
    table->setAccessibleName(name);
    table->setFrameShape(QFrame::NoFrame);
    table->setTextElideMode(Qt::ElideRight);
    styleTable(*table);
    table->setSortingEnabled(false);  // the order is that of the strips
    return table;
}

QWidget* WhyPanel::buildMiddle() {
    m_strips = new StripsChart;
    m_middle = new QStackedWidget;
    m_middle->addWidget(scrolled(m_strips));
    const QStringList names{tr("Predictions of every model"), tr("Neighbours"),
                            tr("Recorded answers")};
    for (std::size_t k = 0; k < m_tables.size(); ++k) {
        m_tables[k] = buildTable(m_models[k], names[int(k)]);
        m_middle->addWidget(m_tables[k]);
    }
    m_heading = plainLabel(false);
    m_heading->setFont(type::section(font()));
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_note = plainLabel(true);
    m_note->setFont(type::note(font()));
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    column->addWidget(m_heading);
    column->addWidget(m_middle, 1);
    column->addWidget(m_note);
    side->setMinimumWidth(200);
    return side;
}

}  // namespace orl
