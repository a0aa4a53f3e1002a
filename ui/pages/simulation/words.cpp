#include "ui/pages/simulation/words.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "core/data/generate/generate.h"
#include "core/lab/views.h"
#include "ui/pages/simulation/runner.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/widgets/format.h"

namespace orl {

namespace {

constexpr double kMinute = 60.0;

QString said(const char* text) {
    return QCoreApplication::translate("Simulation", text);
}

const PolicyChoice& choiceOf(const LoadView& view, std::size_t run) {
    return view.runs->runs[run].choice;
}

bool windowsIn(const LoadView& view) {
    return view.runs->plan.window.kind != WindowPlan::Kind::None;
}

/// Of those who wait for the model: what made them wait there, by the router's own rule.
QString ruleFor(const LoadView& view, std::size_t run, const RunCursor& cursor, std::size_t model,
                bool whole) {
    const PolicyChoice& choice = choiceOf(view, run);
    const std::string& id = choice.router;
    const auto either = [&](const char* long_, const char* brief) {
        return said(whole ? long_ : brief);
    };
    if (id == "dual") {
        return either("where waiting is worth more than another model", "worth the wait");
    }
    const auto best = [&] { return either("the best left for them", "the best left"); };
    if (id == "threshold" || id == "balance-aware") {
        const double tau = choice.parameter.value_or(view.runs->plan.qualityFloor);
        const RunReplay& replay = cursor.replay();
        std::size_t kept = 0;
        const auto queue = cursor.queue(model);
        for (const std::uint32_t visit : queue) {
            const std::uint32_t row = replay.queryOf(visit).row;
            if (view.experiment().problem.quality(row, model) >= tau) ++kept;
        }
        if (2 * kept < queue.size()) return best();
        return (id == "threshold"
                    ? either("the cheapest left that promises them %1", "the cheapest left with %1")
                    : either("the least loaded that promises them %1", "the freest with %1"))
            .arg(percent(tau, 0));
    }
    if (id == "cheapest" || id == "cost-only") {
        return either("the cheapest left for them", "the cheapest left");
    }
    if (id == "quality-only" || id == "best-single") return best();
    if (id == "willingness") {
        return either("the best value for them at its price of quality", "the best value");
    }
    if (id == "oracle") return said("the cheapest left that is right");
    return either("where its rule sends them", "by its rule");
}

/// The models for which most wait, most first.
std::vector<std::size_t> longestQueues(const RunCursor& cursor) {
    std::vector<std::size_t> models;
    for (std::size_t j = 0; j < cursor.replay().modelCount(); ++j) {
        if (!cursor.queue(j).empty()) models.push_back(j);
    }
    std::ranges::stable_sort(models, std::ranges::greater(),
                             [&](std::size_t j) { return cursor.queue(j).size(); });
    return models;
}

/// Until when the model is slow; NaN: it is not.
double slowUntil(const SimulationPlan& plan, std::size_t model, double time) {
    double until = kMissing;
    for (const Disturbance& each : plan.faults.disturbances) {
        if (each.model != model || each.outage()) continue;
        if (time >= each.from && time < each.until) until = each.until;
    }
    return until;
}

/// Why so many wait for the model.
QString causeOf(const LoadView& view, std::size_t run, const RunCursor& cursor, std::size_t model,
                bool whole) {
    const SimulationPlan& plan = view.runs->plan;
    const double out = outUntil(plan, model, cursor.time());
    const double slow = slowUntil(plan, model, cursor.time());
    if (std::isnan(out) && std::isnan(slow)) return ruleFor(view, run, cursor, model, whole);
    const QString how = std::isnan(out) ? whole ? said("which is slow") : said("slow")
                        : whole ? said("which is out")
                                        : said("out");
    const double until = std::isnan(out) ? slow : out;
    return until < view.end() ? how + said(" until %1").arg(clockText(until, view.end())) : how;
}

/// The longest queues and what made them, the longest sentence first.
QStringList queueSentences(const LoadView& view, std::size_t run, const RunCursor& cursor,
                           const std::vector<std::size_t>& queues) {
    const auto waiting = [&](std::size_t model) {
        return count(std::int64_t(cursor.queue(model).size()));
    };
    const std::size_t first = queues.front();
    const QString who = said("%1 wait for %2").arg(waiting(first), runModelName(view, first));
    const QString cause = causeOf(view, run, cursor, first, true);
    QStringList sentences;
    if (queues.size() > 1) {
        sentences << said("%1, %2; %3 for %4.")
                         .arg(who, cause, waiting(queues[1]), runModelName(view, queues[1]));
    }
    sentences << said("%1, %2.").arg(who, cause)
              << said("%1, %2.").arg(who, causeOf(view, run, cursor, first, false))
              << said("%1.").arg(who);
    return sentences;
}

bool allAreOut(const LoadView& view, double time) {
    const SimulationPlan& plan = view.runs->plan;
    for (std::size_t j = 0; j < view.strength.size(); ++j) {
        if (view.strength[j] >= 0.0 && std::isnan(outUntil(plan, j, time))) return false;
    }
    return true;
}

/// Who holds the slots of the strongest two that serve anybody, the longest sentence first.
QStringList holderSentences(const LoadView& view, const RunCursor& cursor) {
    const std::vector<double>& strength = view.strength;
    std::vector<std::size_t> order;
    for (std::size_t j = 0; j < strength.size(); ++j) {
        if (strength[j] >= 0.0 && cursor.serving(j) > 0) order.push_back(j);
    }
    if (order.empty()) return {said("Nobody is served now, and nobody waits.")};
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [&](std::size_t j) { return strength[j]; });
    // The better half of a small pool, the two strongest of a large one.
    const auto some =
        std::size_t(std::ranges::count_if(strength, [](double s) { return s >= 0.0; }));
    order.resize(std::min({order.size(), std::max<std::size_t>(1, some / 2), std::size_t{2}}));
    const std::size_t levels = cursor.replay().levelCount();
    std::size_t hard = 0;
    std::size_t all = 0;
    QStringList names;
    for (const std::size_t j : order) {
        names << runModelName(view, j);
        all += cursor.serving(j);
        for (std::size_t level = (levels + 1) / 2; level < levels; ++level) {
            hard += cursor.levels(j)[level];
        }
    }
    const QString where = names.join(said(" and "));
    const QString hardCount = count(std::int64_t(hard));
    const QString allCount = count(std::int64_t(all));
    if (levels < 2) {
        return {said("Nobody waits; %1 queries are with %2, the strongest in use.")
                    .arg(allCount, where),
                said("Nobody waits; %1 are with %2.").arg(allCount, where),
                said("Nobody waits; %1 are with the strongest.").arg(allCount)};
    }
    if (all == 1) {
        const QString whose = hard == 1 ? said("a hard query") : said("an easy query");
        return {said("Nobody waits; %1 is with %2, the strongest in use.").arg(whose, where),
                said("Nobody waits; %1 is with the strongest.").arg(whose)};
    }
    const QString only = 2 * hard >= all ? QString() : said("only ");
    return {said("Nobody waits; hard queries hold %1%2 of the %3 slots in use of %4.")
                .arg(only, hardCount, allCount, where),
            said("Nobody waits; hard queries hold %1%2 of %3 slots of %4.")
                .arg(only, hardCount, allCount, where),
            said("Nobody waits; hard queries hold %1%2 of %3 strong slots.")
                .arg(only, hardCount, allCount),
            said("Nobody waits.")};
}

}  // namespace

QString runModelName(const LoadView& view, std::size_t model) {
    return labelText(view.experiment().models[model]);
}

QString clockText(double seconds, double length) {
    if (std::isnan(seconds)) return QStringLiteral("–");
    if (length < kMinute) return said("%1 s").arg(seconds, 0, 'f', length < 10.0 ? 2 : 1);
    if (length >= 100.0 * kMinute) {
        const auto minutes = std::int64_t(std::floor(seconds / kMinute));
        return QStringLiteral("%1:%2 h").arg(minutes / 60).arg(minutes % 60, 2, 10, QChar('0'));
    }
    const auto whole = std::int64_t(std::floor(seconds));
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
}

QString secondsText(double seconds) {
    if (std::isnan(seconds)) return QStringLiteral("–");
    if (seconds >= 2.0 * kMinute) return clockText(seconds, std::max(seconds, 2.0 * kMinute));
    return said("%1 s").arg(seconds, 0, 'f', seconds > 0.0 && seconds < 0.05 ? 2 : 1);
}

QString rateText(double perSecond) {
    const bool slow = perSecond < 0.1;
    const double shown = slow ? perSecond * kMinute : perSecond;
    const QString number = QString::number(shown, 'g', 3);
    return slow ? said("%1 / min").arg(number) : said("%1 / s").arg(number);
}

QString costText(double usdValue) {
    return usd(usdValue);
}

QString runName(const LoadView& view, std::size_t run) {
    const std::string& id = choiceOf(view, run).router;
    if (id != "dual") return routerTitle(id);
    return windowsIn(view) ? said("Dual in windows") : said("Online dual");
}

QString runTitle(const LoadView& view, std::size_t run) {
    const PolicyChoice& choice = choiceOf(view, run);
    const QString name = runName(view, run);
    if (choice.router == "dual") return said("%1: prices λ, μ").arg(name);
    const std::string_view symbol = policyParameter(choice.router);
    QString text = said("Greedy: %1").arg(name);
    if (symbol == "τ") {
        text += QStringLiteral(" %1").arg(
            percent(choice.parameter.value_or(view.runs->plan.qualityFloor), 0));
    } else if (choice.parameter) {
        text += QStringLiteral(" %1 = %2")
                    .arg(QString::fromUtf8(symbol.data(), qsizetype(symbol.size())),
                         usd(*choice.parameter));
    }
    return text;
}

QStringList laneSentences(const LoadView& view, std::size_t run, const RunCursor& cursor) {
    if (allAreOut(view, cursor.time())) {
        return {said("Every model is out; %1 wait.").arg(count(std::int64_t(cursor.waiting())))};
    }
    if (!cursor.common().empty()) {
        return {(windowsIn(view) ? said("%1 wait for the window to close.")
                                 : said("%1 wait together for a slot."))
                    .arg(count(std::int64_t(cursor.common().size())))};
    }
    const std::vector<std::size_t> queues = longestQueues(cursor);
    return queues.empty() ? holderSentences(view, cursor)
                          : queueSentences(view, run, cursor, queues);
}

namespace {

QString whyTurnedAway(Rejection why) {
    switch (why) {
        case Rejection::Full:
            return said("Turned away: every queue that it could wait in was full.");
        case Rejection::NoModel:
            return said("Turned away: no model may take it.");
        case Rejection::Failed:
            return said("Turned away: its last call failed.");
        case Rejection::Budget:
            return said("Turned away: what is left of the budget pays no model.");
    }
    return {};
}

/// What has come of one visit by that time.
QString visitSentence(const LoadView& view, const Visit& visit, double time) {
    const auto at = [&](double moment) { return clockText(moment, view.end()); };
    if (!(visit.begun <= time)) {
        const QString where =
            visit.queue < 0 ? said("a model") : runModelName(view, std::size_t(visit.queue));
        return visit.ended <= time ? said("; waited for %1 until %2").arg(where, at(visit.ended))
                                   : said("; waiting for %1 since %2").arg(where, at(visit.since));
    }
    const QString model = runModelName(view, std::size_t(visit.model));
    QString text = said("; with %1 since %2").arg(model, at(visit.begun));
    if (visit.begun > visit.since) {
        text += said(", after %1 of waiting").arg(secondsText(visit.begun - visit.since));
    }
    if (!(visit.ended <= time)) {
        // How long an answer takes is known beforehand, that it will be cut off is not.
        if (visit.failed || std::isnan(visit.ended)) return text;
        return text + said("; will be done at %1").arg(at(visit.ended));
    }
    if (!visit.failed) return text + said("; done at %1").arg(at(visit.ended));
    const bool out = !std::isnan(outUntil(view.runs->plan, std::size_t(visit.model), visit.ended));
    return text + (out ? said("; cut off by its outage at %1") : said("; the call failed at %1"))
                      .arg(at(visit.ended));
}

}  // namespace

QString whyThere(const LoadView& view, std::size_t run, const LoadQuery& query) {
    const PolicyChoice& choice = choiceOf(view, run);
    const bool last = query.at + 1 >= query.visits.size();
    const bool nowhere = query.visits.empty();
    if (query.record.outcome == QueryOutcome::Rejected && (nowhere || (last && query.model < 0))) {
        return whyTurnedAway(query.record.rejection);
    }
    QString again;
    if (query.at > 0) {
        const auto before = std::size_t(query.visits[query.at - 1].model);
        again = said("After the call to %1 had failed: ").arg(runModelName(view, before));
        const auto& fallback = view.runs->plan.faults.fallback;
        if (!fallback.empty() &&
            std::ranges::count(fallback[before], std::size_t(query.model)) > 0) {
            return again + said("its fallback.");
        }
    }
    const QString at = clockText(query.decided, view.end());
    if (!std::isnan(query.prices.qualityPrice)) {
        return again + said(
                           "By the prices of %1 (λ = %2 for 1,000 right answers): the least cost − "
                           "λ · chance + price of the slot, and what waiting there costs.")
                           .arg(at, usd(1000.0 * query.prices.qualityPrice));
    }
    const std::string& id = choice.router;
    if (id == "threshold") {
        return again +
               said(
                   "The cheapest that promises %1 and takes it; where none does, the best that "
                   "takes it.")
                   .arg(percent(choice.parameter.value_or(view.runs->plan.qualityFloor), 1));
    }
    if (id == "quality-only" || id == "best-single") return again + said("The best that takes it.");
    if (id == "cheapest" || id == "cost-only") return again + said("The cheapest that takes it.");
    return again + said("By the rule of %1, among those that take it.").arg(runName(view, run));
}

QString whereIs(const LoadView& view, const LoadQuery& query, double time) {
    const QueryRecord& record = query.record;
    const auto at = [&](double moment) { return clockText(moment, view.end()); };
    QString text = said("Came at %1").arg(at(record.arrived));
    for (std::size_t k = 0; k <= query.at && k < query.visits.size(); ++k) {
        text += visitSentence(view, query.visits[k], time);
    }
    if (record.outcome == QueryOutcome::Rejected && record.ended <= time) {
        text += said("; turned away at %1").arg(at(record.ended));
    } else if (record.outcome == QueryOutcome::Late && std::isnan(record.begun) &&
               record.ended <= time) {
        text += said("; gave up then");
    }
    return text + QStringLiteral(".");
}

QString loadQueryText(const LoadView& view, std::uint32_t row) {
    const std::size_t of = view.experiment().rows[row];
    if (view.question.load.paperQueries) {
        static const Dataset paper = figureOneDataset();
        return labelText(paper.queries[of].text);
    }
    return labelText(view.prepared->data->queries[of].text);
}

}  // namespace orl
