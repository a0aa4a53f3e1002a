#include "ui/pages/simulation/lane.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QTableWidget>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/pages/simulation/panel_words.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"
#include "ui/widgets/table_export.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr std::size_t kMostCells = 24;
constexpr double kLeastCell = 5.0;
constexpr double kMostCell = 32.0;
constexpr double kCellGap = 2.0;
constexpr double kMostRow = 46.0;
constexpr double kMarkStep = 9.0;
constexpr double kMarkWidth = 7.0;
constexpr double kPlusRoom = 34.0;

}  // namespace

LaneView::LaneView(QWidget* parent) : QFrame(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_table = new QTableWidget(this);
    m_table->hide();
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setColumnCount(6);
    m_table->setHorizontalHeaderLabels({tr("Model"), tr("Slots"), tr("In service by level"),
                                        tr("Waiting"), tr("Busy so far"), tr("State")});
    styleTable(*m_table);
    m_table->setSortingEnabled(false);
    letCopy(*m_table);
    buildMenu();
}

LaneView::~LaneView() = default;

void LaneView::buildMenu() {
    m_more = new QToolButton(this);
    m_more->setText(QStringLiteral("⋯"));
    m_more->setAutoRaise(true);
    m_more->setAccessibleName(tr("More"));
    m_more->setToolTip(tr("Show as table, save as a picture or as CSV"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    auto* menu = new QMenu(m_more);
    QAction* table = menu->addAction(tr("Show as &table"));
    table->setCheckable(true);
    connect(table, &QAction::toggled, this, &LaneView::showTable);
    menu->addSeparator();
    menu->addAction(tr("Save &picture…"), this, &LaneView::savePicture);
    menu->addAction(tr("Save &CSV…"), this, &LaneView::saveTable);
    m_more->setMenu(menu);
}

void LaneView::setView(std::shared_ptr<const LoadView> view, std::size_t run) {
    m_view = std::move(view);
    m_run = run;
    m_cursor.reset();
    m_focusRow = m_focusPlace = 0;
    if (m_view) {
        m_cursor = std::make_unique<RunCursor>(*m_view->replays[run]);
        m_title = runTitle(*m_view, run);
        m_recorded = !std::isnan(m_view->runs->runs[run].result.measures.realizedAccuracy());
        setAccessibleName(m_title);
    }
    layOut();
    describe();
}

void LaneView::setTime(double time) {
    if (!m_cursor || m_cursor->time() == time) return;
    m_cursor->seek(time);
    describe();
}

void LaneView::setStale(bool stale) {
    if (stale == m_stale) return;
    m_stale = stale;
    update();
}

/// What is written of the moment: figures, the sentence, and the table where it is shown.
void LaneView::describe() {
    if (!m_cursor) {
        m_figures.fill({});
        m_sentence.clear();
        update();
        return;
    }
    const RunSoFar now = m_cursor->replay().soFar(m_cursor->time());
    m_figures[Cost] =
        std::isnan(now.costPer1000) ? tr("–") : tr("%1 / 1,000").arg(costText(now.costPer1000));
    const double accuracy = m_recorded ? now.realizedAccuracy : now.predictedAccuracy;
    m_figures[Accuracy] = percent(accuracy);
    m_figures[WaitP95] = secondsText(now.waitP95);
    m_figures[WaitingNow] = count(std::int64_t(m_cursor->waiting()));
    QFont bold = type::note(font());
    bold.setBold(true);
    m_sentence = longestThatFits(laneSentences(*m_view, m_run, *m_cursor), QFontMetricsF(bold),
                                 width() - 2.0 * space::kPanelMargin);
    if (m_table->isVisible()) fillTable();
    update();
}

std::size_t LaneView::rowCount() const {
    if (!m_view) return 0;
    const SimulationPlan& plan = m_view->runs->plan;
    const bool together =
        plan.queue.kind == QueuePlan::Kind::Common || plan.window.kind != WindowPlan::Kind::None;
    return m_view->experiment().models.size() + (together ? 1 : 0);
}

void LaneView::layOut() {
    const double margin = space::kPanelMargin;
    const double line = fontMetrics().height();
    m_places.top = margin + line + 8.0 + kNumbers + 6.0 + line;
    m_places.sentence = height() - margin - line - 2.0;
    const double rows = double(std::max<std::size_t>(1, rowCount()));
    m_places.row = std::clamp((m_places.sentence - 4.0 - m_places.top) / rows, 13.0, kMostRow);
    // What is said stays near what it is about.
    m_places.sentence =
        std::min(m_places.sentence, m_places.top + rows * m_places.row + 0.5 * kMostRow);
    const double wide = width() - 2.0 * margin;
    m_places.name = std::clamp(0.23 * wide, 64.0, 190.0);
    const double busy = kBusyBar + 34.0;
    const double rest = std::max(60.0, wide - m_places.name - busy - 24.0);
    m_places.slotsLeft = margin + m_places.name + 6.0;
    m_places.slotsWidth = 0.58 * rest;
    m_places.queueLeft = m_places.slotsLeft + m_places.slotsWidth + 10.0;
    m_places.queueWidth = rest - m_places.slotsWidth;
    m_places.busyLeft = width() - margin - busy;
    m_ground = {};
    const int side = fontMetrics().height() + 8;
    m_more->setGeometry(width() - side - space::kHalf, space::kHalf, side + 2, side - 2);
    const auto top = int(margin + line + 8.0 + kNumbers + 6.0);
    m_table->setGeometry(int(margin), top, int(wide),
                         std::max(20, int(m_places.sentence) - top - 4));
}

std::size_t LaneView::cells(std::size_t model) const {
    const std::int64_t slotCount = m_view->runs->plan.slotsOf(model);
    if (slotCount <= 0 || slotCount > std::int64_t(kMostCells)) return 0;
    const double room = (m_places.slotsWidth + kCellGap) / double(slotCount) - kCellGap;
    return room < kLeastCell ? 0 : std::size_t(slotCount);
}

double LaneView::cellSide(std::size_t model) const {
    const double room =
        (m_places.slotsWidth + kCellGap) / double(std::max<std::size_t>(1, cells(model))) -
        kCellGap;
    return std::min({room, m_places.row - 4.0, kMostCell});
}

double LaneView::barEnd(std::size_t model) const {
    const std::int64_t slotCount = m_view->runs->plan.slotsOf(model);
    if (slotCount != kUnlimited) return std::max(1.0, double(slotCount));
    return std::max(1.0, double(m_cursor->replay().mostServing(model)));
}

QRectF LaneView::placeRect(std::size_t model, std::size_t place) const {
    const double side = cellSide(model);
    return {m_places.slotsLeft + double(place) * (side + kCellGap),
            rowTop(model) + (m_places.row - side) / 2.0, side, side};
}

/// How many of so many are drawn: all, or as many as leave room to say how many more.
std::size_t LaneView::queueMarks(std::size_t waiting) const {
    if (double(waiting) * kMarkStep <= m_places.queueWidth) return waiting;
    return std::size_t(std::max(1.0, (m_places.queueWidth - kPlusRoom) / kMarkStep));
}

QRectF LaneView::queueRect(std::size_t model, std::size_t place) const {
    const double high = std::min(11.0, m_places.row - 4.0);
    return {m_places.queueLeft + double(place) * kMarkStep,
            rowTop(model) + (m_places.row - high) / 2.0, kMarkWidth, high};
}

std::span<const std::uint32_t> LaneView::queueOf(std::size_t row) const {
    return row < m_view->experiment().models.size() ? m_cursor->queue(row) : m_cursor->common();
}

std::optional<std::uint32_t> LaneView::queryOf(std::optional<std::uint32_t> visit) const {
    if (!visit) return {};
    return m_cursor->replay().visits()[*visit].query;
}

std::optional<std::uint32_t> LaneView::visitAt(QPointF at) const {
    if (!m_cursor || m_table->isVisible() || at.y() < m_places.top) return {};
    const auto row = std::size_t((at.y() - m_places.top) / m_places.row);
    if (row >= rowCount()) return {};
    const auto queue = queueOf(row);
    const std::size_t shown = queueMarks(queue.size());
    for (std::size_t k = 0; k < shown; ++k) {
        if (queueRect(row, k).adjusted(-1, -2, 1, 2).contains(at)) return queue[k];
    }
    if (row >= m_view->experiment().models.size() || cells(row) == 0) return {};
    const auto places = m_cursor->places(row);
    for (std::size_t k = 0; k < places.size(); ++k) {
        if (places[k] != RunCursor::kNobody && placeRect(row, k).contains(at)) return places[k];
    }
    return {};
}

void LaneView::mousePressEvent(QMouseEvent* event) {
    const auto query = queryAt(event->position());
    if (event->button() != Qt::LeftButton || !query) {
        QFrame::mousePressEvent(event);
        return;
    }
    emit queryAsked(*query, event->globalPosition().toPoint());
}

void LaneView::mouseMoveEvent(QMouseEvent* event) {
    setCursor(queryAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

bool LaneView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QFrame::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto query = queryAt(help->pos());
    if (!query) {
        QToolTip::hideText();
        return true;
    }
    const LoadQuery why = loadQueryOf(*m_view->runs, m_view->runs->runs[m_run], m_cursor->replay(),
                                      *query, m_cursor->time());
    QString text = loadQueryText(*m_view, why.record.row);
    constexpr int kMost = 160;
    if (text.size() > kMost) text = text.left(kMost) + QStringLiteral("…");
    const QString level = labelText(m_view->experiment().levelNames[std::size_t(why.level)]);
    QToolTip::showText(help->globalPos(),
                       tr("%1\nLevel %2. %3\nClick: why it is there")
                           .arg(text, level, whereIs(*m_view, why, m_cursor->time())),
                       this);
    return true;
}

/// Those of a row that can be asked for, in their slots first.
std::vector<std::uint32_t> LaneView::visitsIn(std::size_t row) const {
    std::vector<std::uint32_t> visits;
    if (row < m_view->experiment().models.size()) {
        for (const std::uint32_t visit : m_cursor->places(row)) {
            if (visit != RunCursor::kNobody) visits.push_back(visit);
        }
    }
    const auto queue = queueOf(row);
    visits.insert(visits.end(), queue.begin(), queue.end());
    return visits;
}

std::optional<std::uint32_t> LaneView::focusedVisit() const {
    if (!m_cursor || m_focusRow >= rowCount()) return {};
    const auto visits = visitsIn(m_focusRow);
    if (visits.empty()) return {};
    return visits[std::min(m_focusPlace, visits.size() - 1)];
}

void LaneView::moveFocus(int rows, int places) {
    if (!m_cursor) return;
    const auto last = int(rowCount()) - 1;
    m_focusRow = std::size_t(std::clamp(int(m_focusRow) + rows, 0, std::max(0, last)));
    const auto count = int(visitsIn(m_focusRow).size());
    const int now = std::min(int(m_focusPlace), std::max(0, count - 1));
    m_focusPlace = std::size_t(std::clamp(now + places, 0, std::max(0, count - 1)));
    update();
}

void LaneView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
            moveFocus(0, -1);
            break;
        case Qt::Key_Right:
            moveFocus(0, 1);
            break;
        case Qt::Key_Up:
            moveFocus(-1, 0);
            break;
        case Qt::Key_Down:
            moveFocus(1, 0);
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (const auto query = focusedQuery()) {
                const QPointF at(m_places.slotsLeft, rowTop(m_focusRow) + m_places.row);
                emit queryAsked(*query, mapToGlobal(at.toPoint()));
            }
            break;
        default:
            QFrame::keyPressEvent(event);
            return;
    }
    event->accept();
}

void LaneView::focusInEvent(QFocusEvent* event) {
    QFrame::focusInEvent(event);
    update();
}

void LaneView::focusOutEvent(QFocusEvent* event) {
    QFrame::focusOutEvent(event);
    update();
}

void LaneView::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    layOut();
    describe();
}

void LaneView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        layOut();
        update();
    }
    QFrame::changeEvent(event);
}

QSize LaneView::sizeHint() const {
    return {560, int(m_places.top + 24.0 * double(std::max<std::size_t>(4, rowCount()))) + 40};
}

QSize LaneView::minimumSizeHint() const {
    const int line = fontMetrics().height();
    constexpr int kLeastRow = 15;
    const int rows = kLeastRow * int(std::max<std::size_t>(2, rowCount()));
    return {380, 2 * space::kPanelMargin + 3 * line + 20 + int(kNumbers) + rows};
}

}  // namespace orl
