#include "core/lab/query_list.h"

#include <algorithm>
#include <cmath>

#include "core/support/random.h"
#include "core/support/text_finder.h"
#include "lab_support.h"

namespace orl::testing {
namespace {

constexpr QueryField kNumbers[] = {
    QueryField::Level,  QueryField::Chosen,           QueryField::Pinned,
    QueryField::Router, QueryField::PredictedQuality, QueryField::PredictedCost,
    QueryField::Score,  QueryField::RealizedCost,     QueryField::Regret,
    QueryField::Margin, QueryField::Uncertainty};

class QueryLists : public LabTest {
  protected:
    QueryLists() {
        Scenario asked = scenario();
        asked.constraints.commonCapacity = 0.4;
        asked.constraints.qualityFloor = 0.75;
        m_solve = m_engine.solve(m_prepared, asked, {"threshold"}, {});
        asked.constraints.qualityFloor = 0.6;
        m_pinned = m_engine.solve(m_prepared, asked, {}, {});
    }
    QueryFields fields() const { return {m_prepared, m_solve, m_pinned, "threshold"}; }
    QueryList listed(QueryLister& lister, const QueryFilter& filter,
                     const std::vector<QuerySort>& sort = {}, bool freeze = false) const {
        return *lister.list(fields(), filter, sort, freeze, {});
    }

    std::shared_ptr<const Prepared> m_prepared = prepare(store(600), nullptr, scenario("knn"), {});
    SolveEngine m_engine;
    std::shared_ptr<const SolveView> m_solve;
    std::shared_ptr<const SolveView> m_pinned;
};

/// What the sieve says in other words.
bool passes(const QueryFields& fields, const QueryFilter& filter, std::uint32_t i) {
    const auto any = [](const auto& wanted, const auto& value) {
        return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
    };
    const double score = fields.number(QueryField::Score, i);
    using Outcome = QueryFilter::Outcome;
    const Outcome outcome = std::isnan(score) ? Outcome::Unknown
                            : score >= 0.5    ? Outcome::Right
                                              : Outcome::Wrong;
    const auto differs = [&](std::int32_t model) {
        return model >= 0 && model != fields.chosen(i);
    };
    bool inRanges = true;
    for (const FieldRange& range : filter.ranges) {
        const double value = fields.number(range.field, i);
        if (!(value >= range.least && value <= range.greatest)) inRanges = false;
    }
    return TextFinder(filter.text).in(fields.query(i).text) &&
           any(filter.tasks, fields.query(i).task) &&
           any(filter.levels, fields.solve().experiment->level[i]) &&
           any(filter.chosen, fields.chosen(i)) &&
           (filter.outcome == Outcome::Any || filter.outcome == outcome) &&
           (!filter.disagrees || differs(fields.ofRouter(i))) &&
           (!filter.moved || differs(fields.pinned(i))) &&
           (!filter.within || std::ranges::find(*filter.within, i) != filter.within->end()) &&
           inRanges;
}

QueryFilter randomFilter(Random& random, const QueryFields& fields) {
    const Experiment& experiment = *fields.solve().experiment;
    const auto maybe = [&] { return random.below(4) == 0; };
    QueryFilter filter;
    if (maybe()) filter.text = std::string(1, "eTnq"[random.below(4)]);
    if (maybe()) filter.tasks = {fields.query(random.below(fields.size())).task, "no such task"};
    if (maybe()) filter.levels = {std::int32_t(random.below(experiment.levelNames.size()))};
    if (maybe()) filter.chosen = {std::int32_t(random.below(experiment.models.size())), 0};
    if (maybe()) filter.outcome = QueryFilter::Outcome(random.below(4));
    filter.disagrees = maybe();
    filter.moved = maybe();
    if (maybe()) {
        filter.within = std::make_shared<const QueryList>(
            queriesWhere(experiment, [](std::uint32_t i) { return i % 3 == 0; }));
    }
    if (maybe()) {
        const QueryField field = kNumbers[random.below(std::size(kNumbers))];
        filter.ranges = {{field, fields.number(field, random.below(fields.size())), 1e9}};
    }
    return filter;
}

TEST_F(QueryLists, FilterAndOrderAgreeWithBruteForce) {
    Random random(3);
    QueryLister lister;
    const QueryFields all = fields();
    for (int round = 0; round < 300; ++round) {
        const QueryFilter filter = randomFilter(random, all);
        const QuerySort sort{kNumbers[random.below(std::size(kNumbers))], random.below(2) == 1};
        QueryList expected = queriesWhere(*m_solve->experiment,
                                          [&](std::uint32_t i) { return passes(all, filter, i); });
        std::ranges::stable_sort(expected, [&](std::uint32_t a, std::uint32_t b) {
            const double x = all.number(sort.field, a);
            const double y = all.number(sort.field, b);
            if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
            return sort.descending ? x > y : x < y;
        });
        ASSERT_EQ(listed(lister, filter, {sort}), expected) << round;
    }
}

TEST_F(QueryLists, TextsSortAsTextsAndTasksBeforeThem) {
    QueryLister lister;
    const QueryFields all = fields();
    const QueryList list =
        listed(lister, {}, {{QueryField::Task, true}, {QueryField::Text, false}});
    ASSERT_EQ(list.size(), all.size());
    for (std::size_t k = 1; k < list.size(); ++k) {
        const Query& a = all.query(list[k - 1]);
        const Query& b = all.query(list[k]);
        EXPECT_GE(a.task, b.task);
        if (a.task == b.task) {
            EXPECT_LE(a.text, b.text);
        }
    }
}

TEST_F(QueryLists, BeginningsThatAreSharedDoNotSort) {
    auto data = std::make_shared<Dataset>(*m_prepared->data);
    const std::string instruction(60, 'z');
    for (std::size_t i = 0; i < data->queries.size(); i += 2) {
        data->queries[i].text = instruction + data->queries[i].text;
    }
    std::vector<std::string_view> texts;
    for (const Query& query : data->queries) texts.push_back(query.text);
    const auto beginnings = std::make_shared<const SharedPrefixes>(SharedPrefixes::find(texts));
    auto prepared = std::make_shared<Prepared>(*m_prepared);
    prepared->data = data;
    prepared->beginnings = beginnings;
    const QueryFields some(prepared, m_solve, nullptr, {});
    QueryLister lister;
    const QueryList list = *lister.list(some, {}, {{QueryField::Text}}, false, {});
    for (std::size_t k = 1; k < list.size(); ++k) {
        EXPECT_LE(beginnings->split(some.query(list[k - 1]).text).rest,
                  beginnings->split(some.query(list[k]).text).rest);
    }
}

TEST_F(QueryLists, AnyNumberOfThreadsGivesTheSame) {
    const std::vector<QuerySort> sort = {{QueryField::Margin, true}};
    QueryFilter filter;
    filter.text = "a";
    QueryLister one(1);
    QueryLister more(3);
    EXPECT_EQ(listed(one, filter, sort), listed(more, filter, sort));
}

TEST_F(QueryLists, TypingOnAndBackSearchesWhatItMust) {
    QueryLister used;
    for (const char* text : {"a", "an", "ann", "an", "n", "", "q", "Q"}) {
        QueryFilter filter;
        filter.text = text;
        QueryLister fresh;
        EXPECT_EQ(listed(used, filter), listed(fresh, filter)) << text;
    }
}

TEST_F(QueryLists, AFrozenOrderStaysWhileTheFilterFollows) {
    QueryLister lister;
    const std::vector<QuerySort> sort = {{QueryField::Margin, false}};
    QueryFilter filter;
    const QueryList before = listed(lister, filter, sort);
    std::swap(m_solve, m_pinned);
    EXPECT_EQ(listed(lister, filter, sort, true), before);
    filter.moved = true;
    const QueryList moved = listed(lister, filter, sort, true);
    EXPECT_EQ(moved.size(), movedQueries(fields()).size());
    EXPECT_GT(moved.size(), 0U);
    QueryLister fresh;
    EXPECT_EQ(listed(lister, {}, sort), listed(fresh, {}, sort));
}

TEST_F(QueryLists, NothingIsRememberedOfOtherData) {
    QueryLister used;
    QueryFilter filter;
    filter.text = "a";
    listed(used, filter, {{QueryField::Text}});
    auto other = std::make_shared<Dataset>(*m_prepared->data);
    for (Query& query : other->queries) std::ranges::reverse(query.text);
    other->queries[m_prepared->rows[0]].text = "zzz";
    auto prepared = std::make_shared<Prepared>(*m_prepared);
    prepared->data = other;
    prepared->queryFingerprint = other->queryFingerprint();
    const QueryFields theirs(prepared, m_solve, nullptr, {});
    QueryLister fresh;
    EXPECT_EQ(*used.list(theirs, filter, {{QueryField::Text}}, true, {}),
              *fresh.list(theirs, filter, {{QueryField::Text}}, false, {}));
}

TEST_F(QueryLists, AStoppedSortLeavesNothingHalfDone) {
    QueryLister lister;
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW(lister.list(fields(), {}, {{QueryField::Margin}}, false, stopped.get_token()),
                 Cancelled);
    QueryLister fresh;
    EXPECT_EQ(listed(lister, {}, {{QueryField::Margin}}),
              listed(fresh, {}, {{QueryField::Margin}}));
}

TEST_F(QueryLists, WithoutPricesOrOutcomesTheFieldsAreUnknown) {
    Scenario asked = scenario();
    asked.router = "threshold";
    const QueryFields plain(m_prepared, m_engine.solve(m_prepared, asked, {}, {}), nullptr, {});
    EXPECT_FALSE(plain.hasPrices());
    EXPECT_TRUE(std::isnan(plain.number(QueryField::Margin, 0)));
    EXPECT_TRUE(std::isnan(plain.number(QueryField::Pinned, 0)));
    EXPECT_TRUE(std::isnan(plain.number(QueryField::Router, 0)));
    EXPECT_FALSE(std::isnan(plain.number(QueryField::PredictedCost, 0)));
}

}  // namespace
}  // namespace orl::testing
