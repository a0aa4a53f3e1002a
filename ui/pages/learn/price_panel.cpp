#include "ui/pages/learn/price_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/pages/learn/price_views.h"
#include "ui/pages/learn/tall_part.h"
#include "ui/session/label_text.h"
#include "ui/style/disc.h"
#include "ui/style/panel.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/value_control.h"

namespace orl {

namespace {

constexpr double kMostLambda = 1000.0;  // ¢; the field takes more than the slider shows

ValueControl* priceControl(const QString& label, const QString& name, const QString& tooltip) {
    ValueControl::Options options;
    options.label = label;
    options.name = name;
    options.tooltip = tooltip;
    options.suffix = QStringLiteral(" ¢");
    options.greatest = kMostLambda;
    options.step = 0.1;
    options.decimals = 2;
    return new ValueControl(options);
}

}  // namespace

PricePanel::PricePanel(QWidget* parent) : QFrame(parent) {
    setAccessibleName(tr("Prices"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPanelMargin, space::kPanelMargin, space::kPanelMargin,
                               space::kPanelMargin);
    auto* head = new QHBoxLayout;
    m_title = new QLabel(tr("Let each query decide by a price"));
    m_title->setFont(type::title(font()));
    head->addWidget(m_title);
    head->addStretch(1);
    column->addLayout(head);
    m_prices = new QVBoxLayout;
    m_lambda = priceControl(tr("&λ  one right answer"), tr("Price of one right answer"),
                            tr("What a right answer is worth"));
    m_prices->addWidget(m_lambda);
    column->addLayout(m_prices);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kGap * 2);
    m_strips = new LessonStrips;
    auto* area = new TallPart(m_strips);
    m_curve = new LessonDualCurve;
    row->addWidget(area, 5);
    row->addWidget(m_curve, 4, Qt::AlignTop);
    column->addLayout(row, 1);
    auto* legend = new NoteLabel;
    legend->setText(
        tr("grey: −λa, what the answer is worth · colour: c, what it costs · hatched: μ · "
           "tick: the sum, least wins"));
    legend->setFont(type::note(font()));
    legend->setWordWrap(true);
    column->addWidget(legend);
    m_sentence = new NoteLabel;
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    connect(m_lambda, &ValueControl::edited, this, [this] { setLambda(m_lambda->value()); });
    connect(m_curve, &LessonDualCurve::lambdaDragged, this, &PricePanel::setLambda);
}

void PricePanel::setLambda(double lambda) {
    constexpr double kGrid = 20.0;  // a step of 0.05 ¢: the figures stay round
    m_state.lambda = std::round(lambda * kGrid) / kGrid;
    emit changed(m_state, 0);
}

void PricePanel::setStep(const LessonStep& step, const LessonState& state) {
    setVisible(std::ranges::find(step.show, "price") != step.show.end());
    m_priceDisc = step.discAt("price");
    m_curve->setDisc(step.discAt("bound"));
    for (ValueControl* each : m_mu) delete each;
    m_mu.clear();
    const LessonInstance& instance = state.instance;
    if (instance.queryCount() == 0) return;
    m_most = std::max(lambdaRange(instance), 1.5 * state.lambda);
    m_lambda->setLimits(0.0, m_most);
    for (std::size_t j = 0; j < instance.modelCount(); ++j) {
        if (instance.models[j].capacity >= std::int64_t(instance.queryCount())) continue;
        const QString name = labelText(instance.models[j].name);
        auto* control =
            priceControl(tr("μ  one slot on %1").arg(QString(name).replace('&', "&&")),
                         tr("Price of one slot on %1").arg(name), tr("What a slot is charged for"));
        control->setLimits(0.0, std::ceil(instance.cost.maxCoeff() * 1.2));
        connect(control, &ValueControl::edited, this, [this, control, j] {
            m_state.mu[j] = control->value();
            emit changed(m_state, 0);
        });
        control->setProperty("model", int(j));
        m_prices->addWidget(control);
        m_mu.push_back(control);
    }
    setState(state);
}

void PricePanel::setState(const LessonState& state) {
    m_state = state;
    if (state.instance.queryCount() == 0 || isHidden()) return;
    m_optimum = optimumOf(state.instance);
    show();
}

void PricePanel::show() {
    m_lambda->setValue(m_state.lambda);
    for (ValueControl* each : m_mu) {
        each->setValue(m_state.mu[std::size_t(each->property("model").toInt())]);
    }
    LessonPrices held;
    held.instance = m_state.instance;
    held.lambda = m_state.lambda;
    held.mu = m_state.mu;
    held.most = m_most;
    if (m_optimum.result.solved() && !m_state.instance.budget) {
        held.cost = m_optimum.routing.cost;
        held.bound = m_optimum.bound;
    }
    m_strips->setPrices(held);
    m_curve->setPrices(held);
    const LessonDual dual = dualAt(m_state.instance, m_state.lambda, m_state.mu);
    const double needed = m_state.instance.floor * double(m_state.instance.queryCount());
    QStringList words = {tr("g = %1 ¢: no routing that keeps the limits costs less.")
                             .arg(QString::fromStdString(lessonNumber(dual.bound)))};
    for (std::size_t j = 0; j < m_state.instance.modelCount(); ++j) {
        const auto wanting = std::ranges::count_if(
            dual.best, [j](const auto& best) { return best.size() == 1 && best.front() == j; });
        const std::int64_t over = wanting - m_state.instance.models[j].capacity;
        if (over <= 0) continue;
        words << tr("%n over on %1.", nullptr, int(over))
                     .arg(labelText(m_state.instance.models[j].name));
    }
    if (dual.mostAnswers < needed && !nearlyEqual(dual.mostAnswers, needed)) {
        words << tr("%1 right answers are missing: raise λ.")
                     .arg(QString::fromStdString(lessonNumber(needed - dual.mostAnswers)));
    } else if (dual.leastAnswers > needed && !nearlyEqual(dual.leastAnswers, needed)) {
        words << tr("%1 right answers more than needed: lower λ.")
                     .arg(QString::fromStdString(lessonNumber(dual.leastAnswers - needed)));
    }
    m_sentence->setText(words.join(' '), NoteLabel::Tone::Strong);
}

QString PricePanel::sentence() const {
    return m_sentence->text();
}

void PricePanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
    if (m_priceDisc == 0) return;
    QPainter painter(this);
    const QRect title = m_title->geometry();
    paintDisc(painter, {title.right() + 8, title.center().y() - kDisc / 2}, m_priceDisc,
              Theme::of(palette()), font());
}

}  // namespace orl
