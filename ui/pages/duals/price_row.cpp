#include "ui/pages/duals/price_row.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTimer>
#include <QVBoxLayout>
#include <cmath>

#include "ui/pages/duals/hand.h"
#include "ui/pages/duals/words.h"
#include "ui/session/label_text.h"
#include "ui/session/undo.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/range_slider.h"

namespace orl {

namespace {

constexpr int kPositions = 4000;    // of a slider: finer than pixels
constexpr int kPlayInterval = 125;  // milliseconds: eight steps a second
constexpr double kShown = 1000.0;   // prices are shown for 1,000 answers or slots

int positionFor(double price, double highest) {
    return highest > 0.0 ? int(std::lround(price / highest * kPositions)) : 0;
}

int decimalsOf(double step) {
    return std::clamp(int(-std::floor(std::log10(step) + 1e-9)), 2, 6);
}

RangeSlider* makeSlider(const QString& name) {
    auto* slider = new RangeSlider;
    slider->setRange(0, kPositions);
    slider->setReachable(0, kPositions);
    slider->setMark(-1);
    slider->setAccessibleName(name);
    return slider;
}

QDoubleSpinBox* makeField(const QString& name) {
    auto* field = new QDoubleSpinBox;
    field->setPrefix(QStringLiteral("$"));
    field->setLocale(QLocale::c());
    field->setKeyboardTracking(false);
    field->setAccessibleName(name);
    field->setMinimumWidth(96);
    return field;
}

QLabel* makeSymbol(const QString& text) {
    auto* label = new QLabel(text);
    QFont bold = type::title(label->font());
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

}  // namespace

PriceRow::PriceRow(PriceHand& hand, QWidget* parent) : QFrame(parent), m_hand(hand) {
    build();
    connectParts();
    showGround();
}

void PriceRow::build() {
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(space::kPanelMargin, 6, space::kPanelMargin, 6);
    m_row->setSpacing(16);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    m_quality = makeSlider(tr("λ by hand"));
    m_quality->setToolTip(
        tr("λ: what a right answer is worth. Arrows move it by a step, with Shift by "
           "ten; Enter takes the optimizer's, Esc puts it back."));
    m_qualityField = makeField(tr("λ, $ for 1,000 right answers"));
    m_optimizer = new QLabel;
    m_optimizer->setTextFormat(Qt::PlainText);
    grid->addWidget(makeSymbol(QStringLiteral("λ")), 0, 0);
    grid->addWidget(new QLabel(tr("for 1,000 right answers")), 0, 1);
    grid->addWidget(m_quality, 0, 2);
    grid->addWidget(m_qualityField, 0, 3);
    grid->addWidget(m_optimizer, 0, 4);
    buildSlots(grid);
    grid->setColumnStretch(2, 1);
    m_row->addLayout(grid, 4);
    m_row->addWidget(buildWords(), 3);
    m_playing = new QTimer(this);
    m_playing->setInterval(kPlayInterval);
}

void PriceRow::buildSlots(QGridLayout* grid) {
    m_slot = makeSlider(tr("μ by hand"));
    m_slot->setToolTip(
        tr("μ: what a slot on this model is worth. Moving it holds all slots' prices."));
    m_slotField = makeField(tr("μ, $ for 1,000 slots"));
    m_model = new QComboBox;
    m_model->setAccessibleName(tr("Model whose slots are priced"));
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(17);
    m_follows = new QCheckBox(tr("μ follows λ"));
    m_follows->setToolTip(
        tr("At every λ the slots get their best prices, so that no model is over its "
           "limit; else they stay where you put them"));
    grid->addWidget(makeSymbol(QStringLiteral("μ")), 1, 0);
    grid->addWidget(m_model, 1, 1);
    grid->addWidget(m_slot, 1, 2);
    grid->addWidget(m_slotField, 1, 3);
    grid->addWidget(m_follows, 1, 4);
}

QWidget* PriceRow::buildWords() {
    auto* side = new QWidget;
    m_sides = new QVBoxLayout(side);
    m_sides->setContentsMargins(0, 0, 0, 0);
    m_sides->setSpacing(2);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    m_sides->addLayout(column, 1);
    m_words = new NoteLabel;
    m_advice = new NoteLabel;
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_words->setFont(bold);
    // What is below must not move while one drags.
    for (NoteLabel* label : {m_words, m_advice}) {
        label->setRoom(1);
        column->addWidget(label);
    }
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    m_climb = new QPushButton(tr("Climb one step"));
    m_climb->setToolTip(
        tr("A step of supergradient ascent: in the direction of what is missing, as far as "
           "the slope needs to reach the best bound"));
    m_play = new QPushButton(tr("Play"));
    m_play->setCheckable(true);
    m_play->setToolTip(tr("Eight steps a second, until no step helps"));
    m_take = new QPushButton(tr("Take the optimizer's"));
    for (QPushButton* button : {m_climb, m_play, m_take}) buttons->addWidget(button);
    buttons->addStretch(1);
    m_sides->addLayout(buttons);
    return side;
}

/// As if everything stood above each other, so that it may come to that.
QSize PriceRow::minimumSizeHint() const {
    int wide = 0;
    for (int k = 0; k < m_row->count(); ++k) {
        wide = std::max(wide, m_row->itemAt(k)->minimumSize().width());
    }
    const QSize whole = QFrame::minimumSizeHint();
    return {std::min(whole.width(), wide + 2 * space::kPanelMargin), whole.height()};
}

/// Where a slider would be too short to be moved with care, the words stand below.
void PriceRow::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    constexpr int kLeastBeside = 76;  // lines of text
    const bool narrow = width() < kLeastBeside * fontMetrics().height();
    const auto wanted = narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_row->direction() == wanted) return;
    m_row->setDirection(wanted);
    m_row->setSpacing(narrow ? 6 : 16);
    m_sides->setDirection(narrow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void PriceRow::connectParts() {
    connect(&m_hand, &PriceHand::groundChanged, this, &PriceRow::showGround);
    connect(&m_hand, &PriceHand::stateChanged, this, &PriceRow::showState);
    connect(&m_hand, &PriceHand::viewChanged, this, &PriceRow::showWords);
    connect(&m_hand, &PriceHand::viewChanged, this, &PriceRow::showState);
    connect(&m_hand, &PriceHand::slotModelChanged, this, [this] {
        showMarks();
        showState();
    });
    for (RangeSlider* slider : {m_quality, m_slot}) {
        slider->installEventFilter(this);
        connect(slider, &RangeSlider::sliderPressed, this, [this] {
            stopPlaying();
            m_gesture = newGesture();
        });
        connect(slider, &RangeSlider::sliderReleased, this, &PriceRow::dragFinished);
    }
    connect(m_quality, &RangeSlider::valueChanged, this, [this](int position) {
        m_hand.moveQualityPrice(m_hand.highest() * position / kPositions, m_gesture);
    });
    connect(m_slot, &RangeSlider::valueChanged, this, [this](int position) {
        m_hand.moveSlotPrice(slotRange() * position / kPositions, m_gesture);
    });
    connect(m_qualityField, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        stopPlaying();
        m_hand.moveQualityPrice(value / kShown, newGesture());
    });
    connect(m_slotField, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        stopPlaying();
        m_hand.moveSlotPrice(value / kShown, newGesture());
    });
    connect(m_model, &QComboBox::activated, this,
            [this] { m_hand.setSlotModel(std::size_t(m_model->currentData().toInt())); });
    connect(m_follows, &QCheckBox::clicked, this, [this](bool on) { m_hand.setFollows(on); });
    connect(m_climb, &QPushButton::clicked, this, [this] {
        stopPlaying();
        m_hand.climb(newGesture());
    });
    connect(m_play, &QPushButton::clicked, this, [this](bool on) {
        m_playing->stop();
        if (!on) return;
        m_gesture = newGesture();
        m_playing->start();
    });
    connect(m_take, &QPushButton::clicked, this, [this] {
        stopPlaying();
        m_hand.take();
    });
    connect(m_playing, &QTimer::timeout, this, &PriceRow::play);
}

bool PriceRow::isPlaying() const {
    return m_playing->isActive();
}

void PriceRow::stopPlaying() {
    m_playing->stop();
    m_play->setChecked(false);
}

void PriceRow::play() {
    // The answer to the step before may not be there yet.
    if (!m_hand.climb(m_gesture) && !m_hand.isBusy()) stopPlaying();
}

void PriceRow::nudge(int steps, bool repeated) {
    if (!repeated) m_gesture = newGesture();
    stopPlaying();
    // To round numbers, so that a step up and one down end where they began.
    const double at = std::round(m_hand.state().prices.qualityPrice / m_hand.step()) + steps;
    m_hand.moveQualityPrice(at * m_hand.step(), m_gesture);
}

/// QAbstractSlider would move by positions, and the page by nothing.
bool PriceRow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || watched != m_slot)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool up = key->key() == Qt::Key_Right || key->key() == Qt::Key_Up;
    const bool down = key->key() == Qt::Key_Left || key->key() == Qt::Key_Down;
    if (!up && !down) return QFrame::eventFilter(watched, event);
    if (!key->isAutoRepeat()) m_gesture = newGesture();
    const double step = m_slotField->singleStep() / kShown *
                        (key->modifiers().testFlag(Qt::ShiftModifier) ? 10.0 : 1.0);
    const double price = m_hand.state().prices.capacityPrice[m_hand.slotModel()];
    m_hand.moveSlotPrice(price + (up ? step : -step), m_gesture);
    return true;
}

double PriceRow::slotRange() const {
    return m_hand.highestSlot(m_hand.slotModel());
}

void PriceRow::showGround() {
    const bool known = m_hand.curve() != nullptr;
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_quality, m_slot, m_qualityField, m_slotField, m_model, m_follows, m_climb, m_play}) {
        widget->setEnabled(known);
    }
    m_take->setEnabled(m_hand.optimal().has_value());
    if (!known) {
        stopPlaying();
        m_said.clear();
        m_advised.clear();
        m_words->setText({});
        m_advice->setText({});
        m_optimizer->setText({});
        return;
    }
    const double step = m_hand.step() * kShown;
    const QSignalBlocker quality(m_qualityField);
    m_qualityField->setRange(0.0, m_hand.highest() * kShown);
    m_qualityField->setDecimals(decimalsOf(step));
    m_qualityField->setSingleStep(step);
    showTones();
    showModels();
    showMarks();
    showState();
    showWords();
}

/// Those with limits, the dearest at the optimizer's first.
void PriceRow::showModels() {
    const DualBatch& batch = *m_hand.batch();
    std::vector<std::size_t> models;
    for (std::size_t j = 0; j < batch.models(); ++j) {
        if (batch.limited(j)) models.push_back(j);
    }
    const auto priceOf = [&](std::size_t model) {
        return m_hand.optimal() ? m_hand.optimal()->prices.capacityPrice[model] : 0.0;
    };
    std::ranges::stable_sort(models, std::ranges::greater(), priceOf);
    const QSignalBlocker blocker(m_model);
    m_model->clear();
    for (const std::size_t model : models) {
        m_model->addItem(tr("1,000 slots on %1").arg(labelText(batch.experiment().models[model])),
                         int(model));
    }
    const bool limited = !models.empty();
    if (!limited) m_model->addItem(tr("no model is limited"));
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_model, m_slot, m_slotField, m_follows}) {
        widget->setEnabled(limited);
    }
}

void PriceRow::showMarks() {
    const QSignalBlocker field(m_slotField);
    const double range = slotRange();
    m_slotField->setRange(0.0, 100.0 * range * kShown);
    m_slotField->setSingleStep(range * kShown / 200.0);
    m_slotField->setDecimals(decimalsOf(range * kShown / 200.0));
    const int at = m_model->findData(int(m_hand.slotModel()));
    if (at >= 0) m_model->setCurrentIndex(at);
    const auto& optimal = m_hand.optimal();
    if (!optimal) {
        m_quality->setMark(-1);
        m_slot->setMark(-1);
        m_optimizer->setText(tr("◇ optimizer has none"));
        return;
    }
    m_quality->setMark(positionFor(optimal->prices.qualityPrice, m_hand.highest()));
    const double price = optimal->prices.capacityPrice[m_hand.slotModel()];
    m_slot->setMark(std::isfinite(price) ? positionFor(price, range) : -1);
    m_optimizer->setText(tr("◇ optimizer %1").arg(usd(optimal->prices.qualityPrice * kShown)));
}

void PriceRow::showState() {
    if (!m_hand.curve()) return;
    const HandState& state = m_hand.state();
    const auto place = [](RangeSlider* slider, double price, double range) {
        if (slider->isSliderDown()) return;
        const QSignalBlocker blocker(slider);
        slider->setValue(positionFor(price, range));
        slider->update();
    };
    const auto show = [](QDoubleSpinBox* field, double price) {
        const QSignalBlocker blocker(field);
        field->setValue(std::isfinite(price) ? price * kShown : field->maximum());
    };
    place(m_quality, state.prices.qualityPrice, m_hand.highest());
    show(m_qualityField, state.prices.qualityPrice);
    const double price = state.prices.capacityPrice[m_hand.slotModel()];
    place(m_slot, std::isfinite(price) ? price : slotRange(), slotRange());
    show(m_slotField, price);
    const QSignalBlocker blocker(m_follows);
    m_follows->setChecked(state.follows);
}

void PriceRow::showWords() {
    if (!m_hand.view()) return;
    const PriceWords words = wordsOf(m_hand);
    m_said = words.state;
    m_advised = words.advice;
    m_words->setText(m_said, words.missing ? NoteLabel::Tone::Warning : NoteLabel::Tone::Strong);
    m_advice->setText(m_advised, NoteLabel::Tone::Strong);
}

void PriceRow::showTones() {
    QPalette own = m_optimizer->palette();
    const QColor& muted = Theme::of(palette()).mutedText;
    if (own.color(QPalette::WindowText) == muted) return;
    own.setColor(QPalette::WindowText, muted);
    m_optimizer->setPalette(own);
}

void PriceRow::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_optimizer) showTones();
}

void PriceRow::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
