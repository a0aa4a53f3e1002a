#include "ui/pages/duals/touch_view.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDataStream>
#include <QHBoxLayout>
#include <QIODevice>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/charts/bound_chart.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/price_map_chart.h"
#include "ui/charts/query_plane.h"
#include "ui/pages/duals/content.h"
#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/price_row.h"
#include "ui/pages/duals/worth_panel.h"
#include "ui/session/session.h"
#include "ui/session/undo.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/range_slider.h"

namespace orl {

namespace {

constexpr int kLeastPlane = 240;  // pixels: its list has room for ten models
constexpr int kStepsWithShift = 10;
constexpr double kPer1000Answers = 1000.0;

class StripsPanel : public QFrame {
  protected:
    void paintEvent(QPaintEvent*) override { paintPanel(*this); }
};

}  // namespace

TouchView::TouchView(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_hand(new PriceHand(session, this)) {
    build();
    connectParts();
    showGround();
}

void TouchView::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    m_prices = new PriceRow(*m_hand);
    column->addWidget(m_prices);
    m_bound = new BoundChart;
    m_worth = new WorthPanel(*m_hand);
    m_top = new QSplitter(Qt::Horizontal);
    m_top->addWidget(buildLeft());
    m_top->addWidget(m_bound);
    m_top->setSizes({424, 824});
    m_bottom = new QSplitter(Qt::Horizontal);
    m_bottom->addWidget(buildStrips());
    m_bottom->addWidget(m_worth);
    m_bottom->setSizes({848, 400});
    m_rows = new QSplitter(Qt::Vertical);
    m_rows->addWidget(m_top);
    m_rows->addWidget(m_bottom);
    m_rows->setSizes({384, 344});
    for (QSplitter* splitter : {m_top, m_bottom, m_rows}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(space::kGap);
    }
    column->addWidget(m_rows, 1);
}

QWidget* TouchView::buildLeft() {
    m_left = new QStackedWidget;
    m_plane = new QueryPlane;
    m_plane->setMinimumHeight(kLeastPlane);
    m_map = new PriceMapChart;
    m_mapButton = new QToolButton;
    m_mapButton->setText(tr("Map"));
    m_mapButton->setToolTip(tr("The bound over λ and μ, with the path of an ascent"));
    m_plane->addHeaderWidget(m_mapButton);
    auto* back = new QToolButton;
    back->setText(tr("One query"));
    back->setToolTip(tr("Back to the models of one query"));
    m_map->addHeaderWidget(back);
    connect(m_mapButton, &QToolButton::clicked, this, [this] {
        m_left->setCurrentWidget(m_map);
        m_hand->setMapWanted(true);
        showMap();
    });
    connect(back, &QToolButton::clicked, this, [this] {
        m_left->setCurrentWidget(m_plane);
        m_hand->setMapWanted(false);
    });
    m_left->addWidget(m_plane);
    m_left->addWidget(m_map);
    return m_left;
}

QWidget* TouchView::buildStrips() {
    auto* panel = new StripsPanel;
    panel->setMinimumSize(340, 180);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(8, 5, 6, 5);
    column->setSpacing(2);
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Who wins each query as λ moves"));
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    m_count = new QLabel;
    m_count->setTextFormat(Qt::PlainText);
    m_count->setFont(type::note(font()));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_order = new QComboBox;
    m_order->setAccessibleName(tr("Which queries"));
    m_order->addItem(tr("Spread over λ"), int(StripOrder::Spread));
    m_order->addItem(tr("Nearest to flipping"), int(StripOrder::Nearest));
    m_order->addItem(tr("Selection"), int(StripOrder::Selection));
    head->addWidget(title);
    head->addWidget(m_count, 1);
    head->addWidget(m_order);
    column->addLayout(head);
    m_strips = new PriceBands;
    column->addWidget(m_strips, 1);
    m_foot = new QLabel;
    m_foot->setTextFormat(Qt::PlainText);
    m_foot->setFont(type::note(font()));
    m_foot->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    column->addWidget(m_foot);
    return panel;
}

/// Dragging any picture moves the same hand.
template <typename Chart>
void TouchView::connectDrag(Chart* chart) {
    connect(chart, &Chart::dragStarted, this, [this] {
        m_prices->stopPlaying();
        m_gesture = newGesture();
    });
    connect(chart, &Chart::priceAsked, this,
            [this](double price) { m_hand->moveQualityPrice(price / kPer1000Answers, m_gesture); });
}

void TouchView::connectParts() {
    connect(m_hand, &PriceHand::groundChanged, this, &TouchView::showGround);
    connect(m_hand, &PriceHand::viewChanged, this, &TouchView::showHand);
    connect(m_hand, &PriceHand::stripsChanged, this, &TouchView::showStrips);
    connect(m_hand, &PriceHand::mapChanged, this, &TouchView::showMap);
    connect(m_hand, &PriceHand::slotModelChanged, this, &TouchView::showMap);
    connect(&m_session, &Session::currentRowChanged, this, [this] {
        showQuery(true);
        showStripParts();
    });
    connectDrag(m_bound);
    connectDrag(m_plane);
    connectDrag(m_strips);
    connect(m_map, &PriceMapChart::dragStarted, this, [this] {
        m_prices->stopPlaying();
        m_gesture = newGesture();
    });
    connect(m_map, &PriceMapChart::pricesAsked, this, [this](QPointF prices) {
        m_hand->moveBoth(prices.x() / kPer1000Answers, prices.y() / kPer1000Answers, m_gesture);
    });
    connect(m_order, &QComboBox::activated, this,
            [this] { m_hand->setStripOrder(StripOrder(m_order->currentData().toInt())); });
    connect(m_strips, &PriceBands::rowClicked, this, [this](int row) {
        if (!m_hand->batch() || row >= int(m_queries.size())) return;
        m_session.setCurrentRow(m_hand->batch()->experiment().rows[m_queries[std::size_t(row)]]);
    });
    connect(m_plane, &QueryPlane::queryClicked, this, [this] {
        if (const auto shown = query()) {
            m_session.setCurrentRow(m_hand->batch()->experiment().rows[*shown]);
            emit queryAsked();
        }
    });
    for (ChartPanel* chart : std::initializer_list<ChartPanel*>{m_bound, m_plane, m_map}) {
        connect(chart, &ChartPanel::exported, this, &TouchView::exported);
        for (PlotView* plot : chart->plots()) plot->installEventFilter(this);
    }
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_prices->quality(), m_prices->climbButton(), m_prices->playButton(),
             m_prices->takeButton(), m_strips}) {
        widget->installEventFilter(this);
    }
}

bool TouchView::dark() const {
    return Theme::of(palette()).dark;
}

bool TouchView::isBusy() const {
    return isVisible() && (m_hand->isBusy() || m_worth->isBusy());
}

QByteArray TouchView::saveLayout() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_top->saveState() << m_bottom->saveState() << m_rows->saveState();
    return state;
}

void TouchView::restoreLayout(const QByteArray& state) {
    QDataStream in(state);
    QByteArray top;
    QByteArray bottom;
    QByteArray rows;
    in >> top >> bottom >> rows;
    if (in.status() != QDataStream::Ok) return;
    m_top->restoreState(top);
    m_bottom->restoreState(bottom);
    m_rows->restoreState(rows);
}

void TouchView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_hand->setActive(true);
    m_wantsFocus = true;
    giveFocus();
}

/// To the handle, so that its keys work at once; not from under somebody's typing.
void TouchView::giveFocus() {
    const QWidget* focused = QApplication::focusWidget();
    const bool typing = qobject_cast<const QAbstractSpinBox*>(focused) != nullptr ||
                        qobject_cast<const QLineEdit*>(focused) != nullptr;
    if (!m_wantsFocus || !m_hand->batch() || typing) return;
    m_wantsFocus = false;
    m_prices->quality()->setFocus();
}

void TouchView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_prices->stopPlaying();
    m_hand->setActive(false);
}

/// Where two panels do not fit beside each other they stand above each other.
void TouchView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    constexpr int kLeastForTwo = 66;  // lines of text, the measure of everything in them
    const bool narrow = width() < kLeastForTwo * fontMetrics().height();
    const Qt::Orientation wanted = narrow ? Qt::Vertical : Qt::Horizontal;
    if (m_top->orientation() == wanted) return;
    m_top->setOrientation(wanted);
    m_bottom->setOrientation(wanted);
}

void TouchView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_strips) return;
    showStrips();
    showQuery(true);
}

bool TouchView::event(QEvent* event) {
    // The window's Esc clears the selection; here it puts the prices back.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_hand->canPutBack()) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

/// Sliders, plots and buttons would take the keys for themselves.
bool TouchView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && handleKey(static_cast<QKeyEvent*>(event))) return true;
    return QWidget::eventFilter(watched, event);
}

void TouchView::keyPressEvent(QKeyEvent* event) {
    if (!handleKey(event)) QWidget::keyPressEvent(event);
}

bool TouchView::handleKey(QKeyEvent* event) {
    const int size = event->modifiers().testFlag(Qt::ShiftModifier) ? kStepsWithShift : 1;
    switch (event->key()) {
        case Qt::Key_Right:
        case Qt::Key_Up:
            m_prices->nudge(size, event->isAutoRepeat());
            return true;
        case Qt::Key_Left:
        case Qt::Key_Down:
            m_prices->nudge(-size, event->isAutoRepeat());
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            m_prices->stopPlaying();
            m_hand->take();
            return true;
        case Qt::Key_Escape:
            if (!m_hand->canPutBack()) return false;
            m_prices->stopPlaying();
            m_hand->putBack();
            return true;
        default:
            return false;
    }
}

void TouchView::showGround() {
    if (!m_hand->batch()) {
        const QString reason = m_session.solved() ? tr("The pictures are being prepared…")
                                                  : tr("Nothing is routed yet");
        m_bound->clear(reason);
        m_plane->clear(reason);
        m_map->clear(reason);
        m_strips->setRows({}, 1.0);
        m_queries.clear();
        m_count->clear();
        m_foot->clear();
        return;
    }
    m_bound->setGround(boundGround(*m_hand));
    m_bound->setStatus(m_hand->curve()->complete ? QString() : tr("refining…"));
    m_bound->setTitle(
        std::isnan(m_bound->ground().goal) ? tr("The batch: least cost of every accuracy")
        : m_hand->goal().floor()
            ? tr("The batch and its bound: where the line cuts α is the height of g")
            : tr("The batch and its bound: where the line cuts B is the height of it"));
    showStrips();
    showHand();
    giveFocus();
}

void TouchView::showHand() {
    if (!m_hand->view()) return;
    m_bound->setHand(boundHand(*m_hand));
    m_bound->setAccessibleDescription(m_prices->words() + QStringLiteral(" ") + m_prices->advice());
    showQuery(false);
    showStripParts();
    showMapButton();
    if (m_left->currentWidget() == m_map) showMap();
}

/// The one that is looked at on all pages; else the one in the middle of the strips.
std::optional<std::uint32_t> TouchView::query() const {
    if (!m_hand->batch()) return std::nullopt;
    if (const auto current = m_session.selecting().currentQuery()) return current;
    if (!m_queries.empty()) return m_queries[m_queries.size() / 2];
    return 0;
}

void TouchView::showQuery(bool fresh) {
    const auto shown = query();
    if (!shown || !m_hand->view()) return;
    fresh = fresh || shown != m_shown;
    m_shown = shown;
    m_plane->setData(planeOf(*m_hand, m_session, *shown), fresh);
}

void TouchView::showMapButton() {
    m_mapButton->setVisible(!m_hand->state().follows);
    if (m_hand->state().follows && m_left->currentWidget() == m_map) {
        m_left->setCurrentWidget(m_plane);
        m_hand->setMapWanted(false);
    }
}

void TouchView::showMap() {
    if (!m_hand->batch()) return;
    if (!m_hand->map()) {
        m_map->clear(tr("The map is being made…"));
        return;
    }
    if (std::exchange(m_mapShown, m_hand->map()) != m_hand->map() || m_map->isEmpty()) {
        m_map->setData(mapOf(*m_hand));
    }
    const MapMarks marks = mapMarks(*m_hand);
    m_map->setMarks(marks.held, marks.optimal, marks.path);
}

void TouchView::showStrips() {
    m_queries.clear();
    const PriceStrips& chosen = m_hand->chosen();
    m_queries.reserve(chosen.strips.size());
    for (const PriceStrip& strip : chosen.strips) m_queries.push_back(strip.query);
    if (!m_hand->batch()) return;
    m_strips->setRows(bandRows(*m_hand, m_session, dark()), m_hand->highest() * kPer1000Answers);
    const bool none = m_queries.empty();
    const QString all = count(std::int64_t(m_hand->batch()->queries()));
    m_count->setText(
        none && m_hand->stripOrder() == StripOrder::Selection
            ? tr("nothing is selected")
            : tr("%1 of %2, sorted by their last flip").arg(m_queries.size()).arg(all));
    const auto& optimal = m_hand->optimal();
    const double mark = optimal && optimal->prices.qualityPrice > 0.0 ? optimal->prices.qualityPrice
                                                                      : m_hand->highest();
    m_foot->setText(tr("%1 of %2 flip up to %3; %4 on the whole axis")
                        .arg(count(std::int64_t(chosen.flippingUpTo)), all,
                             usd(mark * kPer1000Answers), count(std::int64_t(chosen.flipping))));
    showStripParts();
    showQuery(false);
}

void TouchView::showStripParts() {
    if (!m_hand->view() || !m_hand->batch()) return;
    const double optimal =
        m_hand->optimal() ? m_hand->optimal()->prices.qualityPrice * kPer1000Answers : kMissing;
    m_strips->setPrices(m_hand->view()->answer.prices.qualityPrice * kPer1000Answers, optimal);
    m_strips->setParts(partRows(*m_hand, m_queries, query(), dark()));
}

}  // namespace orl
