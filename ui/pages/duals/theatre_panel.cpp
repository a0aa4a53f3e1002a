#include "ui/pages/duals/theatre_panel.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/pages/duals/theatre_content.h"
#include "ui/pages/duals/theatre_lane.h"
#include "ui/session/session.h"

namespace orl {

namespace {

constexpr int kScrubberEnd = 1000;
constexpr double kPerCent = 100.0;

}  // namespace

TheatrePanel::TheatrePanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_worker(Worker::Priority::Low) {
    setFocusPolicy(Qt::StrongFocus);
    m_paper = new TheatreLaneView(TheatreLaneView::Method::Paper);
    m_fast = new TheatreLaneView(TheatreLaneView::Method::Fast);
    auto* lanes = new QHBoxLayout;
    lanes->setSpacing(space::kGap);
    lanes->addWidget(m_paper, 1);
    lanes->addWidget(m_fast, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kGap);
    column->addWidget(buildTransport());
    column->addWidget(buildMethod());
    column->addLayout(lanes, 1);
    connectParts();
    chooseStep(Adaptive);
    follow();
}

void TheatrePanel::connectParts() {
    for (TheatreLaneView* lane : {m_paper, m_fast}) {
        connect(lane, &TheatreLaneView::lookAsked, this, &TheatrePanel::setLook);
        connect(lane, &TheatreLaneView::modelChosen, this,
                [this](int column) { chooseModel(std::size_t(column)); });
    }
    connect(&m_session, &Session::solvedChanged, this, &TheatrePanel::follow);
    connect(&m_session, &Session::stalenessChanged, this, &TheatrePanel::follow);
    connect(&m_clock, &QTimer::timeout, this, &TheatrePanel::tick);
    connect(&m_worker, &Worker::failed, this, [this](const Error& error) {
        const QString why = QString::fromStdString(error.problem());
        m_paper->showNothing(why);
        m_fast->showNothing(why);
    });
}

TheatreSettings TheatrePanel::settings() const {
    TheatreSettings settings;
    settings.looks = m_looks->value();
    settings.firstStep = m_firstStep->value();
    settings.patience = m_patience->value();
    const int rule = m_rule->checkedId();
    settings.diminishes = rule < 0 || kStepRules[std::size_t(rule)].diminishes;
    const auto& solve = m_session.solved();
    if (m_start->currentIndex() == FromOwn) {
        settings.startQualityPrice = m_own.qualityPrice;
        settings.startCapacityPrice = m_own.capacityPrice;
    } else if (m_start->currentIndex() == FromOptimizer && solve && solve->certificate &&
               solve->certificate->solved() && std::isfinite(solve->certificate->qualityPrice)) {
        settings.startQualityPrice = solve->certificate->qualityPrice;
        settings.startCapacityPrice = solve->certificate->capacityPrice;
    }
    if (m_stopping->isChecked()) settings.stopGap = m_stopGap->value() / kPerCent;
    return settings;
}

void TheatrePanel::setOwnPrices(const HeldPrices& prices) {
    if (prices == m_own) return;
    m_own = prices;
    if (m_start->currentIndex() != FromOwn) return;
    m_stale = true;
    if (isVisible()) request();
}

void TheatrePanel::follow() {
    m_stale = true;
    if (isVisible()) request();
}

void TheatrePanel::request() {
    const auto& solve = m_session.solved();
    if (!solve || m_session.showsOtherData()) {
        m_worker.discard();
        m_view.reset();
        setPlaying(false);
        for (TheatreLaneView* lane : {m_paper, m_fast}) {
            lane->showNothing(solve ? tr("The data are being prepared.")
                                    : tr("There is nothing to solve yet."));
        }
        return;
    }
    m_stale = false;
    const TheatreSettings asked = settings();
    std::vector<TheatreSettings> others;
    for (const StepRule& rule : kStepRules) {
        TheatreSettings other = asked;
        other.firstStep = rule.firstStep;
        other.patience = rule.patience;
        other.diminishes = rule.diminishes;
        if (other != asked) others.push_back(other);
    }
    m_worker.submit(
        [this, solve, asked, others](const Worker::Context& context) {
            auto view = std::make_shared<const TheatreView>(theatreOf(solve, asked, context.job));
            std::vector<std::vector<IterationRecord>> bounds;
            bounds.reserve(others.size());
            for (const TheatreSettings& other : others) {
                bounds.push_back(boundsOf(*solve, other, context.job));
            }
            context.show([this, view = std::move(view), bounds = std::move(bounds)]() mutable {
                accept(std::move(view), std::move(bounds));
            });
        },
        Worker::Running::Stop);
}

void TheatrePanel::accept(std::shared_ptr<const TheatreView> view,
                          std::vector<std::vector<IterationRecord>> others) {
    const bool first = !m_view;
    m_view = std::move(view);
    m_lastLook = lastLook(*m_view);
    const SolveView& solve = *m_view->solve;
    const std::size_t models = solve.experiment->models.size();
    if (m_modelOf != solve.experiment.get() || m_model >= models) {
        // The dearest slot is what there is to see.
        m_modelOf = solve.experiment.get();
        m_model = 0;
        if (!m_view->fast.looks.empty()) {
            const auto& prices = m_view->fast.looks.back().capacityPrice;
            const auto dearest = std::ranges::max_element(prices);
            if (dearest != prices.end()) m_model = std::size_t(dearest - prices.begin());
        }
    }
    m_paper->setView(m_view, std::move(others), m_model);
    m_fast->setView(m_view, {}, m_model);
    m_lookField->setRange(1, m_lastLook);
    m_of->setText(tr("of %1").arg(m_lastLook));
    setLook(first ? m_lastLook : std::min(m_look, m_lastLook));
}

void TheatrePanel::chooseModel(std::size_t model) {
    m_model = model;
    m_paper->setModel(model);
    m_fast->setModel(model);
}

/// A look a position at first, then in equal ratios.
int TheatrePanel::lookAt(int position) const {
    return std::clamp(
        int(std::lround(std::exp(std::log(double(m_lastLook)) * position / kScrubberEnd))), 1,
        m_lastLook);
}

int TheatrePanel::positionOf(int look) const {
    if (m_lastLook <= 1) return kScrubberEnd;
    return int(std::lround(std::log(double(look)) / std::log(double(m_lastLook)) * kScrubberEnd));
}

void TheatrePanel::setLook(int look) {
    m_look = std::clamp(look, 1, std::max(1, m_lastLook));
    const QSignalBlocker quietField(m_lookField);
    const QSignalBlocker quietScrubber(m_scrubber);
    m_lookField->setValue(m_look);
    if (lookAt(m_scrubber->value()) != m_look) m_scrubber->setValue(positionOf(m_look));
    m_paper->setLook(m_look);
    m_fast->setLook(m_look);
    if (m_look >= m_lastLook) setPlaying(false);
}

void TheatrePanel::setPlaying(bool playing) {
    if (playing && m_view && m_look >= m_lastLook) setLook(1);
    const bool now = playing && m_view && m_lastLook > 1;
    if (now) {
        constexpr int kSecond = 1000;
        m_clock.start(kSecond / m_speed->currentData().toInt());
    } else {
        m_clock.stop();
    }
    m_play->setText(now ? QStringLiteral("❚❚") : QStringLiteral("▶"));
    m_play->setToolTip(now ? tr("Pause (Space)") : tr("Play (Space)"));
    m_play->setAccessibleName(now ? tr("Pause") : tr("Play"));
}

void TheatrePanel::tick() {
    setLook(m_look + 1);
}

void TheatrePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) request();
}

void TheatrePanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    setPlaying(false);
}

void TheatrePanel::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Space:
            setPlaying(!isPlaying());
            break;
        case Qt::Key_Right:
            setLook(m_look + 1);
            break;
        case Qt::Key_Left:
            setLook(m_look - 1);
            break;
        case Qt::Key_Home:
            setLook(1);
            break;
        case Qt::Key_End:
            setLook(m_lastLook);
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    event->accept();
}

}  // namespace orl
