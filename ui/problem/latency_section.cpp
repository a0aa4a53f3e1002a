#include "ui/problem/latency_section.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/lab/pool_edit.h"
#include "ui/session/session.h"
#include "ui/session/shadow_prices.h"
#include "ui/widgets/format.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/value_control.h"

namespace orl {

namespace {

constexpr double kNoCap = std::numeric_limits<double>::infinity();
constexpr double kNothingSaved = 1e-9;  // USD per 1,000, or accuracy: rounding

/// 1, 2 or 5 times a power of ten that is not below.
double roundAbove(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= value) return step * power;
    }
    return 10.0 * power;
}

QString secondsText(double seconds) {
    return LatencySection::tr("%1 s").arg(seconds, 0, 'f', seconds < 10.0 ? 2 : 1);
}

}  // namespace

LatencySection::LatencySection(Session& session, QWidget* parent)
    : Section(tr("Latency"), parent), m_session(session) {
    build();
    connect(m_price, &ValueControl::edited, this, &LatencySection::editPrice);
    connect(m_cap, &ValueControl::edited, this, &LatencySection::editCap);
    for (ValueControl* control : {m_price, m_cap}) {
        connect(control, &ValueControl::dragFinished, this, &LatencySection::dragFinished);
    }
    connect(m_cap, &ValueControl::stepAsked, this, [this] {
        const auto& steps = m_session.shadowPrices().steps();
        if (!steps || std::isnan(steps->secondsTo)) return;
        Scenario next = m_session.scenario();
        next.constraints.secondsCap = steps->secondsTo;
        m_session.edit(next, tr("change of the cap on seconds"));
    });
    connect(m_examples, &QPushButton::clicked, this, &LatencySection::giveExamples);
    connect(m_speeds, &QPushButton::clicked, this, &LatencySection::speedsAsked);
    connect(m_frontier, &QPushButton::clicked, this, &LatencySection::frontierAsked);
    connect(&session, &Session::scenarioChanged, this, &LatencySection::showScenario);
    connect(&session, &Session::solvedChanged, this, &LatencySection::showReach);
    connect(&session, &Session::stalenessChanged, this, &LatencySection::showReach);
    connect(&session, &Session::pinChanged, this, &LatencySection::showPin);
    connect(&session.shadowPrices(), &ShadowPrices::changed, this, &LatencySection::showSteps);
    showScenario();
    showReach();
}

void LatencySection::build() {
    m_note = new NoteLabel;
    column()->addWidget(m_note);
    m_speeds = new QPushButton(tr("Speeds…"));
    m_speeds->setToolTip(tr("Time to the first token and tokens per second, on the Models page"));
    m_examples = new QPushButton(tr("Example speeds"));
    m_examples->setToolTip(
        tr("Gives every model without a speed one to try with: 0.5 s to the first token, and 100 "
           "tokens a second for a model that costs nothing, fewer for dearer ones. Examples, not "
           "measured. Can be undone."));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_speeds);
    buttons->addWidget(m_examples);
    column()->addLayout(buttons);

    ValueControl::Options price;
    price.label = tr("Price &ω");
    price.name = tr("Price of a second omega");
    price.tooltip =
        tr("What it is worth that 1,000 answers come a second sooner, in US dollars: routers then "
           "make cost and ω × predicted seconds least together. Cost is still shown without it. At "
           "the left end it is nothing.");
    price.suffix = tr(" $ / 1,000 s");
    price.greatest = 999.0;
    price.decimals = 3;
    price.step = 0.01;
    price.logarithmic = true;
    price.zeroAtLeft = true;
    m_price = new ValueControl(price);
    column()->addWidget(m_price);

    ValueControl::Options cap;
    cap.label = tr("&Mean at most");
    cap.name = tr("Cap on mean seconds");
    cap.tooltip =
        tr("Most seconds that an answer may take on average, predicted: time to the first token "
           "and output tokens over tokens per second. At the right end there is no cap.");
    cap.suffix = tr(" s");
    cap.greatest = 9999.0;
    cap.decimals = 2;
    cap.step = 0.05;
    cap.hasNote = true;
    cap.hasStep = true;
    m_cap = new ValueControl(cap);
    column()->addWidget(m_cap);

    m_frontier = new QPushButton(tr("Cost against seconds…"));
    m_frontier->setToolTip(tr("What faster answers cost at this accuracy, solved for every ω"));
    column()->addWidget(m_frontier);
}

void LatencySection::editPrice(int gesture) {
    Scenario next = m_session.scenario();
    next.pool.secondPrice = m_price->value() / 1000.0;
    m_session.edit(next, tr("change of the price of a second"), gesture);
}

void LatencySection::editCap(int gesture) {
    Scenario next = m_session.scenario();
    next.constraints.secondsCap = m_cap->value() < m_slowest ? m_cap->value() : kNoCap;
    m_session.edit(next, tr("change of the cap on seconds"), gesture);
}

void LatencySection::giveExamples() {
    const auto& prepared = m_session.prepared();
    if (!prepared) return;
    Scenario next = m_session.scenario();
    giveExampleSpeeds(next.pool, *prepared->data);
    m_session.edit(next, tr("example speeds"));
}

void LatencySection::showScenario() {
    const Scenario& scenario = m_session.scenario();
    m_price->setValue(scenario.pool.secondPrice * 1000.0);
    m_cap->setValue(std::min(scenario.constraints.secondsCap, m_slowest));
}

void LatencySection::showReach() {
    const auto& solve = m_session.solved();
    const Scenario& scenario = m_session.scenario();
    const bool asked = scenario.pool.secondPrice > 0.0 || scenario.constraints.secondsCap < kNoCap;
    const bool known = solve && !m_session.showsOtherData() && solve->experiment->seconds;
    std::size_t unknown = 0;
    if (known && m_rangeOf != solve->experiment->seconds.get()) {
        m_rangeOf = solve->experiment->seconds.get();
        const LatencyRange& range = solve->latency;
        if (!std::isnan(range.slowest)) {
            m_slowest = std::ceil(range.slowest * 100.0) / 100.0;
            m_cap->setLimits(std::floor(range.fastest * 100.0) / 100.0, m_slowest);
            m_cap->setReachable(range.fastest, m_slowest);
        }
        if (!std::isnan(range.scale)) {
            // From what hardly matters to what outweighs all costs, in USD for 1,000 s.
            const double most = roundAbove(range.scale * 2000.0);
            m_price->setLimits(std::max(0.001, most / 1000.0), most);
        }
        showScenario();
    }
    if (known) {
        for (const std::string& model : solve->experiment->models) {
            const PoolSettings& pool = solve->scenario.pool;
            if (isOn(pool, model) && (!pool.firstTokenSeconds.contains(model) ||
                                      !pool.tokensPerSecond.contains(model))) {
                ++unknown;
            }
        }
    }
    m_note->setVisible(!known || unknown > 0);
    if (!known) {
        m_note->setText(tr("No model's speed is known, so seconds have no price and no cap."),
                        asked ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
    } else if (unknown > 0) {
        m_note->setText(tr("%1 models on have no known speed: with a price or a cap they are "
                           "left out.")
                            .arg(unknown),
                        asked ? NoteLabel::Tone::Warning : NoteLabel::Tone::Quiet);
    }
    // What is asked for can always be taken back.
    m_price->setVisible(known || asked);
    m_cap->setVisible(known || asked);
    m_frontier->setVisible(known);
    const bool offered = !known || unknown > 0;
    // The focus of a button that goes must not fall to a field that the wheel then changes.
    if (!offered && (m_examples->hasFocus() || m_speeds->hasFocus())) m_frontier->setFocus();
    m_examples->setVisible(offered);
    m_speeds->setVisible(offered);
    showCapNote();
}

void LatencySection::showCapNote() {
    const auto& solve = m_session.solved();
    if (!solve) return;
    const bool broken = solve->status == SolveStatus::SecondsUnreachable;
    const double least = solve->certificate ? solve->certificate->limit : kMissing;
    if (broken && !std::isnan(least)) {
        m_cap->setNote(tr("not below %1 under the other constraints").arg(secondsText(least)),
                       true);
        m_cap->setReachable(least, m_cap->greatest());
        return;
    }
    const double mean = solve->chosen.meanSeconds;
    const bool capped = solve->constraints.hasSecondsCap();
    const QString now = std::isnan(mean) ? QString() : tr("mean now %1").arg(secondsText(mean));
    m_cap->setNote(capped          ? now
                   : now.isEmpty() ? tr("no cap")
                                   : tr("%1; no cap").arg(now),
                   capped && mean > solve->constraints.secondsCap + 1e-9);
}

void LatencySection::showPin() {
    const auto& pin = m_session.pinned();
    m_price->setPin(pin ? pin->solve->scenario.pool.secondPrice * 1000.0 : kMissing);
    m_cap->setPin(pin ? std::min(pin->solve->scenario.constraints.secondsCap, m_slowest)
                      : kMissing);
}

void LatencySection::showSteps() {
    const auto& steps = m_session.shadowPrices().steps();
    QString text;
    if (steps && !std::isnan(steps->secondsSaves)) {
        text = steps->secondsSaves > kNothingSaved
                   ? tr("+10 % saves %1 per 1,000").arg(usd(steps->secondsSaves))
                   : tr("+10 % saves nothing");
    } else if (steps && !std::isnan(steps->secondsGains)) {
        text = steps->secondsGains > kNothingSaved
                   ? tr("+10 % gains %1 points").arg(steps->secondsGains * 100.0, 0, 'f', 2)
                   : tr("+10 % gains nothing");
    }
    m_cap->setStep(text, tr("Solved for that step, not estimated. Click to take it."));
}

}  // namespace orl
