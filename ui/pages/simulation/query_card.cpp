#include "ui/pages/simulation/query_card.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/lab/views.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/style/tokens.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr int kLeastCard = 420;
constexpr int kMostCard = 760;
constexpr int kMostLetters = 400;
constexpr double kPer1000Queries = 1000.0;

void putCell(QTableWidget& table, int row, int column, const QString& text, bool bold) {
    auto* item = new QTableWidgetItem(text);
    if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QFont font = table.font();
    font.setBold(bold);
    item->setFont(font);
    table.setItem(row, column, item);
}

QString perThousand(double value) {
    if (std::isnan(value)) return QStringLiteral("–");
    return value < 0.0 ? QStringLiteral("−") + usd(-value * kPer1000Queries)
                       : usd(value * kPer1000Queries);
}

}  // namespace

LoadQueryCard::LoadQueryCard(QWidget* parent) : QFrame(parent) {
    setFocusPolicy(Qt::StrongFocus);
    m_title = new QLabel;
    m_title->setFont(type::title(font()));
    m_text = new QLabel;
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_where = new QLabel;
    m_where->setTextFormat(Qt::PlainText);
    m_where->setWordWrap(true);
    m_why = new QLabel;
    m_why->setTextFormat(Qt::PlainText);
    m_why->setWordWrap(true);
    m_table = new QTableWidget;
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAccessibleName(tr("Alternatives of the query"));
    styleTable(*m_table);
    m_table->setSortingEnabled(false);
    letCopy(*m_table);
    m_show = new QPushButton(tr("Show on &Queries"));
    auto* close = new QPushButton(tr("Close"));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_show);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPanelMargin, space::kPanelMargin, space::kPanelMargin,
                               space::kPanelMargin);
    column->setSpacing(space::kGap);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_title, m_text, m_where, m_why, m_table}) {
        column->addWidget(part);
    }
    column->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (const auto of = row()) emit queryAsked(*of);
    });
    hide();
}

std::optional<std::size_t> LoadQueryCard::row() const {
    if (!m_view || m_view->question.load.paperQueries) return {};
    const QueryRecord& record = m_view->runs->runs[m_run].result.record[m_query];
    return m_view->experiment().rows[record.row];
}

void LoadQueryCard::setQuery(std::shared_ptr<const LoadView> view, std::size_t run,
                             std::uint32_t query) {
    m_view = std::move(view);
    m_run = run;
    m_query = query;
    ask();
}

void LoadQueryCard::ask() {
    m_asked = loadQueryOf(*m_view->runs, m_view->runs->runs[m_run], *m_view->replays[m_run],
                          m_query, m_time);
    fill();
}

void LoadQueryCard::setTime(double time) {
    m_time = time;
    if (!m_view || !isVisible()) return;
    // While its run is played only this moves, until the query goes elsewhere.
    if (visitAt(m_asked.visits, m_time) != m_asked.at) {
        ask();
    } else {
        m_where->setText(whereIs(*m_view, m_asked, m_time));
    }
}

void LoadQueryCard::fill() {
    const LoadQuery& query = m_asked;
    const Experiment& experiment = m_view->experiment();
    m_title->setText(tr("Query %1 · level %2 · %3")
                         .arg(m_query + 1)
                         .arg(labelText(experiment.levelNames[std::size_t(query.level)]),
                              runName(*m_view, m_run)));
    QString text = loadQueryText(*m_view, query.record.row);
    m_text->setToolTip(text.size() > kMostLetters ? text : QString());
    if (text.size() > kMostLetters) text = text.left(kMostLetters) + QStringLiteral("…");
    m_text->setText(text);
    m_where->setText(whereIs(*m_view, query, m_time));
    m_why->setText(whyThere(*m_view, m_run, query));
    const bool priced = !std::isnan(query.prices.qualityPrice);
    QStringList heads{tr("model"), tr("$/1,000"), tr("chance"), tr("takes"), tr("there then")};
    if (priced) heads << tr("slot") << tr("value");
    m_table->clear();
    m_table->setColumnCount(int(heads.size()));
    m_table->setHorizontalHeaderLabels(heads);
    m_table->setRowCount(int(query.alternatives.size()));
    for (std::size_t k = 0; k < query.alternatives.size(); ++k) {
        const LoadAlternative& each = query.alternatives[k];
        const auto row = int(k);
        const bool taken = std::int32_t(each.model) == query.model;
        putCell(
            *m_table, row, 0,
            (taken ? QStringLiteral("▸ ") : QString()) + labelText(experiment.models[each.model]),
            taken);
        putCell(*m_table, row, 1, perThousand(each.usd), taken);
        putCell(*m_table, row, 2, percent(each.quality, 0), taken);
        putCell(*m_table, row, 3, secondsText(each.seconds), taken);
        QString there = QString::number(each.serving);
        if (each.waiting > 0) there += QStringLiteral(" + %1").arg(each.waiting);
        const bool out = !std::isnan(outUntil(m_view->runs->plan, each.model, query.decided));
        if (each.full) there += out ? tr(", out") : tr(", full");
        putCell(*m_table, row, 4, there, taken);
        if (!priced) continue;
        putCell(*m_table, row, 5, perThousand(each.slotUsd), taken);
        putCell(*m_table, row, 6, perThousand(each.value), taken);
    }
    m_table->resizeColumnsToContents();
    const int rows = std::min(8, int(query.alternatives.size()));
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * space::kTableRow + 6);
    int wide = 2 * space::kPanelMargin + m_table->frameWidth() * 2 + 20;
    for (int column = 0; column < m_table->columnCount(); ++column) {
        wide += m_table->columnWidth(column);
    }
    setFixedWidth(std::clamp(wide, kLeastCard, kMostCard));
    m_show->setEnabled(row().has_value());
    m_show->setToolTip(row() ? QString() : tr("It is the paper's, and none of the data set"));
}

void LoadQueryCard::openAt(QPoint at) {
    show();
    // Lines break at the new width before there is a height.
    layout()->invalidate();
    layout()->activate();
    resize(width(), layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                  : sizeHint().height());
    const QRect room = parentWidget()->rect();
    int left = at.x() + 12;
    if (left + width() > room.right()) left = at.x() - width() - 12;
    const int top = at.y() - height() / 3;
    move(std::clamp(left, 0, std::max(0, room.width() - width())),
         std::clamp(top, 0, std::max(0, room.height() - height())));
    raise();
    setFocus();
}

void LoadQueryCard::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

/// Escape closes the card before it means anything to the window.
bool LoadQueryCard::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void LoadQueryCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        hide();
        if (parentWidget()) parentWidget()->setFocus();
        event->accept();
        return;
    }
    QFrame::keyPressEvent(event);
}

}  // namespace orl
