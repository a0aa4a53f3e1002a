#include "ui/pages/models/worth_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/pool_edit.h"
#include "ui/session/label_text.h"
#include "ui/style/panel.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

bool underFloor(const SolveView& solve) {
    return solve.constraints.mode == RoutingMode::CostUnderFloor;
}

double queriesOf(const SolveView& solve) {
    return double(solve.experiment->problem.queryCount());
}

QString times(double multiple) {
    return QLocale::c().toString(multiple, 'f', multiple < 0.1 ? 4 : 2) + QStringLiteral(" ×");
}

double shareOf(std::int64_t slotCount, const SolveView& solve) {
    return double(slotCount) / queriesOf(solve);
}

/// A limit as people set them, no less than that.
double roundedUp(double share) {
    return std::min(1.0, std::ceil(share * 1000.0 - 1e-9) / 1000.0);
}

double limitOf(const SolveView& solve, std::size_t model) {
    const auto slotCount = solve.constraints.capacityOf(model);
    return slotCount == kUnlimited ? 1.0 : double(slotCount) / queriesOf(solve);
}

bool isLimited(const SolveView& solve, const ModelWorth& worth) {
    return double(worth.enoughSlots) > limitOf(solve, worth.model) * queriesOf(solve) + 0.5;
}

}  // namespace

QString askedText(const SolveView& solve) {
    return underFloor(solve) ? percent(solve.constraints.qualityFloor)
                             : ModelWorthPanel::tr("%1 per 1,000")
                                   .arg(usd(solve.scenario.constraints.budgetPer1000));
}

QString batchText(const SolveView& solve, double objective) {
    return underFloor(solve)
               ? ModelWorthPanel::tr("%1 per 1,000").arg(usd(objective / queriesOf(solve) * 1000.0))
               : percent(objective);
}

QString batchDifference(const SolveView& solve, double one, double other) {
    const double difference = std::abs(one - other);
    return underFloor(solve) ? usd(difference / queriesOf(solve) * 1000.0)
                             : ModelWorthPanel::tr("%1 points")
                                   .arg(QLocale::c().toString(difference * 100.0, 'f', 2));
}

ModelWorthPanel::ModelWorthPanel(const WorthKeeper& keeper, QWidget* parent)
    : QFrame(parent), m_keeper(keeper), m_head(new QLabel), m_note(new QLabel) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::kPanelMargin, 6, space::kPanelMargin, 6);
    grid->setColumnStretch(0, 1);
    m_head->setFont(type::title(font()));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    grid->addWidget(m_head, 0, 0, 1, 2);
    for (std::size_t k = 0; k < m_lines.size(); ++k) {
        Line& line = m_lines[k];
        line.sentence = new QLabel;
        line.sentence->setTextFormat(Qt::PlainText);
        line.sentence->setWordWrap(true);
        line.button = new QPushButton;
        line.button->setMinimumWidth(84);
        grid->addWidget(line.sentence, int(k) + 1, 0);
        grid->addWidget(line.button, int(k) + 1, 1);
        connect(line.button, &QPushButton::clicked, this, [this, k] {
            if (m_acts[k]) m_acts[k]();
        });
    }
    m_note->setFont(type::note(font()));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    grid->addWidget(m_note, 4, 0, 1, 2);
    grid->setRowStretch(5, 1);
}

void ModelWorthPanel::say(int line, const QString& text, const QString& button,
                          std::function<void()> act) {
    const Line& at = m_lines[std::size_t(line)];
    at.sentence->setText(text);
    at.sentence->setVisible(!text.isEmpty());
    at.button->setText(button);
    at.button->setVisible(!button.isEmpty());
    at.button->setAccessibleName(button + ": " + text);
    m_acts[std::size_t(line)] = std::move(act);
}

void ModelWorthPanel::show(int model, const ModelInfo* info, const Scenario& scenario) {
    for (int line = 0; line < 3; ++line) say(line, {});
    m_note->setText({});
    m_note->setVisible(false);
    const auto& solve = m_keeper.solve();
    if (!info || model < 0) {
        m_head->setText(tr("What a model is worth"));
        say(0, tr("Select a model."));
        return;
    }
    const QString name = labelText(info->name);
    m_head->setText(tr("What %1 is worth").arg(name));
    if (!solve || std::size_t(model) >= m_keeper.rows().size()) {
        say(0, tr("Nothing is routed yet."));
        return;
    }
    const WorthKeeper::Row& row = m_keeper.rows()[std::size_t(model)];
    if (!m_keeper.failure().isEmpty()) {
        say(0, m_keeper.failure());
        return;
    }
    if (!row.worth && !row.ifOn) {
        say(0, tr("Solving…"));
        return;
    }
    if (row.worth && std::isnan(row.worth->with)) {
        say(0, tr("%1 cannot be reached under these limits, with or without it.")
                   .arg(askedText(*solve)));
        return;
    }
    sayWithout(model, row, name);
    if (!row.worth) return;
    sayPrice(model, *row.worth, *info, scenario);
    sayLimit(model, *row.worth, scenario);
    QStringList notes;
    if (!row.fresh) notes << tr("Of the settings before; solving…");
    if (row.worth->isRough()) {
        notes << tr("≈ each routing is within %1 of the best.").arg(gapText(row.worth->gap));
    }
    if (solve->experiment->secondPrice > 0.0) {
        notes << tr("Seconds count at their price, here and in the curve.");
    }
    if (solve->scenario.router != "dual") notes << tr("By the dual optimizer, whoever routes.");
    if (solve->scenario.constraints.guarantee.asked) {
        notes << tr("At the floor on predictions that keeps the guarantee now.");
    }
    m_note->setText(notes.join(' '));
    m_note->setVisible(!notes.isEmpty());
}

void ModelWorthPanel::sayWithout(int model, const WorthKeeper::Row& row, const QString& name) {
    const SolveView& solve = *m_keeper.solve();
    const bool floor = underFloor(solve);
    const auto toggle = [this, model] { emit switchAsked(model); };
    if (!row.worth) {
        const double now = floor ? solve.chosen.cost : solve.chosen.predictedAccuracy;
        const double on = *row.ifOn;
        QString said = tr("%1 is switched off. ").arg(name);
        if (std::isnan(on)) {
            said += tr("%1 is out of reach with it as well.").arg(askedText(solve));
        } else if (std::isnan(now)) {
            said += tr("With it %1 is reached: %2.").arg(askedText(solve), batchText(solve, on));
        } else {
            said += floor ? tr("With it the batch costs %1, %2 less.")
                          : tr("With it the batch reaches %1, %2 more.");
            said = said.arg(batchText(solve, on), batchDifference(solve, on, now));
        }
        say(0, said, tr("Switch on"), toggle);
        return;
    }
    const ModelWorth& worth = *row.worth;
    if (worth.needed()) {
        say(0, tr("Needed: without it %1 is out of reach.").arg(askedText(solve)));
        return;
    }
    QString said;
    if (worth.without == worth.with) {
        said = tr("Without it nothing is lost: %1.").arg(batchText(solve, worth.with));
    } else if (floor) {
        said = tr("Without it the same %1 costs %2: %3 or %4 more.")
                   .arg(askedText(solve), batchText(solve, worth.without),
                        batchDifference(solve, worth.without, worth.with),
                        percent(worth.without / worth.with - 1.0));
    } else {
        said = tr("Without it the same %1 reaches %2: %3 less.")
                   .arg(askedText(solve), batchText(solve, worth.without),
                        batchDifference(solve, worth.without, worth.with));
    }
    say(0, said, tr("Switch off"), toggle);
}

void ModelWorthPanel::sayPrice(int model, const ModelWorth& worth, const ModelInfo& info,
                               const Scenario& scenario) {
    using Kind = BreakEven::Kind;
    const double multiple = worth.breakEven.multiple;
    QString at = times(multiple);
    const double output = valueInForce(scenario, info, PoolField::OutputPrice);
    if (!std::isnan(output)) {
        at = tr("%1 its price, %2 per 1M output tokens").arg(at, usd(output * multiple));
    } else {
        at = tr("%1 what its answers cost").arg(at);
    }
    const auto set = [this, model, multiple] {
        // As people write factors, on the side on which it still gets queries.
        constexpr double steps = 1e4;
        emit multiplierAsked(model, std::max(1.0, std::floor(multiple * steps)) / steps);
    };
    switch (worth.breakEven.kind) {
        case Kind::LosesLast:
            say(1, tr("It loses its last query at %1.").arg(at), tr("Set price"), set);
            return;
        case Kind::GetsFirst:
            say(1, tr("It would get its first query below %1.").arg(at), tr("Set price"), set);
            return;
        case Kind::NeverLoses:
            say(1, tr("No price makes it lose its last query."));
            return;
        case Kind::NotEvenFree:
            say(1, tr("It would make no difference if it cost nothing."));
            return;
        case Kind::Unknown:
            say(1, tr("It costs nothing by its factor of 0: of that there is no multiple."));
            return;
    }
}

void ModelWorthPanel::sayLimit(int model, const ModelWorth& worth, const Scenario&) {
    const SolveView& solve = *m_keeper.solve();
    const double enough = roundedUp(shareOf(worth.enoughSlots, solve));
    const auto lift = [this](int which, double share) {
        return [this, which, share] { emit limitAsked(which, share); };
    };
    if (isLimited(solve, worth)) {
        say(2,
            (underFloor(solve) ? tr("%1 of N would be enough and save %2; its limit is %3.")
                               : tr("%1 of N would be enough and gain %2; its limit is %3."))
                .arg(percent(enough), batchDifference(solve, worth.unlimited, worth.with),
                     percent(limitOf(solve, worth.model))),
            tr("Lift L"), lift(model, enough));
        return;
    }
    // The one limit that is worth most.
    const ModelWorth* best = nullptr;
    for (const WorthKeeper::Row& row : m_keeper.rows()) {
        if (!row.worth || !row.fresh || !isLimited(solve, *row.worth)) continue;
        const auto gain = [](const ModelWorth& of) { return std::abs(of.unlimited - of.with); };
        if (!best || gain(*row.worth) > gain(*best)) best = &*row.worth;
    }
    const QString own = worth.enoughSlots == 0
                            ? tr("No limit holds it back.")
                            : tr("%1 of N is all it can use.").arg(percent(enough));
    if (!best || best->unlimited == best->with) {
        say(2, own);
        return;
    }
    const double share = roundedUp(shareOf(best->enoughSlots, solve));
    say(2,
        own + ' ' +
            (underFloor(solve) ? tr("The limit to lift is that of %1: %2 of N would save %3.")
                               : tr("The limit to lift is that of %1: %2 of N would gain %3."))
                .arg(labelText(solve.experiment->models[best->model]), percent(share),
                     batchDifference(solve, best->unlimited, best->with)),
        tr("Lift L"), lift(int(best->model), share));
}

void ModelWorthPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

}  // namespace orl
