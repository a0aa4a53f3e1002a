#include "ui/widgets/value_control.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

#include "ui/session/undo.h"
#include "ui/style/palette.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/range_slider.h"

namespace orl {

namespace {
constexpr int kSteps = 1000;
}  // namespace

ValueControl::ValueControl(const Options& options, QWidget* parent)
    : QWidget(parent),
      m_value(options.least),
      m_least(options.least),
      m_greatest(options.greatest),
      m_reachableLeast(options.least),
      m_reachableGreatest(options.greatest),
      m_logarithmic(options.logarithmic),
      m_zeroAtLeft(options.zeroAtLeft),
      m_factor(options.shownFactor) {
    auto* label = new QLabel(options.label);
    label->setTextFormat(Qt::PlainText);  // names may be in it
    m_slider = new RangeSlider;
    m_slider->setRange(0, kSteps);
    m_slider->setReachable(0, kSteps);
    const double span = options.greatest - options.least;
    const int single =
        m_logarithmic ? kSteps / 100 : std::max(1, int(std::lround(options.step / span * kSteps)));
    m_slider->setSingleStep(single);
    m_slider->setPageStep(single * 5);
    m_slider->setAccessibleName(options.name);
    m_slider->setToolTip(options.tooltip);
    m_field = new QDoubleSpinBox;
    m_field->setDecimals(options.decimals);
    m_field->setRange(options.least * m_factor, options.greatest * m_factor);
    m_field->setSingleStep(options.step * m_factor);
    if (m_logarithmic) m_field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_field->setSuffix(options.suffix);
    m_field->setKeyboardTracking(false);
    m_field->setAccessibleName(tr("%1, number").arg(options.name));
    m_field->setToolTip(options.tooltip);
    m_field->setAlignment(Qt::AlignRight);
    m_note = new NoteLabel;
    if (options.hasNote) m_note->setRoom(1);
    label->setBuddy(m_field);
    label->setToolTip(options.tooltip);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(1);
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_field, 0, 1);
    grid->addWidget(m_slider, 1, 0, 1, 2);
    grid->addWidget(m_note, 2, 0, 1, 2);
    m_step = new QPushButton;
    m_step->setFlat(true);
    m_step->setCursor(Qt::PointingHandCursor);
    m_step->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_step->setFixedHeight(fontMetrics().height() + 2);
    m_step->setEnabled(false);
    grid->addWidget(m_step, 3, 0, 1, 2);
    m_step->setVisible(options.hasStep);  // in its place: else it would be a window
    connect(m_step, &QPushButton::clicked, this, &ValueControl::stepAsked);
    paintStep();
    grid->setColumnStretch(0, 1);
    connectParts();
    showValue();
}

void ValueControl::setStep(const QString& text, const QString& tooltip) {
    m_step->setText(text);
    m_step->setToolTip(tooltip);
    m_step->setAccessibleName(text);
    m_step->setEnabled(!text.isEmpty());
}

void ValueControl::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_step) paintStep();
}

void ValueControl::paintStep() {
    m_step->setStyleSheet(
        QStringLiteral("QPushButton { border: none; color: %1; padding: 0; text-align: left; }"
                       "QPushButton:hover, QPushButton:focus { text-decoration: underline; }")
            .arg(Theme::of(palette()).accent.name()));
}

void ValueControl::connectParts() {
    connect(m_slider, &QAbstractSlider::sliderPressed, this, [this] { m_gesture = newGesture(); });
    connect(m_slider, &QAbstractSlider::valueChanged, this, [this] {
        if (!m_slider->isSliderDown()) m_gesture = newGesture();
        m_value = valueAt(m_slider->value());
        const QSignalBlocker quiet(m_field);
        m_field->setValue(m_value * m_factor);
        m_throttle.call();
    });
    connect(m_slider, &QAbstractSlider::sliderReleased, this, [this] {
        m_throttle.flush();
        emit dragFinished();
    });
    connect(&m_throttle, &Throttle::fired, this, [this] { emit edited(m_gesture); });
    connect(m_field, &QDoubleSpinBox::valueChanged, this, [this](double shown) {
        m_value = shown / m_factor;
        m_gesture = newGesture();
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(positionOf(m_value));
        emit edited(m_gesture);
        emit dragFinished();
    });
}

double ValueControl::exactPosition(double value) const {
    double share = 0.0;
    if (m_logarithmic) {
        share = std::log(std::max(value, m_least) / m_least) / std::log(m_greatest / m_least);
    } else {
        share = (value - m_least) / (m_greatest - m_least);
    }
    return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) * kSteps : 0.0;
}

int ValueControl::positionOf(double value) const {
    return int(std::lround(exactPosition(value)));
}

double ValueControl::valueAt(int position) const {
    if (m_zeroAtLeft && position == 0) return 0.0;
    const double share = double(position) / kSteps;
    const double exact = m_logarithmic ? m_least * std::pow(m_greatest / m_least, share)
                                       : m_least + share * (m_greatest - m_least);
    // What the number field shows is what is used.
    const double scale = std::pow(10.0, m_field->decimals());
    return std::round(exact * m_factor * scale) / scale / m_factor;
}

void ValueControl::setValue(double value) {
    if (isDragging() || value == m_value) return;
    m_value = value;
    showValue();
}

void ValueControl::showValue() {
    const QSignalBlocker quietField(m_field);
    const QSignalBlocker quietSlider(m_slider);
    m_field->setValue(m_value * m_factor);
    m_slider->setValue(positionOf(m_value));
    m_slider->update();
}

void ValueControl::setLimits(double least, double greatest) {
    if (isDragging() || (least == m_least && greatest == m_greatest)) return;
    m_least = least;
    m_greatest = greatest;
    showValue();
    setPin(m_pin);
    setReachable(m_reachableLeast, m_reachableGreatest);
}

void ValueControl::setReachable(double least, double greatest) {
    m_reachableLeast = least;
    m_reachableGreatest = greatest;
    // Positions are rounded inwards: a hatched position must not be reachable only by rounding.
    constexpr double kTolerance = 1e-6;
    m_slider->setReachable(int(std::ceil(exactPosition(least) - kTolerance)),
                           int(std::floor(exactPosition(greatest) + kTolerance)));
}

void ValueControl::setNote(const QString& text, bool warning) {
    m_note->setText(text, warning ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
}

void ValueControl::setPin(double value) {
    m_pin = value;
    m_slider->setPin(std::isnan(value) ? -1 : positionOf(value));
}

bool ValueControl::isDragging() const {
    return m_slider->isSliderDown();
}

}  // namespace orl
