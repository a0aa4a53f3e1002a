#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "core/lab/views.h"
#include "core/simulate/arrivals.h"
#include "ui/pages/simulation/cards.h"
#include "ui/pages/simulation/controls.h"
#include "ui/pages/simulation/headroom_panel.h"
#include "ui/pages/simulation/lane.h"
#include "ui/pages/simulation/load_panels.h"
#include "ui/pages/simulation/page.h"
#include "ui/pages/simulation/query_card.h"
#include "ui/pages/simulation/runner.h"
#include "ui/pages/simulation/words.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"

/// How the page is put together, and what it says of its state.
namespace orl {

namespace {

constexpr int kStaleAfter = 150;  // milliseconds: what is there sooner needs no dimming

class TimelineStrip : public QFrame {
  protected:
    void paintEvent(QPaintEvent*) override { paintPanel(*this); }
};

}  // namespace

SimulationPage::SimulationPage(Session& session, QWidget* parent)
    : Page(parent),
      m_session(session),
      m_runner(new LoadRunner(session, this)),
      m_cards(new SimulationCards),
      m_panels(new LoadPanels(m_cards)),
      m_controls(new SimulationControls),
      m_timeline(new TimelineView),
      m_notice(new NoteLabel) {
    setFocusPolicy(Qt::StrongFocus);
    build();
    connectParts();
    m_clock.setTimerType(Qt::PreciseTimer);
    m_staleLater.setSingleShot(true);
    m_staleLater.setInterval(kStaleAfter);
    accept();
}

void SimulationPage::build() {
    auto* below = new QWidget;
    for (LaneView*& lane : m_lanes) lane = new LaneView(below);
    auto* content = new QVBoxLayout(below);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(space::kGap);
    m_grid = new QGridLayout;
    m_grid->setSpacing(space::kGap);
    content->addLayout(m_grid, 1);
    content->addWidget(m_panels);
    m_empty = new QLabel;
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    auto* middle = new QWidget;
    m_stack = new QStackedLayout(middle);
    // Where a window is not tall enough, the panels are scrolled to; the timeline stays.
    auto* scroll = new QScrollArea;
    scroll->setWidget(below);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_content = new QWidget;
    auto* whole = new QVBoxLayout(m_content);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(space::kGap);
    whole->addWidget(buildTimeline());
    whole->addWidget(scroll, 1);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_empty);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(m_controls);
    column->addWidget(m_notice);
    column->addWidget(middle, 1);
    m_card = new LoadQueryCard(this);
}

QWidget* SimulationPage::buildTransport() {
    const auto button = [&](const QString& text, const QString& tip) {
        auto* made = new QToolButton;
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setFixedSize(32, 26);
        made->setFocusPolicy(Qt::NoFocus);
        return made;
    };
    auto* all = new QWidget;
    auto* first = button(QStringLiteral("|◀"), tr("To the start (Home)"));
    auto* back = button(QStringLiteral("‹"), tr("One event back (,)"));
    m_play = button(QStringLiteral("▶"), tr("Play (Space)"));
    auto* forth = button(QStringLiteral("›"), tr("One event on (.)"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kHalf);
    for (QToolButton* each : {first, back, m_play, forth}) buttons->addWidget(each);
    m_clockText = new QLabel;
    m_clockText->setFont(type::section(font()));
    m_speed = new QComboBox;
    for (const double speed : {0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 40.0}) {
        m_speed->addItem(tr("%1 × speed").arg(speed), speed);
    }
    m_speed->addItem(tr("greatest speed"), 0.0);
    m_speed->setCurrentIndex(5);
    m_speed->setAccessibleName(tr("Speed"));
    m_status = new QLabel;
    m_status->setFont(type::note(font()));
    auto* below = new QHBoxLayout;
    below->setSpacing(space::kGap);
    below->addWidget(m_speed);
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    column->addLayout(buttons);
    column->addWidget(m_clockText);
    column->addLayout(below);
    column->addStretch(1);
    connect(first, &QToolButton::clicked, this, [this] { setTime(0.0); });
    connect(back, &QToolButton::clicked, this, [this] { step(-1); });
    connect(forth, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!isPlaying()); });
    return all;
}

QWidget* SimulationPage::buildTimeline() {
    auto* strip = new TimelineStrip;
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(space::kPanelMargin, space::kGap, space::kPanelMargin, space::kGap);
    row->setSpacing(2 * space::kGap);
    row->addWidget(buildTransport());
    auto* side = new QVBoxLayout;
    side->setSpacing(0);
    side->addWidget(m_timeline, 1);
    row->addLayout(side, 1);
    m_status->setParent(strip);
    side->addWidget(m_status);
    m_status->hide();
    return strip;
}

void SimulationPage::connectParts() {
    connect(m_runner, &LoadRunner::viewChanged, this, &SimulationPage::accept);
    connect(m_runner, &LoadRunner::stateChanged, this, &SimulationPage::showState);
    connect(m_controls, &SimulationControls::edited, this, &SimulationPage::edit);
    connect(m_controls, &SimulationControls::moreChosen, this, [this] { m_moreChosen = true; });
    connect(m_timeline, &TimelineView::timeAsked, this, [this](double time) {
        setPlaying(false);
        setTime(time);
    });
    connect(m_timeline, &TimelineView::bandsEdited, this, &SimulationPage::editBands);
    connect(m_panels, &LoadPanels::cursorAsked, this, [this](double time) {
        setPlaying(false);
        setTime(time);
    });
    connect(m_panels, &LoadPanels::tryIt, this, &SimulationPage::giveSlots);
    connect(m_panels, &LoadPanels::planAsked, this, &SimulationPage::planAsked);
    connect(m_panels, &LoadPanels::exported, this, &SimulationPage::exported);
    connect(&m_clock, &QTimer::timeout, this, &SimulationPage::tick);
    connect(&m_staleLater, &QTimer::timeout, this, [this] {
        m_told = true;
        showAge();
    });
    for (std::size_t k = 0; k < m_lanes.size(); ++k) {
        connect(m_lanes[k], &LaneView::queryAsked, this,
                [this, k](std::uint32_t query, const QPoint& at) { openQuery(int(k), query, at); });
        connect(m_lanes[k], &LaneView::exported, this, &SimulationPage::exported);
    }
    connect(m_card, &LoadQueryCard::queryAsked, this, [this](std::size_t row) {
        m_session.setCurrentRow(row);
        emit queryAsked();
    });
}

bool SimulationPage::isEmpty() const {
    return m_stack->currentWidget() == m_empty;
}

/// Two lanes beside each other, three too where they have the room; else one above the other.
void SimulationPage::arrange() {
    int count = 0;
    for (const LaneView* lane : m_lanes) count += lane->isHidden() ? 0 : 1;
    constexpr int kLeastLane = 400;
    const int columns = std::clamp(width() / kLeastLane, 1, std::max(1, count));
    int place = 0;
    for (LaneView* lane : m_lanes) {
        m_grid->removeWidget(lane);
        if (lane->isHidden()) continue;
        m_grid->addWidget(lane, place / columns, place % columns);
        ++place;
    }
    for (int k = 0; k < kLanes; ++k) m_grid->setColumnStretch(k, k < columns ? 1 : 0);
}

void SimulationPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
    constexpr int kLeastPanels = 214;
    constexpr int kMostPanels = 440;
    m_panels->setRowHeight(std::clamp(int(0.31 * height()), kLeastPanels, kMostPanels));
    // In a small window the lanes need the room of what is set less often.
    constexpr QSize kForAll(1100, 880);
    if (!m_moreChosen) {
        m_controls->showMore(width() >= kForAll.width() && window()->height() >= kForAll.height());
    }
}

/// What is shown in place of the runs where there are none, and how old they are.
void SimulationPage::showState() {
    if (m_session.prepared()) {
        const auto& solve = m_session.solved();
        if (solve && !m_session.showsOtherData()) m_controls->setModels(solve->experiment->models);
    }
    const bool there = view() != nullptr;
    m_stack->setCurrentWidget(there ? m_content : m_empty);
    const auto& error = m_runner->error();
    if (!there) {
        QString text = tr("There are no data yet. Open a workspace, or import data.");
        if (error) {
            text = labelLines(sentence(*error).toStdString());
        } else if (m_runner->isBusy()) {
            text = tr("Simulating…");
        } else if (m_session.dataError() || m_session.solveError()) {
            text =
                sentence(m_session.dataError() ? *m_session.dataError() : *m_session.solveError());
        } else if (m_session.prepared() || m_session.heavyBusy()) {
            text = tr("The data are being prepared.");
        }
        m_empty->setText(text);
    }
    const bool stale = there && (m_runner->isStale() || error);
    m_told = stale && (m_told || error);
    if (!stale || m_told) {
        m_staleLater.stop();
    } else if (!m_staleLater.isActive()) {
        m_staleLater.start();
    }
    showAge();
    showNotice();
    showClock();
}

void SimulationPage::showAge() {
    const auto& error = m_runner->error();
    m_status->setVisible(m_told);
    m_status->setText(error ? sentence(*error)
                            : tr("New runs are being simulated; these are old."));
    for (LaneView* lane : m_lanes) lane->setStale(m_told);
}

/// What somebody has to know to read the runs: what was assumed, left out or is out of reach.
void SimulationPage::showNotice() {
    if (!view()) {
        m_notice->setText({});
        return;
    }
    const LoadQuestion& question = view()->question;
    const SimulationPlan& plan = view()->runs->plan;
    QStringList warnings;
    QStringList notes;
    if (question.load.paperQueries) {
        notes << tr(
            "The two queries of Figure 1, not your data: two models with one slot each, "
            "every answer takes 2 s, and both queries are routed together.");
    }
    if (question.assumedService) {
        warnings << tr("No model's speed is known: every answer is taken to last %1 s. Give speeds "
                       "on the Models page, or say how long answers take.")
                        .arg(kAssumedSeconds);
    }
    if (!question.unknownSpeeds.empty()) {
        QStringList names;
        for (const std::size_t j : question.unknownSpeeds) names << runModelName(*view(), j);
        warnings << tr("Left out, as their speeds are unknown: %1.").arg(names.join(", "));
    }
    if (plan.mode == RoutingMode::CostUnderFloor && question.reach < plan.qualityFloor) {
        warnings << tr("α = %1 is out of reach: at most %2 can be promised, however many slots "
                       "there are.")
                        .arg(percent(plan.qualityFloor), percentBelow(question.reach));
    }
    if (comesByTask(view()->experiment(), plan.arrivals)) {
        notes << tr(
            "The queries come as the file has them, one task after the other: the order "
            "\"shuffled\" mixes them.");
    }
    if (view()->experiment().models.size() == 1) {
        notes << tr("There is one model: no router has anything to choose.");
    }
    const bool warning = !warnings.empty();
    m_notice->setText((warnings + notes).join(' '),
                      warning ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
}

}  // namespace orl
