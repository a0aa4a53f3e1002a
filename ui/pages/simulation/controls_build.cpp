#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>
#include <cmath>

#include "ui/pages/simulation/controls.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/field_undo.h"
#include "ui/widgets/segment.h"
#include "ui/widgets/wrap_layout.h"

namespace orl {

namespace {

// What fields take: more would make them wide, and means nothing to anybody.
constexpr double kLeastShownRate = 0.01;
constexpr double kMostShownRate = 99'999.0;
constexpr double kMostShownSeconds = 999'999.0;
constexpr double kMostShownAnswer = 9'999.0;

/// A label and its fields stay in one row.
QWidget* labelled(const QString& text, std::initializer_list<QWidget*> fields) {
    auto* all = new QWidget;
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kHalf);
    auto* label = new QLabel(text);
    label->setBuddy(*fields.begin());
    row->addWidget(label);
    for (QWidget* field : fields) row->addWidget(field);
    return all;
}

WrapLayout* wrapped(QWidget* widget) {
    auto* row = new WrapLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kGap);
    return row;
}

QDoubleSpinBox* numberField(const QString& name, double least, double most, int decimals,
                            const QString& suffix) {
    auto* field = new QDoubleSpinBox;
    field->setRange(least, most);
    field->setDecimals(decimals);
    field->setSuffix(suffix);
    field->setKeyboardTracking(false);
    field->setAccessibleName(name);
    field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return field;
}

QSpinBox* wholeField(const QString& name, int least, int most) {
    auto* field = new QSpinBox;
    field->setRange(least, most);
    field->setKeyboardTracking(false);
    field->setAccessibleName(name);
    return field;
}

}  // namespace

QWidget* SimulationControls::buildPresets() {
    struct Named {
        const char* title;
        const char* tip;
    };
    static const std::array<Named, 5> kPresets = {
        {{QT_TR_NOOP("Two queries"),
          QT_TR_NOOP("Figure 1 of the paper: an easy query comes first, then a hard one, and the "
                     "strong model has one slot")},
         {QT_TR_NOOP("Rush hour"),
          QT_TR_NOOP("A day's rhythm whose peak is a fifth above what the slots can take")},
         {QT_TR_NOOP("Outage"),
          QT_TR_NOOP("The model whose slots are worth most is out for a ninth of the run")},
         {QT_TR_NOOP("Hardest first"),
          QT_TR_NOOP("The adversarial order: the hardest queries come before all others")},
         {QT_TR_NOOP("Flash crowd"),
          QT_TR_NOOP("Bursts of two and a half times what the slots can take")}}};
    m_presets = new QButtonGroup(this);
    auto* all = new QWidget;
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (std::size_t k = 0; k < kPresets.size(); ++k) {
        auto* segment = new Segment(tr(kPresets[k].title));
        segment->setToolTip(tr(kPresets[k].tip));
        segment->setPlace(k == 0                     ? Segment::Place::First
                          : k + 1 == kPresets.size() ? Segment::Place::Last
                                                     : Segment::Place::Middle);
        m_presets->addButton(segment, int(k));
        row->addWidget(segment);
    }
    return all;
}

void SimulationControls::buildFirst() {
    m_rowOne = new QWidget;
    WrapLayout* row = wrapped(m_rowOne);
    row->addWidget(buildPresets());
    m_shape = new QComboBox;
    m_shape->addItem(tr("all at once"), int(ArrivalPlan::Shape::AllAtOnce));
    m_shape->addItem(tr("Poisson"), int(ArrivalPlan::Shape::Poisson));
    m_shape->addItem(tr("bursts"), int(ArrivalPlan::Shape::Burst));
    m_shape->addItem(tr("daily"), int(ArrivalPlan::Shape::Daily));
    m_shape->addItem(tr("ramp"), int(ArrivalPlan::Shape::Ramp));
    m_shape->setAccessibleName(tr("Arrivals"));
    m_shape->setToolTip(
        tr("When queries come: evenly by chance, in bursts, in a day's rhythm or "
           "ever more of them"));
    m_rate = numberField(tr("Rate of arrival"), kLeastShownRate, kMostShownRate, 2, tr(" / s"));
    m_rate->setToolTip(tr("Queries a second: of bursts between them, of a ramp at its begin"));
    row->addWidget(labelled(tr("Arri&vals"), {m_shape, m_rate}));
    m_queue = wholeField(tr("Queue limit"), -1, int(kMostSlots));
    m_queue->setSpecialValueText(tr("none"));
    row->addWidget(labelled(tr("Queue li&mit"), {m_queue}));
    m_outage = new QComboBox;
    m_outage->setAccessibleName(tr("Model that is out or slow"));
    m_outage->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_outage->setMinimumContentsLength(12);
    m_outage->setToolTip(
        tr("Which model is out or slow, and when. On the timeline its edges are dragged, "
           "a double click adds another, Delete takes one away"));
    m_kind = new QComboBox;
    m_kind->addItem(tr("out"));
    m_kind->addItem(tr("slow"));
    m_kind->setAccessibleName(tr("Out or slow"));
    m_kind->setToolTip(
        tr("Out: it takes no query, and those that it serves fail. Slow: answers that begin then "
           "take so many times as long"));
    m_factor =
        numberField(tr("How many times as long answers take"), 1.0, kMostSlowness, 1, tr(" ×"));
    m_factor->setValue(kUsualSlowness);
    m_dash = new QLabel(QStringLiteral("–"));
    m_from = numberField(tr("Out from"), 0.0, kMostShownSeconds, 1, tr(" s"));
    m_until = numberField(tr("Out until"), 0.0, kMostShownSeconds, 1, tr(" s"));
    row->addWidget(labelled(tr("&Outage"), {m_outage, m_kind, m_factor, m_from, m_dash, m_until}));
    m_more = new QToolButton;
    m_more->setText(tr("More"));
    m_more->setCheckable(true);
    m_more->setToolTip(tr("Order, windows, seconds of an answer, slots, routers and seed"));
    row->addWidget(m_more);
}

void SimulationControls::buildSecond() {
    m_rowTwo = new QWidget;
    WrapLayout* row = wrapped(m_rowTwo);
    m_slots = wholeField(tr("Slots per model"), 0, int(kMostSlots));
    m_slots->setToolTip(
        tr("Queries that a model serves at once. The dock's L limits the batch, "
           "how many queries a model may have in all: it says nothing of slots"));
    m_each = new QToolButton;
    m_each->setText(tr("each…"));
    m_each->setToolTip(tr("Slots of each model"));
    m_each->setPopupMode(QToolButton::InstantPopup);
    auto* apart = new QLabel(tr("(L of the dock is of the batch)"));
    apart->setFont(type::note(font()));
    apart->setToolTip(m_slots->toolTip());
    row->addWidget(labelled(tr("&Slots per model"), {m_slots, m_each, apart}));
    m_first = new QComboBox;
    m_second = new QComboBox;
    m_first->addItem(tr("the preset's"), QString());
    m_second->addItem(tr("no third lane"), QString());
    for (const std::string_view id : greedyIds()) {
        const std::string name(id);
        m_first->addItem(routerTitle(name), QString::fromStdString(name));
        m_second->addItem(routerTitle(name), QString::fromStdString(name));
    }
    m_first->setAccessibleName(tr("Greedy router"));
    m_second->setAccessibleName(tr("Second greedy router"));
    m_tune = new QCheckBox(tr("at e&qual accuracy"));
    m_tune->setToolTip(
        tr("Greedy routers with a parameter get the one at which their accuracy "
           "over the whole run is nearest to the dual's"));
    row->addWidget(labelled(tr("A&gainst"), {m_first, m_second, m_tune}));
    m_order = new QComboBox;
    m_order->addItem(tr("as they are"), int(ArrivalPlan::Order::AsTheyAre));
    m_order->addItem(tr("hardest first"), int(ArrivalPlan::Order::HardestFirst));
    m_order->addItem(tr("easiest first"), int(ArrivalPlan::Order::EasiestFirst));
    m_order->addItem(tr("by task"), int(ArrivalPlan::Order::ByTask));
    m_order->addItem(tr("shuffled"), int(ArrivalPlan::Order::Shuffled));
    m_order->setAccessibleName(tr("Order"));
    row->addWidget(labelled(tr("Or&der"), {m_order}));
    m_window = new QComboBox;
    m_window->addItem(tr("none"), int(WindowPlan::Kind::None));
    m_window->addItem(tr("of a count"), int(WindowPlan::Kind::Count));
    m_window->addItem(tr("of a time"), int(WindowPlan::Kind::Seconds));
    m_window->setAccessibleName(tr("Window"));
    m_window->setToolTip(tr("Queries gather and are routed together"));
    m_windowSize = numberField(tr("Size of the window"), 1.0, kLongestAnswer * 1000.0, 0, {});
    row->addWidget(labelled(tr("&Window"), {m_window, m_windowSize}));
    m_service = new QComboBox;
    m_service->addItem(tr("by the pool's speeds"), int(ServicePlan::Kind::Pool));
    m_service->addItem(tr("always"), int(ServicePlan::Kind::Constant));
    m_service->addItem(tr("exponential, mean"), int(ServicePlan::Kind::Exponential));
    m_service->setAccessibleName(tr("Seconds of an answer"));
    m_service->setToolTip(
        tr("How long an answer holds its slot: time to the first token and "
           "output tokens / tokens per second, or as said here"));
    m_seconds = numberField(tr("Seconds of every answer"), 0.01, kMostShownAnswer, 2, tr(" s"));
    row->addWidget(labelled(tr("A&nswers take"), {m_service, m_seconds}));
    m_use = wholeField(tr("Planned use"), int(std::lround(100.0 * kLeastPlannedUse)), 100);
    m_use->setSuffix(tr(" %"));
    m_use->setToolTip(
        tr("Share of the slots' time that the dual plans with. Less keeps waits short; at 100 % it "
           "is cheapest, and queues are always there"));
    m_known = new QCheckBox(tr("prices &known"));
    m_known->setToolTip(
        tr("The dual begins with the prices of all queries of the batch, as a service has them "
           "that has run for days. Else it learns them on the way"));
    row->addWidget(labelled(tr("&Plans with"), {m_use, m_known}));
    m_seed = wholeField(tr("Seed"), 0, 999'999'999);
    m_seed->setToolTip(tr("What chance decides: one run at one seed is a demonstration"));
    row->addWidget(labelled(tr("See&d"), {m_seed}));
}

/// A grid of fields in the popup of the button, one a model.
void SimulationControls::buildOwnSlots() {
    delete m_each->menu();
    m_own.clear();
    auto* menu = new QMenu(m_each);
    auto* grid = new QWidget;
    m_grid = new QGridLayout(grid);
    m_grid->setContentsMargins(space::kPanelMargin, space::kGap, space::kPanelMargin, space::kGap);
    for (std::size_t j = 0; j < m_models.size(); ++j) {
        auto* name = new QLabel(labelText(m_models[j]));
        auto* field = wholeField(tr("Slots of %1").arg(labelText(m_models[j])), 0, int(kMostSlots));
        name->setBuddy(field);
        m_grid->addWidget(name, int(j), 0);
        m_grid->addWidget(field, int(j), 1);
        m_own.push_back(field);
        connect(field, &QSpinBox::valueChanged, this, [this, j](int value) {
            LoadSettings next = m_settings;
            if (value == int(next.commonSlots)) {
                next.ownSlots.erase(m_models[j]);
            } else {
                next.ownSlots[m_models[j]] = value;
            }
            push(next, tr("slots of %1").arg(labelText(m_models[j])));
        });
    }
    auto* area = new QScrollArea;
    area->setWidget(grid);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setMinimumWidth(grid->sizeHint().width() + 24);
    constexpr int kMostHigh = 420;
    area->setFixedHeight(std::min(kMostHigh, grid->sizeHint().height() + 4));
    letUndoPass(*grid);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(area);
    menu->addAction(action);
    m_each->setMenu(menu);
}

}  // namespace orl
