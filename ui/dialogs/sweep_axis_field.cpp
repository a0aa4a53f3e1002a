#include "ui/dialogs/sweep_axis_field.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <algorithm>
#include <array>

#include "core/lab/sweep_ranges.h"
#include "core/support/error.h"
#include "ui/session/label_text.h"

namespace orl {

namespace {

constexpr std::array kAxisKinds = {
    AxisKind::Alpha,      AxisKind::Budget,     AxisKind::Capacity,    AxisKind::ModelCapacity,
    AxisKind::Price,      AxisKind::InputPrice, AxisKind::OutputPrice, AxisKind::SecondPrice,
    AxisKind::SecondsCap, AxisKind::Volume};

QString kindText(AxisKind kind) {
    switch (kind) {
        case AxisKind::Alpha:
            return SweepAxisField::tr("accuracy floor α");
        case AxisKind::Budget:
            return SweepAxisField::tr("budget");
        case AxisKind::Capacity:
            return SweepAxisField::tr("capacity L of all");
        case AxisKind::ModelCapacity:
            return SweepAxisField::tr("capacity of");
        case AxisKind::Price:
            return SweepAxisField::tr("price factor of");
        case AxisKind::InputPrice:
            return SweepAxisField::tr("input price of");
        case AxisKind::OutputPrice:
            return SweepAxisField::tr("output price of");
        case AxisKind::SecondPrice:
            return SweepAxisField::tr("price of seconds ω");
        case AxisKind::SecondsCap:
            return SweepAxisField::tr("cap on seconds");
        case AxisKind::Volume:
            break;
    }
    return SweepAxisField::tr("queries a month");
}

QDoubleSpinBox* axisSpin(const QString& name) {
    auto* spin = new QDoubleSpinBox;
    spin->setRange(0.0, 1e12);
    spin->setAccessibleName(name);
    spin->setGroupSeparatorShown(true);
    spin->setKeyboardTracking(false);
    spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    spin->setFixedWidth(spin->fontMetrics().horizontalAdvance('0') * 15);
    return spin;
}

}  // namespace

AxisWords axisWords(const SweepAxis& axis, std::size_t queries) {
    const QString model = labelText(axis.model);
    AxisWords words;
    const auto share = [&](const QString& title, const QString& name) {
        words = {title, name, Unit::Percent, 1.0, 100.0, {}, SweepAxisField::tr(" %"), 1};
    };
    const auto money = [&](const QString& title, const QString& name, double factor) {
        words = {title, name, Unit::Usd, factor, factor, QStringLiteral("$"), {}, 4};
    };
    switch (axis.kind) {
        case AxisKind::Alpha:
            share(SweepAxisField::tr("accuracy floor α, %"), SweepAxisField::tr("α"));
            break;
        case AxisKind::Capacity:
            share(SweepAxisField::tr("common capacity L, % of the queries"),
                  SweepAxisField::tr("L"));
            break;
        case AxisKind::ModelCapacity:
            share(SweepAxisField::tr("capacity of %1, % of the queries").arg(model),
                  SweepAxisField::tr("capacity of %1").arg(model));
            break;
        case AxisKind::Budget:
            money(SweepAxisField::tr("budget, USD per 1,000 queries"), SweepAxisField::tr("budget"),
                  1000.0 / double(std::max<std::size_t>(queries, 1)));
            break;
        case AxisKind::Price:
            words = {SweepAxisField::tr("price of %1, factor").arg(model),
                     SweepAxisField::tr("price of %1").arg(model),
                     Unit::Number,
                     1.0,
                     1.0,
                     QStringLiteral("× "),
                     {},
                     3};
            break;
        case AxisKind::InputPrice:
            money(SweepAxisField::tr("input price of %1, USD per million tokens").arg(model),
                  SweepAxisField::tr("input price of %1").arg(model), 1.0);
            break;
        case AxisKind::OutputPrice:
            money(SweepAxisField::tr("output price of %1, USD per million tokens").arg(model),
                  SweepAxisField::tr("output price of %1").arg(model), 1.0);
            break;
        case AxisKind::SecondPrice:
            money(SweepAxisField::tr("price of a second ω, USD per 1,000 s"),
                  SweepAxisField::tr("ω"), 1000.0);
            break;
        case AxisKind::SecondsCap:
            words = {SweepAxisField::tr("cap on mean seconds"),
                     SweepAxisField::tr("cap on seconds"),
                     Unit::Number,
                     1.0,
                     1.0,
                     {},
                     SweepAxisField::tr(" s"),
                     3};
            break;
        case AxisKind::Volume:
            // Ticks of charts in millions, so that they are read.
            words = {SweepAxisField::tr("million queries a month"),
                     SweepAxisField::tr("queries a month"),
                     Unit::Number,
                     1e-6,
                     1.0,
                     {},
                     {},
                     0};
            break;
    }
    return words;
}

QString axisValueText(const SweepAxis& axis, double value, std::size_t queries) {
    const AxisWords words = axisWords(axis, queries);
    const double shown = value * words.factor;
    if (axis.kind == AxisKind::Price) {
        return QStringLiteral("%1 × %2").arg(labelText(axis.model)).arg(shown, 0, 'g', 6);
    }
    if (axis.kind == AxisKind::Volume) {
        return SweepAxisField::tr("%L1 queries a month").arg(value, 0, 'f', 0);
    }
    return words.name + ' ' + valueText(shown, words.unit) +
           (axis.kind == AxisKind::SecondsCap ? words.suffix : QString());
}

SweepAxisField::SweepAxisField(const QString& label, bool optional, QWidget* parent)
    : QWidget(parent) {
    build(label, optional);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &SweepAxisField::showKind);
    connect(m_model, &QComboBox::currentIndexChanged, this, &SweepAxisField::showKind);
    for (QDoubleSpinBox* spin : {m_low, m_high, m_step}) {
        connect(spin, &QDoubleSpinBox::valueChanged, this, &SweepAxisField::changed);
    }
    connect(m_spacing, &QComboBox::currentIndexChanged, this, [this](int ratio) {
        const QSignalBlocker quiet(m_step);
        if (ratio == 1) {
            m_step->setValue(1.5);
        } else {
            m_step->setValue((m_high->value() - m_low->value()) / 16.0);
        }
        showUnits();
        emit changed();
    });
    showKind();
}

void SweepAxisField::build(const QString& label, bool optional) {
    m_kind = new QComboBox;
    if (optional) m_kind->addItem(tr("nothing else"), -1);
    for (const AxisKind kind : kAxisKinds) m_kind->addItem(kindText(kind), int(kind));
    m_model = new QComboBox;
    m_model->setAccessibleName(tr("Model"));
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(18);
    // The fields of both axes stand below each other.
    QSizePolicy policy = m_model->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_model->setSizePolicy(policy);
    m_low = axisSpin(tr("From"));
    m_high = axisSpin(tr("To"));
    m_step = axisSpin(tr("Step"));
    m_spacing = new QComboBox;
    m_spacing->addItems({tr("in steps of"), tr("in ratios of")});
    m_spacing->setAccessibleName(tr("Spacing"));
    auto* name = new QLabel(label);
    name->setBuddy(m_kind);
    name->setMinimumWidth(name->fontMetrics().horizontalAdvance(QStringLiteral("against ")));
    m_rest = new QWidget;
    auto* rest = new QHBoxLayout(m_rest);
    rest->setContentsMargins(0, 0, 0, 0);
    rest->addWidget(m_model);
    rest->addWidget(new QLabel(tr("from")));
    rest->addWidget(m_low);
    rest->addWidget(new QLabel(tr("to")));
    rest->addWidget(m_high);
    rest->addWidget(m_spacing);
    rest->addWidget(m_step);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(name);
    row->addWidget(m_kind);
    row->addWidget(m_rest);
    row->addStretch(1);
}

std::optional<AxisKind> SweepAxisField::chosen() const {
    const int kind = m_kind->currentData().toInt();
    return kind < 0 ? std::nullopt : std::optional(AxisKind(kind));
}

std::size_t SweepAxisField::queries() const {
    return m_solve ? m_solve->experiment->problem.queryCount() : 1;
}

void SweepAxisField::setContext(std::shared_ptr<const SolveView> solve,
                                std::shared_ptr<const Dataset> prices, double monthlyQueries) {
    const bool otherData = prices != m_prices;
    const bool otherModels =
        !m_solve || !solve || m_solve->experiment->models != solve->experiment->models;
    m_solve = std::move(solve);
    m_prices = std::move(prices);
    m_monthly = monthlyQueries;
    if (otherModels) fillModels();
    if (otherData || otherModels) showKind();
}

void SweepAxisField::fillModels() {
    const QSignalBlocker quiet(m_model);
    const QVariant before = m_model->currentData();
    m_model->clear();
    if (!m_solve) return;
    for (const std::string& name : m_solve->experiment->models) {
        m_model->addItem(labelText(name), QByteArray::fromStdString(name));
    }
    const int there = m_model->findData(before);
    if (there >= 0) m_model->setCurrentIndex(there);
}

void SweepAxisField::choose(AxisKind kind, const std::string& model) {
    {
        const QSignalBlocker quiet(m_model);
        const int there = m_model->findData(QByteArray::fromStdString(model));
        if (there >= 0) m_model->setCurrentIndex(there);
    }
    m_kind->setCurrentIndex(m_kind->findData(int(kind)));
    showKind();
}

std::optional<SweepAxis> SweepAxisField::axis() const {
    const auto kind = chosen();
    if (!kind) return {};
    SweepAxis axis;
    axis.kind = *kind;
    if (hasModel(*kind)) axis.model = m_model->currentData().toByteArray().toStdString();
    try {
        axis.values = valuesOf(range());
    } catch (const Error&) {
        axis.values.clear();
    }
    return axis;
}

/// What the fields say, exactly as it stands there.
AxisRange SweepAxisField::range() const {
    const auto kind = chosen();
    if (!kind) return {};
    const AxisWords words = axisWords({*kind, {}, {}}, queries());
    const double shown = words.typed;
    const bool ratio = m_spacing->currentIndex() == 1;
    return {m_low->value() / shown, m_high->value() / shown,
            ratio ? m_step->value() : m_step->value() / shown, ratio};
}

void SweepAxisField::showKind() {
    const auto kind = chosen();
    m_rest->setVisible(kind.has_value());
    if (kind) {
        m_model->setVisible(hasModel(*kind));
        if (m_solve && m_prices) {
            showRange(usualRange(*kind, m_model->currentData().toByteArray().toStdString(),
                                 *m_solve, *m_prices, m_monthly));
        }
    }
    emit changed();
}

void SweepAxisField::showUnits() {
    const auto kind = chosen();
    if (!kind) return;
    const AxisWords words = axisWords({*kind, {}, {}}, queries());
    const bool ratio = m_spacing->currentIndex() == 1;
    const QSignalBlocker quiet[] = {QSignalBlocker(m_low), QSignalBlocker(m_high),
                                    QSignalBlocker(m_step)};
    for (QDoubleSpinBox* spin : {m_low, m_high, m_step}) {
        const bool factor = ratio && spin == m_step;
        spin->setPrefix(factor ? QStringLiteral("× ") : words.prefix);
        spin->setSuffix(factor ? QString() : words.suffix);
        spin->setDecimals(factor ? 3 : words.decimals);
    }
}

void SweepAxisField::showRange(const AxisRange& range) {
    const AxisWords words = axisWords({*chosen(), {}, {}}, queries());
    const double shown = words.typed;
    {
        const QSignalBlocker quiet(m_spacing);
        m_spacing->setCurrentIndex(range.ratio ? 1 : 0);
    }
    showUnits();
    const QSignalBlocker quiet[] = {QSignalBlocker(m_low), QSignalBlocker(m_high),
                                    QSignalBlocker(m_step)};
    m_low->setValue(range.low * shown);
    m_high->setValue(range.high * shown);
    m_step->setValue(range.ratio ? range.step : range.step * shown);
}

}  // namespace orl
