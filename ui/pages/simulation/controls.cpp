#include "ui/pages/simulation/controls.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/pages/simulation/runner.h"
#include "ui/session/label_text.h"
#include "ui/style/tokens.h"
#include "ui/widgets/field_undo.h"

namespace orl {

namespace {

constexpr double kMillis = 1000.0;

void showChoice(QComboBox& box, int value) {
    const QSignalBlocker quiet(box);
    box.setCurrentIndex(box.findData(value));
}

void showId(QComboBox& box, const std::string& id) {
    const QSignalBlocker quiet(box);
    box.setCurrentIndex(std::max(0, box.findData(QString::fromStdString(id))));
}

template <typename Field, typename Value>
void showValue(Field& field, Value value) {
    const QSignalBlocker quiet(field);
    field.setValue(value);
}

}  // namespace

SimulationControls::SimulationControls(QWidget* parent) : QWidget(parent) {
    buildFirst();
    buildSecond();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kHalf);
    column->addWidget(m_rowOne);
    column->addWidget(m_rowTwo);
    connectFirst();
    connectSecond();
    letUndoPass(*this);
    showMore(true);
    show();
}

QAbstractButton* SimulationControls::preset(LoadPreset which) const {
    return m_presets->button(int(which));
}

void SimulationControls::showMore(bool shown) {
    m_more->setChecked(shown);
    m_rowTwo->setVisible(shown);
}

bool SimulationControls::showsMore() const {
    return m_more->isChecked();
}

void SimulationControls::push(const LoadSettings& next, const QString& text) {
    if (next == m_settings) return;
    m_settings = next;
    show();
    emit edited(next, text);
}

void SimulationControls::connectFirst() {
    connect(m_more, &QToolButton::toggled, this, &SimulationControls::showMore);
    connect(m_more, &QToolButton::clicked, this, &SimulationControls::moreChosen);
    connect(m_presets, &QButtonGroup::idClicked, this, [this](int id) {
        LoadSettings next = m_settings;
        next.preset = LoadPreset(id);
        // What was set for another load would hide what this one is about.
        next.shape.reset();
        next.rate.reset();
        next.order.reset();
        next.outages.reset();
        next.window.reset();
        push(next, tr("load %1").arg(m_presets->button(id)->text()));
    });
    connect(m_shape, &QComboBox::activated, this, [this] {
        LoadSettings next = m_settings;
        next.shape = ArrivalPlan::Shape(m_shape->currentData().toInt());
        push(next, tr("arrivals"));
    });
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        LoadSettings next = m_settings;
        next.rate = value;
        push(next, tr("rate of arrival"));
    });
    connect(m_queue, &QSpinBox::valueChanged, this, [this](int value) {
        LoadSettings next = m_settings;
        next.queueLimit = value < 0 ? kUnlimited : value;
        push(next, tr("queue limit"));
    });
    connectOutage();
}

void SimulationControls::connectOutage() {
    connect(m_outage, &QComboBox::activated, this, [this](int index) {
        if (index <= 0) {
            LoadSettings next = m_settings;
            next.outages.emplace();
            push(next, tr("no outage"));
            return;
        }
        LoadOutage outage{m_models[std::size_t(index - 1)], m_from->value(), m_until->value(),
                          chosenSlowness()};
        if (!(outage.until > outage.from) && m_view) {
            outage.from = std::round(m_view->end() / 3.0);
            outage.until = std::max(outage.from + 1.0, std::round(m_view->end() * 4.0 / 9.0));
        }
        setOutage(outage, tr("outage of %1").arg(labelText(outage.model)));
    });
    const auto change = [this](const QString& text) {
        std::vector<LoadOutage> all = outages();
        if (all.empty()) return;
        all[0].from = m_from->value();
        all[0].until = m_until->value();
        all[0].slowness = chosenSlowness();
        setOutage(all[0], text);
    };
    for (QDoubleSpinBox* time : {m_from, m_until}) {
        connect(time, &QDoubleSpinBox::valueChanged, this,
                [change] { change(tr("time of the outage")); });
    }
    connect(m_kind, &QComboBox::activated, this, [change] { change(tr("out or slow")); });
    connect(m_factor, &QDoubleSpinBox::valueChanged, this,
            [change] { change(tr("how slow a model is")); });
}

double SimulationControls::chosenSlowness() const {
    return m_kind->currentIndex() == 0 ? std::numeric_limits<double>::infinity()
                                       : m_factor->value();
}

void SimulationControls::connectSecond() {
    const auto chosen = [this](QComboBox* box, auto set, const QString& text) {
        connect(box, &QComboBox::activated, this, [this, box, set, text] {
            LoadSettings next = m_settings;
            set(next, box);
            push(next, text);
        });
    };
    chosen(
        m_order,
        [](LoadSettings& next, QComboBox* box) {
            next.order = ArrivalPlan::Order(box->currentData().toInt());
        },
        tr("order of the queries"));
    chosen(
        m_window,
        [](LoadSettings& next, QComboBox* box) {
            next.window = WindowPlan::Kind(box->currentData().toInt());
        },
        tr("window"));
    chosen(
        m_service,
        [](LoadSettings& next, QComboBox* box) {
            next.service = ServicePlan::Kind(box->currentData().toInt());
        },
        tr("seconds of an answer"));
    const auto routers = [this](LoadSettings& next, QComboBox*) {
        next.greedy.clear();
        for (const QComboBox* box : {m_first, m_second}) {
            const std::string id = box->currentData().toString().toStdString();
            if (id.empty() && box == m_second) continue;
            if (!id.empty()) {
                next.greedy.push_back(id);
            } else if (!m_second->currentData().toString().isEmpty()) {
                next.greedy.emplace_back("threshold");
            }
        }
    };
    chosen(m_first, routers, tr("routers"));
    chosen(m_second, routers, tr("routers"));
    connect(m_windowSize, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        LoadSettings next = m_settings;
        if (m_window->currentData().toInt() == int(WindowPlan::Kind::Count)) {
            next.window = WindowPlan::Kind::Count;
            next.windowCount = std::int64_t(value);
        } else {
            next.windowSeconds = value / kMillis;
        }
        push(next, tr("size of the window"));
    });
    connect(m_seconds, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        LoadSettings next = m_settings;
        next.serviceSeconds = value;
        if (!next.service || *next.service == ServicePlan::Kind::Pool) {
            next.service = ServicePlan::Kind::Constant;
        }
        push(next, tr("seconds of an answer"));
    });
    connect(m_slots, &QSpinBox::valueChanged, this, [this](int value) {
        LoadSettings next = m_settings;
        next.commonSlots = value;
        push(next, tr("slots per model"));
    });
    connect(m_tune, &QCheckBox::toggled, this, [this](bool on) {
        LoadSettings next = m_settings;
        next.tune = on;
        push(next, tr("equal accuracy"));
    });
    connect(m_use, &QSpinBox::valueChanged, this, [this](int value) {
        LoadSettings next = m_settings;
        next.plannedUse = double(value) / 100.0;
        push(next, tr("planned use"));
    });
    connect(m_known, &QCheckBox::toggled, this, [this](bool on) {
        LoadSettings next = m_settings;
        next.knownPrices = on;
        push(next, tr("known prices"));
    });
    connect(m_seed, &QSpinBox::valueChanged, this, [this](int value) {
        LoadSettings next = m_settings;
        next.seed = std::uint64_t(value);
        push(next, tr("seed"));
    });
}

/// Those that are set, else the preset's as the runs have them.
std::vector<LoadOutage> SimulationControls::outages() const {
    if (m_settings.outages) return *m_settings.outages;
    std::vector<LoadOutage> all;
    if (!m_view || m_view->question.load.paperQueries) return all;
    return outagesIn(m_view->runs->plan, m_view->experiment().models);
}

/// In place of the first.
void SimulationControls::setOutage(const LoadOutage& outage, const QString& text) {
    LoadSettings next = m_settings;
    std::vector<LoadOutage> all = outages();
    if (all.empty()) {
        all.push_back(outage);
    } else {
        all[0] = outage;
    }
    next.outages = std::move(all);
    push(next, text);
}

std::size_t SimulationControls::newOutageModel() const {
    const int index = m_outage->currentIndex();
    return index > 0 ? std::size_t(index - 1) : 0;
}

void SimulationControls::setSettings(const LoadSettings& settings) {
    m_settings = settings;
    show();
}

void SimulationControls::setView(const std::shared_ptr<const LoadView>& view) {
    m_view = view;
    show();
}

void SimulationControls::setModels(const std::vector<std::string>& models) {
    if (models == m_models) return;
    m_models = models;
    const QSignalBlocker quiet(m_outage);
    m_outage->clear();
    m_outage->addItem(tr("none"));
    for (const std::string& model : models) m_outage->addItem(labelText(model));
    buildOwnSlots();
    show();
}

void SimulationControls::showArrivals() {
    const ArrivalPlan* plan = m_view ? &m_view->runs->plan.arrivals : nullptr;
    if (m_settings.shape) {
        showChoice(*m_shape, int(*m_settings.shape));
    } else if (plan) {
        showChoice(*m_shape, int(plan->shape));
    }
    const auto shape = ArrivalPlan::Shape(m_shape->currentData().toInt());
    m_rate->setEnabled(shape != ArrivalPlan::Shape::AllAtOnce);
    const double rate = m_settings.rate ? *m_settings.rate : plan ? plan->rate : 0.0;
    if (rate > 0.0) {
        const QSignalBlocker quiet(m_rate);
        m_rate->setDecimals(rate < 0.1 ? 6 : 2);
        m_rate->setValue(rate);
    }
    if (m_settings.order) {
        showChoice(*m_order, int(*m_settings.order));
    } else if (plan) {
        showChoice(*m_order, int(plan->order));
    }
}

void SimulationControls::showOutage() {
    const std::vector<LoadOutage> all = outages();
    const QSignalBlocker quiet(m_outage);
    int index = 0;
    if (!all.empty()) {
        const auto found = std::ranges::find(m_models, all[0].model);
        if (found != m_models.end()) index = int(found - m_models.begin()) + 1;
        showValue(*m_from, all[0].from);
        showValue(*m_until, std::min(all[0].until, kLongestSeconds));
        const QSignalBlocker quietKind(m_kind);
        m_kind->setCurrentIndex(all[0].isOut() ? 0 : 1);
        if (!all[0].isOut()) showValue(*m_factor, all[0].slowness);
    }
    m_outage->setCurrentIndex(index);
    for (QWidget* each : std::initializer_list<QWidget*>{m_dash, m_from, m_until, m_kind}) {
        each->setVisible(index > 0);
    }
    m_factor->setVisible(index > 0 && m_kind->currentIndex() > 0);
}

void SimulationControls::show() {
    const bool paper = m_settings.preset == LoadPreset::TwoQueries;
    m_presets->button(int(m_settings.preset))->setChecked(true);
    showArrivals();
    showOutage();
    showValue(*m_queue, m_settings.queueLimit == kUnlimited ? -1 : int(m_settings.queueLimit));
    const WindowPlan plan = m_view ? m_view->runs->plan.window : WindowPlan{};
    const WindowPlan::Kind window = m_settings.window.value_or(plan.kind);
    showChoice(*m_window, int(window));
    const bool counted = window == WindowPlan::Kind::Count;
    const double size = !counted            ? m_settings.windowSeconds * kMillis
                        : m_settings.window ? double(m_settings.windowCount)
                                            : double(plan.count);
    const bool gathers = window != WindowPlan::Kind::None;
    m_windowSize->setVisible(gathers);
    m_queue->setSuffix(gathers ? tr(" in all") : QString());
    m_queue->setToolTip(
        gathers ? tr("How many may gather and wait in all, whatever model they will go to: with a "
                     "window there is one queue. Who finds it full is turned away")
                : tr("How many may wait for each model; who finds all queues full is turned away. "
                     "With 0 a query passes on at once"));
    m_windowSize->setSuffix(counted ? tr(" queries") : tr(" ms"));
    showValue(*m_windowSize, std::max(1.0, size));
    const ServicePlan service = m_view ? m_view->runs->plan.service : ServicePlan{};
    const ServicePlan::Kind kind = m_settings.service.value_or(service.kind);
    showChoice(*m_service, int(kind));
    m_seconds->setVisible(kind != ServicePlan::Kind::Pool);
    showValue(*m_seconds, m_settings.service ? m_settings.serviceSeconds : service.seconds);
    showValue(*m_slots, int(m_settings.commonSlots));
    for (std::size_t j = 0; j < m_own.size(); ++j) {
        const auto own = m_settings.ownSlots.find(m_models[j]);
        showValue(*m_own[j],
                  int(own == m_settings.ownSlots.end() ? m_settings.commonSlots : own->second));
    }
    m_each->setText(m_settings.ownSlots.empty()
                        ? tr("each…")
                        : tr("%1 of their own…").arg(m_settings.ownSlots.size()));
    showId(*m_first, m_settings.greedy.empty() ? std::string() : m_settings.greedy[0]);
    showId(*m_second, m_settings.greedy.size() < 2 ? std::string() : m_settings.greedy[1]);
    for (const auto& [box, on] :
         {std::pair(m_tune, m_settings.tune), std::pair(m_known, m_settings.knownPrices)}) {
        const QSignalBlocker quiet(box);
        box->setChecked(on);
    }
    showValue(*m_use, int(std::lround(100.0 * m_settings.plannedUse)));
    showValue(*m_seed, int(m_settings.seed));
    for (QWidget* field : std::initializer_list<QWidget*>{m_shape, m_rate, m_outage, m_order,
                                                          m_service, m_seconds, m_slots, m_each}) {
        if (paper) field->setEnabled(false);
        if (!paper && field != m_rate) field->setEnabled(true);
    }
}

}  // namespace orl
