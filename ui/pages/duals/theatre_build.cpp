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
#include "ui/widgets/wrap_layout.h"

namespace orl {

namespace {

class TransportStrip : public QFrame {
  protected:
    void paintEvent(QPaintEvent*) override { paintPanel(*this); }
};

WrapLayout* rowIn(QWidget* strip) {
    auto* row = new WrapLayout(strip);
    row->setContentsMargins(space::kPanelMargin, space::kHalf, space::kPanelMargin, space::kHalf);
    row->setSpacing(space::kGap);
    return row;
}

/// What belongs together stays in one row.
QWidget* together(std::initializer_list<QWidget*> parts, int gap = space::kHalf) {
    auto* all = new QWidget;
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gap);
    for (QWidget* part : parts) row->addWidget(part);
    return all;
}

QLabel* labelFor(const QString& text, QWidget* buddy) {
    auto* label = new QLabel(text);
    label->setBuddy(buddy);
    return label;
}

}  // namespace

QAbstractButton* TheatrePanel::stepButton(Step step) const {
    return m_rule->button(step);
}

QWidget* TheatrePanel::buildTransport() {
    auto* strip = new TransportStrip;
    WrapLayout* row = rowIn(strip);
    const auto button = [&](const QString& text, const QString& tip) {
        auto* made = new QToolButton;
        made->setText(text);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setFixedSize(32, 26);
        made->setFocusPolicy(Qt::NoFocus);
        return made;
    };
    auto* first = button(QStringLiteral("|◀"), tr("To the first look (Home)"));
    auto* back = button(QStringLiteral("‹"), tr("One look back (←)"));
    m_play = button(QStringLiteral("▶"), tr("Play (Space)"));
    auto* forth = button(QStringLiteral("›"), tr("One look on (→)"));
    auto* last = button(QStringLiteral("▶|"), tr("To the last look (End)"));
    row->addWidget(together({first, back, m_play, forth, last}));
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
    m_scrubber->setMinimumWidth(160);
    row->setGrowing(row->count());
    row->addWidget(m_scrubber);
    row->addWidget(together({labelFor(tr("Loo&k"), m_lookField), m_lookField, m_of}));
    row->addWidget(m_speed);
    row->addWidget(together({labelFor(tr("from"), m_start), m_start}));
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
    WrapLayout* row = rowIn(strip);
    m_rule = new QButtonGroup(this);
    auto* rules = new QWidget;
    auto* segments = new QHBoxLayout(rules);
    segments->setContentsMargins(0, 0, 0, 0);
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
    row->addWidget(together({new QLabel(tr("Step")), rules}));
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
    row->addWidget(together({labelFor(tr("η₁"), m_firstStep), m_firstStep}));
    row->addWidget(together({labelFor(tr("halved after"), m_patience), m_patience}));
    row->addWidget(together({labelFor(tr("looks"), m_looks), m_looks}));
    row->addStretch();
    row->addWidget(together({m_stopping, m_stopGap}));
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
