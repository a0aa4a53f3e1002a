#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include "ui/pages/duals/theatre_panel.h"
#include "ui/style/panel.h"
#include "ui/widgets/segment.h"

namespace orl {

namespace {

class TransportStrip : public QFrame {
  protected:
    void paintEvent(QPaintEvent*) override { paintPanel(*this); }
};

QHBoxLayout* rowIn(QWidget* strip) {
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(space::kPanelMargin, space::kHalf, space::kPanelMargin, space::kHalf);
    row->setSpacing(space::kHalf);
    return row;
}

void addNamed(QHBoxLayout* row, const QString& text, QWidget* buddy) {
    auto* label = new QLabel(text);
    label->setBuddy(buddy);
    row->addWidget(label);
    row->addWidget(buddy);
}

}  // namespace

QAbstractButton* TheatrePanel::stepButton(Step step) const {
    return m_rule->button(step);
}

QWidget* TheatrePanel::buildTransport() {
    auto* strip = new TransportStrip;
    QHBoxLayout* row = rowIn(strip);
    const auto button = [&](const QString& text, const QString& tip) {
        auto* made = new QToolButton;
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setFixedSize(32, 26);
        made->setFocusPolicy(Qt::NoFocus);
        row->addWidget(made);
        return made;
    };
    auto* first = button(QStringLiteral("|◀"), tr("To the first look (Home)"));
    auto* back = button(QStringLiteral("‹"), tr("One look back (←)"));
    m_play = button(QStringLiteral("▶"), tr("Play (Space)"));
    auto* forth = button(QStringLiteral("›"), tr("One look on (→)"));
    auto* last = button(QStringLiteral("▶|"), tr("To the last look (End)"));
    m_jumps = {first, back, forth, last};
    m_scrubber = new QSlider(Qt::Horizontal);
    m_scrubber->setRange(0, 1000);
    m_scrubber->setAccessibleName(tr("Look"));
    m_scrubber->setFocusPolicy(Qt::NoFocus);
    m_lookField = new QSpinBox;
    m_lookField->setKeyboardTracking(false);
    m_lookField->setRange(1, 1);
    m_of = new QLabel;
    m_speed = new QComboBox;
    for (const int speed : {1, 4, 12, 40}) m_speed->addItem(tr("%1 looks / s").arg(speed), speed);
    m_speed->setCurrentIndex(1);
    m_speed->setAccessibleName(tr("Speed"));
    m_start = new QComboBox;
    m_start->addItems({tr("λ = 0, μ = 0"), tr("your own prices"), tr("the optimizer's")});
    m_start->setToolTip(
        tr("Where the paper's method starts; your own prices are those of Touch "
           "the price"));
    m_start->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addSpacing(space::kGap);
    row->addWidget(m_scrubber, 1);
    row->addSpacing(space::kGap);
    addNamed(row, tr("Loo&k"), m_lookField);
    row->addWidget(m_of);
    row->addSpacing(space::kGap);
    row->addWidget(m_speed);
    row->addSpacing(space::kGap);
    addNamed(row, tr("from"), m_start);
    connect(first, &QToolButton::clicked, this, [this] { setLook(1); });
    connect(back, &QToolButton::clicked, this, [this] { setLook(m_look - 1); });
    connect(forth, &QToolButton::clicked, this, [this] { setLook(m_look + 1); });
    connect(last, &QToolButton::clicked, this, [this] { setLook(m_lastLook); });
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!isPlaying()); });
    connect(m_scrubber, &QSlider::valueChanged, this,
            [this](int position) { setLook(lookAt(position)); });
    connect(m_lookField, &QSpinBox::valueChanged, this, &TheatrePanel::setLook);
    connect(m_start, &QComboBox::currentIndexChanged, this, &TheatrePanel::follow);
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] {
        if (isPlaying()) setPlaying(true);
    });
    return strip;
}

QWidget* TheatrePanel::buildMethod() {
    auto* strip = new TransportStrip;
    QHBoxLayout* row = rowIn(strip);
    row->addWidget(new QLabel(tr("Step")));
    m_rule = new QButtonGroup(this);
    auto* segments = new QHBoxLayout;
    segments->setSpacing(0);
    for (std::size_t k = 0; k < kStepRules.size(); ++k) {
        auto* button = new Segment(tr(kStepRules[k].title));
        button->setToolTip(tr(kStepRules[k].tip));
        button->setPlace(k == 0                       ? Segment::Place::First
                         : k + 1 == kStepRules.size() ? Segment::Place::Last
                                                      : Segment::Place::Middle);
        m_rule->addButton(button, int(k));
        segments->addWidget(button);
    }
    row->addLayout(segments);
    row->addSpacing(space::kGap);
    m_firstStep = new QDoubleSpinBox;
    m_firstStep->setRange(0.0001, 100.0);
    m_firstStep->setDecimals(4);
    m_firstStep->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_firstStep->setKeyboardTracking(false);
    m_firstStep->setToolTip(tr("First step η₁, in units of the batch"));
    m_patience = new QSpinBox;
    m_patience->setRange(0, 1000);
    m_patience->setSpecialValueText(tr("never"));
    m_patience->setKeyboardTracking(false);
    m_patience->setToolTip(tr("Looks without a better bound after which η is halved"));
    m_looks = new QSpinBox;
    m_looks->setRange(2, 5000);
    m_looks->setValue(300);
    m_looks->setKeyboardTracking(false);
    m_looks->setToolTip(tr("After so many looks the paper's method ends"));
    m_stopping = new QCheckBox(tr("Stop at &gap below"));
    m_stopGap = new QDoubleSpinBox;
    m_stopGap->setRange(0.0001, 50.0);
    m_stopGap->setDecimals(4);
    m_stopGap->setValue(0.01);
    m_stopGap->setSuffix(tr(" %"));
    m_stopGap->setKeyboardTracking(false);
    addNamed(row, tr("η₁"), m_firstStep);
    addNamed(row, tr("halved after"), m_patience);
    addNamed(row, tr("looks"), m_looks);
    row->addStretch(1);
    row->addWidget(m_stopping);
    row->addWidget(m_stopGap);
    connect(m_rule, &QButtonGroup::idClicked, this, [this](int id) {
        chooseStep(Step(id));
        follow();
    });
    const auto own = [this] {
        showRule();
        follow();
    };
    connect(m_firstStep, &QDoubleSpinBox::valueChanged, this, own);
    connect(m_patience, &QSpinBox::valueChanged, this, own);
    connect(m_looks, &QSpinBox::valueChanged, this, &TheatrePanel::follow);
    connect(m_stopping, &QCheckBox::toggled, this, &TheatrePanel::follow);
    connect(m_stopGap, &QDoubleSpinBox::valueChanged, this, [this] {
        if (m_stopping->isChecked()) follow();
    });
    return strip;
}

void TheatrePanel::chooseStep(Step step) {
    const StepRule& rule = kStepRules[std::size_t(step)];
    const QSignalBlocker quietStep(m_firstStep);
    const QSignalBlocker quietPatience(m_patience);
    m_firstStep->setValue(rule.firstStep);
    m_patience->setValue(rule.patience);
    m_rule->button(step)->setChecked(true);
}

/// A rule of one's own is none of the three.
void TheatrePanel::showRule() {
    m_rule->setExclusive(false);
    for (QAbstractButton* button : m_rule->buttons()) button->setChecked(false);
    m_rule->setExclusive(true);
}

}  // namespace orl
