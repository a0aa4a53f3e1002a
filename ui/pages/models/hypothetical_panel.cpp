#include "ui/pages/models/hypothetical_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "core/experiment/hypothetical.h"
#include "core/lab/pool_edit.h"
#include "core/lab/solving.h"
#include "ui/pages/models/worth_panel.h"
#include "ui/session/label_text.h"
#include "ui/session/session.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr int kDraftRests = 200;  // milliseconds
constexpr double kPointsOfOne = 100.0;

QDoubleSpinBox* spin(double low, double high, double step, int decimals, const QString& suffix,
                     const QString& name) {
    auto* field = new QDoubleSpinBox;
    field->setRange(low, high);
    field->setSingleStep(step);
    field->setDecimals(decimals);
    field->setSuffix(suffix);
    field->setAlignment(Qt::AlignRight);
    field->setAccessibleName(name);
    return field;
}

QString signedNumber(double value, int decimals) {
    const QString size = QLocale::c().toString(std::abs(value), 'f', decimals);
    return (value < 0.0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

void setOr(std::map<std::string, double>& settings, const std::string& model, double value,
           bool usual) {
    settings.erase(model);
    if (!usual) settings[model] = value;
}

}  // namespace

HypotheticalPanel::HypotheticalPanel(Session& session, QWidget* parent)
    : QFrame(parent), m_session(session) {
    build();
    m_rest.setSingleShot(true);
    m_rest.setInterval(kDraftRests);
    connect(&m_rest, &QTimer::timeout, this, &HypotheticalPanel::request);
    connect(&m_worker, &Worker::failed, this,
            [this](const Error& error) { m_effect->setText(sentence(error)); });
    follow();
}

void HypotheticalPanel::build() {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::kPanelMargin, 6, space::kPanelMargin, 6);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    m_head = new QLabel(tr("Hypothetical model"));
    m_head->setFont(type::title(font()));
    grid->addWidget(m_head, 0, 0, 1, 4);
    m_like = new QComboBox;
    m_like->setMinimumContentsLength(8);
    m_like->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_name = new QLineEdit;
    m_name->setMaxLength(80);
    m_points = spin(-90.0, 90.0, 0.5, 1, tr(" points"), tr("Quality"));
    m_points->setPrefix(QStringLiteral("+"));
    m_price = spin(0.0, kMostMultiplier, 0.05, 2, QStringLiteral(" ×"), tr("Price"));
    m_limit = spin(0.0, 100.0, 5.0, 1, tr(" % of N"), tr("Limit"));
    m_speed = spin(0.0, 1e6, 10.0, 0, tr(" tokens/s"), tr("Speed"));
    m_speed->setSpecialValueText(tr("as it"));
    const auto row = [&](int at, int column, const QString& text, QWidget* field) {
        auto* label = new QLabel(text);
        label->setBuddy(field);
        grid->addWidget(label, at, column);
        grid->addWidget(field, at, column + 1);
    };
    row(1, 0, tr("Like"), m_like);
    row(1, 2, tr("Name"), m_name);
    row(2, 0, tr("Quality"), m_points);
    row(2, 2, tr("Price"), m_price);
    row(3, 0, tr("Limit"), m_limit);
    row(3, 2, tr("Speed"), m_speed);
    m_shift = new QLabel;
    m_shift->setFont(type::note(font()));
    m_effect = new QLabel;
    for (QLabel* label : {m_shift, m_effect}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_add = new QPushButton(tr("Add to pool"));
    grid->addWidget(m_shift, 4, 0, 1, 4);
    grid->addWidget(m_effect, 5, 0, 1, 3);
    grid->addWidget(m_add, 5, 3, Qt::AlignRight | Qt::AlignTop);
    grid->setRowStretch(6, 1);
    m_points->setValue(2.0);
    m_price->setValue(1.0);
    m_limit->setValue(100.0);
    connect(m_like, &QComboBox::currentIndexChanged, this, &HypotheticalPanel::fieldsChanged);
    for (QDoubleSpinBox* field : {m_points, m_price, m_limit, m_speed}) {
        connect(field, &QDoubleSpinBox::valueChanged, this, &HypotheticalPanel::fieldsChanged);
    }
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_named = !text.trimmed().isEmpty();
        fieldsChanged();
    });
    connect(m_add, &QPushButton::clicked, this, &HypotheticalPanel::put);
}

void HypotheticalPanel::begin() {
    showModel({});
    m_points->setFocus();
    m_points->selectAll();
}

void HypotheticalPanel::showModel(const std::string& model) {
    const Scenario& scenario = m_session.scenario();
    const HypotheticalModel* known = hypotheticalOf(scenario.pool, model);
    m_edited = known ? known->name : std::string();
    m_head->setText(known ? tr("Hypothetical model of the pool") : tr("Hypothetical model"));
    m_add->setText(known ? tr("Change it") : tr("Add to pool"));
    m_filling = true;
    if (known) {
        const ModelInfo info{known->name, kMissing, kMissing, {}, {}};
        m_like->setCurrentIndex(m_like->findData(QString::fromStdString(known->like)));
        m_name->setText(QString::fromStdString(known->name));
        m_named = true;
        m_points->setValue(known->points * kPointsOfOne);
        m_price->setValue(valueInForce(scenario, info, PoolField::Multiplier));
        m_limit->setValue(valueInForce(scenario, info, PoolField::Capacity) * 100.0);
        m_speed->setValue(ownValue(scenario, info.name, PoolField::Speed).value_or(0.0));
    } else {
        const int at = m_like->findData(QString::fromStdString(model));
        if (at >= 0) m_like->setCurrentIndex(at);
        m_named = false;
        m_limit->setValue(scenario.constraints.commonCapacity * 100.0);
    }
    m_filling = false;
    fieldsChanged();
}

void HypotheticalPanel::follow() {
    const auto& prepared = m_session.prepared();
    const QVariant before = m_like->currentData();
    m_filling = true;
    m_like->clear();
    if (prepared) {
        for (const ModelInfo& model : prepared->data->models) {
            m_like->addItem(labelText(model.name), QString::fromStdString(model.name));
        }
    }
    m_like->setCurrentIndex(std::max(0, m_like->findData(before)));
    m_filling = false;
    setEnabled(prepared != nullptr);
    fieldsChanged();
}

void HypotheticalPanel::followSolve() {
    const auto& solved = m_session.solved();
    if (solved && m_asked && sameOptimum(*solved, *m_asked)) return;
    m_asked = solved;
    fieldsChanged();
}

std::string HypotheticalPanel::wantedName() const {
    return m_name->text().trimmed().toStdString();
}

/// "like gpt-4o, better, 0.50 ×": until the user names it.
void HypotheticalPanel::proposeName() {
    if (m_named || !m_session.prepared() || m_like->count() == 0) return;
    QString name = tr("like %1").arg(m_like->currentText());
    if (m_points->value() > 0.0) name += tr(", better");
    if (m_points->value() < 0.0) name += tr(", worse");
    if (m_price->value() != 1.0) name += ", " + m_price->text();
    m_name->setText(QString::fromStdString(
        freeName(*m_session.prepared()->data, m_session.scenario().pool, name.toStdString())));
}

void HypotheticalPanel::fieldsChanged() {
    m_points->setPrefix(m_points->value() < 0.0 ? QString() : QStringLiteral("+"));
    if (m_filling) return;
    proposeName();
    m_add->setEnabled(m_session.prepared() && m_like->count() > 0);
    m_worker.discard();
    m_effect->setText(tr("Solving…"));
    m_shift->setText({});
    if (isVisible()) m_rest.start();
}

void HypotheticalPanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    fieldsChanged();
}

Scenario HypotheticalPanel::drafted(bool on) const {
    Scenario next = m_session.scenario();
    const std::string name = wantedName();
    if (!m_edited.empty()) removeHypothetical(next, m_edited);
    next.pool.hypothetical.push_back(
        {name, m_like->currentData().toString().toStdString(), m_points->value() / kPointsOfOne});
    setOr(next.pool.priceMultiplier, name, m_price->value(), m_price->value() == 1.0);
    const double limit = m_limit->value() / 100.0;
    setOr(next.constraints.capacityShare, name, limit,
          std::abs(limit - next.constraints.commonCapacity) < 5e-4);
    const std::string like = m_like->currentData().toString().toStdString();
    const auto speed = ownValue(next, like, PoolField::Speed);
    const double own = m_speed->value() > 0.0 ? m_speed->value() : speed.value_or(0.0);
    setOr(next.pool.tokensPerSecond, name, own, own == 0.0);
    if (const auto first = ownValue(next, like, PoolField::FirstToken)) {
        next.pool.firstTokenSeconds[name] = *first;
    }
    std::erase(next.pool.disabled, name);
    if (!on) next.pool.disabled.push_back(name);
    return next;
}

void HypotheticalPanel::request() {
    const auto& prepared = m_session.solvedFrom();
    const auto& now = m_session.solved();
    if (!prepared || !now || m_like->count() == 0) {
        m_effect->setText(tr("Nothing is routed yet."));
        return;
    }
    Scenario asked = drafted(true);
    asked.router = "dual";
    asked.constraints.guarantee.asked = false;
    m_worker.submit(
        [this, prepared, now, asked, name = wantedName()](const Worker::Context& context) {
            const auto found = SolveEngine().solve(prepared, asked, {}, context.job.stop);
            const auto& models = found->experiment->models;
            const auto column = std::size_t(std::ranges::find(models, name) - models.begin());
            context.show([this, found, now, column] { tell(*found, *now, column); });
        },
        Worker::Running::Stop);
}

void HypotheticalPanel::tell(const SolveView& found, const SolveView& now, std::size_t column) {
    const Experiment& experiment = *found.experiment;
    const std::size_t first = experiment.models.size() - experiment.hypothetical.size();
    if (column < first || column >= experiment.models.size()) return;
    const OddsShift& shift = experiment.hypothetical[column - first];
    m_shift->setText(
        shift.reached
            ? tr("%1 points on average = %2 in log-odds on every query")
                  .arg(signedNumber(shift.points * kPointsOfOne, 1), signedNumber(shift.shift, 3))
            : tr("%1 points are out of reach: %2 is the most by a shift of log-odds")
                  .arg(signedNumber(m_points->value(), 1),
                       signedNumber(shift.points * kPointsOfOne, 1)));
    if (std::isnan(found.chosen.cost)) {
        m_effect->setText(tr("%1 is out of reach with it as well.").arg(askedText(found)));
        return;
    }
    QString said = tr("Takes %1 of the queries").arg(percent(found.chosen.share[column]));
    std::size_t most = 0;
    double lost = 0.005;
    for (std::size_t j = 0; j < std::min(now.chosen.share.size(), first); ++j) {
        const double less = now.chosen.share[j] - found.chosen.share[j];
        if (less <= lost || std::isnan(now.chosen.cost)) continue;
        lost = less;
        most = j + 1;
    }
    if (most > 0) {
        said += found.chosen.share[most - 1] == 0.0 ? tr(" and replaces %1")
                                                    : tr(", most of them from %1");
        said = said.arg(labelText(experiment.models[most - 1]));
    }
    said += tr(". By prediction; nobody has recorded it.\n");
    const bool floor = found.constraints.mode == RoutingMode::CostUnderFloor;
    const double is = floor ? found.chosen.cost : found.chosen.predictedAccuracy;
    const double was = floor ? now.chosen.cost : now.chosen.predictedAccuracy;
    said += tr("Batch %1").arg(batchText(found, is));
    if (!std::isnan(was)) {
        said += ", " + (floor ? signedNumber((is / was - 1.0) * 100.0, 1) + " %"
                              : signedNumber((is - was) * kPointsOfOne, 2) + tr(" points"));
    }
    if (!std::isnan(found.chosen.gap)) said += tr(", gap %1").arg(gapText(found.chosen.gap));
    m_effect->setText(said);
}

void HypotheticalPanel::put() {
    const auto& prepared = m_session.prepared();
    if (!prepared) return;
    const bool on = !m_edited.empty() && isOn(m_session.scenario().pool, m_edited);
    const Scenario next = drafted(on);
    try {
        poolModels(*prepared->data, next.pool);
    } catch (const Error& error) {
        emit refused(sentence(error));
        return;
    }
    const QString name = QString::fromStdString(wantedName());
    const QString text = m_edited.empty() ? tr("add %1") : tr("change %1");
    if (next != m_session.scenario()) {
        m_session.edit(next, text.arg(labelText(name.toStdString())));
    }
    emit added(name);
}

void HypotheticalPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
