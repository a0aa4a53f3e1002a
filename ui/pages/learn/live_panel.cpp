#include "ui/pages/learn/live_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/pages/learn/load_lane.h"
#include "ui/pages/learn/routing_lane.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/value_control.h"

namespace orl {

namespace {
constexpr int kReplayMs = 700;
constexpr double kMostBudget = 200.0;  // ¢
}  // namespace

LivePanel::LivePanel(QWidget* parent) : QFrame(parent) {
    setAccessibleName(tr("Live instance"));
    build();
    m_player.setInterval(kReplayMs);
    connect(&m_player, &QTimer::timeout, this, &LivePanel::replayStep);
}

void LivePanel::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPanelMargin, space::kPanelMargin, space::kPanelMargin,
                               space::kPanelMargin);
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Live"));
    title->setFont(type::title(font()));
    auto* subtitle = new NoteLabel;
    subtitle->setText(tr("nothing is a picture: drag, swap, change a number"));
    subtitle->setFont(type::note(font()));
    subtitle->setRoom(1);
    head->addWidget(title);
    head->addWidget(subtitle, 1);
    column->addLayout(head);
    buildLimits();
    column->addWidget(m_limits);
    m_laneRow = new QHBoxLayout;
    m_laneRow->setSpacing(space::kGap * 2);
    column->addLayout(m_laneRow, 1);
    m_column = column;
    auto* buttons = new QHBoxLayout;
    m_swap = new QPushButton(tr("S&wap the arrivals"));
    m_swap->setToolTip(tr("The last query arrives first"));
    m_replay = new QPushButton(tr("Repla&y ▸"));
    m_replay->setToolTip(tr("Arrival by arrival"));
    for (QPushButton* each : {m_swap, m_replay}) buttons->addWidget(each);
    buttons->addStretch(1);
    column->addLayout(buttons);
    connect(m_swap, &QPushButton::clicked, this, &LivePanel::swapArrivals);
    connect(m_replay, &QPushButton::clicked, this, [this] {
        for (RoutingLane* lane : m_lanes) lane->setShown(0);
        m_player.start();
    });
}

void LivePanel::buildLimits() {
    m_limits = new QWidget;
    auto* column = new QVBoxLayout(m_limits);
    column->setContentsMargins(0, 0, 0, 0);
    ValueControl::Options floor;
    floor.label = tr("Accuracy f&loor α");
    floor.name = tr("Floor of the instance");
    floor.tooltip = tr("How much of the batch has to come out right");
    floor.suffix = QStringLiteral(" %");
    floor.step = 0.005;
    floor.decimals = 1;
    floor.shownFactor = 100.0;
    floor.hasNote = true;
    m_floor = new ValueControl(floor);
    ValueControl::Options budget;
    budget.label = tr("B&udget B");
    budget.name = tr("Budget of the instance");
    budget.tooltip = tr("For all queries together");
    budget.suffix = QStringLiteral(" ¢");
    budget.greatest = kMostBudget;
    budget.step = 0.5;
    budget.decimals = 1;
    budget.hasNote = true;
    m_budget = new ValueControl(budget);
    column->addWidget(m_floor);
    column->addWidget(m_budget);
    m_slotRow = new QHBoxLayout;
    column->addLayout(m_slotRow);
    m_verdict = new NoteLabel;
    m_verdict->setWordWrap(true);
    column->addWidget(m_verdict);
    connect(m_floor, &ValueControl::edited, this, [this](int gesture) {
        m_state.instance.floor = m_floor->value();
        emit changed(m_state, gesture);
    });
    connect(m_budget, &ValueControl::edited, this, [this](int gesture) {
        m_state.instance.budget = m_budget->value();
        emit changed(m_state, gesture);
    });
}

bool LivePanel::shows(const char* part) const {
    return std::ranges::find(m_step.show, part) != m_step.show.end();
}

void LivePanel::setStep(const LessonStep& step, const LessonState& state) {
    m_player.stop();
    m_step = step;
    m_state = state;
    m_concealed = step.question && step.question->kind != QuestionKind::Drag;
    makeLanes();
    for (QSpinBox* field : m_slots) {
        field->parentWidget()->deleteLater();
    }
    m_slots.clear();
    const LessonInstance& instance = m_state.instance;
    for (std::size_t j = 0; j < instance.modelCount() && shows("limits"); ++j) {
        if (instance.models[j].capacity == kUnlimited) {
            m_slots.push_back(nullptr);
            continue;
        }
        auto* box = new QWidget;
        auto* row = new QHBoxLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        auto* label = new QLabel(tr("Slots of %1").arg(labelText(instance.models[j].name)));
        label->setTextFormat(Qt::PlainText);
        auto* field = new QSpinBox;
        field->setRange(0, int(std::max<std::size_t>(instance.queryCount(), 8)));
        field->setAccessibleName(label->text());
        row->addWidget(label);
        row->addWidget(field);
        row->addStretch(1);
        m_slotRow->addWidget(box);
        m_slots.push_back(field);
        connect(field, &QSpinBox::valueChanged, this, [this, j](int value) {
            m_state.instance.models[j].capacity = value;
            emit changed(m_state, 0);
        });
    }
    std::erase(m_slots, nullptr);
    m_limits->setVisible(shows("limits"));
    m_floor->setVisible(!instance.budget);
    m_budget->setVisible(instance.budget.has_value());
    setState(state);
}

void LivePanel::setConcealed(bool concealed) {
    m_concealed = concealed;
    setState(m_state);
}

bool LivePanel::isNeeded() const {
    return !m_lanes.empty() || m_load || shows("limits");
}

void LivePanel::setState(const LessonState& state) {
    m_state = state;
    if (m_state.instance.queryCount() == 0) return;
    fillLanes();
    if (m_load) m_load->setInstance(m_state.instance, m_concealed);
    if (shows("limits")) fillLimits();
    const bool ordered = shows("greedy") || shows("threshold") || shows("board");
    m_swap->setVisible(ordered);
    m_replay->setVisible(ordered);
    m_replay->setEnabled(!m_concealed);
}

void LivePanel::makeLanes() {
    for (RoutingLane* lane : m_lanes) delete lane;
    m_lanes.clear();
    delete std::exchange(m_load, nullptr);
    if (shows("load") && m_state.instance.load) {
        m_load = new LoadLane;
        // Above the buttons, below the routings.
        m_column->insertWidget(m_column->count() - 1, m_load);
        connect(m_load, &LoadLane::rateChanged, this, [this](double perSecond) {
            m_state.instance.load->rate = perSecond;
            emit changed(m_state, 0);
        });
    }
    for (const char* part : {"board", "greedy", "threshold", "optimizer"}) {
        if (!shows(part)) continue;
        auto* lane = new RoutingLane;
        lane->setObjectName(QString::fromLatin1(part));
        m_lanes.push_back(lane);
        m_laneRow->addWidget(lane, 1);
        if (std::string_view(part) != "board") continue;
        lane->setEditable(true);
        connect(lane, &RoutingLane::placed, this, [this](std::size_t query, std::size_t model) {
            m_state.board[query] = static_cast<std::int32_t>(model);
            emit changed(m_state, 0);
        });
    }
}

void LivePanel::fillLanes() {
    for (RoutingLane* lane : m_lanes) {
        RoutingLane::Content content;
        content.instance = m_state.instance;
        const QString part = lane->objectName();
        content.disc = m_step.discAt(part.toStdString());
        content.concealed = m_concealed && part != "board";
        if (lane == m_lanes.front()) content.queriesDisc = m_step.discAt("queries");
        if (part == "board") {
            content.title = tr("Your own routing");
            content.routing = m_state.board;
        } else if (part == "greedy") {
            content.title = tr("Greedy, in arrival order");
            content.warning = true;
            content.routing = greedyRouting(m_state.instance).assignment;
            if (shows("optimizer")) content.best = optimumOf(m_state.instance).result.assignment;
        } else if (part == "threshold") {
            content.title =
                tr("Threshold, τ = %1 %")
                    .arg(QString::fromStdString(lessonNumber(100.0 * m_state.instance.floor)));
            content.warning = true;
            content.routing = thresholdRouting(m_state.instance, m_state.instance.floor).assignment;
        } else {
            const LessonOptimum optimum = optimumOf(m_state.instance);
            content.title = tr("The optimizer");
            content.routing = optimum.result.assignment;
            if (!optimum.result.solved()) {
                content.emptyText =
                    tr("There is no routing: %1").arg(labelText(optimum.result.explanation));
            }
        }
        lane->setContent(std::move(content));
    }
}

void LivePanel::fillLimits() {
    const LessonInstance& instance = m_state.instance;
    const LessonOptimum optimum = optimumOf(instance);
    m_floor->setValue(instance.floor);
    if (optimum.bestAccuracy == optimum.bestAccuracy) {
        m_floor->setReachable(0.0, optimum.bestAccuracy);
        m_floor->setNote(
            tr("reachable up to %1 %")
                .arg(QString::fromStdString(lessonNumber(100.0 * optimum.bestAccuracy))),
            false);
    } else {
        m_floor->setReachable(0.0, 0.0);
        m_floor->setNote(tr("no floor can be held"), true);
    }
    if (instance.budget) {
        const double most = std::max(*instance.budget, instance.cost.rowwise().maxCoeff().sum());
        m_budget->setLimits(0.0, std::min(most, kMostBudget));
        m_budget->setValue(*instance.budget);
        if (optimum.leastCost == optimum.leastCost) {
            m_budget->setReachable(optimum.leastCost, kMostBudget);
            m_budget->setNote(
                tr("from %1 ¢ on").arg(QString::fromStdString(lessonNumber(optimum.leastCost))),
                false);
        }
    }
    std::size_t at = 0;
    for (const auto& model : instance.models) {
        if (model.capacity == kUnlimited || at >= m_slots.size()) continue;
        const QSignalBlocker quiet(m_slots[at]);
        m_slots[at++]->setValue(int(model.capacity));
    }
    if (optimum.result.solved()) {
        m_verdict->setText(tr("The best routing costs %1 ¢, %2 right answers.")
                               .arg(QString::fromStdString(lessonNumber(optimum.routing.cost)),
                                    QString::fromStdString(lessonNumber(optimum.routing.answers))),
                           NoteLabel::Tone::Strong);
    } else {
        m_verdict->setText(labelText(optimum.result.explanation), NoteLabel::Tone::Warning);
    }
}

QString LivePanel::verdict() const {
    return m_verdict->text();
}

void LivePanel::replayStep() {
    bool more = false;
    for (RoutingLane* lane : m_lanes) {
        const std::size_t next = lane->shown().value_or(0) + 1;
        const bool all = next >= m_state.instance.queryCount();
        lane->setShown(all ? std::nullopt : std::optional(next));
        more = more || !all;
    }
    if (!more) m_player.stop();
}

void LivePanel::swapArrivals() {
    const std::size_t last = m_state.instance.queryCount() - 1;
    m_state.instance = m_state.instance.withFirst(last);
    if (!m_state.board.empty()) {
        std::rotate(m_state.board.begin(), m_state.board.end() - 1, m_state.board.end());
    }
    emit changed(m_state, 0);
}

void LivePanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
