#include "core/experiment/own_choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/support/hash.h"
#include "core/support/nearest_name.h"
#include "core/support/random.h"

namespace orl {

namespace {

constexpr std::int32_t kUnmatched = -1;
constexpr std::int32_t kAmbiguous = -2;
constexpr std::size_t kQueriesBetweenLooks = 4096;

/// The models that a rule can name, numbered: those of the experiment first, others behind them.
class NamedModels {
  public:
    explicit NamedModels(const std::vector<std::string>& models) {
        for (const std::string& model : models) of(model);
    }
    std::int32_t of(const std::string& model) {
        const auto [place, isNew] =
            m_places.try_emplace(model, static_cast<std::int32_t>(m_names.size()));
        if (isNew) m_names.push_back(model);
        return place->second;
    }
    /// Of an empty name there is none.
    std::int32_t orUnmatched(const std::string& model) {
        return model.empty() ? kUnmatched : of(model);
    }
    const std::string& name(std::int32_t place) const {
        return m_names[static_cast<std::size_t>(place)];
    }

  private:
    std::unordered_map<std::string, std::int32_t> m_places;
    std::vector<std::string> m_names;
};

std::size_t wordsIn(std::string_view text) {
    std::size_t words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank && !inside) ++words;
        inside = !blank;
    }
    return words;
}

std::size_t charactersIn(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

double lengthOf(const Query& query, OwnRouter::Unit unit) {
    switch (unit) {
        case OwnRouter::Unit::Characters:
            return static_cast<double>(charactersIn(query.text));
        case OwnRouter::Unit::Words:
            return static_cast<double>(wordsIn(query.text));
        case OwnRouter::Unit::Tokens:
            break;
    }
    return query.inputTokens;
}

/// Choices of one key, by the model; kAmbiguous where they differ.
using Chosen = std::unordered_map<std::string, std::int32_t>;
template <typename Map, typename Key>
void note(Map& map, const Key& key, std::int32_t model) {
    const auto [place, isNew] = map.try_emplace(key, model);
    if (!isNew && place->second != model) place->second = kAmbiguous;
}

std::uint64_t pairKey(const std::string& id, std::uint64_t text) {
    Fingerprint print;
    print.add(id);
    print.add(text);
    return print.value();
}

/// Ids that several queries of different texts have: numbers within a task, say. They name none of
/// them.
std::set<std::string_view> sharedIds(const Dataset& data, const Job& job) {
    std::unordered_map<std::string_view, std::uint64_t> texts;
    std::set<std::string_view> shared;
    std::size_t looked = 0;
    for (const Query& query : data.queries) {
        if (++looked % kQueriesBetweenLooks == 0) job.check();
        if (query.id.empty()) continue;
        const std::uint64_t text = choiceTextKey(query.text);
        const auto [place, isNew] = texts.try_emplace(query.id, text);
        if (!isNew && place->second != text) shared.insert(query.id);
    }
    return shared;
}

/// The choices of a file, to be found by what a query has.
class ChoiceIndex {
  public:
    ChoiceIndex(const ChoiceList& list, const Dataset& data, NamedModels& models, const Job& job)
        : m_shared(sharedIds(data, job)) {
        std::vector<std::int32_t> places;
        places.reserve(list.models.size());
        for (const std::string& model : list.models) places.push_back(models.of(model));
        std::size_t looked = 0;
        for (const QueryChoice& choice : list.entries) {
            if (++looked % kQueriesBetweenLooks == 0) job.check();
            const std::int32_t model = places[choice.model];
            if (!choice.id.empty()) {
                note(m_byId, choice.id, model);
                if (choice.text != 0) note(m_byBoth, pairKey(choice.id, choice.text), model);
            }
            if (choice.text != 0) note(m_byText, choice.text, model);
            if (choice.row >= 0) m_byRow.try_emplace(choice.row, choice.check, model);
        }
    }

    /// @param row of the data set
    /// @param elsewhere set where the row is that of another query
    std::int32_t of(const Query& query, std::size_t row, bool& elsewhere) {
        const std::uint64_t text = choiceTextKey(query.text);
        const auto byId = query.id.empty() ? m_byId.end() : m_byId.find(query.id);
        const bool named = byId != m_byId.end();
        const bool sure = named && byId->second != kAmbiguous && !m_shared.contains(query.id);
        if (named) {
            m_seenIds.insert(query.id);
            m_seenTexts.insert(text);
            const auto both = m_byBoth.find(pairKey(query.id, text));
            if (both != m_byBoth.end()) return both->second;
            if (sure) return byId->second;
        }
        if (const auto same = m_byText.find(text); same != m_byText.end()) {
            m_seenTexts.insert(text);
            return same->second;
        }
        if (named) return kAmbiguous;
        const auto same = m_byRow.find(static_cast<std::int64_t>(row));
        if (same == m_byRow.end()) return kUnmatched;
        elsewhere = same->second.first != choiceRowKey(query.split, query.task, query.level);
        if (elsewhere) return kUnmatched;
        m_seenRows.insert(same->first);
        return same->second.second;
    }

    /// Choices that no query has asked for.
    std::size_t unasked(const ChoiceList& list) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(list.entries, [this](const QueryChoice& choice) {
                return !(m_seenIds.contains(choice.id) || m_seenTexts.contains(choice.text) ||
                         m_seenRows.contains(choice.row));
            }));
    }

  private:
    std::set<std::string_view> m_shared;
    Chosen m_byId;
    std::unordered_map<std::uint64_t, std::int32_t> m_byBoth;
    std::unordered_map<std::uint64_t, std::int32_t> m_byText;
    std::unordered_map<std::int64_t, std::pair<std::uint64_t, std::int32_t>> m_byRow;
    std::unordered_set<std::string> m_seenIds;
    std::unordered_set<std::uint64_t> m_seenTexts;
    std::unordered_set<std::int64_t> m_seenRows;
};

class OwnPlanner {
  public:
    OwnPlanner(const OwnRouter& router, const Dataset& data, const Experiment& experiment,
               const Job& job)
        : m_router(router),
          m_data(data),
          m_experiment(experiment),
          m_job(job),
          m_models(experiment.models),
          m_named(experiment.rows.size(), kUnmatched) {}

    void fill(OwnPlan& plan) {
        switch (m_router.kind) {
            case OwnRouter::Kind::ByTask:
            case OwnRouter::Kind::ByLevel:
                byTable(plan);
                break;
            case OwnRouter::Kind::ByLength:
                byLength();
                break;
            case OwnRouter::Kind::Shares:
                byShares();
                break;
            case OwnRouter::Kind::Choices:
                byChoices(plan);
                break;
        }
        place(plan);
    }

  private:
    const Query& query(std::size_t i) const { return m_data.queries[m_experiment.rows[i]]; }
    void look(std::size_t i) const {
        if (i % kQueriesBetweenLooks == 0) m_job.check();
    }

    void byTable(OwnPlan& plan) {
        const bool tasks = m_router.kind == OwnRouter::Kind::ByTask;
        std::set<std::string> there;
        const std::int32_t otherwise = m_models.orUnmatched(m_router.otherwise);
        for (std::size_t i = 0; i < m_named.size(); ++i) {
            look(i);
            const std::string& name =
                tasks ? m_experiment.task[i]
                      : m_experiment.levelNames[static_cast<std::size_t>(m_experiment.level[i])];
            there.insert(name);
            const auto row = m_router.table.find(name);
            m_named[i] = row == m_router.table.end() ? otherwise : m_models.of(row->second);
        }
        std::vector<std::string> missing;
        for (const auto& [name, model] : m_router.table) {
            if (!there.contains(name)) missing.push_back(name);
        }
        if (missing.empty()) return;
        const std::vector<std::string> known(there.begin(), there.end());
        const std::string near = nearestName(missing.front(), known);
        const char* kind = tasks ? "task" : "difficulty level";
        plan.remarks.push_back(
            fmt::format("The table names {} that these queries do not have: \"{}\"{}{}.",
                        missing.size() == 1 ? fmt::format("a {}", kind)
                                            : fmt::format("{} {}s", missing.size(), kind),
                        missing.front(), missing.size() > 1 ? " and others" : "",
                        near.empty() ? "" : fmt::format("; they have \"{}\"", near)));
    }

    void byLength() {
        std::vector<std::int32_t> models;
        models.reserve(m_router.steps.size());
        for (const LengthStep& step : m_router.steps) models.push_back(m_models.of(step.model));
        for (std::size_t i = 0; i < m_named.size(); ++i) {
            look(i);
            const double length = lengthOf(query(i), m_router.unit);
            for (std::size_t k = 0; k < models.size() && m_named[i] == kUnmatched; ++k) {
                if (length < m_router.steps[k].below) m_named[i] = models[k];
            }
        }
    }

    void byShares() {
        std::vector<std::size_t> order(m_named.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        Random random(m_router.seed);
        random.shuffle(std::span(order));
        auto next = order.begin();
        for (const auto& [model, count] : shareCounts(m_router.shares, order.size())) {
            const std::int32_t place = m_models.of(model);
            for (std::size_t k = 0; k < count; ++k) m_named[*next++] = place;
        }
    }

    void byChoices(OwnPlan& plan) {
        const ChoiceList& list = *m_router.choices;
        ChoiceIndex index(list, m_data, m_models, m_job);
        const std::int32_t otherwise = m_models.orUnmatched(m_router.otherwise);
        for (std::size_t i = 0; i < m_named.size(); ++i) {
            look(i);
            bool elsewhere = false;
            m_named[i] = index.of(query(i), m_experiment.rows[i], elsewhere);
            plan.otherRows += elsewhere ? 1 : 0;
            if (m_named[i] == kUnmatched) m_named[i] = otherwise;
        }
        plan.elsewhere = index.unasked(list);
    }

    /// From the models that are named to those that can take the queries.
    void place(OwnPlan& plan) {
        const auto models = static_cast<std::int32_t>(m_experiment.models.size());
        plan.assignment.assign(m_named.size(), kUnmatched);
        for (std::size_t i = 0; i < m_named.size(); ++i) {
            const std::int32_t named = m_named[i];
            if (named == kUnmatched) {
                ++plan.unmatched;
            } else if (named == kAmbiguous) {
                ++plan.ambiguous;
            } else if (named >= models ||
                       !m_experiment.problem.allowed(i, static_cast<std::size_t>(named))) {
                ++plan.unavailable;
                ++plan.unavailableModels[m_models.name(named)];
            } else {
                plan.assignment[i] = named;
            }
        }
    }

    const OwnRouter& m_router;
    const Dataset& m_data;
    const Experiment& m_experiment;
    const Job& m_job;
    NamedModels m_models;
    std::vector<std::int32_t> m_named;
};

/// The names that take no query, the most queries first, with what they may have meant.
std::string unavailableText(const OwnPlan& plan, const Experiment& experiment) {
    std::vector<std::pair<std::size_t, std::string>> names;
    names.reserve(plan.unavailableModels.size());
    for (const auto& [name, queries] : plan.unavailableModels) names.emplace_back(queries, name);
    std::ranges::stable_sort(names, [](const auto& a, const auto& b) { return a.first > b.first; });
    constexpr std::size_t kShownNames = 4;
    std::string text;
    for (std::size_t k = 0; k < std::min(kShownNames, names.size()); ++k) {
        const auto& [queries, name] = names[k];
        const bool known = std::ranges::find(experiment.models, name) != experiment.models.end();
        const std::string near = known ? std::string() : nearestName(name, experiment.models);
        text += fmt::format("{}\"{}\" ({}{})", k == 0 ? "" : ", ", name, queries,
                            known          ? "; switched off or without a cost"
                            : near.empty() ? ""
                                           : fmt::format("; did you mean \"{}\"?", near));
    }
    if (names.size() > kShownNames) text += fmt::format(" and {} more", names.size() - kShownNames);
    return text;
}

/// A third each, typed as 0.33, is meant in proportion; this only leaves rounding out.
constexpr double kSumIsOne = 1e-9;

void addCounts(OwnPlan& plan, const OwnRouter& router, const Experiment& experiment) {
    const std::size_t all = plan.assignment.size();
    const bool file = router.kind == OwnRouter::Kind::Choices;
    if (plan.unmatched > 0) {
        plan.remarks.push_back(
            fmt::format("{} of {} queries are matched by {}; they go nowhere.", plan.unmatched, all,
                        file ? fmt::format("no choice of {}", router.choices->source)
                             : std::string("no part of its rule")));
    }
    if (router.kind == OwnRouter::Kind::Shares) {
        double sum = 0.0;
        for (const auto& [model, share] : router.shares) sum += share;
        if (std::abs(sum - 1.0) > kSumIsOne) {
            plan.remarks.push_back(fmt::format(
                "Its shares add up to {:.6g}, not to 1: they are taken in proportion.", sum));
        }
    }
    if (plan.otherRows > 0) {
        plan.remarks.push_back(fmt::format(
            "{} row numbers of {} are of other queries here (another split, task or level); they "
            "are not used.",
            plan.otherRows, router.choices->source));
    }
    if (plan.ambiguous > 0) {
        plan.remarks.push_back(fmt::format(
            "{} of {} queries have several choices of different models; they go nowhere.",
            plan.ambiguous, all));
    }
    if (plan.unavailable > 0) {
        plan.remarks.push_back(
            fmt::format("{} of {} queries go to models that cannot take them: {}.",
                        plan.unavailable, all, unavailableText(plan, experiment)));
    }
    if (plan.elsewhere > 0) {
        plan.remarks.push_back(
            fmt::format("{} of {} choices of {} are of queries that are not routed "
                        "here.",
                        plan.elsewhere, router.choices->entries.size(), router.choices->source));
    }
}

}  // namespace

OwnPlan ownPlan(const OwnRouter& router, const std::string& id, const Dataset& data,
                const Experiment& experiment, const Job& job) {
    checkOwnRouter(router);
    OwnPlan plan;
    plan.id = id;
    plan.title = router.name;
    plan.rule = ruleOf(router);
    OwnPlanner(router, data, experiment, job).fill(plan);
    addCounts(plan, router, experiment);
    return plan;
}

void setOwnPlans(Experiment& experiment, std::span<const OwnRouter> routers, const Dataset& data,
                 const Job& job) {
    experiment.own.clear();
    std::vector<OwnPlan> plans;
    plans.reserve(routers.size());
    for (const OwnRouter& router : routers) {
        plans.push_back(ownPlan(router, ownRouterId(router.name), data, experiment, job));
    }
    experiment.own = std::move(plans);
}

}  // namespace orl
